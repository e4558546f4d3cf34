/* test_preflight_cache.c - the preflights a browser remembers, and for whom. */
#include "bench/browser_preflight.h"

#include "tests/http_values.h"

#include <criterion/criterion.h>

#define NOW_MS INT64_C(1767225600000)

struct bench {
    struct arena arena;
    struct preflight_cache cache;
    struct preflight_key key;
};

static void setup(struct bench *b)
{
    *b = (struct bench){.key = {SPAN("https://a.test"), SPAN("https://a.test"),
                                SPAN("https://cdn.test/x")}};
    arena_init(&b->arena, 1u << 20);
    preflight_cache_init(&b->cache, PREFLIGHT_CHROMIUM_AGE_S);
}

static void teardown(struct bench *b)
{
    preflight_cache_fini(&b->cache);
    arena_fini(&b->arena);
}

static void add(struct bench *b, bool credentials, const char *answer)
{
    struct http_headers headers = headers_of(&b->arena, answer);

    preflight_cache_add(&b->cache, NOW_MS, &b->key, credentials, &headers);
}

static bool covers(struct bench *b, int64_t after_ms, bool credentials,
                   const char *method, const char *acrh)
{
    struct cors_preflight asked = {.page_origin = b->key.page_origin,
                                   .credentials = credentials,
                                   .method = span_str(method),
                                   .acrh = span_str(acrh)};

    return preflight_cache_covers(&b->cache, NOW_MS + after_ms, &b->key,
                                  &asked);
}

/* browser.md 3: 5 s by default, 0 none, at most two hours. */
Test(preflight_cache, remembers_for_as_long_as_max_age_says)
{
    static const struct {
        const char *max_age;
        int64_t ms;
    } rows[] = {
        {"", 5000},
        {"Access-Control-Max-Age: 600", 600000},
        {"Access-Control-Max-Age: 86400", 7200000},
        {"Access-Control-Max-Age: 0", 0},
        {"Access-Control-Max-Age: -1", 0},
        {"Access-Control-Max-Age: soon", 5000},
        {"Access-Control-Max-Age: 99999999999999999999", 5000},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bench b;
        char answer[128] = "Access-Control-Allow-Methods: PUT";

        setup(&b);
        if (rows[i].max_age[0]) {
            strcat(answer, " | ");
            strcat(answer, rows[i].max_age);
        }
        add(&b, false, answer);
        cr_assert_eq(covers(&b, rows[i].ms - 1, false, "PUT", NULL),
                     rows[i].ms > 0, "%s", rows[i].max_age);
        cr_assert_not(covers(&b, rows[i].ms, false, "PUT", NULL));
        cr_assert_eq(b.cache.n, 0u); /* what has expired is dropped */
        teardown(&b);
    }
}

Test(preflight_cache, covers_what_was_allowed_and_nothing_else)
{
    static const struct {
        const char *methods, *headers, *method, *acrh;
        bool credentials, covers;
    } rows[] = {
        {"PUT", "X-A", "PUT", "x-a", false, true},
        {"PUT", "X-A", "DELETE", NULL, false, false},
        {"PUT", "X-A", "put", NULL, false, false},
        {"PUT", "X-A", "GET", "x-a", false, true}, /* safe anyway */
        {"PUT", "X-A", "PUT", "x-a,x-b", false, false},
        {"PUT, DELETE", "x-b, X-A", "DELETE", "x-a,x-b", false, true},
        {"*", "*", "PATCH", "x-a", false, true},
        {"*", "*", "PATCH", "x-a", true, false},
        {"*", "*", "PATCH", "authorization", false, false},
        {"*", "*, Authorization", "PATCH", "authorization", false, true},
        {"PUT", "x-a", "PUT", "x-a", true, true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bench b;
        struct span answer;

        setup(&b);
        answer = arena_printf(&b.arena,
                              "Access-Control-Allow-Methods: %s "
                              "| Access-Control-Allow-Headers: %s",
                              rows[i].methods, rows[i].headers);
        add(&b, true, answer.ptr);
        cr_assert_eq(
            covers(&b, 0, rows[i].credentials, rows[i].method, rows[i].acrh),
            rows[i].covers, "row %zu", i);
        teardown(&b);
    }
}

/* s3.md 7.3: what the key is. */
Test(preflight_cache, is_kept_apart_by_partition_page_url_and_credentials)
{
    struct bench b;
    struct preflight_key key;

    setup(&b);
    add(&b, false, "Access-Control-Allow-Methods: PUT");
    key = b.key;
    cr_assert(covers(&b, 0, false, "PUT", NULL));
    cr_assert_not(covers(&b, 0, true, "PUT", NULL));
    b.key.url = SPAN("https://cdn.test/x?y");
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    b.key = key;
    b.key.page_origin = SPAN("https://b.test");
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    b.key = key;
    b.key.site = SPAN("https://b.test");
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    b.key.site = SPAN_ABSENT;
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    b.key = key;
    preflight_cache_forget(&b.cache, &b.key);
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    teardown(&b);
}

Test(preflight_cache, a_newer_answer_replaces_the_older_one)
{
    struct bench b;

    setup(&b);
    add(&b, false, "Access-Control-Allow-Methods: PUT");
    add(&b, false, "Access-Control-Allow-Methods: DELETE");
    cr_assert_eq(b.cache.n, 1u);
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    cr_assert(covers(&b, 0, false, "DELETE", NULL));
    add(&b, false, "Access-Control-Max-Age: 0");
    cr_assert_eq(b.cache.n, 0u);
    teardown(&b);
}

Test(preflight_cache, is_bounded_and_the_oldest_goes)
{
    struct bench b;

    setup(&b);
    for (int i = 0; i < PREFLIGHTS_MAX + 5; i++) {
        b.key.url = arena_printf(&b.arena, "https://cdn.test/%d", i);
        add(&b, false, "Access-Control-Allow-Methods: PUT");
    }
    cr_assert_eq(b.cache.n, (size_t)PREFLIGHTS_MAX);
    cr_assert(covers(&b, 0, false, "PUT", NULL));
    b.key.url = SPAN("https://cdn.test/4");
    cr_assert_not(covers(&b, 0, false, "PUT", NULL));
    b.key.url = SPAN("https://cdn.test/5");
    cr_assert(covers(&b, 0, false, "PUT", NULL));
    teardown(&b);
}
