/* test_vary.c - selecting by Vary, and matching what was selected. */
#include "cache/http/vary.h"

#include "tests/lines.h"

#include <criterion/criterion.h>

struct row {
    const char *response;
    const char *first;  /* the request that was answered */
    const char *second; /* the one that asks now */
    bool matches;
    const char *reason;
};

static const struct row rows[] = {
    {"", "Origin: a", "Origin: b", true, "without Vary everything matches"},
    {"Vary: ", "Origin: a", "Origin: b", true, "an empty Vary names nothing"},
    {"Vary: Origin", "Origin: a", "Origin: a\nX: 1", true, "the same"},
    {"Vary: Origin", "Origin: a", "Origin: b", false, "another"},
    {"Vary: Origin", "Origin: a", "Origin: A", false, "values keep their case"},
    {"Vary: ORIGIN", "origin: a", "Origin: a", true, "names do not"},
    {"Vary: Origin", "Origin: a", "", false, "absent now"},
    {"Vary: Origin", "", "Origin: a", false, "absent then"},
    {"Vary: Origin", "", "X: 1", true, "absent both times"},
    {"Vary: Origin", "Origin: ", "", false, "empty is not absent"},
    {"Vary: Origin", "", "Origin: ", false, "neither way"},
    {"Vary: Origin", "Origin: ", "Origin: ", true, "empty both times"},
    {"Vary: A, B", "A: 1\nB: 2", "B: 2\nA: 1", true, "in any order"},
    {"Vary: A, B", "A: 1\nB: 2", "A: 1\nB: 3", false, "one of two differs"},
    {"Vary: A\nVary: B", "A: 1\nB: 2", "A: 1\nB: 3", false, "two Vary lines"},
    {"Vary: A\nVary: a, A", "A: 1", "A: 1", true, "named three times"},
    {"Vary: A", "A: 1\nA: 2", "A: 1, 2", true, "two lines are their join"},
    {"Vary: A", "A: 1, 2", "A: 1\nA: 2", true, "the other way too"},
    {"Vary: A", "A: 1\nA: 2", "A: 1\nX: 0\nA: 2", true, "others between"},
    {"Vary: A", "A: 1\nA: 2", "A: 2\nA: 1", false, "their order counts"},
    {"Vary: A", "A: 1\nA: 2", "A: 1", false, "one line less"},
    {"Vary: A", "A: 1", "A: 1\nA: 2", false, "one line more"},
    {"Vary: A", "A: 1\nA: ", "A: 1, ", false, "trimmed: no blank at the end"},
    {"Vary: A", "A: \nA: ", "A: ", false, "two empty lines are \", \""},
    {"Vary: A", "A: 1,2", "A: 1, 2", false, "blanks inside count"},
    {"Vary: *", "A: 1", "A: 2", true, "the asterisk selects nothing"},
    {"Vary: A, *", "A: 1", "A: 2", false, "the rest still counts"},
};

Test(vary, a_later_request_matches_or_not)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct http_headers response = lines_of(&arena, rows[i].response);
        struct http_headers first = lines_of(&arena, rows[i].first);
        struct http_headers second = lines_of(&arena, rows[i].second);
        struct http_headers selected;

        cr_assert_eq(vary_select(&selected, &arena, &response, &first), 0);
        cr_expect(vary_match(&selected, &first), "itself: %s", rows[i].reason);
        cr_expect_eq(vary_match(&selected, &second), rows[i].matches, "%s",
                     rows[i].reason);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

Test(vary, each_header_is_selected_once_and_lacking_ones_are_noted)
{
    struct arena arena;
    struct http_headers response, request, selected;

    arena_init(&arena, 1 << 16);
    response = lines_of(&arena, "Vary: accept, Origin\nVary: ACCEPT, *");
    request = lines_of(&arena, "Accept: a\nX: y\nAccept: b");
    cr_assert_eq(vary_select(&selected, &arena, &response, &request), 0);
    cr_assert_eq(selected.n, 3u);
    cr_expect_eq(http_headers_count(&selected, SPAN("accept")), 2u);
    cr_expect(span_eq(selected.at[1].value, SPAN("b")));
    cr_expect(span_eq(selected.at[2].name, SPAN("Origin")));
    cr_expect(span_absent(selected.at[2].value));
    arena_fini(&arena);
}

Test(vary, the_asterisk_is_found_wherever_it_stands)
{
    static const struct {
        const char *response;
        bool any;
    } stars[] = {{"", false},
                 {"Vary: Origin", false},
                 {"Vary: *", true},
                 {"vary: Origin , *", true},
                 {"Vary: Origin\nVARY: *", true},
                 {"Vary: **", false},
                 {"Vary: \"*\"", false},
                 {"X-Vary: *", false}};
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(stars) / sizeof(*stars); i++) {
        struct http_headers response = lines_of(&arena, stars[i].response);

        cr_expect_eq(vary_is_any(&response), stars[i].any, "%s",
                     stars[i].response);
    }
    arena_fini(&arena);
}

Test(vary, more_names_than_lines_fit_are_an_error)
{
    struct arena arena;
    struct http_headers response = {0}, request = {0}, selected;
    char names[HTTP_HEADERS_MAX + 1][4];

    arena_init(&arena, 1 << 20);
    for (unsigned i = 0; i <= HTTP_HEADERS_MAX; i++) {
        memcpy(names[i],
               (char[]){'a', (char)('a' + i / 26), (char)('a' + i % 26), 0}, 4);
        if (i == 0)
            continue;
        cr_assert_eq(http_headers_add(&response, &arena, SPAN("Vary"),
                                      span_of(names[i], 3)),
                     0);
    }
    cr_expect_eq(vary_select(&selected, &arena, &response, &request), 0);
    cr_expect_eq(selected.n, (size_t)HTTP_HEADERS_MAX);
    response.at[0].value = SPAN("one, two");
    cr_expect_eq(vary_select(&selected, &arena, &response, &request),
                 ERR_TOO_LONG);
    arena_fini(&arena);
}
