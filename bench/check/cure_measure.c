/*
 * cure_measure.c - what a configuration is worth to a crowd.
 *
 * The crowd is a seeded one of eight sites that the bucket's rules name, in
 * virtual time. After it every site asks for a kept object once more, and once
 * with credentials. Nobody probes: an attacker's copies are no hits to count.
 */
#include "bench/check/cure_parts.h"
#include "bench/workload.h"
#include "bench/world.h"
#include "cache/http/cors.h"

#define N_OBJECTS   40
#define N_SITES     8
#define N_VISITS    600
#define GAP_MS      20000
#define ORIGINS_MAX 32
#define VISIT_MAX   ((size_t)1 << 20)

struct crowd {
    struct stage *stage;
    struct cure_measure *measure;
    struct arena arena; /* names */
    struct arena visit; /* of the one under way */
    struct span authority;
    struct span paths[N_OBJECTS];
    struct span sites[N_SITES];
    struct span page_origin; /* of the visit under way; absent: none */
    uint64_t n_hits;
    uint64_t number;
    bool judges;
};

/* With every star filled in. */
static struct span filled(struct arena *arena, struct span pattern,
                          const char *word, unsigned number)
{
    struct span text, copy;
    struct buf buf;

    buf_init(&buf, 4096);
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.ptr[i] == '*')
            buf_addf(&buf, "%s%u", word, number);
        else
            buf_add_byte(&buf, pattern.ptr[i] == '?' ? 'x' : pattern.ptr[i]);
    text = buf_span(&buf);
    if (arena_copy(arena, text, &copy) != 0)
        copy = SPAN_ABSENT;
    buf_fini(&buf);
    return copy;
}

/* ---- who is in it ----------------------------------------------------------
 */

static void name_sites(struct crowd *crowd, const struct json *rules)
{
    struct span origins[ORIGINS_MAX];
    size_t n =
        rules ? cure_rule_values(rules, "AllowedOrigins", origins, ORIGINS_MAX)
              : 0;

    for (unsigned i = 0; i < N_SITES; i++) {
        struct span origin = n > 0 ? origins[i % n] : SPAN("*");

        if (span_eq(origin, SPAN("*")))
            origin = SPAN("https://*.example");
        crowd->sites[i] = filled(&crowd->arena, origin, "site", i + 1);
    }
}

static void name_paths(struct crowd *crowd, struct span pattern)
{
    bool rooted = pattern.len > 0 && pattern.ptr[0] == '/';

    for (unsigned i = 0; i < N_OBJECTS; i++)
        crowd->paths[i] = arena_printf(
            &crowd->arena, "%s%.*s", rooted ? "" : "/",
            SPAN_ARG(filled(&crowd->arena, pattern, "popbox", i + 1)));
}

/* ---- visits ----------------------------------------------------------------
 */

static void watch(void *watcher, const struct stage_event *event)
{
    struct crowd *crowd = watcher;
    const struct http_response *head;
    struct span x_cache;

    if (event->saw != STAGE_ANSWER || !event->u.answer.head)
        return;
    head = event->u.answer.head;
    x_cache = http_headers_get(&head->headers, SPAN("X-Cache"));
    crowd->n_hits += span_starts(x_cache, SPAN("Hit")) ||
                     span_starts(x_cache, SPAN("RefreshHit"));
    if (!crowd->judges)
        return;
    crowd->measure->n_read +=
        cors_check(&head->headers, crowd->page_origin, false, &crowd->visit)
            .verdict == CORS_OK;
    crowd->measure->n_read_with +=
        cors_check(&head->headers, crowd->page_origin, true, &crowd->visit)
            .verdict == CORS_OK;
}

static int visit(struct crowd *crowd, uint32_t object, struct span page_origin)
{
    struct stage_request request = {.edge = TOPOLOGY_NONE,
                                    .head = {.method = SPAN("GET"),
                                             .scheme = SPAN("https"),
                                             .authority = crowd->authority,
                                             .path = crowd->paths[object]}};
    int err = 0;

    arena_reset(&crowd->visit);
    request.url = arena_printf(&crowd->visit, "https://%.*s%.*s",
                               SPAN_ARG(crowd->authority),
                               SPAN_ARG(crowd->paths[object]));
    crowd->page_origin = page_origin;
    if (!span_absent(page_origin))
        err = http_headers_add(&request.head.headers, &crowd->visit,
                               SPAN("Origin"), page_origin);
    if (err)
        return err;
    stage_request(crowd->stage, ++crowd->number, &request);
    err = stage_run(crowd->stage);
    stage_advance(crowd->stage, GAP_MS);
    return err;
}

static int send(struct crowd *crowd)
{
    const struct workload_spec spec = {.seed = 1,
                                       .n_objects = N_OBJECTS,
                                       .n_sites = N_SITES,
                                       .zipf = 0.9,
                                       .no_origin = 0.2};
    struct workload *workload = workload_new(&spec);
    int err = 0;

    for (int i = 0; i < N_VISITS && !err; i++) {
        struct workload_visit who = workload_next(workload);

        err = visit(crowd, who.object,
                    who.site == WORKLOAD_NO_SITE ? SPAN_ABSENT
                                                 : crowd->sites[who.site]);
    }
    workload_free(workload);
    crowd->measure->hit_ratio = (double)crowd->n_hits / N_VISITS;
    crowd->judges = true;
    crowd->measure->n_pages = N_SITES;
    for (int i = 0; i < N_SITES && !err; i++)
        err = visit(crowd, 0, crowd->sites[i]);
    return err;
}

/* ---- as a whole ------------------------------------------------------------
 */

static int run(struct crowd *crowd, struct span config, struct buf *error)
{
    struct topology topology = {0};
    struct json_reader reader;
    int err = json_open(&reader, "a cure", config);

    if (!err)
        err = topology_read(&topology, &reader, json_root(&reader),
                            STAGE_START_MS);
    if (err) {
        buf_add_str(error, reader.error);
    } else {
        crowd->authority = topology.edges[0].domain;
        crowd->stage = world_new(&topology);
        stage_watch(crowd->stage, watch, crowd);
        err = send(crowd);
        if (err)
            buf_add(error, stage_trouble(crowd->stage));
        stage_free(crowd->stage);
    }
    topology_fini(&topology);
    json_close(&reader);
    return err;
}

int cure_measure(struct cure_measure *measure, const struct aws_world *world,
                 const struct json *rules, struct span pattern,
                 struct buf *error)
{
    struct aws_world crowded = *world;
    struct crowd crowd = {.measure = measure};
    struct buf config;
    int err;

    *measure = (struct cure_measure){0};
    arena_init(&crowd.arena, VISIT_MAX);
    arena_init(&crowd.visit, VISIT_MAX);
    name_sites(&crowd, rules);
    name_paths(&crowd, pattern);
    crowded.paths = crowd.paths;
    crowded.n_paths = N_OBJECTS;
    buf_init(&config, JSON_TEXT_MAX);
    err = aws_world_write(&config, &crowded, error);
    if (!err)
        err = run(&crowd, buf_span(&config), error);
    buf_fini(&config);
    arena_fini(&crowd.visit);
    arena_fini(&crowd.arena);
    return err;
}
