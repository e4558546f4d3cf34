/* test_stored_headers.c - what is kept of an answer's head, and of a 304's. */
#include "cache/stored_headers.h"

#include "tests/http_values.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NOW_MS INT64_C(1767225600000)

struct bench {
    struct arena arena;
    struct behavior behavior;
};

static void setup(struct bench *b)
{
    *b = (struct bench){0};
    arena_init(&b->arena, 1u << 22);
    b->behavior.rules.filter_vary = true;
    b->behavior.rules.strip_set_cookie = true;
}

static const char *kept(struct bench *b, const char *answer)
{
    struct http_headers in = headers_of(&b->arena, answer), out;

    cr_assert_eq(stored_headers(&out, &b->arena, &b->behavior, &in, NOW_MS), 0);
    return headers_text(&b->arena, &out);
}

static const char *merged(struct bench *b, const char *stored,
                          const char *answer)
{
    struct http_headers old = headers_of(&b->arena, stored);
    struct http_headers news = headers_of(&b->arena, answer), of_news, out;

    cr_assert_eq(
        stored_headers(&of_news, &b->arena, &b->behavior, &news, NOW_MS), 0);
    cr_assert_eq(
        refreshed_headers(&out, &b->arena, &b->behavior, &old, &of_news), 0);
    return headers_text(&b->arena, &out);
}

Test(stored_headers, order_and_duplicates_stay_hop_by_hop_lines_go)
{
    struct bench b;

    setup(&b);
    cr_assert_str_eq(kept(&b,
                          "Date: d | X: 2 | Connection: close | Age: 7 | x: 1 "
                          "| Transfer-Encoding: chunked | Content-Length: 5 "
                          "| Keep-Alive: 5 | Trailer: T | Upgrade: h2c "
                          "| X-Cache: Hit from elsewhere "
                          "| Access-Control-Allow-Origin: https://a.example"),
                     "Date: d | X: 2 | x: 1 "
                     "| Access-Control-Allow-Origin: https://a.example");
    arena_fini(&b.arena);
}

Test(stored_headers, an_answer_without_date_gets_one)
{
    struct bench b;

    setup(&b);
    cr_assert_str_eq(kept(&b, "X: 1"),
                     "X: 1 | Date: Thu, 01 Jan 2026 00:00:00 GMT");
    arena_fini(&b.arena);
}

/* cloudfront.md 4.4: Accept-Encoding and Cookie always, others if forwarded. */
Test(stored_headers, vary_names_only_what_is_forwarded)
{
    static const struct {
        const char *forwarded, *keyed, *vary, *kept;
    } rows[] = {
        {"none", "none", "Origin", "Date: d"},
        {"none", "none", "Origin, Accept-Encoding",
         "Date: d | Vary: Accept-Encoding"},
        {"none", "none", "cookie,accept-encoding",
         "Date: d | Vary: cookie,accept-encoding"},
        {"only origin", "none",
         "Origin, Access-Control-Request-Headers, "
         "Access-Control-Request-Method",
         "Date: d | Vary: Origin"},
        {"none", "only Origin", "Accept-Encoding,,Origin,X",
         "Date: d | Vary: Accept-Encoding, Origin"},
        {"none", "none", "*", "Date: d"},
        {"none", "none", "", "Date: d | Vary: "},
        {"all", "none", "Origin, X", "Date: d | Vary: Origin, X"},
    };
    struct bench b;

    setup(&b);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char answer[256];

        snprintf(answer, sizeof(answer), "Date: d | Vary: %s", rows[i].vary);
        b.behavior.forward.headers = names_of(&b.arena, rows[i].forwarded);
        b.behavior.key.headers = names_of(&b.arena, rows[i].keyed);
        cr_assert_str_eq(kept(&b, answer), rows[i].kept, "row %zu", i);
    }
    b.behavior.rules.filter_vary = false;
    cr_assert_str_eq(kept(&b, "Date: d | Vary: X,*"), "Date: d | Vary: X,*");
    arena_fini(&b.arena);
}

/* Blanks that the filter adds made its text longer than the origin's. */
Test(stored_headers, a_vary_of_many_short_names_is_filtered_in_bounds)
{
    struct bench b;
    struct http_header line = {SPAN("Vary"), SPAN_ABSENT};
    struct http_headers in = {&line, 1, 1}, out;
    char text[6000] = "X", *at = text + 1;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "only a");
    while (at < text + sizeof(text) - 2) {
        *at++ = ',';
        *at++ = 'a';
    }
    line.value = span_of(text, (size_t)(at - text));
    cr_assert_eq(stored_headers(&out, &b.arena, &b.behavior, &in, NOW_MS), 0);
    cr_assert_eq(out.at[0].value.len, 3 * (line.value.len / 2) - 2);
    cr_assert(span_starts(out.at[0].value, SPAN("a, a, a, a")));
    arena_fini(&b.arena);
}

