/* test_recipe.c - does a set of names mean this one. */
#include "cache/recipe.h"

#include <criterion/criterion.h>

static bool has(enum name_rule rule, bool globs, const char *name,
                bool any_case)
{
    static const struct span names[] = {SPAN_STATIC("Origin"),
                                        SPAN_STATIC("x-*"), SPAN_STATIC("s?d")};
    const struct name_set set = {
        .rule = rule, .names = names, .n_names = 3, .globs = globs};

    return name_set_has(&set, span_str(name), any_case);
}

Test(recipe, rules_say_how_the_list_is_meant)
{
    cr_expect(!has(NAMES_NONE, false, "Origin", true));
    cr_expect(has(NAMES_ALL, false, "anything", true));
    cr_expect(has(NAMES_LISTED, false, "Origin", true));
    cr_expect(!has(NAMES_LISTED, false, "Accept", true));
    cr_expect(!has(NAMES_ALL_EXCEPT, false, "Origin", true));
    cr_expect(has(NAMES_ALL_EXCEPT, false, "Accept", true));
}

Test(recipe, case_counts_where_the_caller_says_so)
{
    cr_expect(has(NAMES_LISTED, false, "oRIGIN", true));
    cr_expect(!has(NAMES_LISTED, false, "oRIGIN", false));
    cr_expect(has(NAMES_LISTED, true, "oRIGIN", true));
    cr_expect(!has(NAMES_LISTED, true, "oRIGIN", false));
}

Test(recipe, wildcards_count_only_in_sets_of_globs)
{
    static const struct {
        const char *name;
        bool any_case, means;
        const char *why;
    } rows[] = {
        {"X-Edge", true, true, "a header by its beginning, in any case"},
        {"x-", true, true, "the rest may be empty"},
        {"x", true, false, "the beginning may not"},
        {"sid", true, false, "a header's '?' is no wildcard"},
        {"x-a", false, true, "a cookie by '*'"},
        {"X-a", false, false, "a cookie's case counts"},
        {"sid", false, true, "a cookie by '?'"},
        {"sd", false, false, "'?' stands for one"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cr_expect_eq(has(NAMES_LISTED, true, rows[i].name, rows[i].any_case),
                     rows[i].means, "%s", rows[i].why);
        cr_expect(!has(NAMES_LISTED, false, rows[i].name, rows[i].any_case),
                  "%s", rows[i].name);
    }
}
