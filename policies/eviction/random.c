/*
 * random.c - RANDOM: any of the residents, drawn from a seed.
 *
 * Belady, "A study of replacement algorithms for a virtual-storage computer"
 * (IBM Systems Journal 1966) has it as its simplest. Every resident is as
 * likely as any other; the seed is the owner's, so runs repeat.
 *
 * The residents stand in an array without gaps; who leaves is replaced by the
 * last. `where` is RESIDENT in it and 0 outside; `prev` is a slot's place.
 */
#include "policies/eviction/random.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"

#define RESIDENT 1

struct pool {
    struct rng rng;
    uint32_t *at; /* n_resident of them */
    uint32_t cap;
};

static void init(struct evict *evict)
{
    struct pool *pool = mem_zalloc(1, sizeof(*pool));

    rng_init(&pool->rng, evict->seed);
    evict->state = pool;
}

static void fini(struct evict *evict)
{
    struct pool *pool = evict->state;

    mem_free(pool->at);
    mem_free(pool);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct pool *pool = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (evict->n_resident == pool->cap) {
        pool->cap = pool->cap ? pool->cap * 2 : 64;
        pool->at = mem_realloc(pool->at, pool->cap * sizeof(*pool->at));
    }
    evict->slots[slot].where = RESIDENT;
    evict->slots[slot].prev = evict->n_resident;
    pool->at[evict->n_resident++] = slot;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    ASSERT(evict->slots[slot].where == RESIDENT);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct pool *pool = evict->state;
    uint32_t place = evict->slots[slot].prev;
    uint32_t last;

    ASSERT(evict->slots[slot].where == RESIDENT);
    last = pool->at[--evict->n_resident];
    pool->at[place] = last;
    evict->slots[last].prev = place;
    evict->slots[slot].where = 0;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct pool *pool = evict->state;
    uint32_t victim;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    victim = pool->at[rng_below(&pool->rng, evict->n_resident)];
    take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_random = {
    .name = "random",
    .paper = "Belady, IBM Systems Journal 1966",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
