/*
 * index.h - an intrusive hash table from full keys to what bears them.
 *
 * Chained, of a fixed number of buckets (no pause for resizing on the hot
 * path). The digest spreads, the full key bytes decide. Several items may bear
 * one key (Vary variants); they stay in order of insertion, newest first. The
 * order of buckets is never observable.
 */
#ifndef POPBOX_CACHE_INDEX_H
#define POPBOX_CACHE_INDEX_H

#include "cache/base/span.h"

/* Embedded; the key's bytes are the holder's. */
struct index_item {
    struct index_item *next;
    uint64_t digest;
    struct span key;
};

#define INDEX_ITEM(item, type, member) \
    ((type *)(void *)((char *)(item)-offsetof(type, member)))

struct index {
    struct index_item **buckets;
    size_t n_buckets; /* a power of two */
    size_t n_items;
};

/* For about n items; n is rounded up to a power of two, 64 to 2^22. */
void index_init(struct index *index, uint64_t n);
/* The items themselves belong to their holders. */
void index_fini(struct index *index);
void index_add(struct index *index, struct index_item *item);
/* item is in the index (asserted). */
void index_remove(struct index *index, struct index_item *item);
/* The newest item with this key, or NULL. */
struct index_item *index_find(const struct index *index, uint64_t digest,
                              struct span key);
/* The next older item with the same key, or NULL. */
struct index_item *index_find_next(const struct index_item *item);

#endif
