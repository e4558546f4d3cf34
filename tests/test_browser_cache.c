/* test_browser_cache.c - the browser's own copies: use, ask, replace, split. */
#include "bench/browser_cache.h"

#include "tests/browser_script.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define A "https://a.one.test"
#define B "https://b.one.test"
#define C "https://c.two.test"
#define X "https://cdn.test/x"

static const char poison[] = "L: img " X " from " A "\n"
                             "  r1 GET " X "\n"
                             "r1 200 | Cache-Control: max-age=60\n"
                             "  L opaque 200\n";

/* browser.md 3, the core proof: one request only. */
Test(browser_cache, an_image_poisons_the_fetch_after_it)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, poison);
    BROWSE(&s, "M: fetch " X " from " A "\n"
               "  M blocked MissingAllowOriginHeader cached\n"
               "N: fetch " X " from " C "\n" /* another partition */
               "  r2 GET " X " | Origin: " C "\n"
               "r2 200 | Access-Control-Allow-Origin: *\n"
               "  N ok 200\n");
    STOP_BROWSING(&s);
}

Test(browser_cache, work_arounds_last_as_long_as_they_do_in_chromium)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, poison);
    BROWSE(&s, "M: fetch " X " from " A " cache=no-store\n"
               "  r2 GET " X " | Cache-Control: no-cache | Origin: " A "\n"
               "r2 200 | Access-Control-Allow-Origin: * "
               "| Cache-Control: max-age=60\n"
               "  M ok 200\n"
               "N: fetch " X " from " A "\n"
               "  N blocked MissingAllowOriginHeader cached\n"
               "O: fetch " X " from " A " cache=reload\n"
               "  r3 GET " X " | Cache-Control: no-cache | Origin: " A "\n"
               "r3 200 | Access-Control-Allow-Origin: * "
               "| Cache-Control: max-age=60\n"
               "  O ok 200\n"
               "P: fetch " X " from " A "\n"
               "  P ok 200 cached\n");
    STOP_BROWSING(&s);
}

Test(browser_cache, vary_origin_tells_the_two_apart_and_one_slot_remains)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: img " X " from " A "\n"
               "  r1 GET " X "\n"
               "r1 200 | Cache-Control: max-age=60 | Vary: Origin "
               "| ETag: \"v1\"\n"
               "  L opaque 200\n"
               "M: fetch " X " from " A "\n"
               "  r2 GET " X " | Origin: " A " | If-None-Match: \"v1\"\n"
               "r2 200 | Access-Control-Allow-Origin: " A
               " | Cache-Control: max-age=60 | Vary: Origin\n"
               "  M ok 200\n"
               "N: img " X " from " B "\n"
               "  r3 GET " X "\n"
               "r3 200\n"
               "  N opaque 200\n");
    STOP_BROWSING(&s);
}

Test(browser_cache, a_304_brings_its_cors_headers_and_another_one_keeps_them)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: img " X " from " A "\n"
               "  r1 GET " X "\n"
               "r1 200 | Cache-Control: no-cache | ETag: \"v1\"\n"
               "  L opaque 200\n"
               "M: fetch " X " from " A "\n"
               "  r2 GET " X " | Origin: " A " | If-None-Match: \"v1\"\n"
               "r2 304 | Access-Control-Allow-Origin: " A "\n"
               "  M ok 200 revalidated\n"
               "N: fetch " X " from " A "\n"
               "  r3 GET " X " | Origin: " A " | If-None-Match: \"v1\"\n"
               "r3 304\n"
               "  N ok 200 revalidated\n"
               "O: fetch " X " from " B "\n"
               "  r4 GET " X " | Origin: " B " | If-None-Match: \"v1\"\n"
               "r4 304\n"
               "  O blocked AllowOriginMismatch " A " revalidated\n");
    STOP_BROWSING(&s);
}

Test(browser_cache, how_long_a_copy_is_fresh)
{
    static const struct {
        const char *headers;
        int fresh_s; /* -1: not stored, or stale at once */
    } rows[] = {
        {"Cache-Control: max-age=10", 10},
        {"Cache-Control: max-age=10 | Age: 4", 6},
        {"Cache-Control: max-age=10 | Expires: 0", 10},
        {"Expires: Thu, 01 Jan 2026 00:00:10 GMT", 10},
        {"Expires: 0", -1},
        {"Cache-Control: no-cache, max-age=10", -1},
        {"Cache-Control: no-store, max-age=10", -1},
        {"Cache-Control: max-age=10 | Vary: *", -1},
        {"Last-Modified: Wed, 31 Dec 2025 23:58:20 GMT", 10},
        {"Last-Modified: Wed, 31 Dec 2025 23:58:20 GMT "
         "| Cache-Control: must-revalidate",
         -1},
        {"X: 1", -1},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct browser_script s;
        char text[512];

        browser_script_init(&s);
        snprintf(text, sizeof(text),
                 "L: img " X " from " A "\n"
                 "  r1 GET " X "\n"
                 "r1 200 | Date: Thu, 01 Jan 2026 00:00:00 GMT | %s\n"
                 "  L opaque 200\n",
                 rows[i].headers);
        BROWSE(&s, text);
        if (rows[i].fresh_s > 0) {
            snprintf(text, sizeof(text),
                     "wait %ds\n"
                     "M: img " X " from " A "\n"
                     "  M opaque 200 cached\n"
                     "wait 1s\n",
                     rows[i].fresh_s - 1);
            BROWSE(&s, text);
        }
        (void)browser_script_play(&s, "N: img " X " from " A "\n");
        cr_assert(span_starts(buf_span(&s.said), SPAN("r2 GET")), "row %zu", i);
        (void)browser_script_play(&s, "r2 nothing\n");
        STOP_BROWSING(&s);
    }
}

Test(browser_cache, an_unsafe_method_drops_the_copy_unless_it_fails)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, poison);
    BROWSE(&s, "M: fetch " X " from " A " method=POST\n"
               "  r2 POST " X " | Origin: " A "\n"
               "r2 500 | Access-Control-Allow-Origin: *\n"
               "  M ok 500\n"
               "N: img " X " from " A "\n"
               "  N opaque 200 cached\n"
               "O: fetch " X " from " A " method=POST\n"
               "  r3 POST " X " | Origin: " A "\n"
               "r3 200 | Access-Control-Allow-Origin: *\n"
               "  O ok 200\n"
               "P: img " X " from " A "\n"
               "  r4 GET " X "\n"
               "r4 200\n"
               "  P opaque 200\n");
    STOP_BROWSING(&s);
}

Test(browser_cache, the_number_of_copies_is_bounded_and_the_oldest_goes)
{
    struct browser_cache cache;
    struct arena arena;
    struct http_headers request = {0};

    arena_init(&arena, 1u << 24);
    browser_cache_init(&cache);
    for (int i = 0; i < BROWSER_COPIES_MAX + 10; i++) {
        struct browser_copy what = {
            .key = {.site = SPAN("site"),
                    .url = arena_printf(&arena, "https://x.test/%d", i)},
            .head = {.status = 200}};

        browser_cache_put(&cache, 0, &what, &request);
    }
    browser_cache_check(&cache);
    cr_assert_eq(cache.n, (size_t)BROWSER_COPIES_MAX);
    cr_assert_null(browser_cache_find(
        &cache,
        &(struct copy_key){SPAN("site"), SPAN("https://x.test/9"), false}));
    cr_assert_not_null(browser_cache_find(
        &cache,
        &(struct copy_key){SPAN("site"), SPAN("https://x.test/10"), false}));
    browser_cache_fini(&cache);
    arena_fini(&arena);
}
