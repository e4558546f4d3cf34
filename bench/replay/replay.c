/*
 * replay.c - a trace through the whole node, in virtual time.
 *
 * Whether a page's failure is the cache's fault is asked of a second node,
 * which keeps nothing: the same Origin at the same behavior. It is asked once
 * for each of these, and only when a page has failed.
 */
#include "bench/replay/replay.h"

#include "bench/numbering.h"
#include "bench/replay/ages.h"
#include "bench/replay/lane.h"
#include "bench/stage.h"
#include "bench/trace_policy.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/s3/s3.h"

#define ARENA_MAX   ((size_t)1 << 20)
#define NAME_MAX    ((size_t)TRACE_LINE_MAX + 64)
#define WRITTEN_MS  (STAGE_START_MS - INT64_C(86400000))
#define FRESH_BYTES ((uint64_t)1 << 20)

struct replay {
    struct replay_spec spec;
    struct topology topology;
    struct bucket *buckets[TOPOLOGY_ORIGINS_MAX];
    struct node_config config;
    struct node_config fresh_config;
    struct lane lane;
    struct lane fresh;
    bool fresh_failed;       /* the page that was asked for there last */
    struct numbering *pages; /* an Origin at a behavior */
    bool *fails;             /* by number of these: at the fresh node too */
    uint32_t cap_fails;
    uint32_t n_known;
    struct buf name;
    struct buf target;
    struct arena arena;
    struct ages ages;
    bool began;       /* some record had a time */
    int64_t first_ms; /* of the trace */
    uint64_t n_seen;
    struct replay_result result;
};

/* ---- the world ------------------------------------------------------------
 */

/* The S3 at `origin` from now on has every object. */
static int widen(struct replay *replay, size_t i, struct json_reader *reader,
                 const struct json *value)
{
    struct topology_origin *at = &replay->topology.origins[i];
    struct bucket *bucket = NULL;
    struct origin *origin = NULL;
    int err = bucket_new(&bucket, replay->spec.control, WRITTEN_MS);

    if (err) {
        json_fail(reader, NULL, "a Cache-Control for all objects is too long");
        return err;
    }
    err = s3_read_over(&origin, &bucket->store, reader, value, WRITTEN_MS);
    if (err)
        return err;
    origin_free(at->origin);
    at->origin = origin;
    replay->buckets[i] = bucket;
    return 0;
}

static int widen_all(struct replay *replay, struct json_reader *reader)
{
    const struct json *value =
        json_first(json_member(json_root(reader), "origins"));
    int err = 0;

    for (size_t i = 0; i < replay->topology.n_origins && !err; i++) {
        const struct topology_origin *at = &replay->topology.origins[i];

        if (at->origin && span_eq(span_str(at->origin->ops->type), SPAN("s3")))
            err = widen(replay, i, reader, value);
        value = json_next(value);
    }
    return err;
}

static int read_world(struct replay *replay, struct json_reader *reader)
{
    int err = topology_read(&replay->topology, reader, json_root(reader),
                            STAGE_START_MS);

    if (!err && replay->topology.n_edges == 0) {
        json_fail(reader, NULL, "has no edge that could be asked");
        err = ERR_MISSING;
    }
    return err ? err : widen_all(replay, reader);
}

/* ---- pages ----------------------------------------------------------------
 */

static void fresh_finish(void *user, struct visit *visit,
                         const struct journal *journal)
{
    struct replay *replay = user;

    (void)journal;
    replay->fresh_failed = visit->failed;
}

static bool ask_fresh(struct replay *replay, struct visit *visit,
                      const struct http_request *request)
{
    struct lane *fresh = &replay->fresh;

    node_restore(fresh->node, NULL);
    fresh->now_ms = STAGE_START_MS;
    replay->fresh_failed = true;
    if (lane_request(fresh, request, visit->page_origin, 1) == 0)
        lane_run_out(fresh);
    return replay->fresh_failed;
}

static int64_t behavior_of(const struct journal *journal)
{
    for (size_t i = 0; i < journal->n_steps; i++)
        if (journal->steps[i].step == STEP_BEHAVIOR)
            return journal->steps[i].value;
    return -1;
}

/* Whether the page fails at an edge that keeps nothing, too. */
static bool fails_anyway(struct replay *replay, struct visit *visit,
                         const struct journal *journal)
{
    uint32_t number;

    buf_reset(&replay->name);
    buf_addf(&replay->name, "%lld:", (long long)behavior_of(journal));
    buf_add(&replay->name, visit->page_origin);
    number = numbering_of_text(replay->pages, buf_span(&replay->name));
    if (number == NUMBERING_NONE)
        return ask_fresh(replay, visit, &journal->request);
    if (number == replay->cap_fails) {
        replay->cap_fails = replay->cap_fails * 2 + 64;
        replay->fails = mem_realloc(replay->fails, replay->cap_fails);
    }
    if (number == replay->n_known) {
        replay->n_known++;
        replay->fails[number] = ask_fresh(replay, visit, &journal->request);
    }
    return replay->fails[number];
}

/* ---- counting -------------------------------------------------------------
 */

static void finish(void *user, struct visit *visit,
                   const struct journal *journal)
{
    struct replay *replay = user;
    struct replay_result *result = &replay->result;
    enum reason collapse = journal_reason(journal, STEP_COLLAPSE);

    result->n_requests++;
    result->n_hits += journal->x_cache == X_CACHE_HIT;
    result->n_refreshes += journal->x_cache == X_CACHE_REFRESH_HIT;
    result->n_errors += journal->status >= 400;
    result->n_collapsed += collapse == COLLAPSE_JOIN;
    result->bytes += journal->body_bytes;
    ages_add(&replay->ages, journal->age_s > 0 ? journal->age_s : 0);
    if (span_absent(visit->page_origin))
        return;
    result->n_pages++;
    if (!visit->failed)
        return;
    if (fails_anyway(replay, visit, journal))
        result->n_denied++;
    else
        result->n_broken++;
}

