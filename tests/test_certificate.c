/*
 * test_certificate.c - certificates hold, and no other text passes for one.
 *
 * What is tampered with is sealed again, so that it is the content that is
 * refused: with the line, and for the right reason.
 */
#include "bench/check/answers.h"
#include "bench/check/certificate.h"
#include "bench/check/verify.h"
#include "tests/planted.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATHS_MAX 64
#define NAME      "has-origin-key-star"

static struct planted it;
static char why[1024]; /* what was refused last */

/* As the command does it: what a behavior is asked for exists. */
static void config_of(const char *name, struct buf *text)
{
    struct span paths[PATHS_MAX];
    struct json_reader reader;
    struct arena arena;
    size_t n;

    arena_init(&arena, 1 << 20);
    planted_open(&it, name);
    planted_config(&it, NULL, 0, text);
    cr_assert_eq(json_open(&reader, "config", buf_span(text)), 0);
    n = check_paths(&arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    buf_fini(text);
    planted_config(&it, paths, n, text);
    planted_close(&it);
    arena_fini(&arena);
}

static size_t write(const char *name, struct buf *certificate)
{
    const struct check_options options = {.certificate = certificate};
    struct check_report report;
    struct json_reader reader;
    struct buf config;
    size_t n_findings;

    buf_init(certificate, CERTIFICATE_MAX);
    config_of(name, &config);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    cr_assert_eq(check_run(&report, &reader, &options), 0);
    cr_assert_not(certificate->overflow);
    n_findings = report.n_findings;
    check_fini(&report);
    json_close(&reader);
    buf_fini(&config);
    return n_findings;
}

static void seal(struct buf *text)
{
    unsigned lines = 0;

    for (size_t i = 0; i < text->len; i++)
        lines += text->ptr[i] == '\n';
    buf_addf(text, "end\t%u\t", lines);
    certificate_digest(text, buf_span(text));
    buf_add_byte(text, '\n');
}

/* Where the nth line begins that starts with the word. */
static size_t find(struct span text, const char *word, size_t nth)
{
    for (size_t at = 0; at < text.len; at = span_find(text, '\n', at) + 1)
        if (span_starts(span_cut(text, at, text.len), span_str(word)) &&
            nth-- == 0)
            return at;
    cr_assert_fail("no line %s", word);
    return 0;
}

/* What is refused, and why; "" when it is not. */
static const char *refusal(struct span text, const struct json *documents)
{
    struct verify_report report;
    struct buf error;
    int err;

    buf_init(&error, sizeof(why));
    err = verify_run(&report, "file", text, documents, &error);
    cr_expect_eq(err == 0, error.len == 0);
    memcpy(why, buf_span(&error).ptr, error.len + 1);
    buf_fini(&error);
    return why;
}

Test(certificate, a_clean_answer_is_verified_and_about_its_config_only)
{
    struct buf certificate, config, other;
    struct json_reader reader, wrong;

    cr_assert_eq(write(NAME, &certificate), 0);
    config_of(NAME, &config);
    config_of("legacy-star", &other);
    cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
    cr_assert_eq(json_open(&wrong, "config", buf_span(&other)), 0);
    cr_expect_str_empty(refusal(buf_span(&certificate), json_root(&reader)));
    cr_expect(strstr(refusal(buf_span(&certificate), json_root(&wrong)),
                     "file:2: it is about another configuration"));
    json_close(&reader);
    json_close(&wrong);
    buf_fini(&config);
    buf_fini(&other);
    buf_fini(&certificate);
}

Test(certificate, the_same_config_gives_the_same_bytes)
{
    struct buf a, b;

    cr_assert_eq(write("keyed-star", &a), 0);
    cr_assert_eq(write("keyed-star", &b), 0);
    cr_expect(span_eq(buf_span(&a), buf_span(&b)));
    buf_fini(&a);
    buf_fini(&b);
}

Test(certificate, with_a_finding_it_is_not_sealed)
{
    struct buf certificate;

    cr_assert_gt(write("s57-method", &certificate), 0);
    cr_expect(strstr(refusal(buf_span(&certificate), NULL), "file:"));
    buf_fini(&certificate);
}

/* ---- tampering -------------------------------------------------------------
 */

/* In the nth line that begins with a word: the first `from` becomes `to`, or
 * what begins there is dropped up to the nth line that begins with `until`. */
static const struct {
    const char *word;
    size_t nth;
    const char *from, *to;
    const char *until;
    const char *why;
} tampers[] = {
    {"config", 0, "\"AllowedOrigins\":[\"*\"]",
     "\"AllowedOrigins\":[\"https://only.example\"]", NULL, "not enough"},
    {"config", 0, "\"AllowedOrigins\":", "\"AllowedOrigin\":", NULL, "file:"},
    {"reading", 1, "errors_need_max_age", "refresh_merges", NULL,
     "another reading"},
    {"reading", 2, NULL, NULL, "end", "\"reading\" is due"},
    {"behavior", 0, "\t0", "\t1", NULL, "another behavior"},
    {"behavior", 0, "/popbox", "/other", NULL, "another path"},
    {"behavior", 0, "behavior", "unreached", NULL, "another behavior"},
    {"pages", 0, "\thttps://stranger.example", "", NULL, "not enough"},
    {"pages", 0, "\thttps://a.example", "", NULL, "file:"},
    {"pages", 0, "\tnull", "\tnull\tnull", NULL, "twice"},
    {"methods", 0, "\tPOPBOX", "", NULL, "not enough"},
    {"headers", 0, "x-unlisted", "x-listed", NULL, "not enough"},
    {"same", 0, "\t-", "\t0", NULL, "is kept that should not"},
    {"same", 0, "\t0", "\t-", NULL, "is kept that should not"},
    {"key", 0, NULL, NULL, "reading\trefresh", "pages share is missing"},
    {"key", 0, NULL, NULL, "reading\terrors", "pages share is missing"},
    {"key", 0, " p7:", " q7:", NULL, "does not have the key"},
    {"state", 0, NULL, NULL, "state\t0", "the first state"},
    {"state", 1, NULL, NULL, "state\t0\t30\tmax-age", "file:"},
    {"state", 1, " 200 ", " 404 ", NULL, "another state"},
    {"state", 1, "\tplain", "\tdead", NULL, "another state"},
    {"state", 1, "\tplain", "\tplainer", NULL, "can be like"},
    {"from", 0, "\t-", "\t0", NULL, "time leads elsewhere"},
    {"from", 0, "\t1", "\t2", NULL, "another state than that"},
    {"from", 1, "\t", "\t0", NULL, "file:"},
    {"from", 2, NULL, NULL, "sees", "file:"},
    {"sees", 0, "y", "n", NULL, "something else"},
    {"sees", 1, "y", "yy", NULL, "no origin is asked"},
    {"sees", 3, "y", "", NULL, "something else"},
};

/* Without its last line. */
static void tamper(struct buf *out, struct span text, size_t i)
{
    size_t at = find(text, tampers[i].word, tampers[i].nth);
    size_t end = find(text, "end", 0);

    buf_reset(out);
    if (tampers[i].until) {
        size_t until = find(text, tampers[i].until, 0);

        while (until <= at)
            until = at + 1 +
                    find(span_cut(text, at + 1, text.len), tampers[i].until, 0);
        buf_add(out, span_cut(text, 0, at));
        buf_add(out, span_cut(text, until, end));
    } else {
        const char *found = strstr(text.ptr + at, tampers[i].from);
        size_t from = (size_t)(found - text.ptr);

        cr_assert_lt(from, span_find(text, '\n', at), "%s", tampers[i].from);
        buf_add(out, span_cut(text, 0, from));
        buf_add_str(out, tampers[i].to);
        buf_add(out, span_cut(text, from + strlen(tampers[i].from), end));
    }
    seal(out);
}

Test(certificate, what_is_changed_in_it_is_refused_with_the_reason)
{
    struct buf certificate, changed;

    cr_assert_eq(write(NAME, &certificate), 0);
    buf_init(&changed, CERTIFICATE_MAX);
    for (size_t i = 0; i < sizeof(tampers) / sizeof(tampers[0]); i++) {
        tamper(&changed, buf_span(&certificate), i);
        (void)refusal(buf_span(&changed), NULL);
        cr_expect(strncmp(why, "file:", 5) == 0 && strstr(why, tampers[i].why),
                  "%zu, %s: \"%s\"", i, tampers[i].word, why);
    }
    buf_fini(&changed);
    buf_fini(&certificate);
}

Test(certificate, every_line_is_needed)
{
    struct buf certificate, cut;
    struct span text;
    size_t line = 0;

    cr_assert_eq(write(NAME, &certificate), 0);
    text = buf_span(&certificate);
    buf_init(&cut, CERTIFICATE_MAX);
    for (size_t at = 0; at < text.len; at = span_find(text, '\n', at) + 1) {
        cr_expect_str_not_empty(refusal(span_cut(text, 0, at), NULL));
        cr_expect_str_not_empty(refusal(span_cut(text, 0, at + 3), NULL));
        if (line++ > 12 && line % 40 != 0)
            continue;
        buf_reset(&cut);
        buf_add(&cut, span_cut(text, 0, at));
        seal(&cut);
        cr_expect_str_not_empty(refusal(buf_span(&cut), NULL), "%zu", line);
    }
    buf_fini(&cut);
    buf_fini(&certificate);
}

/* ---- what it rests on
 * --------------------------------------------------------
 */

static int status_of(struct answers *answers, enum check_env env,
                     const char *method)
{
    const struct http_request request = {.method = span_str(method),
                                         .scheme = SPAN("https"),
                                         .authority =
                                             SPAN("assets.s3.amazonaws.com"),
                                         .path = SPAN("/popbox")};
    const struct answer *answer = answers_ask(answers, 0, env, &request);

    cr_assert(answer);
    return answer->head.status;
}

Test(certificate, an_origin_that_is_written_to_answers_readers_as_before)
{
    static const char config[] =
        "{\"edges\": {}, \"origins\": {\"assets\": {\"domain\": "
        "\"assets.s3.amazonaws.com\", "
        "\"type\": \"s3\", \"buckets\": {\"assets\": {\"objects\": "
        "{\"popbox\": \"a\"}}}}}}";
    struct json_reader reader;
    struct answers *answers;

    cr_assert_eq(json_open(&reader, "config", span_str(config)), 0);
    answers = answers_new(&reader);
    cr_assert(answers, "%s", reader.error);
    cr_expect_eq(status_of(answers, ENV_MISSING, "PUT"), 200);
    cr_expect_eq(status_of(answers, ENV_PLAIN, "DELETE"), 204);
    cr_expect_geq(status_of(answers, ENV_MISSING, "GET"), 403);
    cr_expect_eq(status_of(answers, ENV_PLAIN, "GET"), 200);
    answers_free(answers);
    json_close(&reader);
}
