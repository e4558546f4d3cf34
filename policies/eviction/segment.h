/* segment.h - a queue of slots that knows the sum of their charges. */
#ifndef POPBOX_POLICIES_EVICTION_SEGMENT_H
#define POPBOX_POLICIES_EVICTION_SEGMENT_H

#include "policies/eviction/queue.h"

struct segment {
    struct queue queue;
    uint64_t charge;
};

#define SEGMENT_EMPTY ((struct segment){QUEUE_EMPTY, 0})

/* All of them also write `where`, so that it and the queue agree. */
static inline void segment_push(struct segment *segment,
                                struct evict_slot *slots, uint32_t slot,
                                unsigned where)
{
    slots[slot].where = (uint8_t)where;
    segment->charge += evict_charge(&slots[slot]);
    queue_push_head(&segment->queue, slots, slot);
}

static inline void segment_pull(struct segment *segment,
                                struct evict_slot *slots, uint32_t slot)
{
    slots[slot].where = 0;
    segment->charge -= evict_charge(&slots[slot]);
    queue_remove(&segment->queue, slots, slot);
}

/* A resident becomes a ghost at the head of a segment that is to hold at most
 * `max`; the oldest ghosts make room. It is in no list, `where` is 0. */
static inline void segment_remember(struct segment *segment,
                                    struct evict *evict, uint32_t slot,
                                    unsigned where, uint64_t max)
{
    uint64_t charge = evict_charge(&evict->slots[slot]);

    if (charge > max)
        return;
    while (segment->charge + charge > max) {
        uint32_t oldest = segment->queue.tail;

        segment_pull(segment, evict->slots, oldest);
        evict_drop(evict, oldest);
    }
    segment_push(segment, evict->slots, slot, where);
    evict->n_ghosts++;
}

/* A ghost leaves because it is asked for, or for good. */
static inline void segment_forget(struct segment *segment, struct evict *evict,
                                  uint32_t slot)
{
    segment_pull(segment, evict->slots, slot);
    evict->n_ghosts--;
}

/* This part of the capacity, rounded down, but at least 1. */
static inline uint64_t segment_part(const struct evict *evict, double ratio)
{
    double part = (double)evict->capacity * ratio;

    return part < 1.0 ? 1 : (uint64_t)part;
}

#endif
