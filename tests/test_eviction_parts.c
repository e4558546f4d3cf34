/* test_eviction_parts.c - what several eviction policies are made of. */
#include "cache/base/rng.h"
#include "policies/eviction/adaptsize_model.h"
#include "policies/eviction/ranks.h"
#include "policies/eviction/registry.h"
#include "policies/eviction/sketch.h"
#include "tests/evict_bench.h"

#include <criterion/criterion.h>
#include <math.h>

/* ---- sketch -------------------------------------------------------------- */

Test(eviction_parts, a_sketch_never_counts_too_little_and_rarely_too_much)
{
    struct sketch sketch = {0};
    unsigned wrong = 0;

    sketch_grow(&sketch, 1000, 1000);
    for (uint64_t digest = 0; digest < 1000; digest++)
        for (uint64_t k = 0; k < digest % 18; k++)
            sketch_add(&sketch, digest);
    for (uint64_t digest = 0; digest < 1000; digest++) {
        unsigned truth = digest % 18 < 15 ? (unsigned)(digest % 18) : 15;

        cr_assert_geq(sketch_count(&sketch, digest), truth);
        wrong += sketch_count(&sketch, digest) != truth;
    }
    cr_expect_lt(wrong, 20u, "%u of 1000", wrong);
    sketch_fini(&sketch);
}

Test(eviction_parts,
     a_sketch_halves_when_it_ages_and_keeps_counts_when_it_grows)
{
    struct sketch sketch = {0};

    sketch_grow(&sketch, 8, 2); /* one block: it ages after 16 */
    for (int k = 0; k < 15; k++)
        sketch_add(&sketch, 7);
    cr_assert_eq(sketch_count(&sketch, 7), 15u);
    sketch_add(&sketch, 7);
    cr_assert_eq(sketch_count(&sketch, 7), 7u);
    cr_assert_eq(sketch.n_added, 8u);
    sketch_grow(&sketch, 5000, 2);
    cr_assert_eq(sketch_count(&sketch, 7), 7u);
    cr_assert_eq(sketch_count(&sketch, 123456), 0u);
    sketch_fini(&sketch);
}

/* ---- ranks --------------------------------------------------------------- */

Test(eviction_parts, ranks_come_in_order_whatever_was_set_and_removed)
{
    enum { SLOTS = 64 };
    double priority[SLOTS];
    uint64_t order[SLOTS], now = 0;
    bool in[SLOTS] = {0};
    struct ranks ranks = {0};
    struct rng rng;

    rng_init(&rng, 5);
    for (int k = 0; k < 20000; k++) {
        uint32_t slot = (uint32_t)rng_below(&rng, SLOTS), first = SLOTS;
        double to = (double)rng_below(&rng, 12);

        if (in[slot] && rng_below(&rng, 3) == 0) {
            ranks_remove(&ranks, slot);
            in[slot] = false;
        } else {
            if (in[slot])
                ranks_set(&ranks, slot, to);
            else
                ranks_add(&ranks, SLOTS, slot, to);
            in[slot] = true;
            priority[slot] = to;
            order[slot] = now++;
        }
        for (uint32_t i = 0; i < SLOTS; i++)
            if (in[i] &&
                (first == SLOTS || priority[i] < priority[first] ||
                 (priority[i] <= priority[first] && order[i] < order[first])))
                first = i;
        if (first != SLOTS)
            cr_assert_eq(ranks_first(&ranks)->slot, first, "step %d", k);
    }
    ranks_fini(&ranks);
}

/* ---- RANDOM -------------------------------------------------------------- */

Test(eviction_parts, random_evicts_each_resident_about_as_often)
{
    struct evict_choice choice = evict_default(evict_named(SPAN("random")));
    unsigned evicted[EVICT_BENCH_SLOTS] = {0};
    struct evict_bench bench;

    evict_bench_start(&bench, &choice, 12);
    for (uint32_t slot = 0; slot < 12; slot++)
        (void)evict_bench_ask(&bench, slot, 1);
    for (int k = 0; k < 12000; k++) {
        uint32_t slot = evict_bench_evict(&bench);

        evicted[slot]++;
        (void)evict_bench_ask(&bench, slot, 1);
    }
    for (uint32_t slot = 0; slot < 12; slot++)
        cr_expect(evicted[slot] > 850 && evicted[slot] < 1150, "%u: %u", slot,
                  evicted[slot]);
    evict_bench_stop(&bench);
}

/* ---- AdaptSize ----------------------------------------------------------- */

/* Many small objects that fit, a few large ones that would push them out. */
static size_t two_kinds(struct adaptsize_object *objects, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool large = i % 10 == 0;

        objects[i].rate = 1.0 + (double)(i % 3);
        objects[i].size = large ? 20000.0 : 100.0;
    }
    return n;
}

Test(eviction_parts, adaptsize_finds_the_best_c_of_its_model)
{
    struct adaptsize_object objects[500];
    size_t n = two_kinds(objects, 500);

    for (double capacity = 1000.0; capacity < 2e6; capacity *= 3.0) {
        double c = adaptsize_best(objects, n, capacity), most = 0.0;
        double hits = adaptsize_hits(objects, n, capacity, c);

        cr_assert(c >= 1.0 && c <= capacity);
        for (double at = 0.0; at <= log2(capacity); at += 0.05) {
            double there = adaptsize_hits(objects, n, capacity, exp2(at));

            most = there > most ? there : most;
        }
        cr_expect(hits >= 0.999 * most, "%g: %g, not %g", capacity, hits, most);
    }
}

Test(eviction_parts, adaptsize_learns_to_leave_the_large_out)
{
    struct evict_choice choice = evict_default(evict_named(SPAN("adaptsize")));
    unsigned hits[2] = {0};
    struct rng rng;

    choice.params[0] = 2000;
    for (int tuned = 0; tuned < 2; tuned++) {
        struct evict_bench bench;

        rng_init(&rng, 9);
        if (!tuned)
            choice.params[0] = 1e9; /* never */
        else
            choice.params[0] = 2000;
        evict_bench_start(&bench, &choice, 9000);
        for (int k = 0; k < 20000; k++) {
            uint32_t slot = (uint32_t)rng_below(&rng, EVICT_BENCH_SLOTS);

            hits[tuned] +=
                evict_bench_ask(&bench, slot, slot % 8 == 0 ? 6000 : 100) ==
                EVICT_BENCH_HIT;
        }
        evict_bench_stop(&bench);
    }
    cr_expect_gt(hits[1], hits[0] + 2000, "%u untuned, %u tuned", hits[0],
                 hits[1]);
}
