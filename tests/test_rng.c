/* test_rng.c - seeded randomness: the published sequence, fair ranges. */
#include "cache/base/rng.h"

#include <criterion/criterion.h>

/* SplitMix64 from seed 0 starts with these (Vigna's splitmix64.c); xoshiro256**
 * takes them as its state. */
Test(rng, the_state_is_expanded_with_splitmix64)
{
    struct rng rng;
    rng_init(&rng, 0);
    cr_assert_eq(rng.s[0], UINT64_C(0xe220a8397b1dcdaf));
    cr_assert_eq(rng.s[1], UINT64_C(0x6e789e6aa1b965f4));
    cr_assert_eq(rng.s[2], UINT64_C(0x06c45d188009454f));
    cr_assert_eq(rng.s[3], UINT64_C(0xf88bb8a8724c81ec));
}

/* The reference implementation's output for the state 1, 2, 3, 4. */
Test(rng, the_sequence_is_that_of_xoshiro256_star_star)
{
    struct rng rng = {{1, 2, 3, 4}};
    static const uint64_t published[] = {UINT64_C(11520), UINT64_C(0),
                                         UINT64_C(1509978240),
                                         UINT64_C(1215971899390074240)};
    for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++)
        cr_expect_eq(rng_u64(&rng), published[i], "number %zu", i);
}

Test(rng, ranges_are_kept_and_fair)
{
    struct rng rng;
    unsigned counts[7] = {0};
    rng_init(&rng, 42);
    for (int i = 0; i < 70000; i++)
        counts[rng_below(&rng, 7)]++;
    for (size_t i = 0; i < 7; i++)
        cr_expect(counts[i] > 9600 && counts[i] < 10400, "%zu: %u", i,
                  counts[i]);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(rng_below(&rng, 1), 0u);
    for (int i = 0; i < 1000; i++)
        cr_assert_lt(rng_below(&rng, UINT64_MAX - 1), UINT64_MAX - 1);
    for (int i = 0; i < 1000; i++) {
        double unit = rng_unit(&rng);
        cr_assert(unit >= 0.0 && unit < 1.0);
    }
}
