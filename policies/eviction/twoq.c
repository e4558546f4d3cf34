/*
 * twoq.c - 2Q: a queue in, a queue out, a main LRU.
 *
 * Johnson, Shasha, "2Q: a low overhead high performance buffer management
 * replacement algorithm" (VLDB 1994), the full version of section 2.3.
 * Newcomers enter the queue A1in; hits there change nothing, because they are
 * correlated. Who leaves it is remembered in A1out; who comes back while it is
 * enters Am, an LRU. A1in evicts when it is over its share, else Am.
 *
 * As in libCacheSim's TwoQ: shares of 25 % and 50 % (Kin and Kout, the paper's
 * own advice), nothing larger than A1in's share is admitted. Not as there: Am
 * may use what A1in leaves free, where libCacheSim evicts from an Am that is
 * over 75 % though there is room; with equal charges that never happens.
 *
 * `where` is the queue; `aux` is not used.
 */
#include "policies/eviction/twoq.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/segment.h"

enum { A1IN = 1, AM = 2, A1OUT = EVICT_GHOST | 1 };

static const struct evict_param params[] = {
    {"in", EVICT_RATIO, 0.25, 0.0001, 1, "share of A1in (Kin)"},
    {"out", EVICT_RATIO, 0.5, 0, 2, "charges remembered, by the capacity"},
};

struct twoq {
    struct segment in, out, main;
    uint64_t in_max, out_max;
    bool was_ghost; /* what comes in */
};

static void init(struct evict *evict)
{
    struct twoq *twoq = mem_zalloc(1, sizeof(*twoq));

    twoq->in = twoq->out = twoq->main = SEGMENT_EMPTY;
    twoq->in_max = segment_part(evict, evict->params[0]);
    twoq->out_max = (uint64_t)((double)evict->capacity * evict->params[1]);
    evict->state = twoq;
}

static void fini(struct evict *evict)
{
    mem_free(evict->state);
    evict->state = NULL;
}

static void forget(struct evict *evict, uint32_t slot)
{
    struct twoq *twoq = evict->state;

    ASSERT(evict->slots[slot].where == A1OUT);
    segment_forget(&twoq->out, evict, slot);
}

static bool on_miss(struct evict *evict, uint32_t slot, uint64_t charge)
{
    struct twoq *twoq = evict->state;

    twoq->was_ghost = evict_is_ghost(&evict->slots[slot]);
    if (twoq->was_ghost)
        forget(evict, slot);
    return charge <= twoq->in_max;
}

static void insert(struct evict *evict, uint32_t slot)
{
    struct twoq *twoq = evict->state;

    ASSERT(evict->slots[slot].where == 0);
    if (twoq->was_ghost)
        segment_push(&twoq->main, evict->slots, slot, AM);
    else
        segment_push(&twoq->in, evict->slots, slot, A1IN);
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct twoq *twoq = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    if (evict->slots[slot].where != AM || twoq->main.queue.head == slot)
        return;
    queue_remove(&twoq->main.queue, evict->slots, slot);
    queue_push_head(&twoq->main.queue, evict->slots, slot);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    struct twoq *twoq = evict->state;

    ASSERT(evict_is_resident(&evict->slots[slot]));
    segment_pull(evict->slots[slot].where == AM ? &twoq->main : &twoq->in,
                 evict->slots, slot);
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    struct twoq *twoq = evict->state;
    bool from_in =
        twoq->in.charge > twoq->in_max || twoq->main.queue.tail == EVICT_NONE;
    uint32_t victim = from_in ? twoq->in.queue.tail : twoq->main.queue.tail;

    (void)incoming; /* it always comes in */
    if (victim == EVICT_NONE)
        return EVICT_NONE;
    take_out(evict, victim);
    if (from_in)
        segment_remember(&twoq->out, evict, victim, A1OUT, twoq->out_max);
    return victim;
}

const struct evict_ops evict_twoq = {
    .name = "2q",
    .paper = "Johnson, Shasha, VLDB 1994",
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
