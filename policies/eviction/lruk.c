/*
 * lruk.c - LRU-K: by the time of the k-th last request.
 *
 * O'Neil, O'Neil, Weikum, "The LRU-K page replacement algorithm for database
 * disk buffering" (SIGMOD 1993), section 2. Leaves whose k-th last request is
 * longest ago; who has had fewer than k counts as never, and of those the one
 * asked for longest ago leaves (the subsidiary policy of definition 2.2). The
 * times of who left are remembered, the oldest forgotten when more than
 * `history` times the capacity is charged (the Retained Information Period, in
 * charges instead of seconds). The Correlated Reference Period is 0, as the
 * paper has it where nothing is known: each request counts.
 *
 * k is 2 unless told otherwise, as in the paper and in libCacheSim's
 * LRU_K.cpp. Time is the number of requests.
 *
 * `where` is RESIDENT in the heap, GHOST in the queue; `aux` is not used.
 */
#include "policies/eviction/lruk.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/ranks.h"
#include "policies/eviction/segment.h"

#include <string.h>

#define K_MAX 8

enum { RESIDENT = 1, GHOST = EVICT_GHOST | 1 };

static const struct evict_param params[] = {
    {"k", EVICT_COUNT, 2, 1, K_MAX, "which request from the last counts"},
    {"history", EVICT_RATIO, 1, 0, 2, "charges remembered, by the capacity"},
};

struct lruk {
    struct ranks ranks;
    struct segment ghosts;
    uint64_t *times; /* k by slot, the latest first; 0: never */
    uint32_t cap_slots;
    size_t k;
    uint64_t ghosts_max, now;
    bool was_ghost; /* what comes in */
};

static void init(struct evict *evict)
{
    struct lruk *lruk = mem_zalloc(1, sizeof(*lruk));

    lruk->ghosts = SEGMENT_EMPTY;
    lruk->k = (size_t)evict->params[0];
    lruk->ghosts_max = (uint64_t)((double)evict->capacity * evict->params[1]);
    evict->state = lruk;
}

static void fini(struct evict *evict)
{
    struct lruk *lruk = evict->state;

    ranks_fini(&lruk->ranks);
    mem_free(lruk->times);
    mem_free(lruk);
    evict->state = NULL;
}

static uint64_t *times_of(const struct lruk *lruk, uint32_t slot)
{
    return lruk->times + lruk->k * slot;
}

/* Returns the priority: the time of the k-th last request. */
static double ask(struct lruk *lruk, uint32_t slot)
{
    uint64_t *times = times_of(lruk, slot);

    memmove(times + 1, times, (lruk->k - 1) * sizeof(*times));
    times[0] = ++lruk->now;
    return (double)times[lruk->k - 1];
}

static void forget(struct evict *evict, uint32_t slot)
{
    struct lruk *lruk = evict->state;

    ASSERT(evict->slots[slot].where == GHOST);
    segment_forget(&lruk->ghosts, evict, slot);
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct lruk *lruk = evict->state;

    (void)charge;
    lruk->was_ghost = evict_is_ghost(&evict->slots[slot]);
    if (lruk->was_ghost)
        forget(evict, slot);
    return true;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct lruk *lruk = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (lruk->cap_slots < evict->cap_slots) {
        lruk->cap_slots = evict->cap_slots;
        lruk->times =
            mem_realloc(lruk->times, (size_t)lruk->cap_slots * lruk->k *
                                         sizeof(*lruk->times));
    }
    if (!lruk->was_ghost)
        memset(times_of(lruk, slot), 0, lruk->k * sizeof(*lruk->times));
    ranks_add(&lruk->ranks, evict->cap_slots, slot, ask(lruk, slot));
    evict->slots[slot].where = RESIDENT;
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct lruk *lruk = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    ranks_set(&lruk->ranks, slot, ask(lruk, slot));
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct lruk *lruk = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    ranks_remove(&lruk->ranks, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct lruk *lruk = evict->state;
    uint32_t victim;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    victim = ranks_first(&lruk->ranks)->slot;
    take_out(evict, victim);
    segment_remember(&lruk->ghosts, evict, victim, GHOST, lruk->ghosts_max);
    return victim;
}

const struct evict_ops evict_lruk = {
    .name = "lru-k",
    .paper = "O'Neil et al., SIGMOD 1993",
    .params = params,
    .n_params = sizeof(params) / sizeof(*params),
    .init = init,
    .fini = fini,
    .miss = on_miss,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
    .forget = forget,
};
