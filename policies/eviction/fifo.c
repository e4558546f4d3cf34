/*
 * fifo.c - first in, first out.
 *
 * One queue, and a hit changes nothing: the bound that any cleverer policy has
 * to beat, and the cheapest there is. Belady, Nelson, Shedler, "An anomaly in
 * space-time characteristics of certain programs running in a paging machine"
 * (CACM 1969) studies it. libCacheSim's FIFO is the same.
 *
 * `where` is RESIDENT in the queue and 0 outside; `aux` is not used.
 */
#include "policies/eviction/fifo.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

#define RESIDENT 1

struct fifo {
    struct queue queue;
};

static void init(struct evict *evict)
{
    struct fifo *fifo = mem_alloc(sizeof(*fifo));

    fifo->queue = QUEUE_EMPTY;
    evict->state = fifo;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct fifo *fifo = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    evict->slots[slot].where = RESIDENT;
    queue_push_head(&fifo->queue, evict->slots, slot);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    ASSERT(evict->slots[slot].where == RESIDENT);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct fifo *fifo = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    queue_remove(&fifo->queue, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    const struct fifo *fifo = evict->state;
    uint32_t victim = fifo->queue.tail;

    (void)incoming; /* it always comes in */
    if (victim != EVICT_NONE)
        take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_fifo = {
    .name = "fifo",
    .paper = "folklore; Belady et al., CACM 1969",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
