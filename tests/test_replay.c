/* test_replay.c - traces through a whole node: beside level 1, and stories */
#include "bench/replay/ages.h"
#include "bench/replay/replay.h"
#include "bench/sim.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"
#include "policies/eviction/registry.h"
#include "tests/trace_made.h"

#include <criterion/criterion.h>

#define YEAR SPAN("max-age=31536000")

/* A bucket for two sites behind one behavior, which forwards as said. */
#define WORLD(forwards)                                              \
    "{\"origins\":{\"s3\":{\"type\":\"s3\",\"domain\":"              \
    "\"assets.s3.amazonaws.com\",\"buckets\":{\"assets\":{\"cors\":" \
    "{\"CORSRules\":[{\"AllowedOrigins\":[\"https://a.example\","    \
    "\"https://b.example\"],\"AllowedMethods\":[\"GET\"]}]}}}}},"    \
    "\"edges\":{\"edge\":{\"domain\":\"cdn.example\","               \
    "\"DefaultCacheBehavior\":{\"TargetOriginId\":\"s3\","           \
    "\"ViewerProtocolPolicy\":\"allow-all\",\"CachePolicyId\":"      \
    "\"658327ea-f89d-4fab-a63d-7e88639e58f6\"" forwards "}}}}"
#define S3_ORIGIN_POLICY \
    ",\"OriginRequestPolicyId\":\"88a5eaf4-2fd4-4709-b370-b4c650ea3fcf\""

static const char plain_world[] = WORLD("");
static const char stale_world[] = WORLD(S3_ORIGIN_POLICY);

static const char hanging[] =
    "{\"origins\":{\"api\":{\"type\":\"plain\",\"domain\":\"api.example\","
    "\"faults\":[{\"fault\":\"hang\"}]}},\"edges\":{\"edge\":{\"domain\":"
    "\"cdn.example\",\"DefaultCacheBehavior\":{\"TargetOriginId\":\"api\","
    "\"ViewerProtocolPolicy\":\"allow-all\",\"CachePolicyId\":"
    "\"658327ea-f89d-4fab-a63d-7e88639e58f6\"}}}}";

struct played {
    struct json_reader reader;
    struct replay *replay;
    struct replay_result result;
};

static void begin(struct played *played, const char *world,
                  const struct replay_spec *spec)
{
    int err = json_open(&played->reader, "world", span_str(world));

    cr_assert_eq(err, 0, "%s", played->reader.error);
    played->replay = replay_new(&played->reader, spec);
    cr_assert_not_null(played->replay, "%s", played->reader.error);
}

static void end(struct played *played)
{
    replay_end(played->replay, &played->result);
    replay_free(played->replay);
    json_close(&played->reader);
}

struct step {
    int64_t ms;
    const char *id;
    uint64_t size;
    const char *origin;
};

static struct replay_result tell(const char *world,
                                 const struct replay_spec *spec,
                                 const struct step *steps)
{
    struct played played;

    begin(&played, world, spec);
    for (; steps->id; steps++) {
        struct trace_record record = {.id = span_str(steps->id),
                                      .time_ms = steps->ms,
                                      .size = steps->size,
                                      .has_time = true,
                                      .has_size = true};

        if (steps->origin)
            record.origin = span_str(steps->origin);
        cr_assert_eq(replay_request(played.replay, &record), 0);
    }
    end(&played);
    return played.result;
}

/* ---- level 1 ---------------------------------------------------------------
 */

static uint64_t overhead_of(const struct replay_spec *spec)
{
    struct json_reader reader;
    uint64_t bytes = 0;

    cr_assert_eq(json_open(&reader, "world", span_str(plain_world)), 0);
    cr_assert_eq(replay_overhead(&reader, spec, &bytes), 0);
    json_close(&reader);
    cr_assert_gt(bytes, 0);
    return bytes;
}

/* The same requests at a node; names are as long as /object. */
static void replay_trace(const struct trace *trace,
                         const struct replay_spec *spec,
                         struct replay_result *result)
{
    struct played played;

    begin(&played, plain_world, spec);
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        char id[8] = "/000000";
        uint32_t n = trace->objects[i];

        for (int at = 6; at > 0; at--, n /= 10)
            id[at] = (char)('0' + n % 10);
        cr_assert_eq(replay_request(played.replay,
                                    &(struct trace_record){.id = span_str(id),
                                                           .size = 1,
                                                           .has_size = true}),
                     0);
    }
    end(&played);
    *result = played.result;
}

