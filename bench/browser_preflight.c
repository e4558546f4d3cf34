/*
 * browser_preflight.c - the preflights that a browser remembers.
 *
 * As Chromium does it: one result for each partition, page origin and URL,
 * which a newer one replaces; 5 s without Access-Control-Max-Age, at most two
 * hours (Firefox: a day);
 * "*" does not cover Authorization here, although the preflight itself lets it
 * pass (browser.md section 3): that one is asked for again each time.
 */
#include "bench/browser_preflight.h"

#include "cache/base/mem.h"

#define DEFAULT_AGE_S   5
#define ENTRY_BYTES_MAX ((size_t)64 << 10)

struct remembered {
    struct list link;
    struct arena arena;
    struct preflight_key key;
    bool credentials;
    int64_t until_ms;
    struct span methods; /* lists, joined; absent: none */
    struct span headers;
};

void preflight_cache_init(struct preflight_cache *cache, int64_t longest_age_s)
{
    cache->longest_age_s = longest_age_s;
    list_init(&cache->entries);
    cache->n = 0;
}

static void drop(struct preflight_cache *cache, struct remembered *entry)
{
    list_remove(&entry->link);
    cache->n--;
    arena_fini(&entry->arena);
    mem_free(entry);
}

void preflight_cache_fini(struct preflight_cache *cache)
{
    LIST_EACH (link, &cache->entries, keep)
        drop(cache, LIST_ITEM(link, struct remembered, link));
}

static struct remembered *find(struct preflight_cache *cache,
                               const struct preflight_key *key)
{
    LIST_EACH (link, &cache->entries, keep) {
        struct remembered *it = LIST_ITEM(link, struct remembered, link);

        if (span_eq(it->key.site, key->site) &&
            span_eq(it->key.page_origin, key->page_origin) &&
            span_eq(it->key.url, key->url))
            return it;
    }
    return NULL;
}

/* 0: not at all. A value that is no number counts as absent, as in Chromium. */
static int64_t age_of(const struct preflight_cache *cache,
                      const struct http_headers *answer)
{
    struct span text = http_headers_get(answer, SPAN("Access-Control-Max-Age"));
    uint64_t age_s;

    if (span_starts(text, SPAN("-")) &&
        span_u64(span_cut(text, 1, text.len), &age_s))
        return 0;
    if (!span_u64(text, &age_s))
        return DEFAULT_AGE_S;
    return age_s > (uint64_t)cache->longest_age_s ? cache->longest_age_s
                                                  : (int64_t)age_s;
}

static bool fill(struct remembered *entry, const struct preflight_key *key,
                 const struct http_headers *answer)
{
    struct arena *arena = &entry->arena;
    struct span methods = http_headers_joined(
        answer, SPAN("Access-Control-Allow-Methods"), arena);
    struct span headers = http_headers_joined(
        answer, SPAN("Access-Control-Allow-Headers"), arena);

    return arena_copy(arena, key->site, &entry->key.site) == 0 &&
           arena_copy(arena, key->page_origin, &entry->key.page_origin) == 0 &&
           arena_copy(arena, key->url, &entry->key.url) == 0 &&
           arena_copy(arena, methods, &entry->methods) == 0 &&
           arena_copy(arena, headers, &entry->headers) == 0;
}

void preflight_cache_add(struct preflight_cache *cache, int64_t now_ms,
                         const struct preflight_key *key, bool credentials,
                         const struct http_headers *answer)
{
    struct remembered *entry;
    int64_t age_s = age_of(cache, answer);

    preflight_cache_forget(cache, key);
    if (age_s == 0)
        return;
    if (cache->n == PREFLIGHTS_MAX)
        drop(cache, LIST_ITEM(cache->entries.next, struct remembered, link));
    entry = mem_zalloc(1, sizeof(*entry));
    arena_init(&entry->arena, ENTRY_BYTES_MAX);
    entry->credentials = credentials;
    entry->until_ms = now_ms + age_s * 1000;
    list_add_tail(&cache->entries, &entry->link);
    cache->n++;
    if (!fill(entry, key, answer))
        drop(cache, entry);
}

/* Header names compare without case, methods with it; "*" is a name like any
 * other for a credentialed request. */
static bool lists(struct span list, struct span name, bool any_case,
                  bool credentials)
{
    struct span element;
    size_t at = 0;

    while (span_list_next(list, &at, &element)) {
        if (any_case ? span_ieq(element, name) : span_eq(element, name))
            return true;
        if (!credentials && span_eq(element, SPAN("*")) &&
            !(any_case && span_ieq(name, SPAN("authorization"))))
            return true;
    }
    return false;
}

bool preflight_cache_covers(struct preflight_cache *cache, int64_t now_ms,
                            const struct preflight_key *key,
                            const struct cors_preflight *asked)
{
    struct remembered *entry = find(cache, key);
    struct span name;
    size_t at = 0;

    if (entry && now_ms >= entry->until_ms) {
        drop(cache, entry);
        return false;
    }
    if (!entry || (asked->credentials && !entry->credentials))
        return false;
    if (!cors_safe_method(asked->method) &&
        !lists(entry->methods, asked->method, false, asked->credentials))
        return false;
    while (span_list_next(asked->acrh, &at, &name))
        if (!lists(entry->headers, name, true, asked->credentials))
            return false;
    return true;
}

void preflight_cache_forget(struct preflight_cache *cache,
                            const struct preflight_key *key)
{
    struct remembered *entry = find(cache, key);

    if (entry)
        drop(cache, entry);
}
