/*
 * adaptsize.c - AdaptSize: LRU that admits by size, tuning itself.
 *
 * Berger, Sitaraman, Harchol-Balter, "AdaptSize: orchestrating the hot object
 * memory cache in a content delivery network" (NSDI 2017). What is missed is
 * admitted with probability e^(-size/c). Every `interval` requests, c is chosen
 * anew: the one with the most hits in a model of this very cache, fed with how
 * often each object was asked for and how large it is (adaptsize_model.c).
 *
 * As in the authors' code, and in libCacheSim's adaptsize.cpp, which follows
 * it: counts are averaged over intervals, 0.3 of the old and 0.7 of the new;
 * below 0.1 an object is forgotten; nothing is tuned before three times the
 * capacity was seen; c starts at 2^15. Not as there: what is remembered of
 * absent objects is bounded, as ghosts, by `history` times the capacity; the
 * model is asked about at most OBJECTS_MAX of them, evenly chosen, and a cache
 * as much smaller; and lots are drawn from the owner's seed.
 *
 * A capacity in objects makes every size 1: all have the same chance to come
 * in, and those that are asked for often try more often.
 *
 * `where` is RESIDENT in one queue or GHOST in the other; `aux` is not used.
 */
#include "policies/eviction/adaptsize.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"
#include "policies/eviction/adaptsize_model.h"
#include "policies/eviction/segment.h"

#include <math.h>

#define C_FIRST     32768.0
#define OLD_WEIGHT  0.3f
#define RATE_MIN    0.1f
#define SEEN_MIN    3    /* times the capacity */
#define AGAIN_AFTER 1000 /* requests, when too little was seen */
#define OBJECTS_MAX 32768

enum { RESIDENT = 1, GHOST = EVICT_GHOST | 1 };

static const struct evict_param params[] = {
    {"interval", EVICT_COUNT, 500000, 1, 1e12, "requests between tunings"},
    {"history", EVICT_RATIO, 4, 0, 4, "charges remembered, by the capacity"},
};

struct counts {
    float rate; /* the average of past intervals; 0: there was none */
    float now;  /* requests in this one */
};

struct adaptsize {
    struct segment residents, ghosts;
    struct counts *counts; /* by slot */
    uint32_t cap_slots;
    uint64_t ghosts_max;
    uint64_t due; /* requests until c is tuned, on a miss */
    double c;
    struct rng rng;
};

static void init(struct evict *evict)
{
    struct adaptsize *adapt = mem_zalloc(1, sizeof(*adapt));

    adapt->residents = adapt->ghosts = SEGMENT_EMPTY;
    adapt->ghosts_max = (uint64_t)((double)evict->capacity * evict->params[1]);
    adapt->due = (uint64_t)evict->params[0];
    adapt->c = C_FIRST;
    rng_init(&adapt->rng, evict->seed);
    evict->state = adapt;
}

static void fini(struct evict *evict)
{
    struct adaptsize *adapt = evict->state;

    mem_free(adapt->counts);
    mem_free(adapt);
    evict->state = NULL;
}

static void forget(struct evict *evict, uint32_t slot)
{
    struct adaptsize *adapt = evict->state;

    ASSERT(evict->slots[slot].where == GHOST);
    segment_forget(&adapt->ghosts, evict, slot);
}

/* ---- tuning -------------------------------------------------------------- */

static void close_interval(struct counts *counts)
{
    if (counts->rate > 0.0f)
        counts->rate =
            OLD_WEIGHT * counts->rate + (1.0f - OLD_WEIGHT) * counts->now;
    else
        counts->rate = counts->now;
    counts->now = 0.0f;
    if (counts->rate < RATE_MIN)
        counts->rate = 0.0f;
}

/* What the model is asked about: every `stride`-th object. */
struct sample {
    struct adaptsize_object *at;
    size_t n;
    uint64_t stride, n_seen;
};

