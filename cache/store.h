/*
 * store.h - the entries of a node, bounded in bytes.
 *
 * Invariants (store_check): the sum of charges is used_bytes, used_bytes is at
 * most capacity_bytes, the index and the policy count the same entries, every
 * slot is an entry's, a ghost's (found by the digest of its key) or free, and
 * at most variants_max entries bear one key.
 */
#ifndef POPBOX_CACHE_STORE_H
#define POPBOX_CACHE_STORE_H

#include "cache/entry.h"
#include "cache/evict.h"
#include "cache/ghosts.h"

struct store {
    struct index index;
    struct evict evict;
    struct ghosts ghosts;
    struct evict_slot *slots; /* what evict->slots borrows */
    struct entry **entries;   /* by slot; NULL: a ghost, or free */
    uint64_t *digests;        /* by slot, of the key */
    uint32_t n_slots;         /* ever used */
    uint32_t cap_slots;
    uint32_t *free_slots; /* a stack, as long as cap_slots */
    uint32_t n_free;
    uint64_t capacity_bytes;
    uint64_t used_bytes;
    uint64_t n_evictions;
    uint64_t next_order;
    uint32_t variants_max;
};

/* seed is for policies that draw lots. */
void store_init(struct store *store, const struct evict_choice *choice,
                uint64_t capacity_bytes, uint32_t variants_max, uint64_t seed);
void store_fini(struct store *store);

/* The newest entry under key whose Vary selection matches request (RFC
 * 9111 4.1), or NULL; with request NULL the newest one, Vary or not. *n_other
 * counts the entries under the key that did not match. No hit is noted. */
struct entry *store_find(const struct store *store, uint64_t digest,
                         struct span key, const struct http_headers *request,
                         size_t *n_other);
/* Tells the policy that the entry was asked for. */
void store_hit(struct store *store, struct entry *entry);

/* What became of an insertion. */
struct store_change {
    bool kept;    /* false: larger than the capacity, unless refused */
    bool refused; /* by the eviction policy, which prefers what is there */
    bool replaced;
    uint32_t n_evicted;
};

/* Takes a reference of its own. Entries under the key with the same Vary
 * selection (all of them with any_vary) are replaced. */
struct store_change store_insert(struct store *store, struct entry *entry,
                                 bool any_vary);
/* Gives up the store's reference. */
void store_remove(struct store *store, struct entry *entry);
/* Removes every entry whose path matches; see node_invalidate. */
size_t store_invalidate(struct store *store, struct span pattern);
/* The entry with the smallest order above that of `after` (NULL: of all), or
 * NULL. */
const struct entry *store_next(const struct store *store,
                               const struct entry *after);
void store_check(const struct store *store);

#endif