Test(replay, equal_charges_and_no_ttl_give_the_hits_of_level_1)
{
    static const char *const policies[] = {"lru",  "fifo",    "sieve", "clock",
                                           "slru", "s3-fifo", "arc",   "lfu",
                                           "2q",   "lirs"};
    const struct trace_dice dice = {
        .seed = 7, .n_requests = 4000, .n_objects = 300, .max_size = 1};
    struct replay_spec spec = {.control = YEAR};
    uint64_t charge = overhead_of(&spec) + 1;
    struct trace trace;

    trace_by_dice(&dice, &trace);
    for (uint32_t i = 0; i < trace.n_objects; i++)
        trace.sizes[i] = charge;
    for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
        for (uint64_t k = 10; k <= 100; k *= 10) {
            const struct evict_ops *ops = evict_named(span_str(policies[i]));
            struct sim_cell cell = {.choice = evict_default(ops),
                                    .capacity = k * charge,
                                    .in_bytes = true,
                                    .seed = 1};
            struct sim_result level_1;
            struct replay_result level_2;

            spec.evict = cell.choice;
            spec.capacity_bytes = cell.capacity;
            cr_assert_eq(sim_run(&trace, &cell, &level_1), 0);
            replay_trace(&trace, &spec, &level_2);
            cr_expect_eq(level_2.n_hits, level_1.n_hits, "%s %llu: %llu, %llu",
                         policies[i], (unsigned long long)k,
                         (unsigned long long)level_2.n_hits,
                         (unsigned long long)level_1.n_hits);
            cr_expect_eq(level_2.n_entries, level_1.n_resident);
            cr_expect_eq(level_2.n_evicted, level_1.n_evicted);
            cr_expect_eq(level_2.n_fetches,
                         level_1.n_requests - level_1.n_hits);
        }
    }
    trace_fini(&trace);
}

/* ---- stories ---------------------------------------------------------------
 */

Test(replay, requests_during_a_fetch_are_collapsed_into_it)
{
    const struct replay_spec spec = {.control = YEAR, .delay_ms = 100};
    const struct step steps[] = {
        {0, "/a", 1000, NULL},   {50, "/a", 1000, NULL}, {99, "/a", 1000, NULL},
        {100, "/a", 1000, NULL}, {100, "/b", 500, NULL}, {0}};
    struct replay_result result = tell(plain_world, &spec, steps);

    cr_expect_eq(result.n_requests, 5);
    cr_expect_eq(result.n_fetches, 2);
    cr_expect_eq(result.n_collapsed, 2);
    cr_expect_eq(result.fetched_bytes, 1500);
    cr_expect_eq(result.bytes, 4500);
    cr_expect_eq(result.n_entries, 2);
}

Test(replay, an_old_copy_is_confirmed_and_a_changed_object_fetched)
{
    const struct replay_spec spec = {.control = SPAN("max-age=60")};
    const struct step steps[] = {
        {1000000, "/a", 1000, NULL}, /* miss */
        {1040000, "/a", 1000, NULL}, /* hit, 40 s old */
        {1061000, "/a", 1000, NULL}, /* 304 */
        {1091000, "/a", 1000, NULL}, /* hit, 30 s old */
        {1200000, "/a", 2000, NULL}, /* another version: 200 */
        {1200000, "/a", 2000, NULL}, /* hit, 0 s old */
        {0}};
    struct replay_result result = tell(plain_world, &spec, steps);

    cr_expect_eq(result.n_hits, 3);
    cr_expect_eq(result.n_refreshes, 1);
    cr_expect_eq(result.n_304, 1);
    cr_expect_eq(result.n_fetches, 3);
    cr_expect_eq(result.fetched_bytes, 3000);
    cr_expect_eq(result.bytes, 8000);
    cr_expect_float_eq(result.age_mean_s, 70.0 / 6, 1e-9);
    cr_expect_eq(result.age_p50_s, 0);
    cr_expect_eq(result.age_p99_s, 40);
}

