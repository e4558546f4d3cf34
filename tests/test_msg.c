/* test_msg.c - header lists: order, duplicates, joins, copies, ceilings. */
#include "cache/http/msg.h"

#include "tests/lines.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define ARENA_MAX 65536

/* The list as text, "name=value;" after each line. */
static void expect_lines(const struct http_headers *headers, const char *text,
                         const char *reason)
{
    char told[1024] = "";
    size_t len = 0;

    for (size_t i = 0; i < headers->n; i++)
        len += (size_t)snprintf(told + len, sizeof(told) - len, "%.*s=%.*s;",
                                SPAN_ARG(headers->at[i].name),
                                SPAN_ARG(headers->at[i].value));
    cr_expect_str_eq(told, text, "%s: %s", reason, told);
}

Test(msg, lines_keep_their_order_case_and_duplicates)
{
    struct arena arena;
    struct http_headers headers = {0};

    arena_init(&arena, ARENA_MAX);
    headers = lines_of(&arena, "Via: 1\naccept: a\nVIA: 2\nX: \nvia: 3\n");
    expect_lines(&headers, "Via=1;accept=a;VIA=2;X=;via=3;", "as added");
    cr_expect_eq(http_headers_count(&headers, SPAN("viA")), 3u);
    cr_expect_eq(http_headers_count(&headers, SPAN("vi")), 0u);
    cr_expect(span_eq(http_headers_get(&headers, SPAN("vIa")), SPAN("1")));
    cr_expect(span_eq(http_headers_get(&headers, SPAN("x")), SPAN("")),
              "empty is not absent");
    cr_expect(span_absent(http_headers_get(&headers, SPAN("y"))));

    cr_expect_eq(http_headers_set(&headers, &arena, SPAN("Via"), SPAN("9")), 0);
    expect_lines(&headers, "accept=a;X=;Via=9;", "set replaces them all");
    cr_expect_eq(http_headers_set(&headers, &arena, SPAN("N"), SPAN("1")), 0);
    expect_lines(&headers, "accept=a;X=;Via=9;N=1;", "set adds a new one");
    cr_expect_eq(http_headers_remove(&headers, SPAN("x")), 1u);
    cr_expect_eq(http_headers_remove(&headers, SPAN("x")), 0u);
    expect_lines(&headers, "accept=a;Via=9;N=1;", "removed");
    arena_fini(&arena);
}

Test(msg, the_join_of_one_line_is_that_line_and_of_more_a_list)
{
    struct arena arena;
    struct http_headers headers;
    struct span joined;

    arena_init(&arena, ARENA_MAX);
    headers = lines_of(&arena, "A: 1\nB: x\na: \nA: 2, 3");
    joined = http_headers_joined(&headers, SPAN("b"), &arena);
    cr_expect_eq(joined.ptr, headers.at[1].value.ptr, "borrowed, not copied");
    joined = http_headers_joined(&headers, SPAN("a"), &arena);
    cr_expect(span_eq(joined, SPAN("1, , 2, 3")), "%.*s", SPAN_ARG(joined));
    cr_expect(span_absent(http_headers_joined(&headers, SPAN("c"), &arena)));
    arena.max = arena.used;
    cr_expect(span_absent(http_headers_joined(&headers, SPAN("a"), &arena)),
              "no room in the arena");
    cr_expect(
        span_eq(http_headers_joined(&headers, SPAN("b"), &arena), SPAN("x")),
        "one line needs none");
    arena_fini(&arena);
}

Test(msg, a_list_is_full_at_its_limit_and_stays_whole)
{
    struct arena arena;
    struct http_headers headers = {0};

    arena_init(&arena, ARENA_MAX);
    for (int i = 0; i < HTTP_HEADERS_MAX; i++)
        cr_assert_eq(http_headers_add(&headers, &arena, SPAN("A"), SPAN("1")),
                     0);
    cr_expect_eq(http_headers_add(&headers, &arena, SPAN("A"), SPAN("1")),
                 ERR_TOO_LONG);
    cr_expect_eq(headers.n, (size_t)HTTP_HEADERS_MAX);
    cr_expect_eq(http_headers_set(&headers, &arena, SPAN("a"), SPAN("2")), 0,
                 "what it drops makes room");
    expect_lines(&headers, "a=2;", "and nothing else is left");
    arena_fini(&arena);
}

