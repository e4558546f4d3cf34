/* ghosts.c - slots of entries that are gone, by the digests of their keys. */
#include "cache/ghosts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/evict.h"

void ghosts_init(struct ghosts *ghosts)
{
    *ghosts = (struct ghosts){0};
}

void ghosts_fini(struct ghosts *ghosts)
{
    mem_free(ghosts->buckets);
    mem_free(ghosts->next);
    ghosts_init(ghosts);
}

static uint32_t *bucket(const struct ghosts *ghosts, uint64_t digest)
{
    return &ghosts->buckets[digest & (ghosts->n_buckets - 1)];
}

/* Chains keep their order: what was added last stays first. */
static void move_chain(struct ghosts *wider, const uint64_t *digests,
                       const struct ghosts *old, uint32_t slot)
{
    while (slot != EVICT_NONE) {
        uint32_t *end = bucket(wider, digests[slot]);

        while (*end != EVICT_NONE)
            end = &wider->next[*end];
        *end = slot;
        wider->next[slot] = EVICT_NONE;
        slot = old->next[slot];
    }
}

void ghosts_grow(struct ghosts *ghosts, const uint64_t *digests,
                 uint32_t cap_slots)
{
    struct ghosts wider = {.n_buckets = 64, .n = ghosts->n};

    while (wider.n_buckets < cap_slots)
        wider.n_buckets *= 2;
    wider.next = mem_alloc(cap_slots * sizeof(*wider.next));
    wider.buckets = mem_alloc(wider.n_buckets * sizeof(*wider.buckets));
    for (uint32_t i = 0; i < wider.n_buckets; i++)
        wider.buckets[i] = EVICT_NONE;
    for (uint32_t i = 0; i < ghosts->n_buckets; i++)
        move_chain(&wider, digests, ghosts, ghosts->buckets[i]);
    ghosts_fini(ghosts);
    *ghosts = wider;
}

void ghosts_add(struct ghosts *ghosts, const uint64_t *digests, uint32_t slot)
{
    uint32_t *head = bucket(ghosts, digests[slot]);

    ghosts->next[slot] = *head;
    *head = slot;
    ghosts->n++;
}

void ghosts_remove(struct ghosts *ghosts, const uint64_t *digests,
                   uint32_t slot)
{
    uint32_t *link = bucket(ghosts, digests[slot]);

    while (*link != slot) {
        ASSERT(*link != EVICT_NONE);
        link = &ghosts->next[*link];
    }
    *link = ghosts->next[slot];
    ghosts->n--;
}

uint32_t ghosts_find(const struct ghosts *ghosts, const uint64_t *digests,
                     uint64_t digest)
{
    uint32_t slot;

    if (ghosts->n == 0)
        return EVICT_NONE;
    slot = *bucket(ghosts, digest);
    while (slot != EVICT_NONE && digests[slot] != digest)
        slot = ghosts->next[slot];
    return slot;
}
