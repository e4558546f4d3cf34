/* index.c - an intrusive hash table from full keys to what bears them. */
#include "cache/index.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define BUCKETS_MIN 64u
#define BUCKETS_MAX (1u << 22)

void index_init(struct index *index, uint64_t n)
{
    size_t n_buckets = BUCKETS_MIN;

    while (n_buckets < n && n_buckets < BUCKETS_MAX)
        n_buckets *= 2;
    index->buckets = mem_zalloc(n_buckets, sizeof(*index->buckets));
    index->n_buckets = n_buckets;
    index->n_items = 0;
}

void index_fini(struct index *index)
{
    mem_free(index->buckets);
    index->buckets = NULL;
}

static struct index_item **bucket(const struct index *index, uint64_t digest)
{
    return &index->buckets[digest & (index->n_buckets - 1)];
}

void index_add(struct index *index, struct index_item *item)
{
    struct index_item **head = bucket(index, item->digest);

    item->next = *head;
    *head = item;
    index->n_items++;
}

void index_remove(struct index *index, struct index_item *item)
{
    struct index_item **link = bucket(index, item->digest);

    while (*link && *link != item)
        link = &(*link)->next;
    ASSERT(*link == item);
    *link = item->next;
    item->next = NULL;
    index->n_items--;
}

static struct index_item *first_match(struct index_item *item, uint64_t digest,
                                      struct span key)
{
    for (; item; item = item->next)
        if (item->digest == digest && span_eq(item->key, key))
            return item;
    return NULL;
}

struct index_item *index_find(const struct index *index, uint64_t digest,
                              struct span key)
{
    return first_match(*bucket(index, digest), digest, key);
}

struct index_item *index_find_next(const struct index_item *item)
{
    return first_match(item->next, item->digest, item->key);
}
