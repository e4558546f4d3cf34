/*
 * test_check.c - the checker, over planted configurations.
 *
 * How a finding, a proof and a bound are told; test_check_planted.c compares
 * every folder with its label.
 */
#include "bench/check/check.h"
#include "tests/planted.h"
#include "tests/told.h"

#include <criterion/criterion.h>

#define PATHS_MAX 16

static struct planted it;
static struct check_report report;

static void config_of(struct buf *config, const struct span *paths,
                      size_t n_paths)
{
    struct aws_world world = {.texts = it.texts,
                              .n_texts = it.n_texts,
                              .paths = paths,
                              .n_paths = n_paths};
    struct buf error;

    buf_init(&error, 4096);
    buf_reset(config);
    cr_assert_eq(aws_world_write(config, &world, &error), 0, "%s: %s", it.name,
                 buf_span(&error).ptr);
    buf_fini(&error);
}

/* Checks what the folder's files come to. */
static void check(const char *name)
{
    const struct check_options options = {0};
    struct span paths[PATHS_MAX];
    struct json_reader reader;
    struct buf config;
    size_t n;

    planted_open(&it, name);
    buf_init(&config, JSON_TEXT_MAX);
    config_of(&config, NULL, 0);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    n = check_paths(&it.arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    config_of(&config, paths, n);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    cr_assert_eq(check_run(&report, &reader, &options), 0, "%s: %s", name,
                 reader.error);
    json_close(&reader);
    buf_fini(&config);
}

static void done(void)
{
    check_fini(&report);
    planted_close(&it);
}

/* The finding that the label asks for, or NULL. */
static const struct check_finding *wanted(void)
{
    struct span property = planted_finding(&it, "property");
    struct span guilty = planted_finding(&it, "guilty");

    for (size_t i = 0; i < report.n_findings; i++) {
        const struct check_finding *finding = report.findings[i];

        if (span_eq(property,
                    span_str(check_property_name(finding->property))) &&
            span_eq(guilty, span_str(check_guilty_word(finding->guilty))) &&
            finding->n_steps == (size_t)planted_steps(&it))
            return finding;
    }
    return NULL;
}

Test(check, s57_names_the_header_that_is_not_in_the_key)
{
    const struct check_finding *finding;

    check("s57-method");
    finding = wanted();
    cr_assert(finding);
    cr_expect(span_eq(finding->headers, SPAN("Access-Control-Request-Method")));
    cr_expect(span_eq(finding->scenario, SPAN("S57")));
    cr_expect_eq(finding->verdict, CORS_MISSING_ALLOW_ORIGIN);
    cr_expect_eq(finding->kept_by, 1);
    done();
}

Test(check, a_limit_on_states_makes_it_a_bound)
{
    const struct check_options options = {.states_max = 2};
    struct json_reader reader;
    struct buf config;

    planted_open(&it, "keyed-by-all-three");
    buf_init(&config, JSON_TEXT_MAX);
    config_of(&config, NULL, 0);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    cr_assert_eq(check_run(&report, &reader, &options), 0);
    cr_expect_not(span_absent(report.bound));
    json_close(&reader);
    buf_fini(&config);
    done();
}

static void told(const char *name, const char *file)
{
    struct buf text;

    check(name);
    buf_init(&text, 1u << 20);
    check_text(&report, &text);
    told_check(file, buf_span(&text));
    buf_fini(&text);
    done();
}

Test(check, a_finding_and_a_proof_are_told)
{
    told("s57-method", "check_s57.txt");
    told("keyed-by-all-three", "check_keyed.txt");
}

static bool is_noted(const char *what, const char *part)
{
    for (size_t i = 0; i < report.n_notes; i++)
        if (span_eq(report.notes[i].what, span_str(what)) &&
            strstr(report.notes[i].sentence.ptr, part))
            return true;
    return false;
}

Test(check, what_is_no_fault_is_noted)
{
    check("policy-star-over-allow-list");
    cr_expect(is_noted("*", "taken as meant"));
    done();
    check("shadowed-behavior");
    cr_expect(is_noted("assets/fonts/*", "never reached"));
    done();
    check("keyed-by-all-three");
    cr_expect_eq(report.n_notes, 0);
    done();
}
