/*
 * lfu.c - LFU: the least frequently used, in constant time.
 *
 * Slots of one frequency are a group, with a queue; groups are a list in order
 * of frequency. A hit moves a slot to the next group, so nothing is searched:
 * Shah, Mitra, Matani, "An O(1) algorithm for implementing the LFU cache
 * eviction scheme" (2010). Of the lowest frequency leaves who has been in it
 * longest. Frequencies are those since the insertion: LFU in the cache, not
 * perfect LFU. libCacheSim's LFU is the same.
 *
 * There are never more groups than residents and one more, so the pool of them
 * grows when a slot is inserted and a hit allocates nothing.
 *
 * `where` is RESIDENT in a group and 0 outside; `aux` is not used.
 */
#include "policies/eviction/lfu.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/queue.h"

#define RESIDENT   1
#define GROUPS_MIN 64

struct group {
    uint64_t frequency;
    struct queue queue;
    uint32_t prev, next; /* lower, higher; `next` also of the unused ones */
};

struct lfu {
    struct group *groups;
    uint32_t n_groups;    /* of the pool */
    uint32_t first_spare; /* EVICT_NONE: none */
    uint32_t lowest;      /* EVICT_NONE: nothing is resident */
    uint32_t *group_of;   /* by slot */
    uint32_t cap_slots;
};

static void init(struct evict *evict)
{
    struct lfu *lfu = mem_zalloc(1, sizeof(*lfu));

    lfu->first_spare = EVICT_NONE;
    lfu->lowest = EVICT_NONE;
    evict->state = lfu;
}

static void fini(struct evict *evict)
{
    struct lfu *lfu = evict->state;

    mem_free(lfu->groups);
    mem_free(lfu->group_of);
    mem_free(lfu);
    evict->state = NULL;
}

/* ---- groups -------------------------------------------------------------- */

static void grow(struct lfu *lfu, const struct evict *evict)
{
    if (lfu->cap_slots < evict->cap_slots) {
        lfu->cap_slots = evict->cap_slots;
        lfu->group_of =
            mem_realloc(lfu->group_of, lfu->cap_slots * sizeof(*lfu->group_of));
    }
    if (lfu->n_groups <= evict->n_resident + 1) {
        uint32_t n = lfu->n_groups ? lfu->n_groups * 2 : GROUPS_MIN;

        lfu->groups = mem_realloc(lfu->groups, n * sizeof(*lfu->groups));
        for (; lfu->n_groups < n; lfu->n_groups++) {
            lfu->groups[lfu->n_groups].next = lfu->first_spare;
            lfu->first_spare = lfu->n_groups;
        }
    }
}

/* A new group between the two, either of which may be EVICT_NONE. */
static uint32_t group_new(struct lfu *lfu, uint64_t frequency, uint32_t prev,
                          uint32_t next)
{
    uint32_t group = lfu->first_spare;

    ASSERT(group != EVICT_NONE);
    lfu->first_spare = lfu->groups[group].next;
    lfu->groups[group] = (struct group){frequency, QUEUE_EMPTY, prev, next};
    if (prev == EVICT_NONE)
        lfu->lowest = group;
    else
        lfu->groups[prev].next = group;
    if (next != EVICT_NONE)
        lfu->groups[next].prev = group;
    return group;
}

static void group_free(struct lfu *lfu, uint32_t group)
{
    uint32_t prev = lfu->groups[group].prev, next = lfu->groups[group].next;

    if (prev == EVICT_NONE)
        lfu->lowest = next;
    else
        lfu->groups[prev].next = next;
    if (next != EVICT_NONE)
        lfu->groups[next].prev = prev;
    lfu->groups[group].next = lfu->first_spare;
    lfu->first_spare = group;
}

static void join(struct lfu *lfu, struct evict_slot *slots, uint32_t slot,
                 uint32_t group)
{
    lfu->group_of[slot] = group;
    queue_push_head(&lfu->groups[group].queue, slots, slot);
}

static void leave(struct lfu *lfu, struct evict_slot *slots, uint32_t slot)
{
    uint32_t group = lfu->group_of[slot];

    queue_remove(&lfu->groups[group].queue, slots, slot);
    if (lfu->groups[group].queue.head == EVICT_NONE)
        group_free(lfu, group);
}

/* ---- the policy ---------------------------------------------------------- */

static void insert(struct evict *evict, uint32_t slot)
{
    struct lfu *lfu = evict->state;
    uint32_t group;

    ASSERT(evict->slots[slot].where == 0);
    grow(lfu, evict);
    group = lfu->lowest;
    if (group == EVICT_NONE || lfu->groups[group].frequency != 1)
        group = group_new(lfu, 1, EVICT_NONE, group);
    join(lfu, evict->slots, slot, group);
    evict->slots[slot].where = RESIDENT;
    evict->n_resident++;
}

static void on_hit(struct evict *evict, uint32_t slot)
{
    struct lfu *lfu = evict->state;
    uint32_t group = lfu->group_of[slot], next = lfu->groups[group].next;
    uint64_t frequency = lfu->groups[group].frequency + 1;
    const struct queue *queue = &lfu->groups[group].queue;

    ASSERT(evict->slots[slot].where == RESIDENT);
    if (next == EVICT_NONE || lfu->groups[next].frequency != frequency) {
        if (queue->head == queue->tail) { /* alone: its group goes with it */
            lfu->groups[group].frequency = frequency;
            return;
        }
        next = group_new(lfu, frequency, group, next);
    }
    leave(lfu, evict->slots, slot);
    join(lfu, evict->slots, slot, next);
}

static void take_out(struct evict *evict, uint32_t slot)
{
    ASSERT(evict->slots[slot].where == RESIDENT);
    leave(evict->state, evict->slots, slot);
    evict->slots[slot].where = 0;
    evict->n_resident--;
}

static uint32_t choose(struct evict *evict, uint32_t incoming)
{
    const struct lfu *lfu = evict->state;
    uint32_t victim;

    (void)incoming; /* it always comes in */
    if (evict->n_resident == 0)
        return EVICT_NONE;
    victim = lfu->groups[lfu->lowest].queue.tail;
    take_out(evict, victim);
    return victim;
}

const struct evict_ops evict_lfu = {
    .name = "lfu",
    .paper = "folklore; Shah et al., 2010",
    .init = init,
    .fini = fini,
    .insert = insert,
    .hit = on_hit,
    .evict = choose,
    .remove = take_out,
};
