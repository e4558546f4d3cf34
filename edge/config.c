/*
 * config.c - what `popbox serve` runs: a JSON file, or a few options.
 *
 * Every process draws the seed of its indexes anew, so that nobody can prepare
 * keys that collide (security.md, class 25).
 */
#include "edge/config.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/clock.h"

#include <sys/random.h>

#define HOUR_MS INT64_C(3600000)

static void read_counts(struct json_reader *reader, const struct json *object,
                        struct edge_limits *limits)
{
    static const int64_t range[2] = {1, 1000000};
    const struct {
        const char *name;
        unsigned *value;
    } rows[] = {{"conns_max", &limits->conns_max},
                {"origin_conns_max", &limits->origin_conns_max},
                {"origin_queue_max", &limits->origin_queue_max}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        *rows[i].value = (unsigned)json_get_int(reader, object, rows[i].name,
                                                range, *rows[i].value);
}

static void read_times(struct json_reader *reader, const struct json *object,
                       struct edge_limits *limits)
{
    static const int64_t range[2] = {0, HOUR_MS};
    const struct {
        const char *name;
        int64_t *value;
    } rows[] = {{"origin_idle_ms", &limits->origin_idle_ms},
                {"head_timeout_ms", &limits->head_timeout_ms},
                {"idle_timeout_ms", &limits->idle_timeout_ms},
                {"body_timeout_ms", &limits->body_timeout_ms},
                {"stop_timeout_ms", &limits->stop_timeout_ms}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        *rows[i].value =
            json_get_int(reader, object, rows[i].name, range, *rows[i].value);
}

static void read_limits(struct json_reader *reader, const struct json *root,
                        struct edge_limits *limits)
{
    static const char *const known[] = {"conns_max",        "origin_conns_max",
                                        "origin_queue_max", "origin_idle_ms",
                                        "head_timeout_ms",  "idle_timeout_ms",
                                        "body_timeout_ms",  "stop_timeout_ms"};
    const struct json *object = json_get(reader, root, "limits", JSON_OBJECT);

    edge_limits_init(limits);
    if (!object)
        return;
    json_only(reader, object, known, sizeof(known) / sizeof(*known));
    read_counts(reader, object, limits);
    read_times(reader, object, limits);
}

static int64_t wall_ms(void)
{
    struct clock clock;

    clock_init_wall(&clock);
    return clock_now_ms(&clock);
}

static void draw_seed(struct config *config)
{
    ssize_t n = getrandom(config->seed, sizeof(config->seed), 0);

    ASSERT(n == (ssize_t)sizeof(config->seed));
    for (size_t i = 0; i < config->topology.n_edges; i++)
        config->topology.edges[i].config.hash_seed =
            span_of(config->seed, sizeof(config->seed));
}

/* ---- what is on the disk ------------------------------------------------- */

static void close_kept(struct config *config)
{
    size_t n = config->topology.n_origins;
    struct kept_s3 *kept = config->kept;

    config->kept = NULL;
    topology_fini(&config->topology); /* the last requests end here */
    for (size_t i = 0; i < n; i++)
        kept_s3_fini(&kept[i]);
    mem_free(kept);
}

/* An S3 behind an API is nobody's to look into: it stays in memory. */
static void refuse_kept(struct json_reader *reader, const struct json *backend)
{
    static const char *const names[] = {"dir", "bucket", "buckets_dir",
                                        "access_log"};

    for (size_t i = 0; backend && i < sizeof(names) / sizeof(*names); i++) {
        const struct json *member = json_member(backend, names[i]);

        if (member)
            json_fail(reader, member,
                      "is not for a backend: write it at an origin of its own");
    }
}

static void open_kept(struct config *config, struct json_reader *reader,
                      const struct json *root)
{
    const struct json *origins = json_member(root, "origins");
    const struct json *value = origins ? json_first(origins) : NULL;
    size_t n = config->topology.n_origins;

    config->kept = mem_zalloc(n, sizeof(*config->kept));
    for (size_t i = 0; i < n && value && !reader->failed; i++) {
        struct topology_origin *origin = &config->topology.origins[i];
        const struct json *type = json_member(value, "type");

        if (origin->origin && span_eq(json_string(type), SPAN("s3")))
            kept_s3_read(&config->kept[i], origin, reader, value);
        else
            refuse_kept(reader, json_member(value, "backend"));
        value = json_next(value);
    }
}

static void read_root(struct config *config, struct json_reader *reader)
{
    static const char *const known[] = {"origins", "edges", "pages", "limits"};
    const struct json *root = json_root(reader);

    if (json_type(root) == JSON_OBJECT)
        json_only(reader, root, known, sizeof(known) / sizeof(*known));
    else
        json_fail(reader, root, "must be an object, is %s",
                  json_type_text(root));
    if (!reader->failed)
        read_limits(reader, root, &config->limits);
    if (reader->failed)
        return;
    if (topology_read(&config->topology, reader, root, wall_ms()) != 0) {
        topology_fini(&config->topology);
        return;
    }
    if (config->topology.n_edges + config->topology.n_origins > 0)
        open_kept(config, reader, root);
    else
        json_fail(reader, root, "has no \"edges\" and no \"origins\"");
    if (reader->failed)
        close_kept(config);
}

int config_read(struct config *config, const char *file, struct span text,
                struct buf *error)
{
    struct json_reader reader;
    int err = json_open(&reader, file, text);

    config->kept = NULL;
    if (!err) {
        read_root(config, &reader);
        err = reader.failed ? ERR_SYNTAX : 0;
    }
    if (err)
        buf_add_str(error, reader.error);
    else
        draw_seed(config);
    json_close(&reader);
    return err;
}

void config_fini(struct config *config)
{
    close_kept(config);
}