static void add_to_sample(struct sample *sample, const struct evict *evict,
                          uint32_t slot, double rate)
{
    uint64_t charge = evict_charge(&evict->slots[slot]);

    if (rate > 0.0 && sample->n_seen++ % sample->stride == 0)
        sample->at[sample->n++] =
            (struct adaptsize_object){rate, charge > 0 ? (double)charge : 1.0};
}

static void close_all(struct evict *evict, struct adaptsize *adapt,
                      struct sample *sample)
{
    uint32_t slot = adapt->residents.queue.head, next;

    for (; slot != EVICT_NONE; slot = evict->slots[slot].next) {
        close_interval(&adapt->counts[slot]);
        add_to_sample(sample, evict, slot, (double)adapt->counts[slot].rate);
    }
    for (slot = adapt->ghosts.queue.head; slot != EVICT_NONE; slot = next) {
        next = evict->slots[slot].next;
        close_interval(&adapt->counts[slot]);
        add_to_sample(sample, evict, slot, (double)adapt->counts[slot].rate);
        if (adapt->counts[slot].rate <= 0.0f) {
            segment_pull(&adapt->ghosts, evict->slots, slot);
            evict_drop(evict, slot);
        }
    }
}

static void tune(struct evict *evict, struct adaptsize *adapt)
{
    uint64_t n = (uint64_t)evict->n_resident + evict->n_ghosts;
    struct sample sample = {.stride = n / OBJECTS_MAX + 1};

    if (adapt->residents.charge + adapt->ghosts.charge <=
        SEEN_MIN * evict->capacity) {
        adapt->due = AGAIN_AFTER;
        return;
    }
    adapt->due = (uint64_t)evict->params[0];
    sample.at = mem_zalloc((size_t)(n / sample.stride + 1), sizeof(*sample.at));
    close_all(evict, adapt, &sample);
    if (sample.n > 0)
        adapt->c =
            adaptsize_best(sample.at, sample.n,
                           (double)evict->capacity / (double)sample.stride);
    mem_free(sample.at);
}

/* ---- the policy ---------------------------------------------------------- */

static void count(struct adaptsize *adapt, uint32_t slot)
{
    adapt->counts[slot].now += 1.0f;
    if (adapt->due > 0)
        adapt->due--;
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct adaptsize *adapt = evict->state;

    if (adapt->cap_slots < evict->cap_slots) {
        adapt->cap_slots = evict->cap_slots;
        adapt->counts = mem_realloc(adapt->counts,
                                    adapt->cap_slots * sizeof(*adapt->counts));
    }
    if (evict_is_ghost(&evict->slots[slot]))
        forget(evict, slot);
    else
        adapt->counts[slot] = (struct counts){0.0f, 0.0f};
    count(adapt, slot);
    if (adapt->due == 0)
        tune(evict, adapt);
    if (rng_unit(&adapt->rng) < exp(-(double)charge / adapt->c))
        return true;
    evict_set_charge(&evict->slots[slot], charge);
    segment_remember(&adapt->ghosts, evict, slot, GHOST, adapt->ghosts_max);
    return false;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct adaptsize *adapt = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    segment_push(&adapt->residents, evict->slots, slot, RESIDENT);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct adaptsize *adapt = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    count(adapt, slot);
    queue_remove(&adapt->residents.queue, evict->slots, slot);
    queue_push_head(&adapt->residents.queue, evict->slots, slot);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct adaptsize *adapt = evict->state;

    ASSERT(evict->slots[slot].where == RESIDENT);
    segment_pull(&adapt->residents, evict->slots, slot);
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct adaptsize *adapt = evict->state;
    uint32_t victim = adapt->residents.queue.tail;

    (void)incoming; /* it always comes in */
    if (victim == EVICT_NONE)
        return EVICT_NONE;
    take_out(evict, victim);
    segment_remember(&adapt->ghosts, evict, victim, GHOST, adapt->ghosts_max);
    return victim;
}

const struct evict_ops evict_adaptsize = {
    .name = "adaptsize",
    .paper = "Berger et al., NSDI 2017",
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
