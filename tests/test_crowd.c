/* test_crowd.c - crowds: what is drawn, and that what is measured is so. */
#include "bench/crowd.h"

#include "bench/world.h"
#include "bench/workload.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>
#include <math.h>

#define WORLD(behavior)                                                   \
    "{'origins': {'s3': {'type': 's3', 'domain': 'bucket.s3.localhost', " \
    "'buckets': {'bucket': {'cors': {'CORSRules': [{'AllowedOrigins': "   \
    "['https://*'], 'AllowedMethods': ['GET']}]}}}}}, 'edges': {'e': "    \
    "{'domain': 'cdn.example', 'capacity_bytes': 100000, "                \
    "'DefaultCacheBehavior': {" behavior "}}}}"
#define BUG                                                       \
    "'CachePolicyId': 'CachingOptimizedForUncompressedObjects', " \
    "'OriginRequestPolicyId': 'CORS-S3Origin'"

Test(workload, the_same_seed_draws_the_same_visits_and_another_does_not)
{
    struct workload_spec spec = {.seed = 1,
                                 .n_objects = 100,
                                 .n_sites = 10,
                                 .zipf = 1,
                                 .no_origin = 0.5,
                                 .probes = 0.1};
    struct workload *a = workload_new(&spec), *b = workload_new(&spec), *c;
    size_t n_other = 0;

    spec.seed = 2;
    c = workload_new(&spec);
    for (int i = 0; i < 1000; i++) {
        struct workload_visit x = workload_next(a), y = workload_next(b);
        struct workload_visit z = workload_next(c);

        cr_assert_eq(x.object, y.object);
        cr_assert_eq(x.site, y.site);
        cr_assert_eq(x.probe, y.probe);
        n_other += x.object != z.object;
    }
    cr_expect_gt(n_other, 100);
    workload_free(a);
    workload_free(b);
    workload_free(c);
}

/* Within five standard deviations of what the distributions say. */
Test(workload, shares_are_those_of_the_distributions)
{
    static const double zipfs[] = {0, 0.5, 0.9, 1, 2};
    const int n = 100000;

    for (size_t z = 0; z < sizeof(zipfs) / sizeof(*zipfs); z++) {
        const struct workload_spec spec = {.seed = 7,
                                           .n_objects = 50,
                                           .n_sites = 4,
                                           .zipf = zipfs[z],
                                           .no_origin = 0.3,
                                           .probes = 0.01};
        struct workload *workload = workload_new(&spec);
        int seen[50] = {0}, none = 0, probes = 0;
        double sum = 0;

        for (int i = 0; i < n; i++) {
            struct workload_visit visit = workload_next(workload);

            cr_assert_lt(visit.object, 50);
            cr_assert(visit.site < 4 || visit.site == WORKLOAD_NO_SITE);
            seen[visit.object]++;
            none += visit.site == WORKLOAD_NO_SITE;
            probes += visit.probe;
        }
        for (int i = 0; i < 50; i++)
            sum += pow(i + 1, -spec.zipf);
        for (int i = 0; i < 50; i++) {
            double share = pow(i + 1, -spec.zipf) / sum;

            cr_expect_lt(fabs(seen[i] - n * share),
                         5 * sqrt(n * share * (1 - share)),
                         "object %d, exponent %g", i, spec.zipf);
        }
        cr_expect_lt(fabs(probes - n * 0.01), 5 * sqrt(n * 0.01 * 0.99));
        cr_expect_lt(fabs(none - n * 0.3 * 0.99), 5 * sqrt(n * 0.297 * 0.703));
        workload_free(workload);
    }
}

static struct crowd_spec small_crowd(void)
{
    return (struct crowd_spec){.visitors = {.seed = 5,
                                            .n_objects = 100,
                                            .n_sites = 20,
                                            .zipf = 0.9,
                                            .no_origin = 0.4},
                               .n_visits = 2000,
                               .gap_ms = 10,
                               .object_bytes = 500,
                               .at = SPAN("https://cdn.example/crowd/"),
                               .put =
                                   SPAN("https://bucket.s3.localhost/crowd/")};
}

