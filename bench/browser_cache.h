/* browser_cache.h - the browser's own HTTP cache, partitioned by site. */
#ifndef POPBOX_BENCH_BROWSER_CACHE_H
#define POPBOX_BENCH_BROWSER_CACHE_H

#include "cache/base/list.h"
#include "cache/http/msg.h"

#define BROWSER_COPIES_MAX 1024 /* the oldest goes first */

/* Embedded. */
struct browser_cache {
    struct list copies; /* oldest first */
    size_t n;
};

/* One slot per partition and URL; in Firefox two, see browser.h. */
struct copy_key {
    struct span site;
    struct span url;
    bool anonymous; /* Firefox: of requests without credentials */
};

struct browser_copy {
    struct list link;
    struct arena arena;
    struct copy_key key;
    struct http_response head;
    struct http_headers selected; /* request headers named by Vary */
    uint64_t body_bytes;
    bool cut;        /* its load ended before the body: only for a HEAD */
    int64_t came_ms; /* when the head came, or was confirmed by a 304 */
};

enum copy_use {
    COPY_NONE,
    COPY_FRESH,
    COPY_STALE,  /* ask whether it still holds */
    COPY_VARIES, /* it is for other request headers: the same, but its date
                    proves nothing */
};

void browser_cache_init(struct browser_cache *cache);
void browser_cache_fini(struct browser_cache *cache);
/* What is stored, or NULL. */
struct browser_copy *browser_cache_find(const struct browser_cache *cache,
                                        const struct copy_key *key);
/* What a copy (NULL: COPY_NONE) is worth for this request now. */
enum copy_use browser_copy_use(const struct browser_copy *copy, int64_t now_ms,
                               const struct http_headers *request);
/* Adds the If-... lines that ask whether the copy still holds; *asked tells
 * whether there were any. ERR_TOO_LONG past a limit. */
MUST_USE int browser_copy_ask(const struct browser_copy *copy,
                              enum copy_use use, struct http_headers *request,
                              struct arena *arena, bool *asked);
/* Stores a response to GET in its slot, or empties the slot if it must not be
 * stored. What is copied belongs to the cache. */
void browser_cache_put(struct browser_cache *cache, int64_t now_ms,
                       const struct browser_copy *what,
                       const struct http_headers *request);
/* A 304 came for copy: the copy that is to be used from now on, with the 304's
 * headers in it. NULL past a limit: then there is none. */
struct browser_copy *
browser_cache_refresh(struct browser_cache *cache, int64_t now_ms,
                      struct browser_copy *copy,
                      const struct http_response *not_modified,
                      const struct http_headers *request);
void browser_cache_remove(struct browser_cache *cache,
                          const struct copy_key *key);
void browser_cache_check(const struct browser_cache *cache);

#endif
