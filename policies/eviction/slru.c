/*
 * slru.c - segmented LRU.
 *
 * Karedla, Love, Wherry, "Caching strategies to improve disk system
 * performance" (IEEE Computer 1994): a probationary and a protected segment,
 * each an LRU. A hit moves a slot to the head of the next higher segment; what
 * a segment has too much falls to the head of the one below; who leaves is the
 * tail of the lowest. Generalised to n segments of equal shares.
 *
 * As in libCacheSim, whose default of 4 segments is taken (the paper has 2), a
 * newcomer enters the lowest segment that has room for it, so that the first
 * ones fill all of them, and nothing larger than a segment is admitted. Not as
 * there: the lowest segment also has what dividing leaves over, and nothing is
 * evicted on a hit, where libCacheSim evicts from a lowest segment that
 * overflows because charges differ.
 *
 * `where` is 1 + the segment; `aux` is not used.
 */
#include "policies/eviction/slru.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/segment.h"

#define SEGMENTS_MAX 16

static const struct evict_param params[] = {
    {"segments", EVICT_COUNT, 4, 1, SEGMENTS_MAX, "of equal shares"},
};

struct slru {
    struct segment segments[SEGMENTS_MAX];
    uint64_t max; /* of each */
    unsigned n;
};

static void init(struct evict *evict)
{
    struct slru *slru = mem_zalloc(1, sizeof(*slru));

    slru->n = (unsigned)evict->params[0];
    slru->max = evict->capacity / slru->n;
    if (slru->max == 0)
        slru->max = 1;
    for (unsigned i = 0; i < slru->n; i++)
        slru->segments[i] = SEGMENT_EMPTY;
    evict->state = slru;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    const struct slru *slru = evict->state;

    (void)slot;
    return charge <= slru->max;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct slru *slru = evict->state;
    uint64_t charge = evict_charge(&evict->slots[slot]);
    unsigned i = 0;

    ASSERT(evict->slots[slot].where == 0);
    while (i < slru->n && slru->segments[i].charge + charge > slru->max)
        i++;
    if (i == slru->n)
        i = 0;
    segment_push(&slru->segments[i], evict->slots, slot, 1 + i);
    evict->n_resident++;
}

/* What segment i and those below have too much falls down, but for the last. */
static void cool(struct evict *evict, struct slru *slru, unsigned i)
{
    for (; i > 0; i--)
        while (slru->segments[i].charge > slru->max) {
            uint32_t slot = slru->segments[i].queue.tail;

            segment_pull(&slru->segments[i], evict->slots, slot);
            segment_push(&slru->segments[i - 1], evict->slots, slot, i);
        }
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct slru *slru = evict->state;
    unsigned from, to;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    from = evict->slots[slot].where - 1u;
    to = from + 1 < slru->n ? from + 1 : from;
    if (to == from && slru->segments[to].queue.head == slot)
        return;
    segment_pull(&slru->segments[from], evict->slots, slot);
    segment_push(&slru->segments[to], evict->slots, slot, 1 + to);
    cool(evict, slru, to);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct slru *slru = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    segment_pull(&slru->segments[evict->slots[slot].where - 1], evict->slots,
                 slot);
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    const struct slru *slru = evict->state;
    uint32_t victim = EVICT_NONE;

    (void)incoming; /* it always comes in */
    for (unsigned i = 0; i < slru->n && victim == EVICT_NONE; i++)
        victim = slru->segments[i].queue.tail;
    if (victim != EVICT_NONE)
        take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_slru = {
    .name = "slru",
    .paper = "Karedla et al., IEEE Computer 1994",
    .params = params,
    .n_params = sizeof(params) / sizeof(*params),
    .init = init,
    .fini = fini,
    .miss = on_miss,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
