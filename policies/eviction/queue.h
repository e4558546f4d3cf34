/*
 * queue.h - a doubly linked list of slots, by index.
 *
 * The head is where slots come in. `prev` leads to the head and `next` to the
 * tail; EVICT_NONE ends both ways. Nothing here looks at `where` or `aux`: what
 * being in the list means is the policy's business.
 */
#ifndef POPBOX_POLICIES_EVICTION_QUEUE_H
#define POPBOX_POLICIES_EVICTION_QUEUE_H

#include "cache/evict.h"

struct queue {
    uint32_t head;
    uint32_t tail;
};

#define QUEUE_EMPTY ((struct queue){EVICT_NONE, EVICT_NONE})

static inline void queue_push_head(struct queue *queue,
                                   struct evict_slot *slots, uint32_t slot)
{
    slots[slot].prev = EVICT_NONE;
    slots[slot].next = queue->head;
    if (queue->head == EVICT_NONE)
        queue->tail = slot;
    else
        slots[queue->head].prev = slot;
    queue->head = slot;
}

static inline void queue_remove(struct queue *queue, struct evict_slot *slots,
                                uint32_t slot)
{
    uint32_t prev = slots[slot].prev, next = slots[slot].next;

    if (prev == EVICT_NONE)
        queue->head = next;
    else
        slots[prev].next = next;
    if (next == EVICT_NONE)
        queue->tail = prev;
    else
        slots[next].prev = prev;
    slots[slot].prev = EVICT_NONE;
    slots[slot].next = EVICT_NONE;
}

#endif