/* The warm-up is over: what it counted is forgotten. */
static void count_from_here(struct replay *replay)
{
    lane_run_until(&replay->lane, replay->lane.now_ms);
    replay->result = (struct replay_result){0};
    replay->lane.n_fetches = 0;
    replay->lane.n_304 = 0;
    replay->lane.fetched_bytes = 0;
    ages_reset(&replay->ages);
}

/* ---- requests -------------------------------------------------------------
 */

static void go_to(struct replay *replay, const struct trace_record *record)
{
    int64_t ms = replay->lane.now_ms;

    if (record->has_time) {
        if (!replay->began)
            replay->first_ms = record->time_ms;
        replay->began = true;
        if (record->time_ms - replay->first_ms > ms - STAGE_START_MS)
            ms = STAGE_START_MS + (record->time_ms - replay->first_ms);
    }
    lane_run_until(&replay->lane, ms);
}

int replay_request(struct replay *replay, const struct trace_record *record)
{
    struct http_request request = {.method = SPAN("GET"),
                                   .scheme = SPAN("https"),
                                   .authority = replay->config.domain};
    int err = 0;

    if (replay->n_seen++ == replay->spec.n_warm_up)
        count_from_here(replay);
    arena_reset(&replay->arena);
    trace_target(record, &replay->target, &request);
    if (!span_absent(record->origin))
        err = http_headers_add(&request.headers, &replay->arena, SPAN("origin"),
                               record->origin);
    go_to(replay, record);
    if (!err)
        err = lane_request(&replay->lane, &request, record->origin,
                           record->has_size ? record->size : 1);
    lane_run_until(&replay->lane, replay->lane.now_ms);
    return err;
}

void replay_end(struct replay *replay, struct replay_result *result)
{
    struct node_stats stats;

    lane_run_out(&replay->lane);
    node_stats(replay->lane.node, &stats);
    *result = replay->result;
    result->n_fetches = replay->lane.n_fetches;
    result->n_304 = replay->lane.n_304;
    result->fetched_bytes = replay->lane.fetched_bytes;
    result->age_mean_s = ages_mean(&replay->ages);
    result->age_p50_s = ages_below(&replay->ages, 50);
    result->age_p99_s = ages_below(&replay->ages, 99);
    result->n_evicted = stats.evictions;
    result->n_entries = stats.entries;
    result->used_bytes = stats.used_bytes;
    result->capacity_bytes = stats.capacity_bytes;
}

/* ---- the whole ------------------------------------------------------------
 */

static void configure(struct replay *replay)
{
    struct node_config *config = &replay->config;

    *config = replay->topology.edges[0].config;
    if (replay->spec.evict.ops)
        config->evict = replay->spec.evict;
    if (replay->spec.capacity_bytes > 0)
        config->capacity_bytes = replay->spec.capacity_bytes;
    replay->fresh_config = *config;
    replay->fresh_config.capacity_bytes = FRESH_BYTES;
}

static void open_lane(struct replay *replay, struct lane *lane,
                      const struct node_config *config)
{
    lane->node = node_new(config);
    lane->topology = &replay->topology;
    lane->buckets = replay->buckets;
    lane->now_ms = STAGE_START_MS;
    lane->user = replay;
    lane_init(lane);
}

struct replay *replay_new(struct json_reader *config,
                          const struct replay_spec *spec)
{
    struct replay *replay = mem_zalloc(1, sizeof(*replay));

    ASSERT(spec->delay_ms >= 0 && spec->delay_ms <= REPLAY_DELAY_MAX_MS);
    replay->spec = *spec;
    buf_init(&replay->name, NAME_MAX);
    buf_init(&replay->target, TRACE_LINE_MAX + 1);
    arena_init(&replay->arena, ARENA_MAX);
    replay->pages = numbering_new(NUMBERING_MAX);
    lane_init(&replay->lane);
    lane_init(&replay->fresh);
    if (read_world(replay, config) != 0) {
        replay_free(replay);
        return NULL;
    }
    configure(replay);
    open_lane(replay, &replay->lane, &replay->config);
    open_lane(replay, &replay->fresh, &replay->fresh_config);
    replay->lane.delay_ms = spec->delay_ms;
    replay->lane.finish = finish;
    replay->fresh.finish = fresh_finish;
    return replay;
}

void replay_free(struct replay *replay)
{
    if (!replay)
        return;
    lane_fini(&replay->lane);
    lane_fini(&replay->fresh);
    topology_fini(&replay->topology);
    numbering_free(replay->pages);
    mem_free(replay->fails);
    buf_fini(&replay->name);
    buf_fini(&replay->target);
    arena_fini(&replay->arena);
    mem_free(replay);
}

int replay_overhead(struct json_reader *config, const struct replay_spec *spec,
                    uint64_t *bytes)
{
    const struct trace_record record = {
        .id = SPAN("/object"), .size = 1, .has_size = true};
    struct replay_spec roomy = *spec;
    struct replay_result result;
    struct replay *replay;
    int err;

    roomy.capacity_bytes = FRESH_BYTES;
    roomy.n_warm_up = 0;
    replay = replay_new(config, &roomy);
    if (!replay)
        return ERR_SYNTAX;
    err = replay_request(replay, &record);
    replay_end(replay, &result);
    replay_free(replay);
    *bytes = result.used_bytes > 0 ? result.used_bytes - 1 : 0;
    return err;
}
