/* rng.h - seeded randomness (xoshiro256**, Blackman and Vigna 2018). */
#ifndef POPBOX_CACHE_BASE_RNG_H
#define POPBOX_CACHE_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

/* Expands the seed with SplitMix64, as the authors recommend. */
void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_u64(struct rng *rng);
/* Uniform in [0, n), n > 0, without modulo bias (Lemire 2019). */
uint64_t rng_below(struct rng *rng, uint64_t n);
/* Uniform in [0, 1), 53 bits. */
double rng_unit(struct rng *rng);

#endif
