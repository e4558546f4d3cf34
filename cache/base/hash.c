/*
 * hash.c - XXH3 with a secret; the only file that knows xxHash.
 *
 * The secret is XXH3's own derivation from the seed bytes, so that any seed, a
 * short one too, gives a secret of full entropy. It makes floods harder, not
 * impossible: chosen pairs collide under most secrets, which is why the callers
 * compare whole keys and bound their chains.
 */
#include "cache/base/hash.h"

#include "cache/base/assert.h"

/* XXH3_generateSecret is declared for those who ask for all of it. */
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

_Static_assert(HASH_SECRET_BYTES >= XXH3_SECRET_SIZE_MIN, "secret too short");

void hash_secret_init(struct hash_secret *secret, struct span seed)
{
    XXH_errorcode code = XXH3_generateSecret(secret->bytes, HASH_SECRET_BYTES,
                                             seed.ptr, seed.len);
    ASSERT(code == XXH_OK);
}

uint64_t hash64(const struct hash_secret *secret, struct span bytes)
{
    return XXH3_64bits_withSecret(bytes.ptr, bytes.len, secret->bytes,
                                  HASH_SECRET_BYTES);
}
