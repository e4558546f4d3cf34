/* test_selection.c - what a set of names selects of a request. */
#include "cache/selection.h"

#include "cache/base/buf.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

struct row {
    const char *set, *or_set, *given, *selected; /* NULL: absent */
};

static bool is_selected(struct span is, const char *text)
{
    return text ? span_eq(is, span_str(text)) : span_absent(is);
}

static struct name_set *set_of(struct arena *arena, struct name_set *set,
                               const char *text)
{
    if (!text)
        return NULL;
    *set = names_of(arena, text);
    return set;
}

Test(selection, query_parts_are_those_that_either_set_means_in_their_order)
{
    static const struct row rows[] = {
        {"none", NULL, "a=1", NULL},
        {"none", "none", "a=1", NULL},
        {"all", NULL, "a=1&b", "a=1&b"},
        {"all", NULL, "", ""},
        {"all", NULL, NULL, NULL},
        {"none", "all", "&&a", "&&a"},
        {"only a,b", NULL, "c=3&b=2&a=1&b=3", "b=2&a=1&b=3"},
        {"only a", NULL, "a&a=&A=1&=1", "a&a="},
        {"only a", NULL, "", NULL},
        {"only a", NULL, "&&&", NULL},
        {"only a", NULL, "x;a=1&a=2;b=1", "a=2;b=1"},
        {"but a", NULL, "a=1&b=2&c", "b=2&c"},
        {"but a", NULL, "a=1", NULL},
        /* What is keyed is always sent: the sets add up. */
        {"only a", "only b", "c&b=2&a=1", "b=2&a=1"},
        {"only a", "but a,b", "a&b&c", "a&c"},
        {"but a", "only a", "a&b", "a&b"},
        {"but a,x", "but b,x", "a&b&c&x", "a&b&c"},
    };
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct name_set set = names_of(&arena, rows[i].set), other;
        struct span selected;

        cr_assert_eq(select_query(&selected, &arena, span_str(rows[i].given),
                                  &set, set_of(&arena, &other, rows[i].or_set)),
                     0);
        cr_assert(is_selected(selected, rows[i].selected), "row %zu: %.*s", i,
                  SPAN_ARG(selected));
    }
    arena_fini(&arena);
}

Test(selection, cookies_are_sorted_by_name_and_equal_names_keep_their_order)
{
    static const struct row rows[] = {
        {"none", NULL, "Cookie: a=1", NULL},
        {"all", NULL, "", NULL},
        {"all", NULL, "Cookie: ", NULL},
        {"all", NULL, "Cookie: b=2; a=1", "a=1; b=2"},
        {"all", NULL, "Cookie: b=2;a=1;; ;c", "a=1; b=2; c"},
        {"all", NULL, "Cookie: a=2; a=1; A=3", "A=3; a=2; a=1"},
        {"all", NULL, "Cookie: a=x=y", "a=x=y"},
        {"all", NULL, "Cookie: b=2 | X: y | COOKIE: a=1", "a=1; b=2"},
        {"only a", NULL, "Cookie: A=1; ab=2; a=3", "a=3"},
        {"but a", NULL, "Cookie: a=3; b=1", "b=1"},
        {"only a", "only b", "Cookie: c=1; b=2; a=3", "a=3; b=2"},
        {"none", "all", "Cookie: c=1; b=2", "b=2; c=1"},
    };
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct name_set set = names_of(&arena, rows[i].set), other;
        struct http_headers headers = headers_of(&arena, rows[i].given);
        struct span selected;

        cr_assert_eq(select_cookies(&selected, &arena, &headers, &set,
                                    set_of(&arena, &other, rows[i].or_set)),
                     0);
        cr_assert(is_selected(selected, rows[i].selected), "row %zu: %.*s", i,
                  SPAN_ARG(selected));
    }
    arena_fini(&arena);
}

Test(selection, cookies_past_the_limit_are_an_error)
{
    struct name_set all = {.rule = NAMES_ALL};
    struct http_header line = {.name = SPAN("Cookie")};
    struct http_headers headers = {&line, 1, 1};
    struct span selected;
    struct arena arena;
    struct buf text;

    arena_init(&arena, 1u << 20);
    buf_init(&text, 1u << 20);
    for (int i = 0; i < SELECTION_COOKIES_MAX; i++)
        buf_addf(&text, "c%d;", SELECTION_COOKIES_MAX - i);
    line.value = buf_span(&text);
    cr_assert_eq(select_cookies(&selected, &arena, &headers, &all, NULL), 0);
    cr_assert(span_starts(selected, SPAN("c1; c10; c100; c101;")));
    buf_addf(&text, "one more");
    line.value = buf_span(&text);
    cr_assert_eq(select_cookies(&selected, &arena, &headers, &all, NULL),
                 ERR_TOO_LONG);
    cr_assert(span_absent(selected));
    buf_fini(&text);
    arena_fini(&arena);
}

Test(selection, a_header_is_all_its_lines_and_host_is_the_authority)
{
    struct arena arena, full;
    struct http_request request;
    struct span value;

    arena_init(&arena, 1u << 20);
    arena_init(&full, 0);
    request = request_of(&arena, "GET / | A: 1 | B: | a: 2");
    cr_assert_eq(select_header(&value, &arena, &request, SPAN("A")), 0);
    cr_assert(is_selected(value, "1, 2"));
    cr_assert_eq(select_header(&value, &arena, &request, SPAN("b")), 0);
    cr_assert(is_selected(value, ""));
    cr_assert_eq(select_header(&value, &arena, &request, SPAN("c")), 0);
    cr_assert(is_selected(value, NULL));
    cr_assert_eq(select_header(&value, &full, &request, SPAN("HOST")), 0);
    cr_assert(is_selected(value, "www.example.net"));
    cr_assert_eq(select_header(&value, &full, &request, SPAN("a")),
                 ERR_TOO_LONG);
    arena_fini(&arena);
}

Test(selection, encodings_have_one_text_each)
{
    cr_assert(is_selected(encoding_text(ENCODING_AS_IS), NULL));
    cr_assert(is_selected(encoding_text(ENCODING_ABSENT), NULL));
    cr_assert(is_selected(encoding_text(ENCODING_IDENTITY), "identity"));
    cr_assert(is_selected(encoding_text(ENCODING_GZIP), "gzip"));
    cr_assert(is_selected(encoding_text(ENCODING_BROTLI), "br"));
    cr_assert(is_selected(encoding_text(ENCODING_BOTH), "br,gzip"));
}
