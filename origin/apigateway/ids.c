/* ids.c - the ids that the gateway gives every request, seeded. */
#include "origin/apigateway/ids.h"

struct span id_uuid(struct rng *rng, struct arena *arena)
{
    unsigned long long high = rng_u64(rng);
    unsigned long long low = rng_u64(rng);

    return arena_printf(arena, "%08llx-%04llx-4%03llx-%04llx-%012llx",
                        high >> 32, high >> 16 & 0xffff, high & 0xfff,
                        (low >> 48 & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

struct span id_short(struct rng *rng, struct arena *arena)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    char text[16];

    for (size_t i = 0; i < sizeof(text) - 1; i++)
        text[i] = alphabet[rng_below(rng, sizeof(alphabet) - 1)];
    text[sizeof(text) - 1] = '=';
    return arena_printf(arena, "%.*s", (int)sizeof(text), text);
}
