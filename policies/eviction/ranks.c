/* ranks.c - slots in order of a priority: a heap that knows their places. */
#include "policies/eviction/ranks.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define CHILDREN 4 /* fewer levels than with two, each one cache line or so */

void ranks_fini(struct ranks *ranks)
{
    mem_free(ranks->heap);
    mem_free(ranks->places);
    *ranks = (struct ranks){0};
}

static bool before(const struct rank *a, const struct rank *b)
{
    if (a->priority < b->priority)
        return true;
    if (a->priority > b->priority)
        return false;
    return a->order < b->order;
}

static void put(struct ranks *ranks, uint32_t place, struct rank rank)
{
    ranks->heap[place] = rank;
    ranks->places[rank.slot] = place;
}

static void sift_up(struct ranks *ranks, uint32_t place, struct rank rank)
{
    while (place > 0) {
        uint32_t parent = (place - 1) / CHILDREN;

        if (!before(&rank, &ranks->heap[parent]))
            break;
        put(ranks, place, ranks->heap[parent]);
        place = parent;
    }
    put(ranks, place, rank);
}

static uint32_t first_child(const struct ranks *ranks, uint32_t place)
{
    uint64_t child = (uint64_t)place * CHILDREN + 1, end = child + CHILDREN;
    uint64_t best = child;

    if (child >= ranks->n)
        return EVICT_NONE;
    for (end = end < ranks->n ? end : ranks->n; ++child < end;)
        if (before(&ranks->heap[child], &ranks->heap[best]))
            best = child;
    return (uint32_t)best;
}

static void sift_down(struct ranks *ranks, uint32_t place, struct rank rank)
{
    uint32_t child;

    while ((child = first_child(ranks, place)) != EVICT_NONE) {
        if (!before(&ranks->heap[child], &rank))
            break;
        put(ranks, place, ranks->heap[child]);
        place = child;
    }
    put(ranks, place, rank);
}

static void settle(struct ranks *ranks, uint32_t place, struct rank rank)
{
    if (place > 0 && before(&rank, &ranks->heap[(place - 1) / CHILDREN]))
        sift_up(ranks, place, rank);
    else
        sift_down(ranks, place, rank);
}

void ranks_add(struct ranks *ranks, uint32_t cap_slots, uint32_t slot,
               double priority)
{
    if (ranks->cap_slots < cap_slots) {
        ranks->places =
            mem_realloc(ranks->places, cap_slots * sizeof(*ranks->places));
        ranks->cap_slots = cap_slots;
    }
    if (ranks->n == ranks->cap) {
        ranks->cap = ranks->cap ? ranks->cap * 2 : 64;
        ranks->heap =
            mem_realloc(ranks->heap, ranks->cap * sizeof(*ranks->heap));
    }
    sift_up(ranks, ranks->n++,
            (struct rank){priority, ranks->next_order++, slot});
}

void ranks_set(struct ranks *ranks, uint32_t slot, double priority)
{
    uint32_t place = ranks->places[slot];

    ASSERT(ranks->heap[place].slot == slot);
    settle(ranks, place, (struct rank){priority, ranks->next_order++, slot});
}

void ranks_remove(struct ranks *ranks, uint32_t slot)
{
    uint32_t place = ranks->places[slot];

    ASSERT(place < ranks->n);
    ASSERT(ranks->heap[place].slot == slot);
    if (place != --ranks->n)
        settle(ranks, place, ranks->heap[ranks->n]);
}

const struct rank *ranks_first(const struct ranks *ranks)
{
    ASSERT(ranks->n > 0);
    return &ranks->heap[0];
}
