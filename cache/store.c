/*
 * store.c - the entries of a node, bounded in bytes.
 *
 * A slot is an entry's number towards the eviction policy. Slots are handed out
 * again after use, so their arrays are as long as the largest number of entries
 * ever stored at once.
 */
#include "cache/store.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/http/vary.h"
#include "cache/key.h"

#define BYTES_PER_BUCKET 1024u

void store_init(struct store *store, const struct evict_ops *ops,
                uint64_t capacity_bytes, uint32_t variants_max)
{
    *store = (struct store){.capacity_bytes = capacity_bytes,
                            .variants_max = variants_max};
    index_init(&store->index, capacity_bytes / BYTES_PER_BUCKET);
    store->evict.ops = ops;
    ops->init(&store->evict);
}

void store_fini(struct store *store)
{
    for (uint32_t slot = 0; slot < store->n_slots; slot++)
        if (store->entries[slot])
            store_remove(store, store->entries[slot]);
    store->evict.ops->fini(&store->evict);
    index_fini(&store->index);
    mem_free(store->slots);
    mem_free(store->entries);
    mem_free(store->free_slots);
}

struct entry *store_find(const struct store *store, uint64_t digest,
                         struct span key, const struct http_headers *request,
                         size_t *n_other)
{
    struct index_item *item = index_find(&store->index, digest, key);
    struct entry *newest = NULL;

    *n_other = 0;
    for (; item; item = index_find_next(item)) {
        struct entry *entry = INDEX_ITEM(item, struct entry, item);

        if (request && !vary_match(&entry->vary, request))
            (*n_other)++;
        else if (!newest || entry->date_ms > newest->date_ms ||
                 (entry->date_ms == newest->date_ms &&
                  entry->order > newest->order))
            newest = entry;
    }
    return newest;
}

void store_hit(struct store *store, struct entry *entry)
{
    ASSERT(entry->slot != EVICT_NONE);
    store->evict.ops->hit(&store->evict, entry->slot);
}

static void grow(struct store *store)
{
    uint32_t cap = store->cap_slots ? store->cap_slots * 2 : 256;

    store->slots = mem_realloc(store->slots, cap * sizeof(*store->slots));
    store->entries = mem_realloc(store->entries, cap * sizeof(*store->entries));
    store->free_slots =
        mem_realloc(store->free_slots, cap * sizeof(*store->free_slots));
    store->evict.slots = store->slots;
    store->cap_slots = cap;
}

static uint32_t take_slot(struct store *store)
{
    if (store->n_free > 0)
        return store->free_slots[--store->n_free];
    if (store->n_slots == store->cap_slots)
        grow(store);
    return store->n_slots++;
}

/* The entry has left the policy already. */
static void let_go(struct store *store, struct entry *entry)
{
    uint32_t slot = entry->slot;

    store->used_bytes -= evict_charge(&store->slots[slot]);
    index_remove(&store->index, &entry->item);
    store->entries[slot] = NULL;
    store->free_slots[store->n_free++] = slot;
    entry->slot = EVICT_NONE;
    entry_unref(entry);
}

void store_remove(struct store *store, struct entry *entry)
{
    ASSERT(entry->slot != EVICT_NONE);
    store->evict.ops->remove(&store->evict, entry->slot);
    let_go(store, entry);
}

static uint32_t make_room(struct store *store, uint64_t charge)
{
    uint32_t n_evicted = 0;

    while (store->used_bytes + charge > store->capacity_bytes) {
        uint32_t slot = store->evict.ops->evict(&store->evict);

        ASSERT(slot != EVICT_NONE);
        let_go(store, store->entries[slot]);
        n_evicted++;
    }
    store->n_evictions += n_evicted;
    return n_evicted;
}

static bool same_selection(const struct http_headers *a,
                           const struct http_headers *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!span_ieq(a->at[i].name, b->at[i].name) ||
            !span_eq(a->at[i].value, b->at[i].value))
            return false;
    return true;
}

/* Drops what the new entry stands in for, and the oldest variant past the cap.
 */
static bool replace(struct store *store, const struct entry *entry,
                    bool any_vary)
{
    struct index_item *item =
        index_find(&store->index, entry->item.digest, entry->item.key);
    bool replaced = false;
    uint32_t n = 0;

    while (item) {
        struct index_item *next = index_find_next(item);
        struct entry *old = INDEX_ITEM(item, struct entry, item);

        if (any_vary || same_selection(&old->vary, &entry->vary)) {
            store_remove(store, old);
            replaced = true;
        } else if (++n >= store->variants_max) {
            store_remove(store, old);
        }
        item = next;
    }
    return replaced;
}

struct store_change store_insert(struct store *store, struct entry *entry,
                                 bool any_vary)
{
    struct store_change change = {false, false, 0};
    uint64_t charge = entry_charge(entry);
    uint32_t slot;

    ASSERT(entry->slot == EVICT_NONE);
    change.replaced = replace(store, entry, any_vary);
    if (charge > store->capacity_bytes || charge > EVICT_CHARGE_MAX)
        return change;
    change.n_evicted = make_room(store, charge);
    slot = take_slot(store);
    store->slots[slot] =
        (struct evict_slot){.prev = EVICT_NONE, .next = EVICT_NONE};
    evict_set_charge(&store->slots[slot], charge);
    store->entries[slot] = entry_ref(entry);
    store->used_bytes += charge;
    entry->slot = slot;
    entry->order = ++store->next_order;
    index_add(&store->index, &entry->item);
    store->evict.ops->insert(&store->evict, slot);
    change.kept = true;
    return change;
}

size_t store_invalidate(struct store *store, struct span pattern)
{
    size_t n = 0;

    for (uint32_t slot = 0; slot < store->n_slots; slot++) {
        struct entry *entry = store->entries[slot];

        if (entry && key_invalidated(entry->item.key, pattern)) {
            store_remove(store, entry);
            n++;
        }
    }
    return n;
}

void store_check(const struct store *store)
{
    uint64_t used = 0;
    uint32_t n = 0;

    for (uint32_t slot = 0; slot < store->n_slots; slot++) {
        const struct entry *entry = store->entries[slot];

        if (!entry)
            continue;
        ASSERT(entry->slot == slot);
        ASSERT(store->slots[slot].where != 0);
        ASSERT(entry_charge(entry) == evict_charge(&store->slots[slot]));
        used += entry_charge(entry);
        n++;
    }
    ASSERT(used == store->used_bytes);
    ASSERT(store->used_bytes <= store->capacity_bytes);
    ASSERT(n == store->index.n_items);
    ASSERT(n == store->evict.n_resident);
    ASSERT(n + store->n_free == store->n_slots);
}
