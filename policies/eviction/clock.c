/*
 * clock.c - CLOCK: a queue and a counter of k bits per slot.
 *
 * Corbató, "A paging experiment with the Multics system" (MIT, 1968), there
 * with 1 bit. A hit counts up, to 2^k - 1 at most. Who is to leave, first in
 * first out, but has counted something, loses one and goes to the end of the
 * queue instead; that is the hand of a clock which passes over it. A newcomer
 * has counted nothing.
 *
 * libCacheSim's Clock is the same (n-bit-counter, 1 unless told otherwise), and
 * so is what is called FIFO-Reinsertion or second chance.
 *
 * `where` is RESIDENT in the queue and 0 outside; `aux` is the counter.
 */
#include "policies/eviction/clock.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

#define RESIDENT 1

static const struct evict_param params[] = {
    {"bits", EVICT_COUNT, 1, 1, 16, "of each slot's counter"},
};

struct clock {
    struct queue queue;
    uint16_t max;
};

static void init(struct evict *evict)
{
    struct clock *clock = mem_alloc(sizeof(*clock));

    clock->queue = QUEUE_EMPTY;
    clock->max = (uint16_t)((1u << (unsigned)evict->params[0]) - 1);
    evict->state = clock;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct clock *clock = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    evict->slots[slot].where = RESIDENT;
    evict->slots[slot].aux = 0;
    queue_push_head(&clock->queue, evict->slots, slot);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    const struct clock *clock = evict->state;
    struct evict_slot *at = &evict->slots[slot];

    ASSERT(at->where == RESIDENT);
    if (at->aux < clock->max)
        at->aux++;
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct clock *clock = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    queue_remove(&clock->queue, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

/* Ends: every step takes one from a counter. */
static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct clock *clock = evict->state;
    uint32_t victim = clock->queue.tail;

    (void)incoming; /* it always comes in */
    if (victim == EVICT_NONE)
        return EVICT_NONE;
    while (evict->slots[victim].aux > 0) {
        evict->slots[victim].aux--;
        queue_remove(&clock->queue, evict->slots, victim);
        queue_push_head(&clock->queue, evict->slots, victim);
        victim = clock->queue.tail;
    }
    take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_clock = {
    .name = "clock",
    .paper = "Corbató, 1968",
    .params = params,
    .n_params = sizeof(params) / sizeof(*params),
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