static void send(const char *world, const struct crowd_spec *spec,
                 struct crowd_result *result, struct node_stats *stats)
{
    struct read_topology it;
    struct stage *stage;

    topology_from(&it, world);
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    stage = world_new(&it.topology);
    cr_assert_eq(crowd_run(stage, spec, result), 0);
    node_stats(world_node(stage, 0), stats);
    world_check(stage);
    stage_free(stage);
    topology_done(&it);
}

Test(crowd, what_it_counts_is_what_the_node_counted)
{
    const struct crowd_spec spec = small_crowd();
    struct crowd_result result;
    struct node_stats stats;

    send(WORLD(BUG), &spec, &result, &stats);
    cr_expect_eq(result.visits, 2000);
    cr_expect_eq(result.failed, 0);
    cr_expect_eq(stats.requests, result.visits, "the PUTs go past the edge");
    cr_expect_eq(stats.hits + stats.refresh_hits, result.hits);
    cr_expect_eq(stats.fetches, result.origin_requests);
    cr_expect_eq(result.visits - result.hits, result.origin_requests);
    cr_expect_eq(result.missing + result.mismatch, result.broken);
    cr_expect_gt(result.missing, 0, "S01");
    cr_expect_gt(result.mismatch, 0, "S02");
    cr_expect_gt(stats.evictions, 0, "more files than fit");
}

Test(crowd, the_same_crowd_meets_the_same_twice)
{
    const struct crowd_spec spec = small_crowd();
    struct crowd_result a, b;
    struct node_stats stats;

    send(WORLD(BUG), &spec, &a, &stats);
    send(WORLD(BUG), &spec, &b, &stats);
    cr_expect_eq(memcmp(&a, &b, sizeof(a)), 0);
}

Test(crowd, a_key_with_origin_breaks_nobody_and_costs_hits)
{
    const struct crowd_spec spec = small_crowd();
    struct crowd_result bug, cured;
    struct node_stats stats;

    send(WORLD(BUG), &spec, &bug, &stats);
    send(WORLD("'CachePolicyConfig': {'Name': 'k', "
               "'ParametersInCacheKeyAndForwardedToOrigin': {'HeadersConfig': "
               "{'HeaderBehavior': 'whitelist', 'Headers': ['Origin']}}}"),
         &spec, &cured, &stats);
    cr_expect_eq(cured.pages, bug.pages, "the same visitors");
    cr_expect_eq(cured.broken, 0);
    cr_expect_lt(cured.hits, bug.hits / 2);
}

Test(crowd, an_attacker_is_no_page_and_breaks_a_key_with_origin_alone)
{
    struct crowd_spec spec = small_crowd();
    struct crowd_result result;
    struct node_stats stats;

    spec.visitors.n_sites = 2;
    spec.visitors.probes = 0.05;
    send(WORLD("'OriginRequestPolicyId': 'CORS-S3Origin', "
               "'CachePolicyConfig': {'Name': 'k', "
               "'ParametersInCacheKeyAndForwardedToOrigin': {'HeadersConfig': "
               "{'HeaderBehavior': 'whitelist', 'Headers': ['Origin']}}}"),
         &spec, &result, &stats);
    cr_expect_gt(result.missing, 0, "S57");
    cr_expect_eq(result.mismatch, 0);
    cr_expect_lt(result.pages, result.visits * 6 / 10);
}

Test(crowd, an_object_that_cannot_be_put_ends_it)
{
    struct crowd_spec spec = small_crowd();
    struct crowd_result result;
    struct read_topology it;
    struct stage *stage;

    spec.put = SPAN("https://nobody.example/crowd/");
    topology_from(&it, WORLD(BUG));
    stage = world_new(&it.topology);
    cr_expect_eq(crowd_run(stage, &spec, &result), ERR_MISMATCH);
    cr_expect_eq(result.visits, 0);
    stage_free(stage);
    topology_done(&it);
}
