/*
 * lru.c - least recently used: the reference that newcomers copy.
 *
 * One queue. What is inserted or hit goes to its head, so the tail has waited
 * longest. Denning, "The working set model for program behavior" (CACM 1968)
 * says why that is a good guess; the algorithm itself is folklore.
 *
 * `where` is RESIDENT in the queue and 0 outside; `aux` is not used.
 */
#include "policies/eviction/lru.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

#define RESIDENT 1

struct lru {
    struct queue queue;
};

static void init(struct evict *evict)
{
    struct lru *lru = mem_alloc(sizeof(*lru));

    lru->queue = QUEUE_EMPTY;
    evict->state = lru;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct lru *lru = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    evict->slots[slot].where = RESIDENT;
    queue_push_head(&lru->queue, evict->slots, slot);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct lru *lru = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    if (lru->queue.head == slot)
        return;
    queue_remove(&lru->queue, evict->slots, slot);
    queue_push_head(&lru->queue, evict->slots, slot);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct lru *lru = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    queue_remove(&lru->queue, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    const struct lru *lru = evict->state;
    uint32_t victim = lru->queue.tail;

    (void)incoming; /* it always comes in */
    if (victim != EVICT_NONE)
        take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_lru = {
    .name = "lru",
    .paper = "folklore; Denning, CACM 1968",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
