/*
 * entry.h - one response of an origin (or of the edge itself): head and body.
 *
 * Every answer becomes an entry, stored or not, so that there is one way to
 * respond. The head is never modified: a refresh makes a new entry that shares
 * the body. Head, key and Vary values live in one allocation. Refcounted: the
 * store holds one reference, each transaction that responds with it another, so
 * eviction never touches a response that is being sent.
 */
#ifndef POPBOX_CACHE_ENTRY_H
#define POPBOX_CACHE_ENTRY_H

#include "cache/body.h"
#include "cache/http/msg.h"
#include "cache/index.h"

struct entry {
    struct index_item item; /* bears the key; in the store's index if stored */
    uint32_t refs;
    uint32_t slot;  /* in the store, EVICT_NONE: not stored */
    uint64_t order; /* set by the store: a larger one is newer */

    int status;
    struct http_headers headers; /* no framing, no hop-by-hop lines */
    struct span text;            /* the same as "Name: value CRLF" lines */
    struct span etag;            /* within headers; absent: none */
    struct span last_modified;   /* within headers; absent: none */
    struct http_headers vary;    /* what vary_select noted */

    int64_t date_ms; /* when the origin made the answer (Date) */
    int64_t
        received_ms; /* when it came, or was last confirmed: Age from here */
    int64_t initial_age_s; /* the origin's own Age, if it counts */
    int64_t fresh_until_ms;
    bool revalidate_always; /* no-cache */
    int64_t while_until_ms; /* may be served until then while it is renewed */
    int64_t stale_until_ms; /* may be served until then if the origin fails */

    struct body *body;
    int64_t length;        /* of the body; < 0: unknown while it is open */
    uint64_t memory_bytes; /* of this struct and its strings */
};

/* What an entry is made of; everything is copied, body is taken over. */
struct entry_parts {
    struct span key; /* absent: never to be stored */
    uint64_t digest;
    int status;
    const struct http_headers *headers;
    const struct http_headers *vary; /* NULL: none */
    struct body *body;
    int64_t length;
};

/* One reference is the caller's. Times are zero, to be set before it is shared.
 */
struct entry *entry_new(const struct entry_parts *parts);
struct entry *entry_ref(struct entry *entry);
/* entry may be NULL. */
void entry_unref(struct entry *entry);
/* What the store counts: head, body chunks and the fixed overhead. */
uint64_t entry_charge(const struct entry *entry);
bool entry_is_fresh(const struct entry *entry, int64_t now_ms);
/* Seconds, >= 0 (RFC 9111 4.2.3). */
int64_t entry_age_s(const struct entry *entry, int64_t now_ms);

#endif
