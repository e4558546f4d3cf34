/*
 * test_facts_reply.c - facts about what viewers get, and policies on delivery
 *
 * cloudfront.md, sections 6 and 7: what no other test cites (tests/facts.txt
 * has them all). Names begin with the section.
 */
#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define REPLY(inside) \
    FACTS_OPTIMIZED ", 'ResponseHeadersPolicyConfig': {'Name': 'r', " inside "}"
#define A "-H 'Origin: https://a.example' "

/* One test runs at a time, in a process of its own. */
static struct facts facts;

/* ---- 6: the response side --------------------------------------------------
 */

Test(facts, f6_1_x_cache_has_four_words)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .bucket = true},
        STEPS("/a", "/a", "wait 2d", "/a", "-X TRACE /a"));
    facts_header_is(&facts, 1, "X-Cache", "Miss from cloudfront");
    facts_header_is(&facts, 2, "X-Cache", "Hit from cloudfront");
    facts_header_is(&facts, 4, "X-Cache", "RefreshHit from cloudfront");
    facts_header_is(&facts, 5, "X-Cache", "Error from cloudfront");
    facts_close(&facts);
}

Test(facts, f6_1_passed_requests_are_misses)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("-X OPTIONS /a", "-X OPTIONS /a", "-X POST -d x /a"));
    facts_cache_is(&facts, 2, "Miss");
    facts_cache_is(&facts, 3, "Miss");
    facts_close(&facts);
}

Test(facts, f6_2_every_answer_names_the_edge_and_the_origins_server)
{
    const char *via, *id;

    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .bucket = true},
        STEPS("/a", "/a", "-X TRACE /a"));
    via = played_header(&facts.played, 1, "Via");
    id = played_header(&facts.played, 1, "X-Amz-Cf-Id");
    cr_expect_eq(strncmp(via, "1.1 ", 4), 0, "%s", via);
    cr_expect(strstr(via, ".cloudfront.net (CloudFront)"), "%s", via);
    cr_expect_eq(strlen(id), 56, "%s", id);
    cr_expect_str_eq(id + 54, "==");
    cr_expect_str_neq(id, played_header(&facts.played, 2, "X-Amz-Cf-Id"));
    cr_expect_str_neq(played_header(&facts.played, 1, "X-Amz-Cf-Pop"), "");
    facts_header_is(&facts, 1, "Server", "AmazonS3");
    facts_header_is(&facts, 2, "Server", "AmazonS3");
    facts_header_is(&facts, 3, "Server", "CloudFront");
    cr_expect_str_neq(played_header(&facts.played, 1, "x-amz-request-id"), "");
    facts_close(&facts);
}

Test(facts, f6_2_an_etag_without_quotes_is_dropped)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                    .change = "{'origins': {'api': {'etag': "
                                              "'bare'}}}"},
               STEPS("/a"));
    facts_header_is(&facts, 1, "ETag", "");
    facts_close(&facts);
}

Test(facts, f6_3_a_method_that_is_not_allowed_gets_cloudfronts_page)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("-X TRACE /"));
    facts_status_is(&facts, 1, 403);
    facts_cache_is(&facts, 1, "Error");
    facts_header_is(&facts, 1, "Server", "CloudFront");
    facts_header_is(&facts, 1, "Content-Type", "text/html");
    facts_close(&facts);
}

/* ---- 7: response headers policies ------------------------------------------
 */

#define SECURITY                                                           \
    "'SecurityHeadersConfig': {'ContentTypeOptions': {'Override': true}, " \
    "'FrameOptions': {'Override': false, 'FrameOption': 'SAMEORIGIN'}}"

Test(facts, f7_a_policy_decorates_the_edges_own_answers_too)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = REPLY(SECURITY),
                                    .more = "'ViewerProtocolPolicy': "
                                            "'redirect-to-https', ",
                                    .change = "{'edges': {'edge': "
                                              "{'assume_https': false}}}"},
               STEPS("https://cdn.example/a", "-X TRACE https://cdn.example/a",
                     "http://cdn.example/a"));
    facts_header_is(&facts, 1, "X-Content-Type-Options", "nosniff");
    facts_status_is(&facts, 2, 403);
    facts_header_is(&facts, 2, "X-Content-Type-Options", "nosniff");
    facts_status_is(&facts, 3, 301);
    facts_header_is(&facts, 3, "X-Content-Type-Options", "nosniff");
    facts_header_is(&facts, 3, "X-Cache", "Redirect from cloudfront");
    facts_close(&facts);
}

