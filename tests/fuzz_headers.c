/*
 * fuzz_headers.c - header values of any bytes, through every reader of them.
 *
 * The input is a message's lines, "name: value" each, whatever their names.
 * They are taken as a response and as a request at once, and what the readers
 * say is held against what must be true of any input.
 */
#include "cache/http/cors.h"
#include "cache/http/date.h"
#include "cache/http/directives.h"
#include "cache/http/validators.h"
#include "cache/http/vary.h"

#include "cache/base/assert.h"

#define ARENA_MAX (1u << 20)
#define NOW_S     INT64_C(1704067200)
#define PAGE      SPAN("https://a.test")

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct http_headers lines_in(struct span text, struct arena *arena)
{
    struct http_headers headers = {0};

    while (text.len > 0 && headers.n < HTTP_HEADERS_MAX) {
        size_t end = span_find(text, '\n', 0);
        struct span line = span_cut(text, 0, end);
        size_t colon = span_find(line, ':', 0);
        int err = http_headers_add(&headers, arena, span_cut(line, 0, colon),
                                   span_trim(span_cut(line, colon + 1, end)));

        ASSERT(err == 0);
        text = span_cut(text, end + 1, text.len);
    }
    return headers;
}

static void check_dates(const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        char text[HTTP_DATE_LEN + 1];
        int64_t unix_s, again_s;
        bool read;

        if (!http_date_parse(headers->at[i].value, NOW_S, &unix_s))
            continue;
        if (unix_s > INT64_C(253402300799)) /* a leap second at the very end */
            continue;
        http_date_format(unix_s, text);
        read = http_date_parse(span_of(text, HTTP_DATE_LEN), NOW_S, &again_s);
        ASSERT(read);
        ASSERT(again_s == unix_s);
    }
}

static void check_seconds(int64_t seconds)
{
    ASSERT(seconds >= CACHE_CONTROL_ABSENT);
    ASSERT(seconds <= 2147483647);
}

static void check_cache_control(const struct http_headers *headers)
{
    struct cache_control cc;

    cache_control_read(&cc, headers);
    check_seconds(cc.max_age_s);
    check_seconds(cc.s_maxage_s);
    check_seconds(cc.stale_while_revalidate_s);
    check_seconds(cc.stale_if_error_s);
    ASSERT(cc.present ==
           (http_headers_count(headers, SPAN("cache-control")) > 0));
}

/* A weak match is never less than a strong one, nor is a tag unlike itself. */
static void check_tags(const struct http_headers *headers)
{
    struct span etag = http_headers_get(headers, SPAN("etag"));
    struct span date = http_headers_get(headers, SPAN("last-modified"));

    for (size_t i = 0; i < headers->n; i++) {
        struct span list = headers->at[i].value;

        ASSERT(etag_match_weak(list, list));
        ASSERT(etag_list_has(list, etag, false) ||
               !etag_list_has(list, etag, true));
    }
    (void)condition_judge(headers, etag, date, NOW_S);
}

static void check_vary(const struct http_headers *headers, struct arena *arena)
{
    struct http_headers selected, copy;
    int err = vary_select(&selected, arena, headers, headers);

    (void)vary_is_any(headers);
    if (err < 0)
        return;
    ASSERT(vary_match(&selected, headers));
    err = http_headers_copy(&copy, arena, &selected);
    ASSERT(err == 0);
    ASSERT(vary_match(&copy, headers));
    ASSERT(vary_match(&selected, &copy));
}

/* An answer passes for one value only, and what fails the check fails the
 * preflight too, unless a redirect was refused before. */
static void check_cors(const struct http_headers *headers, struct arena *arena)
{
    struct span name = SPAN("access-control-allow-origin");
    struct cors_place place = {SPAN("fetch"), SPAN("https://o.test/"),
                               SPAN_ABSENT, PAGE, 200};

    for (int credentials = 0; credentials < 2; credentials++) {
        struct cors_result plain =
            cors_check(headers, PAGE, credentials, arena);
        struct http_response answer = {.status = 204, .headers = *headers};
        struct cors_preflight asked = {
            .page_origin = PAGE,
            .credentials = credentials,
            .method = SPAN("PUT"),
            .acrh = http_headers_get(headers,
                                     SPAN("access-control-request-headers"))};
        struct cors_result preflight =
            cors_check_preflight(&answer, &asked, arena);
        struct span value = http_headers_get(headers, name);
        struct buf text;

        if (plain.verdict == CORS_OK) {
            ASSERT(http_headers_count(headers, name) == 1);
            ASSERT(span_eq(value, PAGE) || span_eq(value, SPAN("*")));
            continue;
        }
        ASSERT(preflight.verdict != CORS_OK);
        buf_init(&text, 1u << 20);
        cors_console_text(&text, &plain, &place);
        cors_console_text(&text, &preflight, &place);
        ASSERT(text.len > 0);
        buf_fini(&text);
    }
    for (size_t i = 0; i < headers->n; i++)
        if (cors_safe_header(headers->at[i].name, headers->at[i].value))
            ASSERT(headers->at[i].value.len <= 128);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct http_headers headers;

    arena_init(&arena, ARENA_MAX);
    headers = lines_in(span_of((const char *)data, size), &arena);
    check_dates(&headers);
    check_cache_control(&headers);
    check_tags(&headers);
    check_vary(&headers, &arena);
    check_cors(&headers, &arena);
    arena_fini(&arena);
    return 0;
}
