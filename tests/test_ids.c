/* test_ids.c - ids: never 0, never again, gone when their object is. */
#include "cache/ids.h"

#include "cache/base/rng.h"

#include <criterion/criterion.h>

Test(ids, an_id_leads_to_its_object_until_it_is_removed)
{
    struct ids ids;
    int a, b;
    uint64_t one, two;

    ids_init(&ids);
    one = ids_add(&ids, &a);
    two = ids_add(&ids, &b);
    cr_assert_neq(one, 0u);
    cr_assert_lt(one, two);
    cr_assert_eq(ids_find(&ids, one), &a);
    cr_assert_eq(ids_find(&ids, two), &b);
    ids_remove(&ids, one);
    cr_assert_null(ids_find(&ids, one));
    cr_assert_eq(ids_find(&ids, two), &b);
    cr_assert_eq(ids.n_used, 1u);
    cr_assert_null(ids_find(&ids, 0));
    cr_assert_null(ids_find(&ids, UINT64_MAX));
    ids_fini(&ids);
}

Test(ids, a_place_is_used_again_and_its_old_id_is_not)
{
    struct ids ids;
    int a, b;
    uint64_t old, new;

    ids_init(&ids);
    old = ids_add(&ids, &a);
    ids_remove(&ids, old);
    new = ids_add(&ids, &b);
    cr_assert_eq(ids.n, 1u);
    cr_assert_neq(old, new);
    cr_assert_null(ids_find(&ids, old));
    cr_assert_eq(ids_find(&ids, new), &b);
    cr_assert_eq(ids_at(&ids, 0), &b);
    cr_assert_eq(ids_serial(new), ids_serial(old) + 1);
    ids_fini(&ids);
}

Test(ids, the_table_is_bounded)
{
    struct ids ids;
    int a;
    uint64_t last = 0;

    ids_init(&ids);
    for (uint32_t i = 0; i < IDS_MAX; i++)
        last = ids_add(&ids, &a);
    cr_assert_neq(last, 0u);
    cr_assert_eq(ids_add(&ids, &a), 0u);
    ids_remove(&ids, last);
    cr_assert_gt(ids_add(&ids, &a), last);
    ids_fini(&ids);
}

Test(ids, any_order_of_adding_and_removing_keeps_them_apart)
{
    enum { N = 200 };
    int objects[N];
    uint64_t held[N] = {0};
    struct ids ids;
    struct rng rng;

    rng_init(&rng, 1);
    ids_init(&ids);
    for (int step = 0; step < 20000; step++) {
        size_t i = (size_t)rng_below(&rng, N);
        uint32_t n = 0;

        if (held[i]) {
            ids_remove(&ids, held[i]);
            cr_assert_null(ids_find(&ids, held[i]));
            held[i] = 0;
        } else {
            held[i] = ids_add(&ids, &objects[i]);
        }
        for (size_t k = 0; k < N; k++) {
            cr_assert(!held[k] || ids_find(&ids, held[k]) == &objects[k]);
            n += held[k] != 0;
        }
        cr_assert_eq(ids.n_used, n);
    }
    cr_assert_leq(ids.n, (uint32_t)N);
    ids_fini(&ids);
}