Test(facts, f7_a_cache_control_of_a_policy_is_for_viewers_only)
{
    facts_open(
        &facts,
        &(struct facts_case){
            .behavior = REPLY("'CustomHeadersConfig': {'Quantity': 1, "
                              "'Items': [{'Header': 'Cache-Control', "
                              "'Value': 'no-store', 'Override': true}]}"),
            .bucket = true},
        STEPS("/a", "wait 60", "/a"));
    facts_header_is(&facts, 1, "Cache-Control", "no-store");
    facts_cache_is(&facts, 3, "Hit");
    facts_close(&facts);
}

Test(facts, f7_1_methods_all_are_the_seven_and_empty_lists_say_nothing)
{
    facts_open(
        &facts,
        &(struct facts_case){
            .behavior = REPLY("'CorsConfig': {'OriginOverride': true, "
                              "'AccessControlAllowCredentials': false, "
                              "'AccessControlAllowOrigins': {'Quantity': 1, "
                              "'Items': ['*']}, 'AccessControlAllowMethods': "
                              "{'Quantity': 1, 'Items': ['ALL']}, "
                              "'AccessControlAllowHeaders': {'Quantity': 0}, "
                              "'AccessControlMaxAgeSec': 600}")},
        STEPS("-X OPTIONS /a " A "-H 'Access-Control-Request-Method: PUT'",
              "/a " A));
    facts_header_is(&facts, 1, "Access-Control-Allow-Methods",
                    "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS");
    facts_header_is(&facts, 1, "Access-Control-Allow-Headers", "");
    facts_header_is(&facts, 1, "Access-Control-Max-Age", "600");
    facts_header_is(&facts, 2, "Access-Control-Allow-Origin", "*");
    facts_header_is(&facts, 2, "Access-Control-Allow-Methods", "");
    facts_header_is(&facts, 2, "Access-Control-Max-Age", "");
    facts_header_is(&facts, 2, "Access-Control-Allow-Credentials", "");
    facts_close(&facts);
}

Test(facts, f7_2_without_server_and_date_the_edge_says_its_own)
{
    facts_open(
        &facts,
        &(struct facts_case){
            .behavior = REPLY("'RemoveHeadersConfig': {'Quantity': 2, "
                              "'Items': [{'Header': 'Server'}, {'Header': "
                              "'Date'}]}"),
            .bucket = true},
        STEPS("/a", "wait 60", "/a"));
    facts_header_is(&facts, 1, "Server", "CloudFront");
    facts_header_is(&facts, 3, "Date", "Thu, 01 Jan 2026 00:01:00 GMT");
    facts_close(&facts);
}

Test(facts, f7_2_these_headers_cannot_be_removed)
{
    static const char *const names[] = {"Connection",
                                        "Content-Encoding",
                                        "Content-Length",
                                        "Expect",
                                        "Host",
                                        "Keep-Alive",
                                        "Proxy-Thing",
                                        "Trailer",
                                        "Transfer-Encoding",
                                        "Upgrade",
                                        "Via",
                                        "Warning",
                                        "X-Accel-Thing",
                                        "X-Amz-Cf-Id",
                                        "X-Amzn-Trace-Id",
                                        "X-Cache",
                                        "X-Edge-Thing",
                                        "X-Forwarded-Proto",
                                        "X-Real-Ip"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char behavior[512];

        (void)snprintf(behavior, sizeof(behavior),
                       REPLY("'RemoveHeadersConfig': {'Quantity': 1, 'Items': "
                             "[{'Header': '%s'}]}"),
                       names[i]);
        facts_refused(&facts, &(struct facts_case){.behavior = behavior},
                      "cannot be removed");
    }
}

Test(facts, f1_3_the_security_policy_says_these_five_lines)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED
                                    ", 'ResponseHeadersPolicyId': "
                                    "'67f7725c-6f97-4210-82d7-5512b31e9d03'",
                                    .change =
                                        "{'origins': {'api': {'headers': "
                                        "{'X-Frame-Options': 'DENY', "
                                        "'X-Content-Type-Options': 'none'}}}}"},
               STEPS("/a"));
    facts_header_is(&facts, 1, "Referrer-Policy",
                    "strict-origin-when-cross-origin");
    facts_header_is(&facts, 1, "Strict-Transport-Security", "max-age=31536000");
    facts_header_is(&facts, 1, "X-Content-Type-Options", "nosniff");
    facts_header_is(&facts, 1, "X-Frame-Options", "DENY");
    facts_header_is(&facts, 1, "X-XSS-Protection", "1; mode=block");
    facts_close(&facts);
}
