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
#include <string.h>

/* ---- the contract ----------------------------------------------------------
 */

static void start(struct evict_bench *bench, size_t policy, uint64_t capacity)
{
    struct evict_choice choice = evict_default(evict_all[policy]);

    evict_bench_start(bench, &choice, capacity);
}

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

Test(eviction, every_parameter_is_named_explained_and_in_its_own_range)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        const struct evict_ops *ops = evict_all[i];

        cr_assert_leq(ops->n_params, EVICT_PARAMS_MAX);
        for (size_t k = 0; k < ops->n_params; k++) {
            const struct evict_param *param = &ops->params[k];

            cr_assert(span_is_token(span_str(param->name)));
            cr_assert(strlen(param->what) > 0, "%s", param->name);
            cr_assert(param->min <= param->fallback &&
                          param->fallback <= param->max,
                      "%s of %s", param->name, ops->name);
        }
    }
}

/* A step of a random stream. The pool of keys is a few times the room, so that
 * lists get empty and full, ghosts come back and every neighbourhood comes up.
 * Returns what it did, for comparison. */
static uint32_t step(struct evict_bench *bench, struct rng *rng,
                     uint32_t n_keys, uint64_t charge_max)
{
    uint32_t slot = (uint32_t)rng_below(rng, n_keys);
    unsigned die = (unsigned)rng_below(rng, 40);

    if (die == 0 && bench->resident[slot])
        evict_bench_remove(bench, slot);
    else if (die == 1 && bench->ghost[slot])
        evict_bench_forget(bench, slot);
    else if (die == 2)
        return evict_bench_evict(bench);
    else
        return 1000 * bench->n_evicted +
               (uint32_t)evict_bench_ask(bench, slot,
                                         1 + rng_below(rng, charge_max));
    return EVICT_NONE;
}

static void empty(struct evict_bench *bench)
{
    while (evict_bench_evict(bench) != EVICT_NONE)
        continue;
}

Test(eviction, every_policy_keeps_the_contract_in_random_streams)
{
    static const struct {
        uint64_t capacity;
        uint32_t n_keys;
        uint64_t charge_max;
    } worlds[] = {{1, 8, 1},       {3, 10, 1},       {10, 30, 1},
                  {32, 96, 1},     {96, 96, 1},      {100, 96, 20},
                  {1000, 96, 200}, {1000, 96, 1000}, {5000, 96, 100}};

    for (size_t i = 0; i < n_evict_all; i++)
        for (uint64_t seed = 0; seed < 36; seed++) {
            size_t w = seed % (sizeof(worlds) / sizeof(*worlds));
            struct evict_bench bench;
            struct rng rng;

            start(&bench, i, worlds[w].capacity);
            rng_init(&rng, seed);
            for (int k = 0; k < 1500; k++) {
                (void)step(&bench, &rng, worlds[w].n_keys,
                           worlds[w].charge_max);
                cr_assert_leq(bench.used, worlds[w].capacity);
            }
            empty(&bench);
            for (int k = 0; k < 100; k++)
                (void)step(&bench, &rng, worlds[w].n_keys,
                           worlds[w].charge_max);
            evict_bench_stop(&bench);
        }
}

Test(eviction, every_policy_gives_back_each_resident_slot_exactly_once)
{
    for (size_t i = 0; i < n_evict_all; i++)
        for (uint32_t n = 0; n <= 48; n++) {
            struct evict_bench bench;
            uint32_t n_in = 0, n_back = 0;

            start(&bench, i, 480);
            for (uint32_t slot = 0; slot < n; slot++)
                n_in += evict_bench_ask(&bench, slot, 1) == EVICT_BENCH_IN;
            for (uint32_t slot = 0; slot < n; slot += 3)
                (void)evict_bench_ask(&bench, slot, 1);
            cr_assert_eq(bench.n, n_in);
            while (evict_bench_evict(&bench) != EVICT_NONE)
                n_back++;
            cr_assert_eq(n_back, n_in, "%s: %u", evict_all[i]->name, n_back);
            evict_bench_stop(&bench);
        }
}

Test(eviction, every_policy_keeps_what_fits_and_hits_it_again)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_bench bench;

        start(&bench, i, 40);
        for (int round = 0; round < 3; round++)
            for (uint32_t slot = 0; slot < 40; slot++)
                cr_assert_eq(evict_bench_ask(&bench, slot, 1),
                             round ? EVICT_BENCH_HIT : EVICT_BENCH_IN,
                             "%s, round %d, slot %u", evict_all[i]->name, round,
                             slot);
        evict_bench_stop(&bench);
    }
}

/* At most four times the capacity, AdaptSize's; all keys would be more. */
Test(eviction, every_policy_remembers_few_ghosts)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_bench bench;
        struct rng rng;

        start(&bench, i, 12);
        rng_init(&rng, 3);
        for (int k = 0; k < 5000; k++) {
            (void)evict_bench_ask(
                &bench, (uint32_t)rng_below(&rng, EVICT_BENCH_SLOTS), 1);
            cr_assert_leq(bench.n_ghosts, 48u, "%s", evict_all[i]->name);
        }
        evict_bench_stop(&bench);
    }
}

Test(eviction, every_policy_decides_the_same_again_and_keeps_to_itself)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_bench one, two, other;
        struct rng rng_one, rng_two, rng_other;

        start(&one, i, 30);
        start(&two, i, 30);
        start(&other, i, 20);
        rng_init(&rng_one, 7);
        rng_init(&rng_two, 7);
        rng_init(&rng_other, 8);
        for (int k = 0; k < 2000; k++) {
            uint32_t did = step(&one, &rng_one, 90, 2);

            (void)step(&other, &rng_other, 50, 3);
            cr_assert_eq(step(&two, &rng_two, 90, 2), did, "%s, step %d",
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

        start(&bench, i, 60);
        for (int k = 0; k < 4; k++) {
            cr_assert_eq(evict_bench_ask(&bench, 5, 1), EVICT_BENCH_IN);
            cr_assert_eq(evict_bench_ask(&bench, 5, 1), EVICT_BENCH_HIT);
            cr_assert_eq(evict_bench_evict(&bench), 5);
            cr_assert_eq(evict_bench_ask(&bench, 5, 1), EVICT_BENCH_IN);
            evict_bench_remove(&bench, 5);
            cr_assert_eq(evict_bench_evict(&bench), EVICT_NONE);
        }
        evict_bench_stop(&bench);
    }
}

Test(eviction, what_is_larger_than_allowed_is_refused_by_any_policy)
{
    for (size_t i = 0; i < n_evict_all; i++) {
        struct evict_choice choice = evict_default(evict_all[i]);
        struct evict_bench bench;

        choice.admit_max = 7;
        evict_bench_start(&bench, &choice, 1000);
        cr_assert_eq(evict_bench_ask(&bench, 1, 8), EVICT_BENCH_REFUSED);
        cr_assert_eq(bench.n, 0u);
        evict_bench_stop(&bench);
    }
}

Test(eviction, inserting_a_resident_slot_is_caught, .signal = SIGABRT)
{
    struct evict_bench bench;

    start(&bench, 0, 10);
    (void)evict_bench_ask(&bench, 1, 1);
    bench.evict.ops->insert(&bench.evict, 1);
}
