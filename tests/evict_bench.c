/* evict_bench.c - an eviction policy under observation, with moving slots. */
#include "tests/evict_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLDS(bench, fact) \
    ((fact)                \
         ? (void)0         \
         : broken((bench), #fact " (tests/evict_bench.c:" LINE(__LINE__) ")"))
#define LINE(number)    LINE_AS(number)
#define LINE_AS(number) #number

static void broken(const struct evict_bench *bench, const char *fact)
{
    fprintf(stderr, "%s breaks the contract: %s\n", bench->evict.ops->name,
            fact);
    abort();
}

/* At least to hold this slot; every time at another place. */
static void move_slots(struct evict_bench *bench, uint32_t slot)
{
    uint32_t old = bench->evict.cap_slots, cap = old ? old : 1;
    struct evict_slot *moved;

    while (cap <= slot)
        cap *= 2;
    moved = malloc(cap * sizeof(*moved));
    if (!moved)
        abort();
    memset((void *)moved, 0, cap * sizeof(*moved));
    if (old) {
        memcpy(moved, bench->evict.slots, old * sizeof(*moved));
        memset((void *)bench->evict.slots, 0xa5, old * sizeof(*moved));
    }
    free(bench->evict.slots);
    bench->evict.slots = moved;
    bench->evict.cap_slots = cap;
}

void evict_bench_start(struct evict_bench *bench,
                       const struct evict_choice *choice, uint64_t capacity)
{
    *bench = (struct evict_bench){0};
    evict_init(&bench->evict, choice, capacity, EVICT_BENCH_SEED);
    for (uint32_t slot = 0; slot < EVICT_BENCH_SLOTS; slot++)
        bench->digests[slot] = slot * UINT64_C(0x9e3779b97f4a7c15);
    bench->evict.digests = bench->digests;
    HOLDS(bench, bench->evict.n_resident == 0);
    HOLDS(bench, bench->evict.n_ghosts == 0);
}

void evict_bench_stop(struct evict_bench *bench)
{
    evict_fini(&bench->evict);
    free(bench->evict.slots);
}

/* ---- what must be true --------------------------------------------------- */

static void take_dropped(struct evict_bench *bench)
{
    uint32_t slot;

    while ((slot = evict_take_dropped(&bench->evict)) != EVICT_NONE) {
        HOLDS(bench, slot < EVICT_BENCH_SLOTS);
        HOLDS(bench, bench->ghost[slot]);
        bench->ghost[slot] = false;
        bench->n_ghosts--;
    }
}

/* A victim, or one that was refused: absent, or a ghost now. */
static void note_left(struct evict_bench *bench, uint32_t slot)
{
    HOLDS(bench, slot < bench->evict.cap_slots);
    HOLDS(bench, !evict_is_resident(&bench->evict.slots[slot]));
    bench->ghost[slot] = evict_is_ghost(&bench->evict.slots[slot]);
    bench->charge[slot] = evict_charge(&bench->evict.slots[slot]);
    bench->n_ghosts += bench->ghost[slot];
}

static void check(struct evict_bench *bench)
{
    take_dropped(bench);
    HOLDS(bench, bench->evict.n_resident == bench->n);
    HOLDS(bench, bench->evict.n_ghosts == bench->n_ghosts);
    HOLDS(bench, bench->n_ghosts == 0 || bench->evict.ops->forget);
    for (uint32_t slot = 0; slot < bench->evict.cap_slots; slot++) {
        const struct evict_slot *at = &bench->evict.slots[slot];

        if (slot >= EVICT_BENCH_SLOTS)
            break;
        HOLDS(bench, evict_is_resident(at) == bench->resident[slot]);
        HOLDS(bench, evict_is_ghost(at) == bench->ghost[slot]);
        if (bench->resident[slot] || bench->ghost[slot])
            HOLDS(bench, evict_charge(at) == bench->charge[slot]);
    }
}

/* ---- requests ------------------------------------------------------------ */

static uint32_t let_go(struct evict_bench *bench, uint32_t incoming)
{
    uint32_t slot;

    move_slots(bench, 0);
    slot = bench->evict.ops->evict(&bench->evict, incoming);
    if (slot == EVICT_NONE || slot == incoming)
        return slot;
    HOLDS(bench, slot < EVICT_BENCH_SLOTS && bench->resident[slot]);
    bench->resident[slot] = false;
    bench->used -= bench->charge[slot];
    bench->n--;
    bench->evicted[bench->n_evicted++] = slot;
    note_left(bench, slot);
    return slot;
}

static enum evict_bench_fate refuse(struct evict_bench *bench, uint32_t slot,
                                    enum evict_bench_fate fate)
{
    note_left(bench, slot);
    check(bench);
    return fate;
}

/* What an absent slot bears beside its charge means nothing. */
static enum evict_bench_fate miss(struct evict_bench *bench, uint32_t slot,
                                  uint64_t charge)
{
    if (!bench->ghost[slot])
        bench->evict.slots[slot] =
            (struct evict_slot){.prev = 3, .next = 1, .aux = 0xa5a5};
    bench->n_ghosts -= bench->ghost[slot];
    bench->ghost[slot] = false;
    if (!evict_miss(&bench->evict, slot, charge))
        return refuse(bench, slot, EVICT_BENCH_REFUSED);
    HOLDS(bench, bench->evict.slots[slot].where == 0);
    while (bench->used + charge > bench->evict.capacity) {
        uint32_t victim = let_go(bench, slot);

        HOLDS(bench, victim != EVICT_NONE);
        if (victim == slot)
            return refuse(bench, slot, EVICT_BENCH_LOST);
        take_dropped(bench);
    }
    move_slots(bench, 0);
    bench->evict.ops->insert(&bench->evict, slot);
    bench->resident[slot] = true;
    bench->charge[slot] = charge;
    bench->used += charge;
    bench->n++;
    check(bench);
    return EVICT_BENCH_IN;
}

enum evict_bench_fate evict_bench_ask(struct evict_bench *bench, uint32_t slot,
                                      uint64_t charge)
{
    HOLDS(bench, charge <= bench->evict.capacity);
    bench->n_evicted = 0;
    move_slots(bench, slot);
    if (!bench->resident[slot])
        return miss(bench, slot, charge);
    bench->evict.ops->hit(&bench->evict, slot);
    check(bench);
    return EVICT_BENCH_HIT;
}

void evict_bench_remove(struct evict_bench *bench, uint32_t slot)
{
    HOLDS(bench, bench->resident[slot]);
    move_slots(bench, slot);
    bench->evict.ops->remove(&bench->evict, slot);
    HOLDS(bench, bench->evict.slots[slot].where == 0);
    bench->resident[slot] = false;
    bench->used -= bench->charge[slot];
    bench->n--;
    check(bench);
}

void evict_bench_forget(struct evict_bench *bench, uint32_t slot)
{
    HOLDS(bench, bench->ghost[slot]);
    move_slots(bench, slot);
    bench->evict.ops->forget(&bench->evict, slot);
    HOLDS(bench, bench->evict.slots[slot].where == 0);
    bench->ghost[slot] = false;
    bench->n_ghosts--;
    check(bench);
}

uint32_t evict_bench_evict(struct evict_bench *bench)
{
    uint32_t slot;

    bench->n_evicted = 0;
    slot = let_go(bench, EVICT_NONE);
    HOLDS(bench,
          (slot == EVICT_NONE) == (bench->n == 0 && bench->n_evicted == 0));
    check(bench);
    return slot;
}
