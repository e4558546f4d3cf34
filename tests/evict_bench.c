/* evict_bench.c - an eviction policy under observation, with moving slots. */
#include "tests/evict_bench.h"

#include <criterion/criterion.h>
#include <stdlib.h>

void evict_bench_start(struct evict_bench *bench, const struct evict_ops *ops)
{
    *bench = (struct evict_bench){.evict = {.ops = ops}};
    bench->evict.slots = calloc(EVICT_BENCH_SLOTS, sizeof(struct evict_slot));
    ops->init(&bench->evict);
    cr_assert_eq(bench->evict.n_resident, 0, "%s", ops->name);
}

void evict_bench_stop(struct evict_bench *bench)
{
    bench->evict.ops->fini(&bench->evict);
    free(bench->evict.slots);
}

static void move_slots(struct evict_bench *bench)
{
    size_t bytes = EVICT_BENCH_SLOTS * sizeof(struct evict_slot);
    struct evict_slot *moved = malloc(bytes);

    memcpy(moved, bench->evict.slots, bytes);
    memset(bench->evict.slots, 0xa5, bytes);
    free(bench->evict.slots);
    bench->evict.slots = moved;
}

static uint64_t charge_of(uint32_t slot)
{
    return EVICT_CHARGE_MAX - slot;
}

static void check(const struct evict_bench *bench)
{
    const char *name = bench->evict.ops->name;

    cr_assert_eq(bench->evict.n_resident, bench->n, "%s counts %u, not %u",
                 name, bench->evict.n_resident, bench->n);
    for (uint32_t slot = 0; slot < EVICT_BENCH_SLOTS; slot++) {
        const struct evict_slot *at = &bench->evict.slots[slot];

        cr_assert_eq(at->where != 0, bench->resident[slot],
                     "%s: slot %u says %u", name, slot, at->where);
        if (bench->resident[slot])
            cr_assert_eq(evict_charge(at), charge_of(slot),
                         "%s wrote to the charge of slot %u", name, slot);
    }
}

/* What an absent slot bears beside its charge means nothing. */
void evict_bench_insert(struct evict_bench *bench, uint32_t slot)
{
    bench->evict.slots[slot] =
        (struct evict_slot){.prev = 3, .next = 1, .aux = 0xa5a5};
    evict_set_charge(&bench->evict.slots[slot], charge_of(slot));
    move_slots(bench);
    bench->evict.ops->insert(&bench->evict, slot);
    bench->resident[slot] = true;
    bench->n++;
    check(bench);
}

void evict_bench_hit(struct evict_bench *bench, uint32_t slot)
{
    move_slots(bench);
    bench->evict.ops->hit(&bench->evict, slot);
    check(bench);
}

void evict_bench_remove(struct evict_bench *bench, uint32_t slot)
{
    move_slots(bench);
    bench->evict.ops->remove(&bench->evict, slot);
    bench->resident[slot] = false;
    bench->n--;
    check(bench);
}

uint32_t evict_bench_evict(struct evict_bench *bench)
{
    const char *name = bench->evict.ops->name;
    uint32_t slot;

    move_slots(bench);
    slot = bench->evict.ops->evict(&bench->evict);
    if (bench->n == 0) {
        cr_assert_eq(slot, EVICT_NONE, "%s finds one where none is", name);
    } else {
        cr_assert(slot < EVICT_BENCH_SLOTS && bench->resident[slot],
                  "%s evicts %u, which is not resident", name, slot);
        bench->resident[slot] = false;
        bench->n--;
    }
    check(bench);
    return slot;
}
