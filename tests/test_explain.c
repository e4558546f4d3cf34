/* test_explain.c - one request explained: history, key, headers, verdicts */
#include "bench/explain.h"

#include "bench/explain_facts.h"
#include "tests/distributions.h"
#include "tests/played.h"
#include "tests/told.h"

#include <criterion/criterion.h>

/* One test runs at a time, in a process of its own. */
static struct played played;

/* The everyday pair in front of a bucket that allows two sites. */
static void everyday(struct aws_file rows[3])
{
    rows[0] =
        (struct aws_file){"distribution.json", test_distributions[1].text};
    rows[1] = (struct aws_file){"assets-cors.json", aws_file_cors_two_sites};
    rows[2] = (struct aws_file){NULL, NULL};
}

static void expect_lines(const char *const *lines)
{
    const char *text = buf_span(&played.text).ptr;

    for (; *lines; lines++)
        cr_expect(strstr(text, *lines), "no \"%s\" in\n%s", *lines, text);
}

Test(explain, the_stale_cors_story_is_told_from_end_to_end)
{
    struct aws_file rows[3];

    everyday(rows);
    played_open(&played, rows,
                STEPS("/logo.svg --page https://b.example --as img",
                      "/logo.svg --page https://a.example"));
    cr_expect_eq(played_verdict(&played, 2)->outcome, LOAD_BLOCKED);
    told_check("explain_s01.txt", buf_span(&played.text));
    played_close(&played);
}

Test(explain, a_preflight_and_its_request_are_both_told)
{
    struct aws_file rows[3];

    everyday(rows);
    played_open(&played, rows,
                STEPS("/a --page https://a.example -H 'X-Mine: 1'"));
    expect_lines(STEPS("The browser sends a preflight to edge",
                       "Access-Control-Request-Headers: x-mine", "m7:OPTIONS",
                       "The browser asks edge",
                       "The page may read the answer"));
    played_close(&played);
}

Test(explain, a_pasted_line_with_an_origin_is_judged_as_a_page_would)
{
    struct aws_file rows[3];

    everyday(rows);
    played_open(&played, rows,
                STEPS("curl https://d111111abcdef8.cloudfront.net/a",
                      "curl -H 'Origin: https://a.example' "
                      "https://d111111abcdef8.cloudfront.net/a | head"));
    expect_lines(STEPS("A page at https://a.example with this answer: is "
                       "refused it",
                       "Access to fetch at "
                       "'https://d111111abcdef8.cloudfront.net/a' from origin",
                       "the copy    made by step 1, for curl: GET"));
    played_close(&played);
}

Test(explain, time_and_invalidations_are_part_of_a_history)
{
    struct aws_file rows[3];

    everyday(rows);
    played_open(&played, rows,
                STEPS("/a", "wait 1d", "/a", "invalidate /*", "/a"));
    cr_expect_str_eq(played_cache(&played, 1), "Miss");
    cr_expect_str_eq(played_cache(&played, 3), "RefreshHit");
    cr_expect_str_eq(played_cache(&played, 5), "Miss");
    expect_lines(STEPS(" 2  [0 s] 1 day passes",
                       " 4  [86400 s] edge: invalidation of /* drops "
                       "1"));
    played_close(&played);
}

Test(explain, what_is_missing_is_missing_only_when_said)
{
    struct aws_file rows[3];

    everyday(rows);
    played_open(&played, rows, STEPS("/a"));
    cr_expect_eq(played_request(&played, 1)->answer.status, 200);
    played_close(&played);
    played.missing = true;
    played_open(&played, rows, STEPS("/a"));
    cr_expect_eq(played_request(&played, 1)->answer.status, 404);
    expect_lines(STEPS("stored for the error caching TTL: 10 seconds"));
    played_close(&played);
}

Test(explain, an_error_page_goes_the_way_a_second_time)
{
    const struct aws_file rows[] = {{"d.json", test_distributions[0].text},
                                    {NULL, NULL}};

    played.missing = true;
    played_open(&played, rows, STEPS("/a/route -H 'X-A: 1'"));
    cr_expect_eq(played_request(&played, 1)->answer.status, 200);
    expect_lines(STEPS("200, Error from cloudfront",
                       "the distribution has a page for this status",
                       "p8:/a/route", "X-A", "GET /index.html"));
    played_close(&played);
}

