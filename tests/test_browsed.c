/* test_browsed.c - what script may read, and how a page's loads are told */
#include "bench/browsed.h"
#include "bench/browser_readable.h"

#include <criterion/criterion.h>

static const struct {
    const char *expose; /* NULL: no header */
    const char *name;
    bool plain;      /* without credentials */
    bool credential; /* with */
    const char *why;
} rows[] = {
    {NULL, "Content-Type", true, true, "safelisted"},
    {NULL, "content-length", true, true, "in any case"},
    {NULL, "ETag", false, false, "not safelisted"},
    {"ETag", "etag", true, true, "exposed"},
    {"x-a, ETag , x-b", "ETag", true, true, "in a list"},
    {"*", "x-cache", true, false, "* is a name like any other"},
    {"*", "Set-Cookie", false, false, "never"},
    {"Set-Cookie", "Set-Cookie", false, false, "never, even by name"},
    {"x-cache-2", "x-cache", false, false, "another name"},
    {"", "x-cache", false, false, "an empty list"},
};

Test(browsed, script_reads_what_is_safe_or_exposed)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct http_headers answer = {0};
        struct arena arena;

        arena_init(&arena, 65536);
        if (rows[i].expose)
            cr_assert_eq(http_headers_add(&answer, &arena,
                                          SPAN("access-control-expose-headers"),
                                          span_str(rows[i].expose)),
                         0);
        cr_expect_eq(browser_may_read(&answer, span_str(rows[i].name), false),
                     rows[i].plain, "%s", rows[i].why);
        cr_expect_eq(browser_may_read(&answer, span_str(rows[i].name), true),
                     rows[i].credential, "%s", rows[i].why);
        arena_fini(&arena);
    }
}

static const char told[] =
    "A page at https://a.example loads fetch http://cdn.example/x\n"
    "\n"
    "1  The request\n"
    "   > GET http://cdn.example/x\n"
    "   > Accept: */*\n"
    "   > Accept-Encoding: gzip, deflate, br\n"
    "   > Origin: https://a.example\n"
    "   < 200 OK\n"
    "   < Access-Control-Allow-Origin: *\n"
    "   < ETag: \"?\"\n"
    "   < Content-Type: text/plain\n"
    "   < and 7 bytes\n"
    "\n"
    "The page\n"
    "  ok: the page may read the answer\n"
    "  of the answer's headers script\n"
    "  may read    Content-Type\n"
    "  may not     Access-Control-Allow-Origin, ETag\n";

static struct http_header lines[] = {
    {SPAN_STATIC("Access-Control-Allow-Origin"), SPAN_STATIC("*")},
    {SPAN_STATIC("ETag"), SPAN_STATIC("\"\x1b\"")},
    {SPAN_STATIC("Content-Type"), SPAN_STATIC("text/plain")}};

Test(browsed, a_load_is_told_with_what_script_may_read)
{
    const struct http_response answer = {.status = 200,
                                         .headers = {lines, 3, 3}};
    const struct load_spec spec = {.page_origin = SPAN("https://a.example"),
                                   .url = SPAN("http://cdn.example/x")};
    struct browser *browser = browser_new(BROWSER_CHROMIUM);
    struct browsed_exchange *exchange;
    struct browsed_load *load;
    struct browser_action action;
    struct browsed browsed;
    struct buf out;

    browsed_init(&browsed);
    buf_init(&out, 65536);
    load = browsed_begin(&browsed, &spec);
    (void)browser_load(browser, 0, &spec);
    cr_assert(browser_poll(browser, &action));
    exchange = browsed_ask(&browsed, load, &action.u.request);
    cr_assert_eq(browsed_answer(&browsed, exchange, &answer), 0);
    exchange->body_bytes = 7;
    browser_response(browser, 0, action.u.request.id, &answer, 7);
    cr_assert(browser_poll(browser, &action));
    cr_assert_eq(browsed_end(&browsed, load, &action.u.verdict), 0);
    browser_free(browser);
    browsed_text(&browsed, &out);
    cr_expect_str_eq(buf_span(&out).ptr, told);
    browsed_fini(&browsed);
    buf_fini(&out);
}

Test(browsed, limits_are_errors)
{
    const struct load_spec spec = {.page_origin = SPAN("null"),
                                   .url = SPAN("http://cdn.example/x")};
    const struct browser_request request = {.url = SPAN("http://cdn.example/")};
    struct browsed_load *load;
    struct browsed browsed;

    browsed_init(&browsed);
    load = browsed_begin(&browsed, &spec);
    for (size_t i = 0; i < BROWSED_EXCHANGES_MAX; i++)
        cr_assert_not_null(browsed_ask(&browsed, load, &request));
    cr_assert_null(browsed_ask(&browsed, load, &request));
    for (size_t i = 1; i < BROWSED_LOADS_MAX; i++)
        cr_assert_not_null(browsed_begin(&browsed, &spec));
    cr_assert_null(browsed_begin(&browsed, &spec));
    browsed_fini(&browsed);
}