Test(stored_headers, set_cookie_stays_only_where_cookies_are_forwarded)
{
    struct bench b;

    setup(&b);
    cr_assert_str_eq(kept(&b, "Date: d | Set-Cookie: a=1"), "Date: d");
    b.behavior.forward.cookies = names_of(&b.arena, "only b");
    cr_assert_str_eq(kept(&b, "Date: d | Set-Cookie: a=1"),
                     "Date: d | Set-Cookie: a=1");
    b.behavior.forward.cookies = names_of(&b.arena, "none");
    b.behavior.key.cookies = names_of(&b.arena, "all");
    cr_assert_str_eq(kept(&b, "Date: d | Set-Cookie: a=1"),
                     "Date: d | Set-Cookie: a=1");
    b.behavior.key.cookies = names_of(&b.arena, "none");
    b.behavior.rules.strip_set_cookie = false;
    cr_assert_str_eq(kept(&b, "Date: d | Set-Cookie: a=1"),
                     "Date: d | Set-Cookie: a=1");
    arena_fini(&b.arena);
}

/* cloudfront.md 6.2 */
Test(stored_headers, an_etag_without_quotes_is_dropped)
{
    static const struct {
        const char *etag;
        bool stays;
    } rows[] = {
        {"\"a\"", true},    {"W/\"a\"", true}, {"\"\"", true}, {"a", false},
        {"\"a", false},     {"a\"", false},    {"\"", false},  {"W/a", false},
        {"w/\"a\"", false}, {"", false},
    };
    struct bench b;

    setup(&b);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char answer[64], as_sent[64];

        snprintf(answer, sizeof(answer), "Date: d | ETag: %s", rows[i].etag);
        snprintf(as_sent, sizeof(as_sent), "%s",
                 rows[i].stays ? answer : "Date: d");
        cr_assert_str_eq(kept(&b, answer), as_sent);
    }
    arena_fini(&b.arena);
}

/* cloudfront.md 4.3: the fix of a bucket's CORS does not reach what is stored.
 */
Test(stored_headers, a_304_moves_the_date_and_leaves_cors_lines_alone)
{
    struct bench b;

    setup(&b);
    cr_assert_str_eq(
        merged(&b,
               "Date: 1 | ETag: \"e\" | Cache-Control: max-age=1 "
               "| Access-Control-Allow-Origin: https://a.example | Vary: A",
               "Date: 2 | Access-Control-Allow-Origin: * | Vary: Origin "
               "| Cache-Control: max-age=2 | Cache-Control: public "
               "| Expires: x | ETag: \"f\" | X-New: 1"),
        "ETag: \"e\" | Access-Control-Allow-Origin: https://a.example "
        "| Vary: A | Date: 2 | Cache-Control: max-age=2 "
        "| Cache-Control: public | Expires: x");
    cr_assert_str_eq(merged(&b, "Date: 1 | X: 1", "Y: 2"),
                     "X: 1 | Date: Thu, 01 Jan 2026 00:00:00 GMT");
    arena_fini(&b.arena);
}

/* RFC 9111 3.2 */
Test(stored_headers, a_304_may_update_everything_but_framing_and_content)
{
    struct bench b;

    setup(&b);
    b.behavior.rules.refresh_merges = true;
    cr_assert_str_eq(
        merged(&b,
               "Date: 1 | Content-Type: a | X: 1 | X: 2 | Stays: 1 "
               "| Access-Control-Allow-Origin: https://a.example",
               "Date: 2 | Content-Type: b | Content-Length: 0 | X: 3 "
               "| Connection: close | Age: 3 | Content-Encoding: gzip "
               "| Access-Control-Allow-Origin: * | Set-Cookie: a=1"),
        "Content-Type: a | Stays: 1 | Date: 2 | X: 3 "
        "| Access-Control-Allow-Origin: *");
    arena_fini(&b.arena);
}

Test(stored_headers, a_304s_vary_is_filtered_like_any_other)
{
    struct bench b;

    setup(&b);
    b.behavior.rules.refresh_merges = true;
    cr_assert_str_eq(merged(&b, "Date: 1 | Vary: Accept-Encoding",
                            "Date: 2 | Vary: Origin, Accept-Encoding"),
                     "Date: 2 | Vary: Accept-Encoding");
    arena_fini(&b.arena);
}

Test(stored_headers, a_ceiling_is_an_error)
{
    struct bench b;
    struct http_headers in, out;
    int err = ERR_TOO_LONG;
    size_t max = 0;

    setup(&b);
    in = headers_of(&b.arena, "X: 1 | Vary: X, Cookie");
    for (; err && max < 4096; max += 16) {
        struct arena small;

        arena_init(&small, max);
        err = stored_headers(&out, &small, &b.behavior, &in, NOW_MS);
        cr_assert(err || span_eq(http_headers_get(&out, SPAN("Vary")),
                                 SPAN("Cookie")));
        arena_fini(&small);
    }
    cr_assert_eq(err, 0);
    arena_fini(&b.arena);
}

Test(stored_headers, a_date_that_cannot_be_read_is_now)
{
    struct bench b;
    struct http_headers headers;

    setup(&b);
    headers = headers_of(&b.arena, "Date: Thu, 01 Jan 2026 00:00:09 GMT");
    cr_assert_eq(answer_date_ms(&headers, NOW_MS), NOW_MS + 9000);
    headers = headers_of(&b.arena, "Date: yesterday");
    cr_assert_eq(answer_date_ms(&headers, NOW_MS), NOW_MS);
    headers = headers_of(&b.arena, "");
    cr_assert_eq(answer_date_ms(&headers, NOW_MS), NOW_MS);
    arena_fini(&b.arena);
}