Test(explain, a_refused_method_may_get_an_error_page)
{
    const struct aws_file rows[] = {{"d.json", test_distributions[0].text},
                                    {NULL, NULL}};

    played_open(&played, rows, STEPS("/a -X DELETE -H 'X-A: 1'"));
    expect_lines(STEPS("this distribution does not allow the method",
                       "GET /index.html"));
    cr_expect_not(strstr(buf_span(&played.text).ptr, "on the way to the"),
                  "the request itself never goes");
    cr_expect_not(strstr(buf_span(&played.text).ptr, "The key"));
    played_close(&played);
}

Test(explain, a_function_is_spoken_of_wherever_it_may_matter)
{
    const struct aws_file rows[] = {
        {"distribution.json", test_distributions[10].text}, {NULL, NULL}};

    played_open(&played, rows, STEPS("/a"));
    expect_lines(STEPS("FUNCTIONS ARE NOT RUN",
                       "Not modelled (popbox import says what it means):",
                       "CacheBehavior.FunctionAssociations and "));
    played_close(&played);
}

/* ---- on delivery -----------------------------------------------------------
 */

static const struct {
    size_t distribution;
    const char *request;
    const char *says[3];
} policies[] = {
    {8,
     "/a -H 'Origin: https://a.example'",
     {"The response headers policy SimpleCORS, on delivery", "\"*\", added"}},
    {8,
     "/a",
     {"The response headers policy SimpleCORS, on delivery",
      "Vary              \"Origin\", added"}},
    {0,
     "/a",
     {"The response headers policy SecurityHeadersPolicy, on delivery",
      "X-Frame-Options   \"SAMEORIGIN\", added"}},
};

Test(explain, what_a_response_headers_policy_does_is_told)
{
    for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
        const struct aws_file rows[] = {
            {"d.json", test_distributions[policies[i].distribution].text},
            {NULL, NULL}};

        played_open(&played, rows,
                    STEPS(policies[i].request, policies[i].request));
        expect_lines(policies[i].says);
        played_close(&played);
    }
}

/* ---- what becomes of headers -----------------------------------------------
 */

static const struct explained *facts_of(size_t n)
{
    const struct seen_step *step = NULL;
    const struct explained *facts;
    size_t k = 0;

    LIST_EACH (link, &played.explain.transcript.steps, next)
        if (++k == n)
            step = LIST_ITEM(link, struct seen_step, link);
    facts = explain_facts(&played.arena, &played.explain.transcript, step,
                          played_request(&played, n));
    cr_assert(facts);
    return facts;
}

static const struct {
    size_t distribution;
    const char *request;
    const char *header;
    const char *goes; /* NULL: it does not */
    const char *why;
} fates[] = {
    {1, "/a -H 'Origin: https://a.example'", "Origin", "https://a.example",
     "sent, though not keyed: CORS-S3Origin names it"},
    {1, "/a -H 'X-Other: 1'", "X-Other", NULL,
     "dropped: neither CachingOptimized nor CORS-S3Origin names it"},
    {11, "/a -H 'Origin: https://a.example'", "Origin", NULL,
     "dropped: CachingOptimized does not name it, and there is no origin "
     "request policy"},
    {2, "/a -H 'Origin: https://a.example'", "Origin", "https://a.example",
     "sent, though not keyed: legacy settings do not remove it"},
    {2, "/a -e https://r.example/", "Referer", NULL,
     "dropped: legacy settings remove it unless it is listed"},
    {3, "/a -H 'Origin: https://a.example'", "Origin", "https://a.example",
     "in the key, by ForwardedValues, and so sent"},
    {9, "/a -H 'Origin: https://b.example'", "Origin", "https://a.example",
     "the origin's custom header of this name replaces it"},
    {1, "/a", "User-Agent", "Amazon CloudFront", "the edge says this itself"},
    {1, "/a --compressed", "Accept-Encoding", "br,gzip",
     "normalised, as CachingOptimized keys on it"},
    {1, "/a -b c=d", "Cookie", NULL, "dropped: no policy forwards cookies"},
    {1, "/a?b=c", "?", NULL, "dropped: no policy names query strings"},
    {1, "/a", "Host", "assets.s3.eu-west-1.amazonaws.com",
     "the origin is asked by its own name"},
    {1, "/a", "X-Forwarded-For", "198.51.100.7", "the edge adds it"},
    {2, "/a -H 'If-None-Match: \"x\"'", "If-None-Match", NULL,
     "stays at the edge: the answer is for others, too"},
    {6, "/api/x -H 'If-None-Match: \"x\"'", "If-None-Match", "\"x\"",
     "sent, though not keyed: AllViewerExceptHostHeader names it"},
    {6, "/api/x -b c=d", "Cookie", "c=d", "sent as it is"},
    {6, "/api/x?b=c", "?", "b=c", "sent as it is"},
};

