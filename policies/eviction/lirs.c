/*
 * lirs.c - LIRS: by the distance between the last two requests.
 *
 * Jiang, Zhang, "LIRS: an efficient low inter-reference recency set replacement
 * policy to improve buffer cache performance" (SIGMETRICS 2002), section 3.
 *
 *     S  a stack: all LIR slots, and HIR ones younger than the oldest LIR one,
 *        among them ghosts; its bottom is always LIR (pruning)
 *     Q  a queue: the resident HIR slots; the next to leave is in front
 *
 * A HIR slot that is asked for while it is in S comes back sooner than the
 * bottom of S does: it becomes LIR, and the bottom HIR, at the end of Q. While
 * LIR slots are fewer than their share, newcomers are LIR.
 *
 * The paper lets S grow as it likes. As in libCacheSim's LIRS.c, HIR slots have
 * a share of 1 % (the paper's Lhirs), and the oldest ghosts leave S when it is
 * charged more than `stack` times the capacity. Not as there: libCacheSim
 * demotes a LIR slot when a HIR one is hit that is not in S, evicts on hits
 * when charges differ, and admits nothing larger than the 1 %; the paper knows
 * none of that, and is followed. What is larger than the share of the LIR slots
 * stays HIR.
 *
 * `where` says what a slot is and whether it is in S, whose links are the
 * slot's own; links of Q, and of the ghosts in order of their eviction, are in
 * `others`. `aux` is not used.
 */
#include "policies/eviction/lirs.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

enum { LIR = 1, HIR = 2, HIR_IN_S = 3, GHOST = EVICT_GHOST | HIR_IN_S };

static const struct evict_param params[] = {
    {"hir", EVICT_RATIO, 0.01, 0, 0.5, "share of the HIR slots"},
    {"stack", EVICT_RATIO, 2, 1, 3, "charges in the stack, by the capacity"},
};

struct lirs {
    struct queue s, q, ghosts;
    struct evict_slot *others; /* by slot, only their links */
    uint32_t cap_slots;
    uint64_t lir_charge, lir_max, s_charge, s_max;
    bool was_ghost; /* what comes in */
};

static void init(struct evict *evict)
{
    struct lirs *lirs = mem_zalloc(1, sizeof(*lirs));
    uint64_t hir_max = (uint64_t)((double)evict->capacity * evict->params[0]);

    hir_max = hir_max > 0 ? hir_max : 1;
    lirs->s = lirs->q = lirs->ghosts = QUEUE_EMPTY;
    lirs->lir_max = evict->capacity > hir_max ? evict->capacity - hir_max : 0;
    lirs->s_max = (uint64_t)((double)evict->capacity * evict->params[1]);
    evict->state = lirs;
}

static void fini(struct evict *evict)
{
    struct lirs *lirs = evict->state;

    mem_free(lirs->others);
    mem_free(lirs);
    evict->state = NULL;
}

/* ---- the stack and the queue --------------------------------------------- */

static void push_s(struct lirs *lirs, struct evict_slot *slots, uint32_t slot)
{
    queue_push_head(&lirs->s, slots, slot);
    lirs->s_charge += evict_charge(&slots[slot]);
}

static void pull_s(struct lirs *lirs, struct evict_slot *slots, uint32_t slot)
{
    queue_remove(&lirs->s, slots, slot);
    lirs->s_charge -= evict_charge(&slots[slot]);
}

static void drop_ghost(struct evict *evict, struct lirs *lirs, uint32_t slot)
{
    pull_s(lirs, evict->slots, slot);
    queue_remove(&lirs->ghosts, lirs->others, slot);
    evict_drop(evict, slot);
}

/* Stack pruning: what is HIR at the bottom has no business there. */
static void prune(struct evict *evict, struct lirs *lirs)
{
    uint32_t slot;

    while ((slot = lirs->s.tail) != EVICT_NONE &&
           evict->slots[slot].where != LIR) {
        if (evict->slots[slot].where == GHOST) {
            drop_ghost(evict, lirs, slot);
        } else {
            pull_s(lirs, evict->slots, slot);
            evict->slots[slot].where = HIR;
        }
    }
}

/* The bottom of S, which is LIR, becomes HIR, at the end of Q. */
static void demote_bottom(struct evict *evict, struct lirs *lirs)
{
    uint32_t slot = lirs->s.tail;

    ASSERT(evict->slots[slot].where == LIR);
    pull_s(lirs, evict->slots, slot);
    lirs->lir_charge -= evict_charge(&evict->slots[slot]);
    evict->slots[slot].where = HIR;
    queue_push_head(&lirs->q, lirs->others, slot);
    prune(evict, lirs);
}

