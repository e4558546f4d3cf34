/*
 * store.c - the entries of a node, bounded in bytes.
 *
 * A slot is an entry's number towards the eviction policy. It stays taken while
 * the policy remembers the entry as a ghost, under the digest of its key, and
 * is then handed out again; so the arrays by slot are as long as the largest
 * number of entries and ghosts at once.
 */
#include "cache/store.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/http/vary.h"
#include "cache/key.h"

#define BYTES_PER_BUCKET 1024u
#define SLOTS_MAX        (1u << 31)

void store_init(struct store *store, const struct evict_choice *choice,
                uint64_t capacity_bytes, uint32_t variants_max, uint64_t seed)
{
    *store = (struct store){.capacity_bytes = capacity_bytes,
                            .variants_max = variants_max};
    index_init(&store->index, capacity_bytes / BYTES_PER_BUCKET);
    ghosts_init(&store->ghosts);
    evict_init(&store->evict, choice, capacity_bytes, seed);
}

void store_fini(struct store *store)
{
    for (uint32_t slot = 0; slot < store->n_slots; slot++)
        if (store->entries[slot])
            store_remove(store, store->entries[slot]);
    evict_fini(&store->evict);
    ghosts_fini(&store->ghosts);
    index_fini(&store->index);
    mem_free(store->slots);
    mem_free(store->entries);
    mem_free(store->digests);
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

/* ---- slots --------------------------------------------------------------- */

static void grow(struct store *store)
{
    uint32_t cap = store->cap_slots ? store->cap_slots * 2 : 256;

    ASSERT(cap <= SLOTS_MAX);
    store->slots = mem_realloc(store->slots, cap * sizeof(*store->slots));
    store->entries = mem_realloc(store->entries, cap * sizeof(*store->entries));
    store->digests = mem_realloc(store->digests, cap * sizeof(*store->digests));
    store->free_slots =
        mem_realloc(store->free_slots, cap * sizeof(*store->free_slots));
    ghosts_grow(&store->ghosts, store->digests, cap);
    store->evict.slots = store->slots;
    store->evict.digests = store->digests;
    store->evict.cap_slots = cap;
    store->cap_slots = cap;
}

static uint32_t take_free_slot(struct store *store)
{
    uint32_t slot;

    if (store->n_free > 0)
        return store->free_slots[--store->n_free];
    if (store->n_slots == store->cap_slots)
        grow(store);
    slot = store->n_slots++;
    store->entries[slot] = NULL;
    return slot;
}

/* An absent slot for this key, or the ghost that its last entry left. */
static uint32_t take_slot(struct store *store, uint64_t digest)
{
    uint32_t slot = ghosts_find(&store->ghosts, store->digests, digest);

    if (slot != EVICT_NONE) {
        ghosts_remove(&store->ghosts, store->digests, slot);
        return slot;
    }
    slot = take_free_slot(store);
    store->slots[slot] =
        (struct evict_slot){.prev = EVICT_NONE, .next = EVICT_NONE};
    store->digests[slot] = digest;
    return slot;
}

/* A slot without an entry: remembered, or free for another key. */
static void put_slot(struct store *store, uint32_t slot)
{
    if (evict_is_ghost(&store->slots[slot]))
        ghosts_add(&store->ghosts, store->digests, slot);
    else
        store->free_slots[store->n_free++] = slot;
}

/* After every call that may drop ghosts, so that none is found any more. */
static void take_dropped(struct store *store)
{
    uint32_t slot;

    while ((slot = evict_take_dropped(&store->evict)) != EVICT_NONE) {
        ghosts_remove(&store->ghosts, store->digests, slot);
        put_slot(store, slot);
    }
}

/* The entry has left the policy already. */
static void let_go(struct store *store, struct entry *entry)
{
    uint32_t slot = entry->slot;

    store->used_bytes -= evict_charge(&store->slots[slot]);
    index_remove(&store->index, &entry->item);
    store->entries[slot] = NULL;
    put_slot(store, slot);
    entry->slot = EVICT_NONE;
    entry_unref(entry);
}

void store_remove(struct store *store, struct entry *entry)
{
    ASSERT(entry->slot != EVICT_NONE);
    store->evict.ops->remove(&store->evict, entry->slot);
    let_go(store, entry);
    take_dropped(store);
}

void store_hit(struct store *store, struct entry *entry)
{
    ASSERT(entry->slot != EVICT_NONE);
    store->evict.ops->hit(&store->evict, entry->slot);
    take_dropped(store);
}

/* ---- insertion ----------------------------------------------------------- */

/* False: what comes in, in slot, loses to what is there. */
static bool make_room(struct store *store, uint32_t slot, uint64_t charge,
                      uint32_t *n_evicted)
{
    while (store->used_bytes + charge > store->capacity_bytes) {
        uint32_t victim = store->evict.ops->evict(&store->evict, slot);

        ASSERT(victim != EVICT_NONE);
        if (victim == slot)
            return false;
        let_go(store, store->entries[victim]);
        take_dropped(store);
        (*n_evicted)++;
    }
    return true;
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

static void put_in(struct store *store, struct entry *entry, uint32_t slot)
{
    store->entries[slot] = entry_ref(entry);
    store->used_bytes += evict_charge(&store->slots[slot]);
    entry->slot = slot;
    entry->order = ++store->next_order;
    index_add(&store->index, &entry->item);
    store->evict.ops->insert(&store->evict, slot);
}

struct store_change store_insert(struct store *store, struct entry *entry,
                                 bool any_vary)
{
    struct store_change change = {false, false, false, 0};
    uint64_t charge = entry_charge(entry);
    uint32_t slot;

    ASSERT(entry->slot == EVICT_NONE);
    change.replaced = replace(store, entry, any_vary);
    if (charge > store->capacity_bytes || charge > EVICT_CHARGE_MAX)
        return change;
    slot = take_slot(store, entry->item.digest);
    change.kept = evict_miss(&store->evict, slot, charge) &&
                  make_room(store, slot, charge, &change.n_evicted);
    change.refused = !change.kept;
    if (change.kept)
        put_in(store, entry, slot);
    else
        put_slot(store, slot);
    take_dropped(store);
    store->n_evictions += change.n_evicted;
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

static void check_slot(const struct store *store, uint32_t slot)
{
    const struct entry *entry = store->entries[slot];

    ASSERT(evict_is_resident(&store->slots[slot]) == (entry != NULL));
    if (!entry)
        return;
    ASSERT(entry->slot == slot);
    ASSERT(entry->item.digest == store->digests[slot]);
    ASSERT(entry_charge(entry) == evict_charge(&store->slots[slot]));
}

const struct entry *store_next(const struct store *store,
                               const struct entry *after)
{
    const struct entry *next = NULL;

    for (uint32_t slot = 0; slot < store->n_slots; slot++) {
        const struct entry *entry = store->entries[slot];

        if (!entry || (after && entry->order <= after->order))
            continue;
        if (!next || entry->order < next->order)
            next = entry;
    }
    return next;
}

void store_check(const struct store *store)
{
    uint64_t used = 0;
    uint32_t n = 0, n_ghosts = 0;

    for (uint32_t slot = 0; slot < store->n_slots; slot++) {
        check_slot(store, slot);
        n_ghosts += evict_is_ghost(&store->slots[slot]);
        if (!store->entries[slot])
            continue;
        used += evict_charge(&store->slots[slot]);
        n++;
    }
    ASSERT(used == store->used_bytes);
    ASSERT(store->used_bytes <= store->capacity_bytes);
    ASSERT(n == store->index.n_items);
    ASSERT(n == store->evict.n_resident);
    ASSERT(n_ghosts == store->evict.n_ghosts);
    ASSERT(n_ghosts == store->ghosts.n);
    ASSERT(n + n_ghosts + store->n_free == store->n_slots);
}
