/*
 * ghosts.h - slots of entries that are gone, by the digests of their keys.
 *
 * What an eviction policy remembers of a key is found again here when the key
 * comes back. Only digests are kept: a wrong match costs a better guess of the
 * policy, never a byte of an answer. Chained by slot number; several slots may
 * bear one digest, the latest is found. Allocates when slots are added only.
 */
#ifndef POPBOX_CACHE_GHOSTS_H
#define POPBOX_CACHE_GHOSTS_H

#include <stdint.h>

struct ghosts {
    uint32_t *buckets;  /* EVICT_NONE: empty */
    uint32_t *next;     /* by slot */
    uint32_t n_buckets; /* a power of two, or 0 */
    uint32_t n;
};

void ghosts_init(struct ghosts *ghosts);
void ghosts_fini(struct ghosts *ghosts);
/* Slots below cap_slots may be added from now on. digests[slot] of those that
 * are in is what they were added under. */
void ghosts_grow(struct ghosts *ghosts, const uint64_t *digests,
                 uint32_t cap_slots);
void ghosts_add(struct ghosts *ghosts, const uint64_t *digests, uint32_t slot);
/* slot is in (asserted). */
void ghosts_remove(struct ghosts *ghosts, const uint64_t *digests,
                   uint32_t slot);
/* The slot added last under this digest, or EVICT_NONE. */
uint32_t ghosts_find(const struct ghosts *ghosts, const uint64_t *digests,
                     uint64_t digest);

#endif
