/* browser_preflight.h - the preflights that a browser remembers. */
#ifndef POPBOX_BENCH_BROWSER_PREFLIGHT_H
#define POPBOX_BENCH_BROWSER_PREFLIGHT_H

#include "cache/base/list.h"
#include "cache/http/cors.h"

#define PREFLIGHTS_MAX 256 /* remembered at once; the oldest goes first */

/* How long Access-Control-Max-Age can make them last. */
#define PREFLIGHT_CHROMIUM_AGE_S 7200
#define PREFLIGHT_FIREFOX_AGE_S  86400

/* Embedded. */
struct preflight_cache {
    int64_t longest_age_s;
    struct list entries; /* oldest first */
    size_t n;
};

/* Whose preflight: partition, page origin and URL with its query. */
struct preflight_key {
    struct span site;
    struct span page_origin;
    struct span url;
};

void preflight_cache_init(struct preflight_cache *cache, int64_t longest_age_s);
void preflight_cache_fini(struct preflight_cache *cache);
/* Remembers what a successful preflight's answer allows, for as long as its
 * Access-Control-Max-Age says. */
void preflight_cache_add(struct preflight_cache *cache, int64_t now_ms,
                         const struct preflight_key *key, bool credentials,
                         const struct http_headers *answer);
/* Whether a remembered one covers this request. */
bool preflight_cache_covers(struct preflight_cache *cache, int64_t now_ms,
                            const struct preflight_key *key,
                            const struct cors_preflight *asked);
/* The request after it failed (Fetch, "HTTP fetch"): forgotten. */
void preflight_cache_forget(struct preflight_cache *cache,
                            const struct preflight_key *key);

#endif
