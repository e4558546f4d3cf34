/* rng.c - xoshiro256**, its seeding, and unbiased ranges. */
#include "cache/base/rng.h"

#include "cache/base/assert.h"

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void rng_init(struct rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rng->s[i] = split_mix(&seed);
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t rng_u64(struct rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

/* The 128-bit product of two 64-bit numbers in C11: schoolbook, four products
 * of 32 bits. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low)
{
    uint64_t a0 = a & UINT32_MAX, a1 = a >> 32;
    uint64_t b0 = b & UINT32_MAX, b1 = b >> 32;
    uint64_t p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
    uint64_t middle = (p00 >> 32) + (p01 & UINT32_MAX) + (p10 & UINT32_MAX);
    *low = middle << 32 | (p00 & UINT32_MAX);
    return p11 + (p01 >> 32) + (p10 >> 32) + (middle >> 32);
}

/* Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 2019,
 * algorithm 5. */
uint64_t rng_below(struct rng *rng, uint64_t n)
{
    ASSERT(n > 0);
    uint64_t low;
    uint64_t high = multiply(rng_u64(rng), n, &low);
    if (low < n) {
        uint64_t threshold = (0 - n) % n;
        while (low < threshold)
            high = multiply(rng_u64(rng), n, &low);
    }
    return high;
}

double rng_unit(struct rng *rng)
{
    return (double)(rng_u64(rng) >> 11) * 0x1.0p-53;
}
