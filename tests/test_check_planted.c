/*
 * test_check_planted.c - the checker at the planted configurations
 *
 * What each label claims is in tests/check/README.md; test_planted.c proves the
 * labels. Here the checker has to come to the same: property, scenario,
 * behavior, decision and number of steps. As released, all of them are checked;
 * under sanitizers, which take five times as long, every sixth is.
 */
#include "bench/check/check.h"
#include "tests/planted.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATHS_MAX 64

static struct planted it;

static bool is(struct span text, const char *word)
{
    return span_eq(text, span_str(word));
}

static struct span label(const char *member)
{
    const struct json *value = json_member(it.expect.root, member);

    return value ? json_string(value) : SPAN_ABSENT;
}

/* As the command does it: what a behavior is asked for exists. */
static void check(struct check_report *report)
{
    const struct check_options options = {.states_max = 0};
    struct span paths[PATHS_MAX];
    struct json_reader reader;
    struct arena arena;
    struct buf text;
    size_t n;

    arena_init(&arena, 1 << 20);
    planted_config(&it, NULL, 0, &text);
    cr_assert_eq(json_open(&reader, "config", buf_span(&text)), 0);
    n = check_paths(&arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    buf_fini(&text);
    planted_config(&it, paths, n, &text);
    cr_assert_eq(json_open(&reader, "config", buf_span(&text)), 0);
    cr_assert_eq(check_run(report, &reader, &options), 0, "%s: %s", it.name,
                 reader.error);
    json_close(&reader);
    buf_fini(&text);
    arena_fini(&arena);
}

static void say(const struct check_report *report)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct check_finding *found = report->findings[i];

        cr_log_warn(
            "%s: P%d %s %.*s, %zu steps at %.*s, reading %.*s%s", it.name,
            found->property + 1, check_guilty_word(found->guilty),
            SPAN_ARG(found->scenario), found->n_steps, SPAN_ARG(found->pattern),
            SPAN_ARG(found->reading), found->preflight ? ", a preflight" : "");
        for (size_t k = 0; k < found->n_steps; k++)
            cr_log_warn("    %.*s %.*s (%.*s)", SPAN_ARG(found->steps[k].who),
                        SPAN_ARG(found->steps[k].line),
                        SPAN_ARG(found->steps[k].around));
    }
}

static struct span text_of(const struct json *object, const char *member)
{
    return json_string(json_member(object, member));
}

static bool is_that(const struct check_finding *found, const struct json *label)
{
    return is(text_of(label, "property"),
              check_property_name(found->property)) &&
           is(text_of(label, "guilty"), check_guilty_word(found->guilty)) &&
           span_eq(text_of(label, "scenario"), found->scenario) &&
           span_eq(text_of(label, "behavior"), found->pattern) &&
           json_number(json_member(label, "steps")) == (double)found->n_steps;
}

static bool is_labelled(const struct check_finding *found)
{
    const struct json *finding = json_member(it.expect.root, "finding");
    const struct json *also = json_member(finding, "also");

    if (!span_eq(label("reading"), found->reading))
        return false;
    if (is_that(found, finding))
        return true;
    for (also = also ? json_first(also) : NULL; also; also = json_next(also))
        if (is_that(found, also))
            return true;
    return false;
}

static bool finds_what_is_labelled(const struct check_report *report)
{
    for (size_t i = 0; i < report->n_findings; i++)
        if (is_labelled(report->findings[i]))
            return true;
    return false;
}

/* Findings that hold as AWS's documentation is read by default. */
static size_t n_plain(const struct check_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->n_findings; i++)
        n += span_absent(report->findings[i]->reading);
    return n;
}

static void check_one(void)
{
    struct check_report report;
    struct span verdict = label("verdict");
    bool ok;

    check(&report);
    if (is(verdict, "clean"))
        ok = report.n_findings == 0 && span_absent(report.bound);
    else
        ok = finds_what_is_labelled(&report) &&
             (is(verdict, "bad") || n_plain(&report) == 0);
    if (!ok)
        say(&report);
    cr_expect(ok, "%s is %.*s; %zu findings%s%.*s", it.name, SPAN_ARG(verdict),
              report.n_findings, span_absent(report.bound) ? "" : ", a bound: ",
              SPAN_ARG(report.bound));
    check_fini(&report);
}

Test(check_planted, the_checker_comes_to_every_label)
{
    struct arena arena;
    const char *names[PLANTED_MAX];
    size_t n;

    arena_init(&arena, 1 << 20);
    n = planted_names(&arena, names);
    for (size_t i = 0; i < n; i += PLANTED_EVERY) {
        planted_open(&it, names[i]);
        check_one();
        planted_close(&it);
    }
    arena_fini(&arena);
}
