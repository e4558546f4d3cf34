/*
 * browser_cache.c - the browser's own HTTP cache, partitioned by site.
 *
 * The second cache of the stale-CORS story. As Chromium: one copy per partition
 * and URL; freshness by max-age, Expires, or a tenth of the age of what has a
 * Last-Modified; a copy whose Vary does not match is asked for again, with its
 * ETag if it has one; a 304 brings its headers into the copy, CORS ones too.
 * Mode and credentials of a load are no part of the slot: that is the bug.
 */
#include "bench/browser_cache.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/http/date.h"
#include "cache/http/directives.h"
#include "cache/http/vary.h"

#define COPY_BYTES_MAX ((size_t)256 << 10)
#define FOREVER_S      INT64_C(31536000000)

void browser_cache_init(struct browser_cache *cache)
{
    list_init(&cache->copies);
    cache->n = 0;
}

static void drop(struct browser_cache *cache, struct browser_copy *copy)
{
    list_remove(&copy->link);
    cache->n--;
    arena_fini(&copy->arena);
    mem_free(copy);
}

void browser_cache_fini(struct browser_cache *cache)
{
    LIST_EACH (link, &cache->copies, keep)
        drop(cache, LIST_ITEM(link, struct browser_copy, link));
}

struct browser_copy *browser_cache_find(const struct browser_cache *cache,
                                        const struct copy_key *key)
{
    LIST_EACH (link, &cache->copies, keep) {
        struct browser_copy *copy = LIST_ITEM(link, struct browser_copy, link);

        if (span_eq(copy->key.url, key->url) &&
            span_eq(copy->key.site, key->site) &&
            copy->key.anonymous == key->anonymous)
            return copy;
    }
    return NULL;
}

void browser_cache_remove(struct browser_cache *cache,
                          const struct copy_key *key)
{
    struct browser_copy *copy = browser_cache_find(cache, key);

    if (copy)
        drop(cache, copy);
}

void browser_cache_check(const struct browser_cache *cache)
{
    size_t n = 0;

    LIST_EACH (link, &cache->copies, keep) {
        struct browser_copy *copy = LIST_ITEM(link, struct browser_copy, link);

        ASSERT(browser_cache_find(cache, &copy->key) == copy);
        n++;
    }
    ASSERT(n == cache->n);
    ASSERT(n <= BROWSER_COPIES_MAX);
}

/* ---- freshness (RFC 9111 4.2, with Chromium's statuses) ---------------- */

/* The date in that header, in Unix seconds, or fallback. */
static int64_t date_of(const struct browser_copy *copy, struct span name,
                       int64_t fallback)
{
    int64_t unix_s;

    if (!http_date_parse(http_headers_get(&copy->head.headers, name),
                         copy->came_ms / 1000, &unix_s))
        return fallback;
    return unix_s;
}

static int64_t heuristic_s(const struct browser_copy *copy, int64_t date_s)
{
    int64_t modified_s = date_of(copy, SPAN("Last-Modified"), date_s);

    switch (copy->head.status) {
    case 200:
    case 203:
    case 206:
        return modified_s < date_s ? (date_s - modified_s) / 10 : 0;
    case 300:
    case 301:
    case 308:
    case 410:
        return FOREVER_S;
    default:
        return 0;
    }
}

static int64_t lifetime_s(const struct browser_copy *copy)
{
    const struct http_headers *headers = &copy->head.headers;
    int64_t date_s = date_of(copy, SPAN("Date"), copy->came_ms / 1000);
    struct cache_control cc;

    cache_control_read(&cc, headers);
    if (cc.no_cache || vary_is_any(headers))
        return 0;
    if (cc.max_age_s != CACHE_CONTROL_ABSENT)
        return cc.max_age_s;
    if (http_headers_count(headers, SPAN("Expires")))
        return date_of(copy, SPAN("Expires"), date_s) - date_s;
    return cc.must_revalidate ? 0 : heuristic_s(copy, date_s);
}

static int64_t age_s(const struct browser_copy *copy, int64_t now_ms)
{
    int64_t came_s = copy->came_ms / 1000;
    int64_t age = came_s - date_of(copy, SPAN("Date"), came_s);
    uint64_t told;

    if (age < 0)
        age = 0;
    if (span_u64(http_headers_get(&copy->head.headers, SPAN("Age")), &told) &&
        told > (uint64_t)age)
        age = told < (uint64_t)FOREVER_S ? (int64_t)told : FOREVER_S;
    return age + (now_ms - copy->came_ms) / 1000;
}

enum copy_use browser_copy_use(const struct browser_copy *copy, int64_t now_ms,
                               const struct http_headers *request)
{
    if (!copy)
        return COPY_NONE;
    if (!vary_match(&copy->selected, request))
        return COPY_VARIES;
    return lifetime_s(copy) > age_s(copy, now_ms) ? COPY_FRESH : COPY_STALE;
}

/* ---- asking, storing, refreshing --------------------------------------- */

