/*
 * lfuda.c - LFU-DA: frequency plus the age of the cache.
 *
 * Arlitt, Cherkasova, Dilley, Friedrich, Jin, "Evaluating content management
 * techniques for web proxy caches" (SIGMETRICS Performance Evaluation Review
 * 2000), section 4, LFU with dynamic aging, cost 1: the key is hits + L, where
 * L is the key of who was evicted last. Of equal keys leaves who was asked for
 * longest ago.
 *
 * libCacheSim's LFUDA.c adds L to the key at every hit, and nothing while L is
 * 0, so that its hits do not count themselves; the paper is followed.
 *
 * `where` is RESIDENT in the heap and 0 outside; `aux` is not used.
 */
#include "policies/eviction/lfuda.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/ranks.h"

#define RESIDENT 1

struct lfuda {
    struct ranks ranks;
    uint32_t *hits; /* by slot, the first request counts too */
    uint32_t cap_slots;
    double age;
};

static void init(struct evict *evict)
{
    evict->state = mem_zalloc(1, sizeof(struct lfuda));
}

static void fini(struct evict *evict)
{
    struct lfuda *lfuda = evict->state;

    ranks_fini(&lfuda->ranks);
    mem_free(lfuda->hits);
    mem_free(lfuda);
    evict->state = NULL;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct lfuda *lfuda = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (lfuda->cap_slots < evict->cap_slots) {
        lfuda->cap_slots = evict->cap_slots;
        lfuda->hits =
            mem_realloc(lfuda->hits, lfuda->cap_slots * sizeof(*lfuda->hits));
    }
    lfuda->hits[slot] = 1;
    ranks_add(&lfuda->ranks, evict->cap_slots, slot, lfuda->age + 1.0);
    evict->slots[slot].where = RESIDENT;
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct lfuda *lfuda = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    lfuda->hits[slot] += lfuda->hits[slot] < UINT32_MAX;
    ranks_set(&lfuda->ranks, slot, lfuda->age + (double)lfuda->hits[slot]);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct lfuda *lfuda = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    ranks_remove(&lfuda->ranks, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct lfuda *lfuda = evict->state;
    uint32_t victim;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    lfuda->age = ranks_first(&lfuda->ranks)->priority;
    victim = ranks_first(&lfuda->ranks)->slot;
    take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_lfuda = {
    .name = "lfuda",
    .paper = "Arlitt et al., PER 2000",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
