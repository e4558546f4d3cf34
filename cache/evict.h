/*
 * evict.h - the interface between a store and its eviction policy.
 *
 * A policy works on slots, not on pointer nodes: 16 bytes each, four to a cache
 * line, in one array that the owner (the live store, the simulator) holds and
 * may move when it grows. A policy must therefore keep indices, never
 * addresses, across calls; what 16 bytes cannot hold, it keeps in arrays by
 * slot of its own. The owner alone knows keys and bytes; the policy sees order
 * and charges only.
 *
 * A slot is absent (`where` 0), resident, or a ghost: not resident any more,
 * but remembered. The owner maps a key to its slot, a ghost too: the live store
 * by the key's digest, the simulator by an array. One request is, for both:
 *
 *     if (evict_is_resident(&slots[slot]))
 *         ops->hit(evict, slot);
 *     else if (evict_miss(evict, slot, charge)) {      may say: not admitted
 *         while (used + charge > capacity) {
 *             victim = ops->evict(evict, slot);
 *             if (victim == slot)                      loses to the residents
 *                 stop, nothing is inserted;
 *             used -= charge of victim;
 *         }
 *         ops->insert(evict, slot);
 *     }
 *
 * Capacity is in units of charge. A capacity in objects means that every charge
 * is 1, and no policy can tell the difference.
 */
#ifndef POPBOX_CACHE_EVICT_H
#define POPBOX_CACHE_EVICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVICT_NONE       UINT32_MAX
#define EVICT_CHARGE_MAX ((1ull << 40) - 1)
#define EVICT_GHOST      0x80u /* in `where` */
#define EVICT_PARAMS_MAX 4

struct evict_slot {
    uint32_t prev, next; /* EVICT_NONE ends a list */
    uint32_t charge_lo;  /* 40 bits */
    uint8_t charge_hi;
    uint8_t where; /* 0: absent; else one of the policy's own lists */
    uint16_t aux;  /* the policy's: visited bit, frequency */
};

struct evict;

enum evict_unit {
    EVICT_RATIO, /* any number in the range */
    EVICT_COUNT, /* a whole number */
    EVICT_BYTES  /* a whole number of charge units */
};

struct evict_param {
    const char *name; /* as written in a configuration */
    enum evict_unit unit;
    double fallback; /* the paper's own value, where it has one */
    double min, max; /* both allowed */
    const char *what;
};

/* One policy. The simplest one, policies/eviction/lru.c, is the reference. */
struct evict_ops {
    const char *name;  /* as written in a configuration */
    const char *paper; /* where the algorithm is published */
    const struct evict_param *params;
    size_t n_params; /* at most EVICT_PARAMS_MAX */
    void (*init)(struct evict *evict);
    void (*fini)(struct evict *evict);
    /* An absent slot or a ghost was asked for and could be stored; call it by
     * evict_miss. A ghost's old charge is still in its slot. True: the slot is
     * absent now and will be inserted, unless evict names it; nothing but evict
     * is called in between. False: not admitted; it is absent or a ghost. NULL:
     * there is nothing to note, and all are admitted. */
    bool (*miss)(struct evict *evict, uint32_t slot, uint64_t charge);
    /* Chooses a resident slot and makes it absent or a ghost; or returns
     * `incoming`, the absent slot that room is made for (EVICT_NONE: nothing
     * comes in), which then is not to be inserted and may be a ghost.
     * EVICT_NONE only when none is resident. */
    uint32_t (*evict)(struct evict *evict, uint32_t incoming);
    /* An absent slot becomes resident; its charge is set, there is room. */
    void (*insert)(struct evict *evict, uint32_t slot);
    /* A resident slot was asked for. Allocates nothing. */
    void (*hit)(struct evict *evict, uint32_t slot);
    /* A resident slot becomes absent for another reason (replaced,
     * invalidated), without history. */
    void (*remove)(struct evict *evict, uint32_t slot);
    /* A ghost becomes absent. NULL: the policy has no ghosts. */
    void (*forget)(struct evict *evict, uint32_t slot);
};

/* A policy with its parameters, as configured. */
struct evict_choice {
    const struct evict_ops *ops;
    double params[EVICT_PARAMS_MAX];
    uint64_t admit_max; /* larger charges are never admitted */
};

/* With the defaults of its parameters. */
struct evict_choice evict_default(const struct evict_ops *ops);

/* One instance. The owner sets slots, cap_slots and digests before each call
 * after they changed; the policy keeps n_resident, n_ghosts and dropped. */
struct evict {
    const struct evict_ops *ops;
    struct evict_slot *slots; /* borrowed */
    uint32_t cap_slots;       /* the length of slots: it never shrinks */
    uint32_t n_resident;
    uint32_t n_ghosts;
    /* Ghosts that the policy made absent, a list by `next`, for the owner to
     * take (evict_take_dropped) before it uses one of them again. An owner
     * whose slots are bound to keys for good need not look. */
    uint32_t dropped;
    const uint64_t *digests; /* of the keys, by slot, borrowed; NULL: a slot is
                                bound to one key for good, and is its digest */
    uint64_t capacity;       /* in units of charge */
    uint64_t admit_max;
    uint64_t seed; /* of policies that draw lots */
    double params[EVICT_PARAMS_MAX];
    void *state; /* the policy's own, from init to fini */
};

/* Starts an instance without slots. */
void evict_init(struct evict *evict, const struct evict_choice *choice,
                uint64_t capacity, uint64_t seed);
void evict_fini(struct evict *evict);

static inline uint64_t evict_charge(const struct evict_slot *slot)
{
    return (uint64_t)slot->charge_hi << 32 | slot->charge_lo;
}

static inline void evict_set_charge(struct evict_slot *slot, uint64_t charge)
{
    slot->charge_lo = (uint32_t)charge;
    slot->charge_hi = (uint8_t)(charge >> 32);
}

static inline bool evict_is_resident(const struct evict_slot *slot)
{
    return (uint8_t)(slot->where - 1) < EVICT_GHOST - 1;
}

static inline bool evict_is_ghost(const struct evict_slot *slot)
{
    return (slot->where & EVICT_GHOST) != 0;
}

/* True: admitted, and the slot bears the charge now. */
static inline bool evict_miss(struct evict *evict, uint32_t slot,
                              uint64_t charge)
{
    if (charge > evict->admit_max)
        return false;
    if (evict->ops->miss && !evict->ops->miss(evict, slot, charge))
        return false;
    evict_set_charge(&evict->slots[slot], charge);
    return true;
}

/* For policies: the ghost, in none of their lists any more, becomes absent. */
static inline void evict_drop(struct evict *evict, uint32_t slot)
{
    evict->slots[slot].where = 0;
    evict->slots[slot].next = evict->dropped;
    evict->dropped = slot;
    evict->n_ghosts--;
}

/* For owners: the next dropped slot, or EVICT_NONE. */
static inline uint32_t evict_take_dropped(struct evict *evict)
{
    uint32_t slot = evict->dropped;

    if (slot != EVICT_NONE)
        evict->dropped = evict->slots[slot].next;
    return slot;
}

#endif
