/*
 * test_dead_rules.c - CORS rules and patterns that can never matter.
 *
 * The first rule that matches origin, method and every requested header counts
 * (s3.md section 2).
 */
#include "bench/check/check.h"
#include "cache/base/mem.h"
#include "tests/planted.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXTS_MAX 16

/* Checks a clean distribution over a bucket with these rules; what is noted,
 * one line a note. */
static void notes_of(const char *rules, struct buf *lines)
{
    struct planted *it = mem_zalloc(1, sizeof(*it));
    struct check_report *report = mem_zalloc(1, sizeof(*report));
    struct aws_text texts[TEXTS_MAX];
    struct aws_world world = {.texts = texts};
    const struct check_options options = {0};
    struct json_reader reader;
    struct buf config, error;

    planted_open(it, "caching-disabled");
    buf_init(&config, JSON_TEXT_MAX);
    buf_init(&error, 4096);
    cr_assert_leq(it->n_texts, TEXTS_MAX);
    for (size_t i = 0; i < it->n_texts; i++) {
        texts[i] = it->texts[i];
        if (strstr(it->texts[i].text.ptr, "CORSRules"))
            texts[i].text = span_str(rules);
    }
    world.n_texts = it->n_texts;
    cr_assert_eq(aws_world_write(&config, &world, &error), 0, "%s",
                 buf_span(&error).ptr);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    cr_assert_eq(check_run(report, &reader, &options), 0);
    buf_reset(lines);
    for (size_t i = 0; i < report->n_notes; i++)
        buf_addf(lines, "%.*s: %s\n", SPAN_ARG(report->notes[i].what),
                 report->notes[i].sentence.ptr);
    check_fini(report);
    json_close(&reader);
    buf_fini(&config);
    buf_fini(&error);
    planted_close(it);
    mem_free(it);
    mem_free(report);
}

#define RULE(origins, methods, headers)                              \
    "{\"AllowedOrigins\":[" origins "],\"AllowedMethods\":[" methods \
    "],\"AllowedHeaders\":[" headers "]}"

Test(dead_rules, a_rule_behind_one_that_matches_as_much_is_dead)
{
    static const struct {
        const char *first, *second;
        bool is_dead;
    } rows[] = {
        {RULE("\"*\"", "\"GET\"", "\"*\""),
         RULE("\"https://a.example\"", "\"GET\"", "\"x-one\""), true},
        {RULE("\"https://*.example\"", "\"GET\",\"PUT\"", "\"X-*\""),
         RULE("\"https://a.*.example\"", "\"PUT\"", "\"x-One\""), true},
        {RULE("\"https://a.example\"", "\"GET\"", ""),
         RULE("\"https://a.example\"", "\"GET\"", ""), true},
        /* a method, a header, an origin more: the second one is for them */
        {RULE("\"*\"", "\"GET\"", "\"*\""),
         RULE("\"https://a.example\"", "\"GET\",\"PUT\"", "\"*\""), false},
        {RULE("\"*\"", "\"GET\"", ""), RULE("\"*\"", "\"GET\"", "\"x-one\""),
         false},
        {RULE("\"https://a.example\"", "\"GET\"", "\"*\""),
         RULE("\"*\"", "\"GET\"", "\"*\""), false},
        {RULE("\"https://*.a.example\"", "\"GET\"", "\"*\""),
         RULE("\"https://*.example\"", "\"GET\"", "\"*\""), false},
        {RULE("\"https://A.example\"", "\"GET\"", "\"*\""),
         RULE("\"https://a.example\"", "\"GET\"", "\"*\""), false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char rules[1024];
        struct buf lines;

        buf_init(&lines, 65536);
        (void)snprintf(rules, sizeof(rules), "{\"CORSRules\":[%s,%s]}",
                       rows[i].first, rows[i].second);
        notes_of(rules, &lines);
        cr_expect_eq(
            strstr(buf_span(&lines).ptr, "CORS rule 2 behind rule 1") != NULL,
            rows[i].is_dead, "row %zu: %s", i, buf_span(&lines).ptr);
        buf_fini(&lines);
    }
}

Test(dead_rules, a_pattern_that_no_browser_sends_is_dead)
{
    static const struct {
        const char *pattern;
        bool is_dead;
    } rows[] = {
        {"https://a.example", false},
        {"https://a.example:8443", false},
        {"*", false},
        {"null", false},
        {"http*", false},
        {"https://*.example", false},
        {"https://a.example/", true},
        {"https://a.example/page", true},
        {"https://a.example:443", true},
        {"http://a.example:80", true},
        {"HTTPS://a.example", true},
        {"https://A.example", true},
        {"a.example", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char rules[512];
        struct buf lines;

        buf_init(&lines, 65536);
        (void)snprintf(rules, sizeof(rules),
                       "{\"CORSRules\":[{\"AllowedOrigins\":[\"%s\"],"
                       "\"AllowedMethods\":[\"GET\"]}]}",
                       rows[i].pattern);
        notes_of(rules, &lines);
        cr_expect_eq(
            strstr(buf_span(&lines).ptr, "no browser's Origin") != NULL,
            rows[i].is_dead, "%s: %s", rows[i].pattern, buf_span(&lines).ptr);
        buf_fini(&lines);
    }
}
