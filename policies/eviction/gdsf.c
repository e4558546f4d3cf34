/*
 * gdsf.c - GDSF: frequency over size, plus the age of the cache.
 *
 * Cherkasova, "Improving WWW proxies performance with Greedy-Dual-Size-
 * Frequency caching policy" (HP Labs 1998), section 3, cost 1: priority is
 * L + hits / size, where L, the cache's clock, is the priority of who was
 * evicted last. So small and popular stays, and what was popular once ages.
 *
 * The paper evicts before it inserts, and a newcomer that would be among the
 * victims evicts nobody. libCacheSim's GDSF.cpp inserts first, with the clock
 * of that moment, and then evicts until all fits, the newcomer too when it is
 * the lowest; that is followed, so that counts agree. Its factor of 10^6 also
 * is, so that rounding is the same.
 *
 * Capacity in objects makes every size 1: LFU with aging.
 *
 * `where` is RESIDENT in the heap and 0 outside; `aux` is not used.
 */
#include "policies/eviction/gdsf.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/ranks.h"

#define RESIDENT 1
#define FACTOR   1.0e6

struct gdsf {
    struct ranks ranks;
    uint32_t *hits; /* by slot, the first request counts too */
    uint32_t cap_slots;
    double clock;
    double incoming; /* the priority of what comes in */
};

static void init(struct evict *evict)
{
    evict->state = mem_zalloc(1, sizeof(struct gdsf));
}

static void fini(struct evict *evict)
{
    struct gdsf *gdsf = evict->state;

    ranks_fini(&gdsf->ranks);
    mem_free(gdsf->hits);
    mem_free(gdsf);
    evict->state = NULL;
}

static double priority(const struct gdsf *gdsf, uint32_t hits, uint64_t charge)
{
    double size = charge > 0 ? (double)charge : 1.0;

    return gdsf->clock + (double)hits * FACTOR / size;
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct gdsf *gdsf = evict->state;

    (void)slot;
    gdsf->incoming = priority(gdsf, 1, charge);
    return true;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct gdsf *gdsf = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (gdsf->cap_slots < evict->cap_slots) {
        gdsf->cap_slots = evict->cap_slots;
        gdsf->hits =
            mem_realloc(gdsf->hits, gdsf->cap_slots * sizeof(*gdsf->hits));
    }
    gdsf->hits[slot] = 1;
    ranks_add(&gdsf->ranks, evict->cap_slots, slot, gdsf->incoming);
    evict->slots[slot].where = RESIDENT;
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct gdsf *gdsf = evict->state;
    uint64_t charge = evict_charge(&evict->slots[slot]);

    ASSERT(evict->slots[slot].where == RESIDENT);
    gdsf->hits[slot] += gdsf->hits[slot] < UINT32_MAX;
    ranks_set(&gdsf->ranks, slot, priority(gdsf, gdsf->hits[slot], charge));
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct gdsf *gdsf = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    ranks_remove(&gdsf->ranks, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct gdsf *gdsf = evict->state;
    const struct rank *lowest;
    uint32_t victim;

    if (evict->n_resident == 0)
        return EVICT_NONE;
    lowest = ranks_first(&gdsf->ranks);
    if (incoming != EVICT_NONE && gdsf->incoming < lowest->priority) {
        gdsf->clock = gdsf->incoming;
        return incoming;
    }
    gdsf->clock = lowest->priority;
    victim = lowest->slot;
    take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_gdsf = {
    .name = "gdsf",
    .paper = "Cherkasova, HP Labs 1998",
    .init = init,
    .fini = fini,
    .miss = on_miss,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
