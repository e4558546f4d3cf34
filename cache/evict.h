/*
 * evict.h - the interface between a store and its eviction policy.
 *
 * A policy works on slots, not on pointer nodes: 16 bytes each, four to a cache
 * line, in one array that the store (live) or the simulator owns and may move
 * when it grows. A policy must therefore keep indices, never addresses, across
 * calls. The store alone knows keys and bytes; the policy sees order only.
 */
#ifndef POPBOX_CACHE_EVICT_H
#define POPBOX_CACHE_EVICT_H

#include <stdint.h>

#define EVICT_NONE       UINT32_MAX
#define EVICT_CHARGE_MAX ((1ull << 40) - 1)

struct evict_slot {
    uint32_t prev, next; /* EVICT_NONE ends a list */
    uint32_t charge_lo;  /* 40 bits, set by the store before insert */
    uint8_t charge_hi;
    uint8_t where; /* 0: absent; else one of the policy's own lists */
    uint16_t aux;  /* the policy's: visited bit, frequency */
};

struct evict;

/* One policy. The simplest one, policies/eviction/lru.c, is the reference. */
struct evict_ops {
    const char *name;  /* as written in a configuration */
    const char *paper; /* where the algorithm is published */
    void (*init)(struct evict *evict);
    void (*fini)(struct evict *evict);
    /* A slot whose `where` is 0 becomes resident. */
    void (*insert)(struct evict *evict, uint32_t slot);
    /* A resident slot was asked for. */
    void (*hit)(struct evict *evict, uint32_t slot);
    /* Chooses a resident slot, takes it out (where = 0) and returns it;
     * EVICT_NONE only when none is resident. */
    uint32_t (*evict)(struct evict *evict);
    /* A resident slot leaves for another reason (replaced, invalidated). */
    void (*remove)(struct evict *evict, uint32_t slot);
};

/* One instance. `slots` is set by the owner before each call if it moved. */
struct evict {
    const struct evict_ops *ops;
    struct evict_slot *slots; /* borrowed */
    uint32_t n_resident;      /* kept by the policy; checked by store_check */
    void *state;              /* the policy's own, from init to fini */
};

static inline uint64_t evict_charge(const struct evict_slot *slot)
{
    return (uint64_t)slot->charge_hi << 32 | slot->charge_lo;
}

static inline void evict_set_charge(struct evict_slot *slot, uint64_t charge)
{
    slot->charge_lo = (uint32_t)charge;
    slot->charge_hi = (uint8_t)(charge >> 32);
}

#endif