Test(msg, past_the_arenas_ceiling_nothing_is_half_done)
{
    struct arena arena;
    const struct http_request from = {.method = SPAN("GET"),
                                      .scheme = SPAN("https"),
                                      .authority = SPAN("a"),
                                      .path = SPAN("/p"),
                                      .headers = {0}};
    struct http_request request = from;
    bool copied = false;

    arena_init(&arena, ARENA_MAX);
    request.headers = lines_of(&arena, "A: 1\nB: 22\nC: 333");
    for (size_t max = 0; !copied; max++) {
        struct http_request to = {.path = SPAN("/before")};
        struct arena tight;

        cr_assert_lt(max, (size_t)ARENA_MAX);
        arena_init(&tight, max);
        copied = http_request_copy(&to, &tight, &request) == 0;
        if (copied)
            expect_lines(&to.headers, "A=1;B=22;C=333;", "a copy");
        else
            cr_expect(span_eq(to.path, SPAN("/before")), "ceiling %zu", max);
        arena_fini(&tight);
    }
    arena_fini(&arena);
}

Test(msg, a_copy_outlives_what_it_was_made_from)
{
    struct arena arena;
    char bytes[] = "GET/pqOv";
    struct http_header line = {span_of(bytes + 6, 1), span_of(bytes + 7, 1)};
    struct http_request from = {.method = span_of(bytes, 3),
                                .path = span_of(bytes + 3, 2),
                                .query = span_of(bytes + 5, 0),
                                .headers = {&line, 1, 1}};
    struct http_request to;

    arena_init(&arena, ARENA_MAX);
    cr_assert_eq(http_request_copy(&to, &arena, &from), 0);
    memset(bytes, '#', sizeof(bytes));
    cr_expect(span_eq(to.method, SPAN("GET")));
    cr_expect(span_eq(to.path, SPAN("/p")));
    cr_expect(span_eq(to.query, SPAN("")), "empty stays empty");
    cr_expect(span_absent(to.authority), "absent stays absent");
    expect_lines(&to.headers, "O=v;", "lines too");
    from.headers.n = 0;
    cr_assert_eq(http_headers_copy(&to.headers, &arena, &from.headers), 0);
    expect_lines(&to.headers, "", "a copy replaces what was there");
    arena_fini(&arena);
}

Test(msg, methods_are_case_sensitive)
{
    static const struct {
        const char *text;
        enum http_method method;
    } rows[] = {{"GET", HTTP_GET},           {"HEAD", HTTP_HEAD},
                {"POST", HTTP_POST},         {"PUT", HTTP_PUT},
                {"DELETE", HTTP_DELETE},     {"OPTIONS", HTTP_OPTIONS},
                {"PATCH", HTTP_PATCH},       {"get", HTTP_METHOD_OTHER},
                {"GETS", HTTP_METHOD_OTHER}, {"", HTTP_METHOD_OTHER},
                {NULL, HTTP_METHOD_OTHER}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_eq(http_method_of(span_str(rows[i].text)), rows[i].method,
                     "%s", rows[i].text ? rows[i].text : "absent");
}

Test(msg, standard_statuses_have_a_phrase_and_others_none)
{
    cr_expect_str_eq(http_reason(200), "OK");
    cr_expect_str_eq(http_reason(404), "Not Found");
    cr_expect_str_eq(http_reason(413), "Content Too Large", "RFC 9110's name");
    cr_expect_str_eq(http_reason(306), "");
    cr_expect_str_eq(http_reason(299), "");
    cr_expect_str_eq(http_reason(0), "");
}

Test(msg, fields_of_one_connection_are_known_by_name)
{
    static const char *const hop[] = {
        "Connection", "keep-alive",        "PROXY-CONNECTION", "te",
        "Trailer",    "Transfer-Encoding", "upgrade"};
    static const char *const on[] = {"Via",  "Content-Length", "Trailers",
                                     "Host", "Origin",         ""};

    for (size_t i = 0; i < sizeof(hop) / sizeof(*hop); i++)
        cr_expect(http_is_hop_by_hop(span_str(hop[i])), "%s", hop[i]);
    for (size_t i = 0; i < sizeof(on) / sizeof(*on); i++)
        cr_expect_not(http_is_hop_by_hop(span_str(on[i])), "%s", on[i]);
}