static const struct explained_header *header_of(const struct explained *facts,
                                                const char *name)
{
    for (size_t i = 0; i < facts->n_headers; i++)
        if (span_ieq(facts->headers[i].name, span_str(name)))
            return &facts->headers[i];
    cr_assert(false, "nothing is told of %s", name);
    return NULL;
}

Test(explain, each_header_has_a_fate_and_a_reason)
{
    for (size_t i = 0; i < sizeof(fates) / sizeof(*fates); i++) {
        const struct aws_file rows[] = {
            {"d.json", test_distributions[fates[i].distribution].text},
            {NULL, NULL}};
        const struct explained_header *header;

        played_open(&played, rows, STEPS(fates[i].request));
        header = header_of(facts_of(1), fates[i].header);
        cr_expect(span_eq(header->goes, span_str(fates[i].goes)),
                  "%zu: %.*s goes", i, SPAN_ARG(header->goes));
        cr_expect(span_eq(header->why, span_str(fates[i].why)), "%zu: %.*s", i,
                  SPAN_ARG(header->why));
        played_close(&played);
    }
}

/* What is told to reach the origin is what the origin got. */
Test(explain, the_headers_that_go_are_those_that_the_origin_saw)
{
    for (size_t i = 0; i < n_test_distributions; i++) {
        const struct aws_file rows[] = {{"d.json", test_distributions[i].text},
                                        {NULL, NULL}};
        const struct explained *facts;

        played_open(
            &played, rows,
            STEPS("/a.m3u8?start=1 -H 'Origin: https://a.example' -b "
                  "c=d -e https://r.example/ --compressed -H 'X-A: 1'"));
        facts = facts_of(1);
        for (size_t k = 0; k < facts->n_headers; k++) {
            const struct explained_header *header = &facts->headers[k];
            struct span sent = played_sent(&played, 1, header->name);

            if (span_ieq(header->name, SPAN("Host")) ||
                span_eq(header->name, SPAN("?")))
                continue;
            cr_expect(span_eq(sent, header->goes), "%zu, %.*s: %.*s, not %.*s",
                      i, SPAN_ARG(header->name), SPAN_ARG(sent),
                      SPAN_ARG(header->goes));
        }
        played_close(&played);
    }
}

Test(explain, the_key_is_spelled_out_part_by_part)
{
    const struct aws_file rows[] = {{"d.json", test_distributions[3].text},
                                    {NULL, NULL}};
    static const char *const parts[][2] = {
        {"domain", "d111111abcdef8.cloudfront.net"},
        {"method", "OPTIONS"},
        {"path", "/a"},
        {"Accept-Encoding", "gzip"},
        {"header Origin", NULL}};
    const struct explained *facts;

    played_open(&played, rows, STEPS("/a -X OPTIONS --compressed"));
    facts = facts_of(1);
    cr_assert_eq(facts->n_parts, 5);
    for (size_t i = 0; i < 5; i++) {
        cr_expect(span_eq(facts->parts[i].what, span_str(parts[i][0])));
        cr_expect(span_eq(facts->parts[i].value, span_str(parts[i][1])), "%.*s",
                  SPAN_ARG(facts->parts[i].value));
    }
    played_close(&played);
}