/* A slot that is in no list becomes LIR at the top of S, as others must go. */
static void make_lir(struct evict *evict, struct lirs *lirs, uint32_t slot)
{
    uint64_t charge = evict_charge(&evict->slots[slot]);

    while (lirs->lir_charge + charge > lirs->lir_max)
        demote_bottom(evict, lirs);
    evict->slots[slot].where = LIR;
    lirs->lir_charge += charge;
    push_s(lirs, evict->slots, slot);
}

/* A slot that is in no list becomes HIR at the top of S and the end of Q. With
 * nothing LIR below it, the top of S would be its bottom too. */
static void make_hir(struct evict *evict, struct lirs *lirs, uint32_t slot)
{
    queue_push_head(&lirs->q, lirs->others, slot);
    evict->slots[slot].where = HIR;
    if (lirs->lir_charge == 0)
        return;
    evict->slots[slot].where = HIR_IN_S;
    push_s(lirs, evict->slots, slot);
}

static void bound_s(struct evict *evict, struct lirs *lirs)
{
    while (lirs->s_charge > lirs->s_max && lirs->ghosts.tail != EVICT_NONE)
        drop_ghost(evict, lirs, lirs->ghosts.tail);
}

/* ---- the policy ---------------------------------------------------------- */

static void forget(struct evict *evict, uint32_t slot)
{
    struct lirs *lirs = evict->state;

    ASSERT(evict->slots[slot].where == GHOST);
    pull_s(lirs, evict->slots, slot);
    queue_remove(&lirs->ghosts, lirs->others, slot);
    evict->slots[slot].where = 0;
    evict->n_ghosts--;
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct lirs *lirs = evict->state;

    (void)charge;
    lirs->was_ghost = evict_is_ghost(&evict->slots[slot]);
    if (lirs->was_ghost)
        forget(evict, slot);
    return true;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct lirs *lirs = evict->state;
    uint64_t charge = evict_charge(&evict->slots[slot]);
    bool fits = charge <= lirs->lir_max;

    ASSERT(evict->slots[slot].where == 0);
    if (lirs->cap_slots < evict->cap_slots) {
        lirs->cap_slots = evict->cap_slots;
        lirs->others =
            mem_realloc(lirs->others, lirs->cap_slots * sizeof(*lirs->others));
    }
    if (fits && (lirs->was_ghost || lirs->lir_charge + charge <= lirs->lir_max))
        make_lir(evict, lirs, slot);
    else
        make_hir(evict, lirs, slot);
    evict->n_resident++;
    bound_s(evict, lirs);
}

static void hit_lir(struct evict *evict, struct lirs *lirs, uint32_t slot)
{
    bool was_bottom = lirs->s.tail == slot;

    if (lirs->s.head == slot)
        return;
    queue_remove(&lirs->s, evict->slots, slot);
    queue_push_head(&lirs->s, evict->slots, slot);
    if (was_bottom)
        prune(evict, lirs);
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct lirs *lirs = evict->state;
    unsigned where = evict->slots[slot].where;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    if (where == LIR) {
        hit_lir(evict, lirs, slot);
        return;
    }
    queue_remove(&lirs->q, lirs->others, slot);
    if (where == HIR_IN_S)
        pull_s(lirs, evict->slots, slot);
    if (where == HIR_IN_S && evict_charge(&evict->slots[slot]) <= lirs->lir_max)
        make_lir(evict, lirs, slot);
    else
        make_hir(evict, lirs, slot);
    bound_s(evict, lirs);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct lirs *lirs = evict->state;
    unsigned where = evict->slots[slot].where;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    if (where == LIR)
        lirs->lir_charge -= evict_charge(&evict->slots[slot]);
    else
        queue_remove(&lirs->q, lirs->others, slot);
    if (where != HIR)
        pull_s(lirs, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
    if (where == LIR)
        prune(evict, lirs);
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct lirs *lirs = evict->state;
    uint32_t victim;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    if (lirs->q.tail == EVICT_NONE)
        demote_bottom(evict, lirs);
    victim = lirs->q.tail;
    queue_remove(&lirs->q, lirs->others, victim);
    evict->n_resident--;
    if (evict->slots[victim].where == HIR_IN_S) {
        evict->slots[victim].where = GHOST;
        queue_push_head(&lirs->ghosts, lirs->others, victim);
        evict->n_ghosts++;
    } else {
        evict->slots[victim].where = 0;
    }
    return victim;
}

const struct evict_ops evict_lirs = {
    .name = "lirs",
    .paper = "Jiang, Zhang, SIGMETRICS 2002",
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
