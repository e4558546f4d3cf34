/*
 * readings.c - the ways in which AWS's documentation can be read.
 *
 * A reading is a merge patch on the config: "rules" of its edge.
 */
#include "bench/check/readings.h"

#include "bench/stage.h"

/* Knobs that AWS's documents leave open (policies/README.md), and whether a
 * configuration has anything to do with them. */
static bool has_failover(const struct node_config *config)
{
    for (size_t i = 0; i < config->n_behaviors; i++)
        if (config->behaviors[i].failover)
            return true;
    return false;
}

static bool has_error_pages(const struct node_config *config)
{
    return config->n_error_pages > 0;
}

static bool always(const struct node_config *config)
{
    (void)config;
    return true;
}

static const struct {
    const char *knob;
    bool turned; /* its other value */
    bool (*matters)(const struct node_config *config);
} open_knobs[] = {
    {"errors_need_max_age", false, always},
    {"refresh_merges", true, always},
    {"failover_by_code", false, has_failover},
    {"error_page_own_reply", true, has_error_pages},
};
#define N_KNOBS (sizeof(open_knobs) / sizeof(open_knobs[0]))
_Static_assert(N_KNOBS <= READINGS_MAX, "every knob can matter");

size_t readings_of(const struct node_config *config,
                   const char *knobs[READINGS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < N_KNOBS; i++)
        if (open_knobs[i].matters(config))
            knobs[n++] = open_knobs[i].knob;
    return n;
}

static bool turned(const char *knob)
{
    for (size_t i = 0; i < N_KNOBS; i++)
        if (strcmp(open_knobs[i].knob, knob) == 0)
            return open_knobs[i].turned;
    return false;
}

static void put_patch(struct buf *text, struct span edge, const char *knob)
{
    const char *const path[] = {"edges", edge.ptr, "rules"};
    struct json_out out;

    json_out_init(&out, text, false);
    json_out_open(&out, '{');
    for (int i = 0; i < 3; i++) {
        json_out_key(&out, path[i]);
        json_out_open(&out, '{');
    }
    json_out_key(&out, knob);
    json_out_bool(&out, turned(knob));
    for (int i = 0; i < 4; i++)
        json_out_close(&out, '}');
}

int reading_topology(struct topology *topology, struct json_reader *config,
                     struct span edge, const char *knob)
{
    struct json_reader patch, merged;
    struct buf text;
    int err;

    *topology = (struct topology){0};
    buf_init(&text, 4096);
    put_patch(&text, edge, knob);
    err = json_open(&patch, "reading", buf_span(&text));
    if (!err) {
        err = json_merge(&merged, config->file, json_root(config),
                         json_root(&patch));
        if (!err)
            err = topology_read(topology, &merged, json_root(&merged),
                                STAGE_START_MS);
        if (err)
            json_fail(config, NULL, "%s", merged.error);
        json_close(&merged);
    }
    json_close(&patch);
    buf_fini(&text);
    return err;
}
