/*
 * s3fifo.c - S3-FIFO: a small queue, a main one, one of ghosts.
 *
 * Yang, Zhang, Qiu, Yue, Vigfusson, "FIFO queues are all you need for cache
 * eviction" (SOSP 2023), section 4 and algorithm 1. Newcomers enter the small
 * queue, so that what is asked for once leaves soon. Who leaves it after
 * `threshold` hits goes on to the main queue, else it is evicted and remembered
 * as a ghost; who comes back as a ghost enters the main queue at once. The main
 * queue is a CLOCK with a counter to 3.
 *
 * Where the paper and the authors' code (libCacheSim's S3FIFO.c) differ, the
 * code is followed, so that counts agree:
 * - until the first eviction, newcomers that the small queue has no room for
 *   enter the main queue (algorithm 1 lets the small queue grow);
 * - the main queue evicts when it is over its own share or the small one is
 *   empty (algorithm 1 asks whether the small one is under its share);
 * - nothing larger than the small queue is admitted. libCacheSim also loses
 *   what is exactly as large, and with it everything when the small queue is
 *   one object; that is not followed.
 *
 * `where` is the queue; `aux` counts hits, up to `count_max`.
 */
#include "policies/eviction/s3fifo.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/segment.h"

enum { SMALL = 1, MAIN = 2, GHOST = EVICT_GHOST | 1 };

#define MAIN_COUNT_MAX 3

static const struct evict_param params[] = {
    {"small", EVICT_RATIO, 0.1, 0.0001, 0.9999, "share of the small queue"},
    {"ghost", EVICT_RATIO, 0.9, 0, 2, "charges remembered, by the capacity"},
    {"threshold", EVICT_COUNT, 2, 1, 1000, "hits that lead to the main queue"},
};

struct s3fifo {
    struct segment small, main, ghosts;
    uint64_t small_max, main_max, ghosts_max;
    uint16_t count_max, threshold;
    bool was_ghost;   /* what comes in */
    bool has_evicted; /* ever */
};

static void init(struct evict *evict)
{
    struct s3fifo *s3 = mem_zalloc(1, sizeof(*s3));

    s3->small = s3->main = s3->ghosts = SEGMENT_EMPTY;
    s3->small_max = segment_part(evict, evict->params[0]);
    s3->main_max = evict->capacity - s3->small_max;
    s3->ghosts_max = (uint64_t)((double)evict->capacity * evict->params[1]);
    s3->threshold = (uint16_t)evict->params[2];
    s3->count_max =
        s3->threshold > MAIN_COUNT_MAX ? s3->threshold : MAIN_COUNT_MAX;
    evict->state = s3;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void forget(struct evict *evict, uint32_t slot)
{
    struct s3fifo *s3 = evict->state;

    ASSERT(evict->slots[slot].where == GHOST);
    segment_forget(&s3->ghosts, evict, slot);
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct s3fifo *s3 = evict->state;

    s3->was_ghost = evict_is_ghost(&evict->slots[slot]);
    if (s3->was_ghost)
        forget(evict, slot);
    return charge <= s3->small_max;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct s3fifo *s3 = evict->state;
    bool small_is_full = s3->small.charge >= s3->small_max;

    ASSERT(evict->slots[slot].where == 0);
    evict->slots[slot].aux = 0;
    if (s3->was_ghost || (small_is_full && !s3->has_evicted))
        segment_push(&s3->main, evict->slots, slot, MAIN);
    else
        segment_push(&s3->small, evict->slots, slot, SMALL);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    const struct s3fifo *s3 = evict->state;
    struct evict_slot *at = &evict->slots[slot];

    ASSERT(evict_is_resident(at));
    if (at->aux < s3->count_max)
        at->aux++;
}

/* EVICT_NONE: all went on to the main queue. */
static uint32_t evict_small(struct evict *evict, struct s3fifo *s3)
{
    uint32_t slot;

    while ((slot = s3->small.queue.tail) != EVICT_NONE) {
        segment_pull(&s3->small, evict->slots, slot);
        if (evict->slots[slot].aux < s3->threshold) {
            segment_remember(&s3->ghosts, evict, slot, GHOST, s3->ghosts_max);
            return slot;
        }
        evict->slots[slot].aux = 0;
        segment_push(&s3->main, evict->slots, slot, MAIN);
    }
    return EVICT_NONE;
}

static uint32_t evict_main(struct evict *evict, struct s3fifo *s3)
{
    uint32_t slot;

    while ((slot = s3->main.queue.tail) != EVICT_NONE) {
        struct evict_slot *at = &evict->slots[slot];

        segment_pull(&s3->main, evict->slots, slot);
        if (at->aux == 0)
            return slot;
        at->aux = at->aux > MAIN_COUNT_MAX ? MAIN_COUNT_MAX : at->aux;
        at->aux--;
        segment_push(&s3->main, evict->slots, slot, MAIN);
    }
    return EVICT_NONE;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct s3fifo *s3 = evict->state;
    uint32_t victim = EVICT_NONE;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    s3->has_evicted = true;
    if (s3->main.charge <= s3->main_max)
        victim = evict_small(evict, s3);
    if (victim == EVICT_NONE)
        victim = evict_main(evict, s3);
    if (victim == EVICT_NONE)
        victim = evict_small(evict, s3);
    ASSERT(victim != EVICT_NONE);
    evict->n_resident--;
    return victim;
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct s3fifo *s3 = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    segment_pull(evict->slots[slot].where == SMALL ? &s3->small : &s3->main,
                 evict->slots, slot);
    evict->n_resident--;
}

const struct evict_ops evict_s3fifo = {
    .name = "s3-fifo",
    .paper = "Yang et al., SOSP 2023",
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
