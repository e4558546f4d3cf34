/* test_span.c - borrowed bytes: comparing, searching, cutting, matching. */
#include "cache/base/span.h"

#include <criterion/criterion.h>

Test(span, absent_equals_only_absent)
{
    struct span empty = SPAN("");
    cr_assert(span_eq(SPAN_ABSENT, SPAN_ABSENT));
    cr_assert(!span_eq(SPAN_ABSENT, empty));
    cr_assert(!span_ieq(empty, SPAN_ABSENT));
    cr_assert(span_ieq(SPAN_ABSENT, SPAN_ABSENT));
    cr_assert(span_absent(span_cut(SPAN_ABSENT, 0, 9)));
    cr_assert(!span_absent(span_cut(empty, 3, 1)));
    cr_assert(span_absent(span_str(NULL)));
}

Test(span, order_is_total_with_absent_first)
{
    const struct span sorted[] = {SPAN_ABSENT, SPAN(""),    SPAN("A"),
                                  SPAN("Aa"),  SPAN("a"),   SPAN("a\0"),
                                  SPAN("ab"),  SPAN("\xff")};
    for (size_t i = 0; i < sizeof(sorted) / sizeof(*sorted); i++)
        for (size_t k = 0; k < sizeof(sorted) / sizeof(*sorted); k++) {
            int order = span_cmp(sorted[i], sorted[k]);
            cr_expect((order < 0) == (i < k), "%zu against %zu", i, k);
            cr_expect((order == 0) == (i == k), "%zu against %zu", i, k);
        }
}

Test(span, case_is_folded_for_ascii_letters_only)
{
    cr_assert(span_ieq(SPAN("OriGin"), SPAN("oRIgIN")));
    cr_assert(!span_ieq(SPAN("@["), SPAN("`{")), "not letters");
    cr_assert(!span_ieq(SPAN("\xc4"), SPAN("\xe4")), "not ASCII");
}

Test(span, only_the_two_cases_of_a_letter_are_alike)
{
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            char x = (char)a, y = (char)b;
            bool alike = ascii_lower(x) == ascii_lower(y);
            cr_expect_eq(span_ieq(span_of(&x, 1), span_of(&y, 1)), alike,
                         "byte %d against %d", a, b);
        }
}

Test(span, starts_ends_find_and_trim)
{
    struct span s = SPAN("/img/cat.png");
    cr_assert(span_starts(s, SPAN("/img")));
    cr_assert(span_starts(s, SPAN("")));
    cr_assert(!span_starts(SPAN("/i"), SPAN("/img")));
    cr_assert(span_ends(s, SPAN(".png")));
    cr_assert(!span_ends(SPAN("g"), SPAN("ng")));
    cr_assert(!span_starts(SPAN_ABSENT, SPAN("")));
    cr_assert_eq(span_find(s, '/', 0), 0u);
    cr_assert_eq(span_find(s, '/', 1), 4u);
    cr_assert_eq(span_find(s, '?', 0), s.len);
    cr_assert_eq(span_find(s, '/', 99), s.len);
    cr_assert(span_eq(span_trim(SPAN(" \t a b\t ")), SPAN("a b")));
    cr_assert_eq(span_trim(SPAN(" \t")).len, 0u);
    cr_assert(span_eq(span_cut(s, 5, 8), SPAN("cat")));
    cr_assert(span_eq(span_cut(s, 9, 999), SPAN("png")));
}

Test(span, a_list_yields_its_elements_with_quoted_strings_whole)
{
    static const struct {
        const char *list;
        const char *joined; /* the elements, '|' after each */
    } rows[] = {
        {"", ""},
        {" , ,\t,", ""},
        {"a", "a|"},
        {"a,b , c", "a|b|c|"},
        {"no-cache=\"a, b\", max-age=1", "no-cache=\"a, b\"|max-age=1|"},
        {"\"a\\\",b\",c", "\"a\\\",b\"|c|"},
        {"\"never ends, a", "\"never ends, a|"},
        {"a\\,b", "a\\|b|"},
        {"\"x\\", "\"x\\|"},
    };
    for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
        char joined[64] = "";
        struct span element;
        size_t at = 0;
        while (span_list_next(span_str(rows[r].list), &at, &element)) {
            strncat(joined, element.ptr, element.len);
            strcat(joined, "|");
        }
        cr_expect_str_eq(joined, rows[r].joined, "%s", rows[r].list);
    }
}

Test(span, numbers_are_digits_up_to_64_bits)
{
    uint64_t value = 7;
    cr_assert(span_u64(SPAN("18446744073709551615"), &value));
    cr_assert_eq(value, UINT64_MAX);
    cr_assert(span_u64(SPAN("007"), &value));
    cr_assert_eq(value, 7u);
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "18446744073709551616",
                                      "99999999999999999999999",
                                      "1a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        cr_expect(!span_u64(span_str(bad[i]), &value), "%s", bad[i]);
    cr_assert(!span_u64(SPAN_ABSENT, &value));
}

Test(span, a_token_has_only_token_characters)
{
    cr_assert(span_is_token(SPAN("x-Test_1!#$%&'*+-.^`|~")));
    static const char bad[] = " \t()<>@,;:\\\"/[]?={}\x7f\x80";
    for (size_t i = 0; i < sizeof(bad); i++) /* the NUL as well */
        cr_expect(!span_is_token(span_of(&bad[i], 1)), "byte %d", bad[i]);
    cr_assert(!span_is_token(SPAN("")));
    for (int byte = 0; byte < 256; byte++) {
        char c = (char)byte;
        bool token =
            byte > ' ' && byte < 0x7f && !strchr("()<>@,;:\\\"/[]?={}", byte);
        cr_expect_eq(span_is_token(span_of(&c, 1)), token, "byte %d", byte);
    }
}

Test(span, a_glob_matches_whole_strings)
{
    static const struct {
        const char *pattern, *s;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "/any/thing", true},
        {"?", "", false},
        {"?", "x", true},
        {"/a*z", "/az", true},
        {"/a*z", "/a/b/z", true},
        {"/a*z", "/a/b/zz", true},
        {"/a*z", "/a/b/zy", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "a-c-b", false},
        {"**", "x", true},
        {"*?*", "", false},
        {"*.PNG", "/x.png", false},
        {"a?c", "abc", true},
    };
    for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++)
        cr_expect_eq(span_glob(span_str(rows[r].pattern), span_str(rows[r].s)),
                     rows[r].matches, "%s against %s", rows[r].pattern,
                     rows[r].s);
}
