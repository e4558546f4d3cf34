/* test_index.c - the hash table: full keys decide, whatever the digests do. */
#include "cache/index.h"

#include "cache/base/rng.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct index_item item(uint64_t digest, const char *key)
{
    return (struct index_item){.digest = digest, .key = span_str(key)};
}

Test(index, equal_digests_are_told_apart_by_their_keys)
{
    struct index index;
    struct index_item a = item(7, "a"), b = item(7, "b"), c = item(71, "a");

    index_init(&index, 1);
    cr_assert_null(index_find(&index, 7, SPAN("a")));
    index_add(&index, &a);
    index_add(&index, &b);
    index_add(&index, &c);
    cr_assert_eq(index_find(&index, 7, SPAN("a")), &a);
    cr_assert_eq(index_find(&index, 7, SPAN("b")), &b);
    cr_assert_eq(index_find(&index, 71, SPAN("a")), &c);
    cr_assert_null(index_find(&index, 7, SPAN("c")));
    cr_assert_null(index_find(&index, 8, SPAN("a")));
    cr_assert_eq(index.n_items, 3u);
    index_remove(&index, &b);
    cr_assert_null(index_find(&index, 7, SPAN("b")));
    cr_assert_eq(index_find(&index, 7, SPAN("a")), &a);
    index_fini(&index);
}

Test(index, bearers_of_one_key_come_newest_first)
{
    struct index index;
    struct index_item old = item(7, "k"), other = item(7, "x"),
                      new = item(7, "k");

    index_init(&index, 1);
    index_add(&index, &old);
    index_add(&index, &other);
    index_add(&index, &new);
    cr_assert_eq(index_find(&index, 7, SPAN("k")), &new);
    cr_assert_eq(index_find_next(&new), &old);
    cr_assert_null(index_find_next(&old));
    index_fini(&index);
}

Test(index, sizes_are_powers_of_two_within_bounds)
{
    static const struct {
        uint64_t n;
        size_t buckets;
    } rows[] = {{0, 64},
                {64, 64},
                {65, 128},
                {1000, 1024},
                {UINT64_MAX, (size_t)1 << 22}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct index index;

        index_init(&index, rows[i].n);
        cr_assert_eq(index.n_buckets, rows[i].buckets);
        index_fini(&index);
    }
}

Test(index, equals_a_plain_scan_after_every_operation)
{
    enum { N = 300 };
    struct index_item items[N];
    bool in[N] = {false};
    char keys[N][8];
    struct index index;
    struct rng rng;
    size_t n = 0;

    rng_init(&rng, 1);
    index_init(&index, 64);
    for (size_t i = 0; i < N; i++) {
        snprintf(keys[i], sizeof(keys[i]), "%zu", i);
        items[i] = item(rng_below(&rng, 90), keys[i]);
    }
    for (int step = 0; step < 20000; step++) {
        size_t i = (size_t)rng_below(&rng, N);
        size_t k = (size_t)rng_below(&rng, N);

        if (in[i])
            index_remove(&index, &items[i]);
        else
            index_add(&index, &items[i]);
        in[i] = !in[i];
        n = in[i] ? n + 1 : n - 1;
        cr_assert_eq(index.n_items, n);
        cr_assert_eq(index_find(&index, items[k].digest, items[k].key),
                     in[k] ? &items[k] : NULL);
    }
    index_fini(&index);
}
