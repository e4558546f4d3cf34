/*
 * ranks.h - slots in order of a priority: a heap that knows their places.
 *
 * The lowest priority comes first; of equal ones, the one that was ranked
 * earliest. So the order is total, and the same on every machine.
 */
#ifndef POPBOX_POLICIES_EVICTION_RANKS_H
#define POPBOX_POLICIES_EVICTION_RANKS_H

#include "cache/evict.h"

struct rank {
    double priority; /* never a NaN */
    uint64_t order;
    uint32_t slot;
};

struct ranks {
    struct rank *heap;
    uint32_t n;
    uint32_t cap;
    uint32_t *places; /* in the heap, by slot */
    uint32_t cap_slots;
    uint64_t next_order;
};

/* Zero-initialised is empty. */
void ranks_fini(struct ranks *ranks);
/* slot is not in yet. Allocates as needed for one more, and for slots below
 * cap_slots. */
void ranks_add(struct ranks *ranks, uint32_t cap_slots, uint32_t slot,
               double priority);
/* slot is in; it counts as ranked now. Allocates nothing. */
void ranks_set(struct ranks *ranks, uint32_t slot, double priority);
void ranks_remove(struct ranks *ranks, uint32_t slot);
/* The first; there is one (asserted). */
const struct rank *ranks_first(const struct ranks *ranks);

#endif
