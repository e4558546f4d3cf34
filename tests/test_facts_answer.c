/*
 * test_facts_answer.c - facts about lifetimes, errors and redirects
 *
 * cloudfront.md, sections 4 and 5: what no other test cites (tests/facts.txt
 * has them all). Names begin with the section.
 */
#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define WITH(member)                                                   \
    "{'origins': {'api': {'headers': {" member "}, 'etag': '\\'v1\\''" \
    "}}}"
#define STATUS(status, member) \
    "{'origins': {'api': {'status': " status ", 'headers': {" member "}}}}"
#define SHORT_OF(min)                                                        \
    FACTS_POLICY("'MinTTL': " min ", 'DefaultTTL': 60, 'MaxTTL': 600",       \
                 "{'HeaderBehavior': 'none'}", "{'CookieBehavior': 'none'}", \
                 "{'QueryStringBehavior': 'none'}")
#define REPLY(inside) \
    FACTS_OPTIMIZED ", 'ResponseHeadersPolicyConfig': {'Name': 'r', " inside "}"

/* One test runs at a time, in a process of its own. */
static struct facts facts;

/* ---- 4: freshness ----------------------------------------------------------
 */

/* One request, the same after a wait and after another: what the cache does. */
Test(facts, f4_1_lifetimes_by_what_the_origin_says_and_min_ttl)
{
    static const struct {
        const char *min;
        const char *header;
        const char *wait;
        const char *then;
    } rows[] = {
        {"0", "'Cache-Control': 'max-age=5, s-maxage=20'", "19", "Hit"},
        {"0", "'Cache-Control': 'max-age=5, s-maxage=20'", "20", "RefreshHit"},
        {"0", "'Cache-Control': 'max-age=5'", "4", "Hit"},
        {"0", "'Cache-Control': 'max-age=5'", "5", "RefreshHit"},
        {"30", "'Cache-Control': 'max-age=5'", "29", "Hit"},
        {"30", "'Cache-Control': 'max-age=5'", "30", "RefreshHit"},
        {"0", "'Cache-Control': 'max-age=9999'", "599", "Hit"},
        {"0", "'Cache-Control': 'max-age=9999'", "600", "RefreshHit"},
        {"0", "'Expires': 'Thu, 01 Jan 2026 00:00:10 GMT'", "9", "Hit"},
        {"0", "'Expires': 'Thu, 01 Jan 2026 00:00:10 GMT'", "10", "RefreshHit"},
        {"0", "'X-None': '1'", "59", "Hit"},
        {"0", "'X-None': '1'", "60", "RefreshHit"},
        {"0", "'Cache-Control': 'public'", "59", "Hit"},
        {"0", "'Cache-Control': 'no-store'", "1", "Miss"},
        {"0", "'Cache-Control': 'private'", "1", "Miss"},
        {"0", "'Cache-Control': 'no-cache'", "1", "RefreshHit"},
        {"0", "'Cache-Control': 'max-age=0'", "1", "RefreshHit"},
        {"30", "'Cache-Control': 'no-store'", "29", "Hit"},
        {"30", "'Cache-Control': 'private'", "29", "Hit"},
        {"30", "'Cache-Control': 'no-cache'", "30", "RefreshHit"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char policy[1024], change[512];

        (void)snprintf(policy, sizeof(policy), SHORT_OF("%s"), rows[i].min);
        (void)snprintf(change, sizeof(change), WITH("%s"), rows[i].header);
        facts_open(
            &facts,
            &(struct facts_case){
                .behavior = FACTS_MINE, .policy = policy, .change = change},
            STEPS("/a", facts_line(&facts, "wait %s", rows[i].wait), "/a"));
        cr_expect_str_eq(played_cache(&facts.played, 3), rows[i].then,
                         "min %s, %s, after %s s: %s", rows[i].min,
                         rows[i].header, rows[i].wait,
                         played_cache(&facts.played, 3));
        facts_close(&facts);
    }
}

Test(facts, f4_2_stale_directives_are_capped_by_max_ttl)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_MINE,
                             .policy = SHORT_OF("0"),
                             .change = WITH("'Cache-Control': 'max-age=5, "
                                            "stale-while-revalidate=9999'")},
        STEPS("/a", "wait 604", "/a"));
    facts_cache_is(&facts, 3, "Hit");
    facts_close(&facts);
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_MINE,
                             .policy = SHORT_OF("0"),
                             .change = WITH("'Cache-Control': 'max-age=5, "
                                            "stale-while-revalidate=9999'")},
        STEPS("/a", "wait 605", "/a"));
    facts_cache_is(&facts, 3, "RefreshHit");
    facts_close(&facts);
}