int browser_copy_ask(const struct browser_copy *copy, enum copy_use use,
                     struct http_headers *request, struct arena *arena,
                     bool *asked)
{
    const struct http_headers *stored = &copy->head.headers;
    struct span etag = http_headers_get(stored, SPAN("ETag"));
    struct span date = http_headers_get(stored, SPAN("Last-Modified"));
    int err = 0;

    *asked = false;
    if (copy->head.status != 200 || (use == COPY_VARIES && span_absent(etag)))
        return 0;
    if (!span_absent(etag))
        err = http_headers_add(request, arena, SPAN("If-None-Match"), etag);
    if (!err && !span_absent(date) && use != COPY_VARIES)
        err = http_headers_add(request, arena, SPAN("If-Modified-Since"), date);
    *asked = !span_absent(etag) || !span_absent(date);
    return err;
}

static bool is_storable(const struct http_response *head)
{
    struct cache_control cc;

    cache_control_read(&cc, &head->headers);
    return !cc.no_store && head->status != 206 && head->status != 304;
}

/* A copy of what, not yet in the cache; NULL past a limit. */
static struct browser_copy *make(const struct browser_copy *what,
                                 int64_t now_ms,
                                 const struct http_headers *request)
{
    struct browser_copy *copy = mem_zalloc(1, sizeof(*copy));
    struct http_headers selected = {0};

    list_init(&copy->link);
    arena_init(&copy->arena, COPY_BYTES_MAX);
    copy->head.status = what->head.status;
    copy->body_bytes = what->body_bytes;
    copy->came_ms = now_ms;
    copy->key.anonymous = what->key.anonymous;
    if (arena_copy(&copy->arena, what->key.site, &copy->key.site) == 0 &&
        arena_copy(&copy->arena, what->key.url, &copy->key.url) == 0 &&
        http_headers_copy(&copy->head.headers, &copy->arena,
                          &what->head.headers) == 0 &&
        vary_select(&selected, &copy->arena, &copy->head.headers, request) ==
            0 &&
        http_headers_copy(&copy->selected, &copy->arena, &selected) == 0)
        return copy;
    arena_fini(&copy->arena);
    mem_free(copy);
    return NULL;
}

static struct browser_copy *put(struct browser_cache *cache, int64_t now_ms,
                                const struct browser_copy *what,
                                const struct http_headers *request)
{
    struct browser_copy *copy = make(what, now_ms, request);

    browser_cache_remove(cache, &what->key);
    if (!copy)
        return NULL;
    if (cache->n == BROWSER_COPIES_MAX)
        drop(cache, LIST_ITEM(cache->copies.next, struct browser_copy, link));
    list_add_tail(&cache->copies, &copy->link);
    cache->n++;
    return copy;
}

void browser_cache_put(struct browser_cache *cache, int64_t now_ms,
                       const struct browser_copy *what,
                       const struct http_headers *request)
{
    if (is_storable(&what->head))
        (void)put(cache, now_ms, what, request); /* too large: just not kept */
    else
        browser_cache_remove(cache, &what->key);
}

/* What a 304 says about the message, not about the resource, stays as it was:
 * Chromium's list (net/http, "non-updated headers"). */
static bool is_updated(struct span name)
{
    static const char *const kept[] = {"content-encoding",
                                       "content-length",
                                       "content-location",
                                       "content-md5",
                                       "content-range",
                                       "content-type",
                                       "etag",
                                       "proxy-authenticate",
                                       "www-authenticate",
                                       "x-frame-options",
                                       "x-xss-protection"};

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (span_ieq(name, span_str(kept[i])))
            return false;
    return !span_ieq(span_cut(name, 0, 10), SPAN("x-content-")) &&
           !span_ieq(span_cut(name, 0, 9), SPAN("x-webkit-"));
}

static int merge(struct http_headers *headers, struct arena *arena,
                 const struct http_headers *news)
{
    int err = 0;

    for (size_t i = 0; i < news->n; i++)
        if (is_updated(news->at[i].name))
            (void)http_headers_remove(headers, news->at[i].name);
    for (size_t i = 0; i < news->n && !err; i++)
        if (is_updated(news->at[i].name))
            err = http_headers_add(headers, arena, news->at[i].name,
                                   news->at[i].value);
    return err;
}

struct browser_copy *
browser_cache_refresh(struct browser_cache *cache, int64_t now_ms,
                      struct browser_copy *copy,
                      const struct http_response *not_modified,
                      const struct http_headers *request)
{
    struct browser_copy what = *copy;
    struct browser_copy *fresh = NULL;
    struct arena arena;

    arena_init(&arena, COPY_BYTES_MAX);
    what.head.headers = (struct http_headers){0};
    if (http_headers_copy(&what.head.headers, &arena, &copy->head.headers) ==
            0 &&
        arena_copy(&arena, copy->key.site, &what.key.site) == 0 &&
        arena_copy(&arena, copy->key.url, &what.key.url) == 0 &&
        merge(&what.head.headers, &arena, &not_modified->headers) == 0)
        fresh = put(cache, now_ms, &what, request);
    else
        drop(cache, copy);
    arena_fini(&arena);
    return fresh;
}
