/*
 * node_state.c - what a node holds under one key, taken out and put back.
 *
 * An entry is never modified, so a state is a reference and a moment: putting
 * it back is putting that entry into an empty store, at that moment. Two states
 * are the same when their bytes are; what differs from answer to answer without
 * deciding anything (Date, ids) is not among them, nor is which version
 * of an object it is; of a lifetime only what is left.
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"

struct entry *node_snapshot(const struct node *node, struct span key)
{
    size_t n_other;
    struct entry *entry = store_find(&node->store, hash64(&node->secret, key),
                                     key, NULL, &n_other);

    return entry ? entry_ref(entry) : NULL;
}

void node_restore(struct node *node, struct entry *entry)
{
    ASSERT(node->txns.n_used == 0);
    ASSERT(node->fetches.n_used == 0);
    if (entry && entry->slot != EVICT_NONE && node->store.index.n_items == 1)
        return; /* it is the one that is there */
    for (uint32_t slot = 0; slot < node->store.n_slots; slot++)
        if (node->store.entries[slot])
            store_remove(&node->store, node->store.entries[slot]);
    if (entry)
        (void)store_insert(&node->store, entry, true);
}

static bool decides_nothing(struct span name)
{
    static const char *const names[] = {
        "date",       "age",  "x-amz-request-id",
        "x-amz-id-2", "etag", "last-modified"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

static void put_left(struct buf *bytes, int64_t until_ms, int64_t now_ms)
{
    if (until_ms == INT64_MAX)
        buf_add_str(bytes, " ever");
    else
        buf_addf(bytes, " %lld",
                 (long long)(until_ms > now_ms ? until_ms - now_ms : 0));
}

void node_state_bytes(struct buf *bytes, const struct entry *entry,
                      int64_t now_ms)
{
    buf_addf(bytes, "%d %d%d%d", entry->status, entry->revalidate_always,
             !span_absent(entry->etag), !span_absent(entry->last_modified));
    put_left(bytes, entry->fresh_until_ms, now_ms);
    put_left(bytes, entry->while_until_ms, now_ms);
    put_left(bytes, entry->stale_until_ms, now_ms);
    buf_add_byte(bytes, '\n');
    for (size_t i = 0; i < entry->headers.n; i++) {
        const struct http_header *line = &entry->headers.at[i];

        if (decides_nothing(line->name))
            continue;
        buf_add(bytes, line->name);
        buf_add_byte(bytes, ':');
        buf_add(bytes, line->value);
        buf_add_byte(bytes, '\n');
    }
}

int64_t node_state_until(const struct entry *entry, int64_t now_ms)
{
    const int64_t at[] = {entry->fresh_until_ms, entry->while_until_ms,
                          entry->stale_until_ms};
    int64_t next = NODE_NEVER;

    for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
        if (at[i] > now_ms && at[i] < next)
            next = at[i];
    return next;
}
