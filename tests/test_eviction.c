/*
 * test_eviction.c - one contract for every eviction policy of the registry.
 *
 * A new policy is held to it by being listed there. What a policy decides is in
 * test_eviction_order.c.
 */
#include "policies/eviction/registry.h"

#include "cache/base/rng.h"
#include "tests/evict_bench.h"

#include <criterion/criterion.h>
#include <signal.h>

/* ---- the contract ----------------------------------------------------------
 */

Test(eviction, policies_are_found_by_their_own_names_only)
{
    cr_assert(n_evict_all >= 2);
    for (size_t i = 0; i < n_evict_all; i++) {
        struct span name = span_str(evict_all[i]->name);

        cr_assert(span_is_token(name) && strlen(evict_all[i]->paper) > 0);
        cr_assert_eq(evict_named(name), evict_all[i], "a name twice?");
    }
    cr_assert_null(evict_named(SPAN("LRU")), "names are in exact case");
    cr_assert_null(evict_named(SPAN("lr")));
    cr_assert_null(evict_named(SPAN("")));
    cr_assert_null(evict_named(SPAN_ABSENT));
}

/* A step of a random stream. Few slots are free or taken for long, so lists get
 * empty and full and every neighbourhood comes up. */
static uint32_t step(struct evict_bench *bench, struct rng *rng,
                     unsigned weight)
{
    uint32_t slot = (uint32_t)rng_below(rng, EVICT_BENCH_SLOTS);
    unsigned die = (unsigned)rng_below(rng, 10);

    if (!bench->resident[slot])
        evict_bench_insert(bench, slot);
    else if (die < weight)
        evict_bench_hit(bench, slot);
    else if (die < 8)
        return evict_bench_evict(bench);
    else
        evict_bench_remove(bench, slot);
    return EVICT_NONE;
}

Test(eviction, every_policy_keeps_the_contract_in_random_streams)
{
    for (size_t i = 0; i < n_evict_all; i++)
        for (uint64_t seed = 0; seed < 40; seed++) {
            struct evict_bench bench;
            struct rng rng;

            evict_bench_start(&bench, evict_all[i]);
            rng_init(&rng, seed);
            for (int k = 0; k < 400; k++)
                (void)step(&bench, &rng, (unsigned)(seed % 8));
            while (evict_bench_evict(&bench) != EVICT_NONE)
                continue;
            evict_bench_stop(&bench);
        }
}

Test(eviction, every_policy_gives_back_each_resident_slot_exactly_once)
{
    for (size_t i = 0; i < n_evict_all; i++)
        for (uint32_t n = 0; n <= EVICT_BENCH_SLOTS; n++) {
            struct evict_bench bench;
            uint32_t n_back = 0;

            evict_bench_start(&bench, evict_all[i]);
            for (uint32_t slot = 0; slot < n; slot++)
                evict_bench_insert(&bench, slot);
            for (uint32_t slot = 0; slot < n; slot += 3)
                evict_bench_hit(&bench, slot);
            while (evict_bench_evict(&bench) != EVICT_NONE)
                n_back++;
            cr_assert_eq(n_back, n, "%s: %u", evict_all[i]->name, n_back);
            evict_bench_stop(&bench);
        }
}

Test(eviction, every_policy_decides_the_same_again_and_keeps_to_itself)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_bench one, two, other;
        struct rng rng_one, rng_two, rng_other;

        evict_bench_start(&one, evict_all[i]);
        evict_bench_start(&two, evict_all[i]);
        evict_bench_start(&other, evict_all[i]);
        rng_init(&rng_one, 7);
        rng_init(&rng_two, 7);
        rng_init(&rng_other, 8);
        for (int k = 0; k < 2000; k++) {
            uint32_t slot = step(&one, &rng_one, 4);

            (void)step(&other, &rng_other, 2);
            cr_assert_eq(step(&two, &rng_two, 4), slot, "%s, step %d",
                         evict_all[i]->name, k);
        }
        evict_bench_stop(&one);
        evict_bench_stop(&two);
        evict_bench_stop(&other);
    }
}

Test(eviction, every_policy_takes_back_the_only_slot_again_and_again)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_bench bench;

        evict_bench_start(&bench, evict_all[i]);
        for (int k = 0; k < 4; k++) {
            evict_bench_insert(&bench, 5);
            evict_bench_hit(&bench, 5);
            cr_assert_eq(evict_bench_evict(&bench), 5);
            evict_bench_insert(&bench, 5);
            evict_bench_remove(&bench, 5);
            cr_assert_eq(evict_bench_evict(&bench), EVICT_NONE);
        }
        evict_bench_stop(&bench);
    }
}

Test(eviction, inserting_a_resident_slot_is_caught, .signal = SIGABRT)
{
    struct evict_bench bench;

    evict_bench_start(&bench, evict_all[0]);
    evict_bench_insert(&bench, 1);
    bench.evict.ops->insert(&bench.evict, 1);
}
