/*
 * scenario_configure.c - edges configured anew in the middle of a play.
 *
 * {"configure": {"edges": {"edge": {"DefaultCacheBehavior": ...}}}}
 *
 * is a merge patch on the world as the steps before have left it. Who owns a
 * distribution can change how it answers, not what it is: edges, origins and
 * domains stay, and so does all that is stored.
 */
#include "bench/scenario_parts.h"
#include "cache/base/mem.h"

/* The same edges, by name and domain, in the same order. */
static bool are_same_edges(const struct topology *a, const struct topology *b)
{
    if (a->n_edges != b->n_edges || a->n_origins != b->n_origins)
        return false;
    for (size_t i = 0; i < a->n_edges; i++)
        if (!span_eq(a->edges[i].name, b->edges[i].name) ||
            !span_eq(a->edges[i].domain, b->edges[i].domain))
            return false;
    return true;
}

static void check_change(const struct steps_in *in, const struct json *patch,
                         const struct scenario_change *change)
{
    if (change->reader.failed)
        json_fail(in->reader, patch, "makes a world that cannot be: %s",
                  change->reader.error);
    else if (!are_same_edges(in->topology, &change->topology))
        json_fail(in->reader, patch,
                  "must leave the edges and their domains as they are");
}

static void read_change(const struct steps_in *in, struct scenario_step *step,
                        const struct json *patch)
{
    struct scenario_change *change = mem_zalloc(1, sizeof(*change));
    int err = json_merge(&change->reader, in->reader->file, *in->world, patch);

    list_add_tail(&in->scenario->changes, &change->link);
    if (err == 0)
        err = topology_read(&change->topology, &change->reader,
                            json_root(&change->reader), STAGE_START_MS);
    check_change(in, patch, change);
    if (err == 0)
        *in->world = json_root(&change->reader);
    step->change = change;
}

void scenario_configure_read(const struct steps_in *in,
                             struct scenario_step *step,
                             const struct json *object)
{
    static const char *const known[] = {"edges"};
    const struct json *patch =
        json_need(in->reader, object, "configure", JSON_OBJECT);

    step->kind = SCENARIO_CONFIGURE;
    if (!patch)
        return;
    json_only(in->reader, patch, known, sizeof(known) / sizeof(*known));
    if (json_need(in->reader, patch, "edges", JSON_OBJECT))
        read_change(in, step, patch);
}

void scenario_changes_fini(struct scenario *scenario)
{
    LIST_EACH (link, &scenario->changes, keep) {
        struct scenario_change *change =
            LIST_ITEM(link, struct scenario_change, link);

        topology_fini(&change->topology);
        json_close(&change->reader);
        mem_free(change);
    }
}
