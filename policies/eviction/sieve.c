/*
 * sieve.c - SIEVE: one queue, one bit, one hand.
 *
 * Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is Simpler than LRU: an Efficient
 * Turn-Key Eviction Algorithm for Web Caches" (NSDI 2024). New slots enter at
 * the head and never move again; a hit only sets the visited bit. The hand goes
 * from the tail to the head and round again: it clears the bit of a visited
 * slot and evicts the first that has none. What survives stays where it is, so
 * new slots, which are ahead of the hand for a while, are sifted from old ones.
 * Not CLOCK: there, a survivor goes back to the head.
 *
 * `where` is RESIDENT in the queue and 0 outside; `aux` is the visited bit. The
 * hand is a slot of the queue, or EVICT_NONE: start at the tail.
 */
#include "policies/eviction/sieve.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

#define RESIDENT 1

struct sieve {
    struct queue queue;
    uint32_t hand;
};

static void init(struct evict *evict)
{
    struct sieve *sieve = mem_alloc(sizeof(*sieve));

    sieve->queue = QUEUE_EMPTY;
    sieve->hand = EVICT_NONE;
    evict->state = sieve;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct sieve *sieve = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    evict->slots[slot].where = RESIDENT;
    evict->slots[slot].aux = 0;
    queue_push_head(&sieve->queue, evict->slots, slot);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    ASSERT(evict->slots[slot].where == RESIDENT);
    evict->slots[slot].aux = 1;
}

/* The hand never stands on a slot that has left. */
static void take_out(struct evict *evict, uint32_t slot)
{
    struct sieve *sieve = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    if (sieve->hand == slot)
        sieve->hand = evict->slots[slot].prev;
    queue_remove(&sieve->queue, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

/* Ends: one round clears every bit. */
static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct sieve *sieve = evict->state;
    uint32_t victim = sieve->hand;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    if (victim == EVICT_NONE)
        victim = sieve->queue.tail;
    while (evict->slots[victim].aux != 0) {
        evict->slots[victim].aux = 0;
        victim = evict->slots[victim].prev;
        if (victim == EVICT_NONE)
            victim = sieve->queue.tail;
    }
    sieve->hand = victim;
    take_out(evict, victim); /* moves the hand on */
    return victim;
}

const struct evict_ops evict_sieve = {
    .name = "sieve",
    .paper = "Zhang et al., NSDI 2024",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