Test(replay, a_page_is_broken_by_what_is_stale_or_denied_by_the_bucket)
{
    const struct replay_spec spec = {.control = YEAR};
    const struct step steps[] = {
        {0, "/a", 1, "https://a.example"}, /* fetched for it */
        {0, "/a", 1, "https://b.example"}, /* a's header: broken */
        {0, "/a", 1, NULL},                /* no page */
        {0, "/a", 1, "https://c.example"}, /* the bucket does not know it */
        {0, "/b", 1, NULL},                /* stored without a header */
        {0, "/b", 1, "https://a.example"}, /* broken */
        {0, "/b", 1, "https://c.example"}, /* denied, as ever */
        {0}};
    struct replay_result result = tell(stale_world, &spec, steps);

    cr_expect_eq(result.n_pages, 5);
    cr_expect_eq(result.n_broken, 2);
    cr_expect_eq(result.n_denied, 2);
    /* Without Origin at the bucket no page works anywhere: nothing is stale. */
    result = tell(plain_world, &spec, steps);
    cr_expect_eq(result.n_broken, 0);
    cr_expect_eq(result.n_denied, 5);
}

Test(replay, the_warm_up_is_played_but_not_counted)
{
    struct replay_spec spec = {.control = YEAR, .n_warm_up = 2};
    const struct step steps[] = {{0, "/a", 10, NULL},
                                 {0, "/b", 10, "https://a.example"},
                                 {0, "/a", 10, NULL},
                                 {0, "/c", 10, NULL},
                                 {0}};
    struct replay_result result = tell(plain_world, &spec, steps);

    cr_expect_eq(result.n_requests, 2);
    cr_expect_eq(result.n_hits, 1);
    cr_expect_eq(result.n_fetches, 1);
    cr_expect_eq(result.n_pages, 0);
    cr_expect_eq(result.n_entries, 3);
}

Test(replay, a_large_body_comes_whole_and_nothing_else_is_refused)
{
    const struct replay_spec spec = {.control = YEAR};
    const struct step steps[] = {{0, "/a?v=1", 3u << 20, NULL},
                                 {0, "/a?v=1", 3u << 20, NULL},
                                 {0, "/empty", 0, NULL},
                                 {0}};
    struct replay_result result = tell(plain_world, &spec, steps);

    cr_expect_eq(result.bytes, 6u << 20);
    cr_expect_eq(result.fetched_bytes, 3u << 20);
    cr_expect_eq(result.n_hits, 1);
    cr_expect_eq(result.n_errors, 0);
}

Test(replay, an_origin_that_hangs_ends_in_time_and_a_fault_is_an_error)
{
    const struct replay_spec spec = {0};
    const struct step steps[] = {{0, "/a", 1, NULL}, {5, "/b", 1, NULL}, {0}};
    struct replay_result result = tell(hanging, &spec, steps);

    cr_expect_eq(result.n_requests, 2);
    cr_expect_eq(result.n_errors, 2);
    cr_expect_eq(result.n_hits, 0);
}

Test(replay, an_origin_too_long_for_a_header_is_refused_and_not_counted)
{
    const struct replay_spec spec = {.control = YEAR};
    size_t len = (size_t)2 << 20;
    char *name = mem_alloc(len);
    struct trace_record record = {.id = SPAN("/a")};
    struct played played;

    memset(name, 'x', len);
    record.origin = span_of(name, len);
    begin(&played, plain_world, &spec);
    cr_expect_neq(replay_request(played.replay, &record), 0);
    record.origin = SPAN_ABSENT;
    cr_expect_eq(replay_request(played.replay, &record), 0);
    end(&played);
    cr_expect_eq(played.result.n_requests, 1);
    mem_free(name);
}

/* ---- ages ------------------------------------------------------------------
 */

static int by_age(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

Test(ages, percentiles_are_those_of_a_sorted_list_but_for_a_32nd)
{
    enum { N = 5000 };
    int64_t *all = mem_alloc(N * sizeof(*all));
    struct ages *ages = mem_zalloc(1, sizeof(*ages));
    struct rng rng;
    double sum = 0;

    rng_init(&rng, 3);
    cr_expect_eq(ages_below(ages, 50), 0);
    for (int i = 0; i < N; i++) {
        all[i] = (int64_t)(rng_u64(&rng) >> (1 + rng_u64(&rng) % 63));
        sum += (double)all[i];
        ages_add(ages, all[i]);
    }
    qsort(all, N, sizeof(*all), by_age);
    for (unsigned percent = 1; percent <= 100; percent++) {
        int64_t exact = all[N / 100 * percent - 1];
        int64_t told = ages_below(ages, percent);

        cr_expect(told <= exact && exact - told <= exact / 32,
                  "%u%%: %lld for %lld", percent, (long long)told,
                  (long long)exact);
        cr_expect(exact >= 64 || told == exact);
    }
    cr_expect_float_eq(ages_mean(ages), sum / N, sum / N * 1e-12);
    mem_free(ages);
    mem_free(all);
}
