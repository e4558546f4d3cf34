/* test_validators.c - entity tags, and RFC 9110 13.2.2 as a table. */
#include "cache/http/validators.h"

#include "tests/lines.h"

#include <criterion/criterion.h>

/* RFC 9110 8.8.3.2, its table. */
Test(validators, entity_tags_compare_weakly_and_strongly)
{
    static const struct {
        const char *a;
        const char *b;
        bool weak;
        bool strong;
    } rows[] = {
        {"\"1\"", "\"1\"", true, true},
        {"W/\"1\"", "\"1\"", true, false},
        {"W/\"1\"", "W/\"1\"", true, false},
        {"W/\"1\"", "W/\"2\"", false, false},
        {"\"1\"", "\"2\"", false, false},
        {"\"a\"", "\"A\"", false, false},
        {"w/\"1\"", "\"1\"", false, false},
        {"\"\"", "\"\"", true, true},
        {"\"1\"", NULL, false, false},
        {NULL, NULL, false, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct span a = span_str(rows[i].a), b = span_str(rows[i].b);

        cr_expect_eq(etag_match_weak(a, b), rows[i].weak, "row %zu", i);
        cr_expect_eq(etag_match_weak(b, a), rows[i].weak, "row %zu", i);
        cr_expect_eq(etag_match_strong(a, b), rows[i].strong, "row %zu", i);
        cr_expect_eq(etag_match_strong(b, a), rows[i].strong, "row %zu", i);
    }
}

Test(validators, a_list_of_tags_is_searched)
{
    static const struct {
        const char *list;
        const char *etag;
        bool weak;
        bool strong;
        const char *reason;
    } rows[] = {
        {"\"a\"", "\"a\"", true, true, "one"},
        {"\"x\", \"a\" ,\"y\"", "\"a\"", true, true, "one of three"},
        {",, \t\"a\",", "\"a\"", true, true, "empty elements"},
        {"W/\"a\"", "\"a\"", true, false, "a weak element"},
        {"\"a\"", "W/\"a\"", true, false, "a weak tag"},
        {"*", "\"a\"", true, true, "any"},
        {" * ", NULL, true, true, "any, of a resource without a tag"},
        {"\"a\"", NULL, false, false, "no tag to match"},
        {"*, \"b\"", "\"a\"", false, false, "an asterisk in a list is none"},
        {"\"*\"", "\"a\"", false, false, "a quoted asterisk is a tag"},
        {"\"a, b\"", "\"a, b\"", true, true, "a comma inside"},
        {"\"x, \"a\"", "\"a\"", false, false, "quotes pair from the left"},
        {"\"a\\\", \"b\"", "\"b\"", true, true, "a backslash escapes nothing"},
        {"a", "\"a\"", true, true, "without quotes, as S3 takes it"},
        {"x, a", "\"a\"", true, true, "also in a list"},
        {"W/a", "\"a\"", true, false, "weak without quotes"},
        {"a", "W/\"a\"", true, false, "against a weak tag"},
        {"\"a", "\"a\"", false, false, "half a quote"},
        {"", "\"a\"", false, false, "empty"},
        {"", "\"\"", false, false, "empty is not the empty tag"},
        {"\"\"", "\"\"", true, true, "the empty tag"},
        {"ab", "\"a\"", false, false, "longer"},
        {"W/", "\"\"", true, false, "a mark and nothing: the empty tag"},
        {"\"", "\"", true, true, "bytes that are no tag, but the same"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct span list = span_str(rows[i].list);
        struct span etag = span_str(rows[i].etag);

        cr_expect_eq(etag_list_has(list, etag, false), rows[i].weak, "weak: %s",
                     rows[i].reason);
        cr_expect_eq(etag_list_has(list, etag, true), rows[i].strong,
                     "strong: %s", rows[i].reason);
    }
    cr_expect_not(etag_list_has(SPAN_ABSENT, SPAN("\"a\""), false));
}

#define OLDER   "Sat, 01 Jan 2000 00:00:00 GMT"
#define CHANGED "Sat, 01 Jan 2022 00:00:00 GMT"
#define NEWER   "Mon, 01 Jan 2024 00:00:00 GMT"
#define NOW_S   INT64_C(1735689600)

struct row {
    const char *request;
    enum condition condition;
    const char *reason;
};

/* Of a resource with the tag "a", changed at CHANGED. */
static const struct row rows[] = {
    {"", CONDITION_NONE, "nothing asked"},
    {"Range: bytes=0-\nIf-Range: \"a\"", CONDITION_NONE, "not asked here"},

    {"If-Match: \"a\"", CONDITION_PROCEED, "step 1, true"},
    {"If-Match: \"b\"", CONDITION_FAILED, "step 1, false"},
    {"If-Match: W/\"a\"", CONDITION_FAILED, "step 1 compares strongly"},
    {"If-Match: *", CONDITION_PROCEED, "step 1, any"},
    {"If-Match: \"b\"\nIf-Match: \"a\"", CONDITION_PROCEED, "over two lines"},
    {"If-Match: ", CONDITION_FAILED, "an empty list names nothing"},

    {"If-Unmodified-Since: " NEWER, CONDITION_PROCEED, "step 2, true"},
    {"If-Unmodified-Since: " CHANGED, CONDITION_PROCEED, "the very second"},
    {"If-Unmodified-Since: " OLDER, CONDITION_FAILED, "step 2, false"},
    {"If-Unmodified-Since: yesterday", CONDITION_NONE, "no date: ignored"},
    {"If-Match: \"a\"\nIf-Unmodified-Since: " OLDER, CONDITION_PROCEED,
     "step 2 only without If-Match"},
    {"If-Match: \"b\"\nIf-Unmodified-Since: " NEWER, CONDITION_FAILED,
     "and it does not save a failed one"},

    {"If-None-Match: \"a\"", CONDITION_NOT_MODIFIED, "step 3, false"},
    {"If-None-Match: W/\"a\"", CONDITION_NOT_MODIFIED, "compares weakly"},
    {"If-None-Match: *", CONDITION_NOT_MODIFIED, "any"},
    {"If-None-Match: \"b\"", CONDITION_PROCEED, "step 3, true"},
    {"If-None-Match: \"b\"\nIf-None-Match: \"c\", \"a\"",
     CONDITION_NOT_MODIFIED, "over two lines"},

    {"If-Modified-Since: " NEWER, CONDITION_NOT_MODIFIED, "step 4, false"},
    {"If-Modified-Since: " CHANGED, CONDITION_NOT_MODIFIED, "the very second"},
    {"If-Modified-Since: " OLDER, CONDITION_PROCEED, "step 4, true"},
    {"If-Modified-Since: Saturday, 01-Jan-22 00:00:00 GMT",
     CONDITION_NOT_MODIFIED, "RFC 850"},
    {"If-Modified-Since: 0", CONDITION_NONE, "no date: ignored"},
    {"If-Modified-Since: " NEWER "\nIf-Modified-Since: " NEWER, CONDITION_NONE,
     "two dates: ignored"},
    {"If-None-Match: \"b\"\nIf-Modified-Since: " NEWER, CONDITION_PROCEED,
     "step 4 only without If-None-Match"},
    {"If-None-Match: \"a\"\nIf-Modified-Since: " OLDER, CONDITION_NOT_MODIFIED,
     "and it does not undo it"},

    {"If-Match: \"b\"\nIf-None-Match: \"a\"", CONDITION_FAILED, "1 before 3"},
    {"If-Match: \"a\"\nIf-None-Match: \"a\"", CONDITION_NOT_MODIFIED,
     "1, then 3"},
    {"If-Unmodified-Since: " OLDER "\nIf-Modified-Since: " NEWER,
     CONDITION_FAILED, "2 before 4"},
    {"If-Unmodified-Since: " NEWER "\nIf-Modified-Since: " NEWER,
     CONDITION_NOT_MODIFIED, "2, then 4"},
};

/* Of a resource with neither. */
static const struct row bare[] = {
    {"If-Match: \"a\"", CONDITION_FAILED, "no tag, no match"},
    {"If-Match: *", CONDITION_PROCEED, "but it exists"},
    {"If-None-Match: \"a\"", CONDITION_PROCEED, "no tag, no match"},
    {"If-None-Match: *", CONDITION_NOT_MODIFIED, "but it exists"},
    {"If-Unmodified-Since: " OLDER, CONDITION_NONE, "no date: ignored"},
    {"If-Modified-Since: " NEWER, CONDITION_NONE, "no date: ignored"},
};

static void judge_rows(const struct row *table, size_t n, struct span etag,
                       struct span last_modified)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < n; i++) {
        struct http_headers request = lines_of(&arena, table[i].request);

        cr_expect_eq(condition_judge(&request, etag, last_modified, NOW_S),
                     table[i].condition, "%s: %s", table[i].reason,
                     table[i].request);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

Test(validators, conditions_are_judged_in_the_order_of_the_standard)
{
    judge_rows(rows, sizeof(rows) / sizeof(*rows), SPAN("\"a\""),
               SPAN(CHANGED));
}

Test(validators, a_resource_without_validators_matches_only_the_asterisk)
{
    judge_rows(bare, sizeof(bare) / sizeof(*bare), SPAN_ABSENT, SPAN_ABSENT);
    judge_rows(bare + 4, 2, SPAN_ABSENT, SPAN("not a date"));
}
