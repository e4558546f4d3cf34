/* test_hash.c - spreading: the seed decides, and the same seed the same way. */
#include "cache/base/hash.h"

#include <criterion/criterion.h>

Test(hash, the_same_seed_gives_the_same_hash_and_another_seed_another)
{
    struct hash_secret fixed, again, other;
    hash_secret_init(&fixed, SPAN(""));
    hash_secret_init(&again, SPAN_ABSENT);
    hash_secret_init(&other, SPAN("x"));
    char bytes[300];
    memset(bytes, 'k', sizeof(bytes));
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        struct span key = span_of(bytes, len);
        cr_expect_eq(hash64(&fixed, key), hash64(&again, key), "%zu", len);
        cr_expect_neq(hash64(&fixed, key), hash64(&other, key), "%zu", len);
    }
}