#define FAILS_LATER(status)                                               \
    "{'origins': {'one': {'faults': [{'method': 'GET', 'requests': [2], " \
    "'status': " status "}]}}}"

Test(facts, f4_2_what_has_expired_goes_before_a_custom_error_page)
{
    const char *pages =
        "'CustomErrorResponses': {'Quantity': 1, 'Items': [{'ErrorCode': 503, "
        "'ResponsePagePath': '/sorry.html', 'ResponseCode': '200'}]}, ";

    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                    .distribution = pages,
                                    .change = FAILS_LATER("503"),
                                    .bucket = true},
               STEPS("/a", "wait 2d", "/a"));
    facts_status_is(&facts, 3, 200);
    cr_expect_eq(played_reason(&facts.played, 3, STEP_RESPOND),
                 RESPOND_STALE_ON_ERROR);
    facts_close(&facts);
}

Test(facts, f4_2_what_stood_in_does_so_for_the_error_ttl)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                    .change = FAILS_LATER("503"),
                                    .bucket = true},
               STEPS("/a", "wait 2d", "/a", "wait 9", "/a", "wait 1", "/a"));
    cr_expect_eq(played_asked(&facts.played, 3), 1);
    cr_expect_eq(played_asked(&facts.played, 5), 0);
    facts_status_is(&facts, 5, 200);
    cr_expect_eq(played_asked(&facts.played, 7), 1);
    facts_close(&facts);
}

Test(facts, f4_4_vary_any_is_asked_anew_each_time_or_not_heeded)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_MINE,
                                    .policy = SHORT_OF("0"),
                                    .change = WITH("'Vary': '*'")},
               STEPS("/a", "/a"));
    facts_cache_is(&facts, 2, "Miss");
    cr_expect(
        span_absent(played_sent(&facts.played, 2, SPAN("If-None-Match"))));
    facts_close(&facts);
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_MINE,
                                    .policy = SHORT_OF("1"),
                                    .change = WITH("'Vary': '*'")},
               STEPS("/a", "/a"));
    facts_cache_is(&facts, 2, "Hit");
    facts_header_is(&facts, 2, "Vary", "");
    facts_close(&facts);
}

Test(facts, f4_4_vary_keeps_accept_encoding_cookie_and_what_is_forwarded)
{
    const char *vary = WITH("'Vary': 'Accept-Encoding, Cookie, User-Agent, "
                            "Origin, X-Thing'");

    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .change = vary},
        STEPS("/a"));
    facts_header_is(&facts, 1, "Vary", "Accept-Encoding, Cookie");
    facts_close(&facts);
    facts_open(
        &facts,
        &(struct facts_case){
            .behavior = FACTS_MINE,
            .policy = FACTS_POLICY(
                "'MinTTL': 1",
                "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': 2, "
                "'Items': ['X-Thing', 'CloudFront-Is-Mobile-Viewer']}}",
                "{'CookieBehavior': 'none'}",
                "{'QueryStringBehavior': 'none'}"),
            .change = vary},
        STEPS("/a"));
    facts_header_is(&facts, 1, "Vary",
                    "Accept-Encoding, Cookie, User-Agent, X-Thing");
    facts_close(&facts);
    facts_open(&facts,
               &(struct facts_case){
                   .behavior = REPLY("'RemoveHeadersConfig': {'Quantity': 1, "
                                     "'Items': [{'Header': 'Vary'}]}"),
                   .change = vary},
               STEPS("/a"));
    facts_header_is(&facts, 1, "Vary", "");
    facts_close(&facts);
}

Test(facts, f4_5_age_is_told_on_hits_and_date_is_that_of_the_fetch)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .bucket = true},
        STEPS("/a", "wait 90", "/a", "wait 2d", "/a"));
    facts_header_is(&facts, 1, "Age", "");
    facts_header_is(&facts, 3, "Age", "90");
    facts_header_is(&facts, 3, "Date", "Thu, 01 Jan 2026 00:00:00 GMT");
    facts_cache_is(&facts, 5, "RefreshHit");
    facts_header_is(&facts, 5, "Date", "Sat, 03 Jan 2026 00:01:30 GMT");
    facts_close(&facts);
}

/* ---- 5: errors and redirects -----------------------------------------------
 */

