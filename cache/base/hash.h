/* hash.h - spreading bytes over a table; never an identity. */
#ifndef POPBOX_CACHE_BASE_HASH_H
#define POPBOX_CACHE_BASE_HASH_H

#include "cache/base/span.h"

#define HASH_SECRET_BYTES 192

/* XXH3's secret. The live edge draws one per process, simulation uses the
 * fixed one, so that chosen collisions do not carry over. */
struct hash_secret {
    unsigned char bytes[HASH_SECRET_BYTES];
};

/* Derives the secret from seed bytes of any length (an empty seed is the fixed
 * secret of simulation). */
void hash_secret_init(struct hash_secret *secret, struct span seed);
/* XXH3-64. Collisions can be made on purpose: always compare the full bytes. */
uint64_t hash64(const struct hash_secret *secret, struct span bytes);

#endif
