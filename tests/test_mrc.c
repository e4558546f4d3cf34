/* test_mrc.c - LRU's curve against LRU itself, samples against the whole */
#include "bench/mrc.h"

#include "bench/sim.h"
#include "policies/eviction/registry.h"
#include "tests/trace_made.h"

#include <criterion/criterion.h>

static struct sim_result lru(const struct trace *trace, uint64_t capacity,
                             bool in_bytes, uint64_t n_warm_up)
{
    const struct sim_cell cell = {.choice =
                                      evict_default(evict_named(SPAN("lru"))),
                                  .capacity = capacity,
                                  .in_bytes = in_bytes,
                                  .n_warm_up = n_warm_up};
    struct sim_result result;

    cr_assert_eq(sim_run(trace, &cell, &result), 0);
    return result;
}

/* Every capacity from first on, up to n. */
static void compare(const struct trace *trace, bool in_bytes, uint64_t first,
                    size_t n)
{
    struct mrc_point points[256];

    cr_assert_leq(n, 256);
    for (size_t i = 0; i < n; i++)
        points[i].capacity = first + i;
    for (uint64_t warm_up = 0; warm_up <= 1000; warm_up += 500) {
        mrc_lru(trace, in_bytes, warm_up, points, n);
        for (size_t i = 0; i < n; i++) {
            struct sim_result wanted =
                lru(trace, points[i].capacity, in_bytes, warm_up);

            cr_expect_eq(points[i].n_hits, wanted.n_hits, "%llu",
                         (unsigned long long)points[i].capacity);
            cr_expect_eq(points[i].hit_bytes, wanted.hit_bytes);
        }
    }
}

Test(mrc, the_curve_is_lru_at_every_capacity)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){3, 5000, 120, 1, false, false}, &trace);
    compare(&trace, false, 1, 130);
    trace_fini(&trace);
    trace_by_dice(&(struct trace_dice){3, 5000, 120, 40, false, false}, &trace);
    compare(&trace, false, 1, 130);
    compare(&trace, true, 40, 200);
    trace_fini(&trace);
}

Test(mrc, a_loop_is_all_or_nothing)
{
    struct mrc_point points[] = {{3, 0, 0}, {4, 0, 0}};
    struct trace trace;

    trace_of_letters("ABCDABCDABCD", &trace);
    mrc_lru(&trace, false, 0, points, 2);
    cr_expect_eq(points[0].n_hits, 0);
    cr_expect_eq(points[1].n_hits, 8);
    trace_fini(&trace);
}

Test(mrc, a_sample_has_all_requests_of_its_objects)
{
    struct sample sample;
    struct trace trace;

    trace_by_dice(&(struct trace_dice){3, 20000, 2000, 40, true, false},
                  &trace);
    sample_by_rate(&trace, 1, 7, &sample);
    cr_expect_eq(sample.trace.n_requests, trace.n_requests);
    cr_expect_eq(sample.trace.request_bytes, trace.request_bytes);
    cr_expect_eq(sample.trace.n_resizes, trace.n_resizes);
    trace_fini(&sample.trace);

    sample_by_count(&trace, 100, 7, &sample);
    cr_expect_eq(sample.trace.n_objects, 100);
    cr_expect_float_eq(sample.rate, 100.0 / trace.n_objects, 0.02);
    cr_expect_eq(sample_capacity(&sample, 1), 1, "never none");
    trace_fini(&sample.trace);
    sample_by_count(&trace, 1u << 30, 7, &sample);
    cr_expect_eq(sample.trace.n_objects, trace.n_objects);
    cr_expect_eq(sample.rate, 1);
    trace_fini(&sample.trace);
    trace_fini(&trace);
}

Test(mrc, samples_come_near_the_whole)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){3, 400000, 50000, 1, false, false},
                  &trace);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct sample sample;

        sample_by_rate(&trace, 0.1, seed, &sample);
        for (uint64_t capacity = 1000; capacity <= 40000; capacity *= 6) {
            struct sim_result whole = lru(&trace, capacity, false, 0);
            struct sim_result part = lru(
                &sample.trace, sample_capacity(&sample, capacity), false, 0);

            cr_expect_float_eq(
                sample_miss_ratio(&sample, trace.n_requests, part.n_hits),
                sim_miss_ratio(&whole), 0.03);
        }
        trace_fini(&sample.trace);
    }
    trace_fini(&trace);
}
