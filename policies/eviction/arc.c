/*
 * arc.c - ARC: two LRU lists, two lists of ghosts, one target.
 *
 * Megiddo, Modha, "ARC: a self-tuning, low overhead replacement cache" (FAST
 * 2003), figure 4. T1 has what was asked for once, T2 what was asked for more
 * often; B1 and B2 remember who left them. p is the share that T1 is to have:
 * a ghost hit in B1 says that T1 was too small, one in B2 that it was too
 * large.
 *
 * Read as libCacheSim's ARC.c reads it, where the paper leaves freedom:
 * - p and its steps are fractions, not whole numbers;
 * - case IV (a) asks whether B1 is empty, not whether T1 is full, which for
 *   different charges is not the same;
 * - a step is max(1, |B2| / |B1|) in units of charge, however large what came
 *   back is. In bytes p then hardly moves; `sized` multiplies the step by the
 *   charge. With equal charges of 1 both are the same.
 * REPLACE takes from T1 also when T2 is empty.
 *
 * `where` is the list; `aux` is not used.
 */
#include "policies/eviction/arc.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/segment.h"

enum { T1 = 1, T2 = 2, B1 = EVICT_GHOST | 1, B2 = EVICT_GHOST | 2 };

static const struct evict_param params[] = {
    {"sized", EVICT_COUNT, 0, 0, 1, "1: steps of the target grow with charges"},
};

struct arc {
    struct segment t1, t2, b1, b2;
    double p;
    unsigned from; /* what comes in: B1, B2 or 0 */
};

static void init(struct evict *evict)
{
    struct arc *arc = mem_zalloc(1, sizeof(*arc));

    arc->t1 = arc->t2 = arc->b1 = arc->b2 = SEGMENT_EMPTY;
    evict->state = arc;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void forget(struct evict *evict, uint32_t slot)
{
    struct arc *arc = evict->state;

    ASSERT(evict_is_ghost(&evict->slots[slot]));
    segment_forget(evict->slots[slot].where == B1 ? &arc->b1 : &arc->b2, evict,
                   slot);
}

static double step(const struct evict *evict, uint64_t other, uint64_t own,
                   uint64_t charge)
{
    double ratio = (double)other / (double)own;

    ratio = ratio > 1.0 ? ratio : 1.0;
    return evict->params[0] > 0.0 ? ratio * (double)charge : ratio;
}

/* Cases II and III: the target moves. */
static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct arc *arc = evict->state;
    double capacity = (double)evict->capacity;

    arc->from = evict->slots[slot].where;
    if (arc->from == B1) {
        arc->p += step(evict, arc->b2.charge, arc->b1.charge, charge);
        arc->p = arc->p < capacity ? arc->p : capacity;
    } else if (arc->from == B2) {
        arc->p -= step(evict, arc->b1.charge, arc->b2.charge, charge);
        arc->p = arc->p > 0.0 ? arc->p : 0.0;
    }
    if (arc->from != 0)
        forget(evict, slot);
    return true;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct arc *arc = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (arc->from == 0)
        segment_push(&arc->t1, evict->slots, slot, T1);
    else
        segment_push(&arc->t2, evict->slots, slot, T2);
    arc->from = 0;
    evict->n_resident++;
}

/* Case I. */
static void on_hit(struct evict *evict, uint32_t slot)
{
    struct arc *arc = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    if (arc->t2.queue.head == slot)
        return;
    segment_pull(evict->slots[slot].where == T1 ? &arc->t1 : &arc->t2,
                 evict->slots, slot);
    segment_push(&arc->t2, evict->slots, slot, T2);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct arc *arc = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    segment_pull(evict->slots[slot].where == T1 ? &arc->t1 : &arc->t2,
                 evict->slots, slot);
    evict->n_resident--;
}

static void drop_oldest(struct evict *evict, struct segment *ghosts)
{
    uint32_t slot = ghosts->queue.tail;

    segment_pull(ghosts, evict->slots, slot);
    evict_drop(evict, slot);
}

/* REPLACE of figure 4. */
static uint32_t replace(struct evict *evict, struct arc *arc)
{
    double t1 = (double)arc->t1.charge;
    bool from_t1 = arc->t2.charge == 0 || t1 > arc->p ||
                   (t1 > 0.0 && t1 >= arc->p && arc->from == B2);
    uint32_t victim = from_t1 ? arc->t1.queue.tail : arc->t2.queue.tail;

    take_out(evict, victim);
    segment_push(from_t1 ? &arc->b1 : &arc->b2, evict->slots, victim,
                 from_t1 ? B1 : B2);
    evict->n_ghosts++;
    return victim;
}

/* Nothing comes in: no case of figure 4, and no other bound for the ghosts. */
static uint32_t shrink(struct evict *evict, struct arc *arc)
{
    uint32_t victim = replace(evict, arc);

    while (arc->b1.charge > evict->capacity)
        drop_oldest(evict, &arc->b1);
    while (arc->b2.charge > evict->capacity)
        drop_oldest(evict, &arc->b2);
    return victim;
}

/* Case IV, but for the insertion. */
static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct arc *arc = evict->state;
    uint64_t capacity = evict->capacity, l1 = arc->t1.charge + arc->b1.charge;
    uint32_t victim;

    if (evict->n_resident == 0)
        return EVICT_NONE;
    if (incoming == EVICT_NONE)
        return shrink(evict, arc);
    if (arc->from != 0)
        return replace(evict, arc);
    if (l1 + evict_charge(&evict->slots[incoming]) > capacity) {
        if (arc->b1.charge > 0) {
            drop_oldest(evict, &arc->b1);
            return replace(evict, arc);
        }
        victim = arc->t1.queue.tail;
        if (victim == EVICT_NONE)
            return replace(evict, arc);
        take_out(evict, victim);
        return victim;
    }
    if (l1 + arc->t2.charge + arc->b2.charge >= 2 * capacity &&
        arc->b2.charge > 0)
        drop_oldest(evict, &arc->b2);
    return replace(evict, arc);
}

const struct evict_ops evict_arc = {
    .name = "arc",
    .paper = "Megiddo, Modha, FAST 2003",
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
