/*
 * wtinylfu.c - W-TinyLFU: a window, then a filter by frequency.
 *
 * Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission
 * policy" (ACM Transactions on Storage 2017), section 4. Newcomers enter a
 * small LRU, the window. Who is pushed out of it may enter the main cache, a
 * segmented LRU, if there is room, or if a sketch says that it was asked for
 * more often than the one that would have to leave; else it leaves itself. So
 * bursts find room in the window, and the main cache keeps the frequent.
 *
 * The paper's and Caffeine's numbers: a window of 1 %, 80 % of the main cache
 * protected, counters of 4 bits that are halved after 10 requests for each
 * slot of capacity (here: of the sketch, which grows with the residents, since
 * a capacity in bytes says nothing about their number). Conservative update as
 * in the paper; no doorkeeper, as in Caffeine. libCacheSim's WTinyLFU.c has the
 * same window and segments, but a filter of another kind, which counts misses
 * that are inserted twice and no hits in the window; so its counts differ.
 *
 * `where` is the queue; `aux` is not used.
 */
#include "policies/eviction/wtinylfu.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/segment.h"
#include "policies/eviction/sketch.h"

enum { WINDOW = 1, PROBATION = 2, PROTECTED = 3, N_QUEUES };

static const struct evict_param params[] = {
    {"window", EVICT_RATIO, 0.01, 0, 0.99, "share of the window"},
    {"protected", EVICT_RATIO, 0.8, 0, 1, "share of the main cache"},
    {"sample", EVICT_COUNT, 10, 1, 1000, "requests by slot between agings"},
};

struct wtinylfu {
    struct segment queues[N_QUEUES]; /* by `where` */
    uint64_t window_max, main_max, protected_max;
    struct sketch sketch;
};

static void init(struct evict *evict)
{
    struct wtinylfu *tiny = mem_zalloc(1, sizeof(*tiny));

    for (unsigned i = 0; i < N_QUEUES; i++)
        tiny->queues[i] = SEGMENT_EMPTY;
    tiny->window_max = segment_part(evict, evict->params[0]);
    tiny->main_max = evict->capacity > tiny->window_max
                         ? evict->capacity - tiny->window_max
                         : 0;
    tiny->protected_max = (uint64_t)((double)tiny->main_max * evict->params[1]);
    sketch_grow(&tiny->sketch, 1, (uint64_t)evict->params[2]);
    evict->state = tiny;
}

static void fini(struct evict *evict)
{
    struct wtinylfu *tiny = evict->state;

    sketch_fini(&tiny->sketch);
    mem_free(tiny);
    evict->state = NULL;
}

static uint64_t digest_of(const struct evict *evict, uint32_t slot)
{
    return evict->digests ? evict->digests[slot] : slot;
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct wtinylfu *tiny = evict->state;

    (void)charge;
    sketch_add(&tiny->sketch, digest_of(evict, slot));
    return true;
}

static void move(struct evict *evict, struct wtinylfu *tiny, uint32_t slot,
                 unsigned to)
{
    segment_pull(&tiny->queues[evict->slots[slot].where], evict->slots, slot);
    segment_push(&tiny->queues[to], evict->slots, slot, to);
}

/* What the window has too much goes on: eviction has made room for it. */
static void insert(struct evict *evict, uint32_t slot)
{
    struct wtinylfu *tiny = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    segment_push(&tiny->queues[WINDOW], evict->slots, slot, WINDOW);
    while (tiny->queues[WINDOW].charge > tiny->window_max)
        move(evict, tiny, tiny->queues[WINDOW].queue.tail, PROBATION);
    evict->n_resident++;
    sketch_grow(&tiny->sketch, evict->n_resident, (uint64_t)evict->params[2]);
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct wtinylfu *tiny = evict->state;
    unsigned where = evict->slots[slot].where;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    sketch_add(&tiny->sketch, digest_of(evict, slot));
    move(evict, tiny, slot, where == WINDOW ? WINDOW : PROTECTED);
    while (tiny->queues[PROTECTED].charge > tiny->protected_max)
        move(evict, tiny, tiny->queues[PROTECTED].queue.tail, PROBATION);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct wtinylfu *tiny = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    segment_pull(&tiny->queues[evict->slots[slot].where], evict->slots, slot);
    evict->n_resident--;
}

/* Who would leave the main cache; EVICT_NONE: it is empty. */
static uint32_t main_victim(const struct wtinylfu *tiny)
{
    uint32_t slot = tiny->queues[PROBATION].queue.tail;

    return slot != EVICT_NONE ? slot : tiny->queues[PROTECTED].queue.tail;
}

/* Who is pushed out of the window; EVICT_NONE: it has room. */
static uint32_t candidate(const struct evict *evict,
                          const struct wtinylfu *tiny, uint32_t incoming)
{
    uint64_t charge =
        incoming != EVICT_NONE ? evict_charge(&evict->slots[incoming]) : 0;

    if (tiny->queues[WINDOW].charge + charge <= tiny->window_max)
        return EVICT_NONE;
    return tiny->queues[WINDOW].queue.tail != EVICT_NONE
               ? tiny->queues[WINDOW].queue.tail
               : incoming;
}

static bool fits_main(const struct evict *evict, const struct wtinylfu *tiny,
                      uint32_t slot)
{
    return tiny->queues[PROBATION].charge + tiny->queues[PROTECTED].charge +
               evict_charge(&evict->slots[slot]) <=
           tiny->main_max;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct wtinylfu *tiny = evict->state;
    uint32_t out, old;

    /* 1. Whoever the main cache has room for goes on there. */
    while ((out = candidate(evict, tiny, incoming)) != EVICT_NONE &&
           out != incoming && fits_main(evict, tiny, out))
        move(evict, tiny, out, PROBATION);
    /* 2. The rest has to be asked for more often than who is there. */
    old = main_victim(tiny);
    if (old == EVICT_NONE)
        old = tiny->queues[WINDOW].queue.tail;
    else if (out != EVICT_NONE &&
             sketch_count(&tiny->sketch, digest_of(evict, out)) <=
                 sketch_count(&tiny->sketch, digest_of(evict, old)))
        old = out;
    if (old != EVICT_NONE && old != incoming)
        take_out(evict, old);
    return old;
}

const struct evict_ops evict_wtinylfu = {
    .name = "w-tinylfu",
    .paper = "Einziger et al., ACM TOS 2017",
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