/* What is kept without a word of the origin's, with max-age, and not at all. */
Test(facts, f5_1_which_errors_are_kept)
{
    static const struct {
        int status;
        const char *header;
        bool kept;
    } rows[] = {
        {404, "'X': '1'", true},
        {414, "'X': '1'", true},
        {500, "'X': '1'", true},
        {501, "'X': '1'", true},
        {502, "'X': '1'", true},
        {503, "'X': '1'", true},
        {504, "'X': '1'", true},
        {400, "'X': '1'", false},
        {403, "'X': '1'", false},
        {405, "'X': '1'", false},
        {412, "'X': '1'", false},
        {415, "'X': '1'", false},
        {400, "'Cache-Control': 'max-age=60'", true},
        {403, "'Cache-Control': 's-maxage=60'", true},
        {405, "'Cache-Control': 'max-age=60'", true},
        {412, "'Cache-Control': 'max-age=60'", true},
        {415, "'Cache-Control': 'max-age=60'", true},
        {416, "'Cache-Control': 'max-age=60'", false},
        {401, "'Cache-Control': 'max-age=60'", false},
        {409, "'Cache-Control': 'max-age=60'", false},
        {429, "'Cache-Control': 'max-age=60'", false},
        {404, "'Cache-Control': 'no-store'", false},
        {501, "'Cache-Control': 'private'", false},
        {500, "'Cache-Control': 'no-store'", true},
        {503, "'Cache-Control': 'no-cache'", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char change[256];

        (void)snprintf(change, sizeof(change), STATUS("%d", "%s"),
                       rows[i].status, rows[i].header);
        facts_open(&facts,
                   &(struct facts_case){.behavior = FACTS_MINE,
                                        .policy = SHORT_OF("0"),
                                        .change = change},
                   STEPS("/a", "wait 9", "/a"));
        cr_expect_eq(played_asked(&facts.played, 3) == 0, rows[i].kept,
                     "%d with %s", rows[i].status, rows[i].header);
        facts_status_is(&facts, 3, rows[i].status);
        facts_cache_is(&facts, 1, "Error");
        facts_close(&facts);
    }
}

Test(facts, f5_1_error_caching_min_ttl_is_set_by_status_without_a_page)
{
    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_OPTIMIZED,
                   .distribution =
                       "'CustomErrorResponses': {'Quantity': 1, 'Items': "
                       "[{'ErrorCode': 404, 'ErrorCachingMinTTL': 30}]}, ",
                   .bucket = true,
                   .missing = true},
               STEPS("/a", "wait 29", "/a", "wait 1", "/a"));
    cr_expect_eq(played_asked(&facts.played, 3), 0);
    cr_expect_eq(played_asked(&facts.played, 5), 1);
    facts_close(&facts);
}

Test(facts, f5_1_pages_are_for_these_statuses_only)
{
    static const int taken[] = {400, 403, 404, 405, 414, 416,
                                500, 501, 502, 503, 504};
    static const int not_taken[] = {200, 401, 409, 410, 429, 505};
    char pages[256];

    for (size_t i = 0; i < 11; i++) {
        (void)snprintf(pages, sizeof(pages),
                       "'CustomErrorResponses': {'Quantity': 1, 'Items': "
                       "[{'ErrorCode': %d, 'ResponsePagePath': '/p', "
                       "'ResponseCode': '200'}]}, ",
                       taken[i]);
        facts_open(&facts,
                   &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                        .distribution = pages},
                   STEPS("/a"));
        facts_close(&facts);
    }
    for (size_t i = 0; i < 6; i++) {
        (void)snprintf(pages, sizeof(pages),
                       "'CustomErrorResponses': {'Quantity': 1, 'Items': "
                       "[{'ErrorCode': %d}]}, ",
                       not_taken[i]);
        facts_refused(&facts,
                      &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                           .distribution = pages},
                      "ErrorCode");
    }
}

Test(facts, f5_1_redirects_are_kept_and_not_followed)
{
    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_OPTIMIZED,
                   .change = STATUS("301", "'Location': 'https://x.example/'")},
               STEPS("/a", "/a"));
    facts_status_is(&facts, 1, 301);
    facts_header_is(&facts, 2, "Location", "https://x.example/");
    facts_cache_is(&facts, 2, "Hit");
    facts_close(&facts);
}

Test(facts, f5_4_where_caching_is_disabled_everybody_asks)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_DISABLED},
               STEPS("/a", "/a"));
    facts_cache_is(&facts, 2, "Miss");
    cr_expect_eq(played_reason(&facts.played, 1, STEP_COLLAPSE),
                 COLLAPSE_ALONE);
    facts_close(&facts);
}
