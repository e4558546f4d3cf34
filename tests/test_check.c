/*
 * test_check.c - the checker, over planted configurations.
 *
 * What each folder's label says is found: property, decision and the length of
 * a shortest history; where it says clean, nothing is.
 */
#include "bench/check/check.h"
#include "tests/planted.h"

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

Test(check, what_is_planted_is_found_by_a_shortest_history)
{
    const char *const names[] = {"s57-method",
                                 "s58-widening",
                                 "options-not-allowed",
                                 "stored-404",
                                 "error-page-without-cors",
                                 "http-rules-behind-redirect",
                                 "constant-origin-two-sites"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        check(names[i]);
        cr_expect(wanted(), "%s", names[i]);
        cr_expect(span_absent(report.bound), "%s", names[i]);
        done();
    }
}

Test(check, what_is_clean_is_proven_so)
{
    const char *const names[] = {"keyed-by-all-three", "caching-disabled",
                                 "policy-star-override",
                                 "use-origin-cache-control"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        check(names[i]);
        cr_expect_eq(report.n_findings, 0, "%s", names[i]);
        cr_expect(span_absent(report.bound), "%s", names[i]);
        done();
    }
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
