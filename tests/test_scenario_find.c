/* test_scenario_find.c - lessons are found by their tags and by their words */
#include "bench/embedded.h"
#include "bench/scenario_find.h"

#include <criterion/criterion.h>

static void read_file(const struct embedded_file *file, struct scenario *it)
{
    cr_assert_eq(scenario_read(it, file->name,
                               span_of((const char *)file->bytes, file->len)),
                 0, "%s", it->reader.error);
}

Test(scenario_find, every_file_of_the_library_is_read_and_lessons_have_tags)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario it;

        read_file(&embedded_scenarios[i], &it);
        cr_expect_gt(it.n_tags, 0, "%s: give it \"tags\"; popbox list --tags",
                     embedded_scenarios[i].name);
        scenario_fini(&it);
    }
    for (size_t i = 0; i < embedded_claims_n; i++) {
        struct scenario it;

        read_file(&embedded_claims[i], &it);
        scenario_fini(&it);
    }
}

static const struct {
    const char *word;
    bool found;
    const char *why;
} rows[] = {
    {"download", true, "of the symptom"},
    {"DISABLE CACHE", true, "several words, in any case"},
    {"crossor", true, "the beginning of a word, of a cure's name"},
    {"rossorigin", false, "the middle of a word"},
    {"browser-cache", true, "a tag"},
    {"s44", true, "its id"},
    {"<img>", true, "no letter at its beginning"},
    {"'reload'", true, "a quote"},
    {"", true, "nothing"},
    {"zebra", false, "nowhere"},
    {"Where a word is longer than any of the texts that it is looked for in",
     false, "longer"},
};

Test(scenario_find, a_word_is_looked_for_in_all_that_a_lesson_says)
{
    struct scenario it;

    read_file(scenario_named(SPAN("S44")), &it);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_eq(scenario_speaks_of(&it, span_str(rows[i].word)),
                     rows[i].found, "%s: %s", rows[i].word, rows[i].why);
    cr_expect(scenario_has_tag(&it, SPAN("image")));
    cr_expect_not(scenario_has_tag(&it, SPAN("font")));
    scenario_fini(&it);
}

/* ---- links ----------------------------------------------------------------
 */

/* What is asked of a link: a scheme, a host with a dot, no blank, nothing that
 * a browser would have to mend. */
static bool is_in_form(struct span link)
{
    size_t host_end = span_find(link, '/', 8);

    if (!span_starts(link, SPAN("https://")) || host_end == link.len ||
        span_find(link, '.', 8) > host_end)
        return false;
    for (size_t i = 0; i < link.len; i++)
        if (link.ptr[i] <= ' ' || link.ptr[i] > '~' ||
            strchr("<>\"{}|\\^`", link.ptr[i]))
            return false;
    return true;
}

Test(scenario_find, links_are_in_form_and_never_twice)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario it;

        read_file(&embedded_scenarios[i], &it);
        cr_expect_gt(it.n_links, 0, "%s has no link", it.id.ptr);
        for (size_t k = 0; k < it.n_links; k++) {
            cr_expect(is_in_form(it.links[k]), "%s: %s", it.id.ptr,
                      it.links[k].ptr);
            for (size_t n = 0; n < k; n++)
                cr_expect(!span_eq(it.links[k], it.links[n]), "%s: twice %s",
                          it.id.ptr, it.links[k].ptr);
        }
        scenario_fini(&it);
    }
}
