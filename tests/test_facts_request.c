/*
 * test_facts_request.c - facts about managed policies and keys
 *
 * cloudfront.md, sections 1 and 2: what no other test cites (tests/facts.txt
 * has them all). Names begin with the section.
 */
#include "policies/cloudfront/aws.h"
#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NO_HEADERS "{'HeaderBehavior': 'none'}"
#define NO_COOKIES "{'CookieBehavior': 'none'}"
#define NO_QUERY   "{'QueryStringBehavior': 'none'}"
#define ALL_QUERY  "{'QueryStringBehavior': 'all'}"
#define QUERY(word, names)                       \
    "{'QueryStringBehavior': '" word "', 'Query" \
    "Strings': {'Quantity': 1, 'Items': [" names "]}}"
#define KEYS_ON_QUERY(set) \
    FACTS_POLICY("'MinTTL': 1", NO_HEADERS, NO_COOKIES, set)

/* One test runs at a time, in a process of its own. */
static struct facts facts;

/* ---- 1: managed policies ---------------------------------------------------
 */

Test(facts, f1_2_host_towards_s3_is_told_or_refused)
{
    struct aws_files files;
    struct aws_file rows[] = {
        {"d.json", DISTRIBUTION(BUCKET("one", "acme", ""), "1", "one")},
        {"p.json",
         FACTS_POLICY("'MinTTL': 1",
                      "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': "
                      "1, 'Items': ['Host']}}",
                      NO_COOKIES, NO_QUERY)},
        {NULL, NULL}};

    aws_files_init(&files, rows);
    aws_files_open(&files);
    cr_assert_eq(files.topology.edges[0].notes->n, 1);
    cr_expect(span_eq(files.topology.edges[0].notes->at[0].what,
                      SPAN("CacheBehavior.Host")));
    aws_files_close(&files);
    facts_refused(&facts,
                  &(struct facts_case){.behavior = FACTS_LEGACY("1", "'Host'"),
                                       .bucket = true},
                  "no bucket of that name");
}

/* ---- 2: the key ------------------------------------------------------------
 */

Test(facts, f2_a_path_is_raw_and_has_case)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("/a/b", "/A/b", "/a%2Fb", "/a/b"));
    facts_cache_is(&facts, 2, "Miss");
    facts_cache_is(&facts, 3, "Miss");
    facts_cache_is(&facts, 4, "Hit");
    facts_close(&facts);
}

Test(facts, f2_query_strings_count_by_name_and_only_an_ampersand_parts_them)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_MINE,
                             .policy =
                                 KEYS_ON_QUERY(QUERY("whitelist", "'a'"))},
        STEPS("/x?a=1", "/x?a=1&b=2", "/x?A=1", "/x", "/x?a=1;b=2", "/x?a=2"));
    facts_cache_is(&facts, 2, "Hit");
    facts_cache_is(&facts, 3, "Miss");
    facts_cache_is(&facts, 4, "Hit");
    facts_cache_is(&facts, 5, "Miss");
    facts_cache_is(&facts, 6, "Miss");
    facts_close(&facts);
    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_MINE,
                   .policy = KEYS_ON_QUERY(QUERY("allExcept", "'a'"))},
               STEPS("/x?a=1", "/x?a=2", "/x?a=2&b=1"));
    facts_cache_is(&facts, 2, "Hit");
    facts_cache_is(&facts, 3, "Miss");
    facts_close(&facts);
}

Test(facts, f2_cookies_are_sorted_by_name_and_have_case)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_MINE,
                                    .policy = FACTS_POLICY(
                                        "'MinTTL': 1", NO_HEADERS,
                                        "{'CookieBehavior': 'all'}", NO_QUERY)},
               STEPS("/x -H 'Cookie: a=1; b=2'", "/x -H 'Cookie: b=2; a=1'",
                     "/x -H 'Cookie: A=1; b=2'"));
    facts_cache_is(&facts, 2, "Hit");
    facts_cache_is(&facts, 3, "Miss");
    facts_close(&facts);
}

Test(facts, f2_legacy_names_of_cookies_may_have_stars)
{
    facts_open(&facts,
               &(struct facts_case){
                   .behavior =
                       "'ForwardedValues': {'QueryString': false, 'Cookies': "
                       "{'Forward': 'whitelist', 'WhitelistedNames': "
                       "{'Quantity': 1, 'Items': ['s*n?']}}}, 'MinTTL': 1"},
               STEPS("/x -H 'Cookie: session=1; other=2'"));
    cr_expect(span_absent(played_sent(&facts.played, 1, SPAN("Cookie"))));
    facts_close(&facts);
    facts_open(&facts,
               &(struct facts_case){
                   .behavior =
                       "'ForwardedValues': {'QueryString': false, 'Cookies': "
                       "{'Forward': 'whitelist', 'WhitelistedNames': "
                       "{'Quantity': 1, 'Items': ['s*n?']}}}, 'MinTTL': 1"},
               STEPS("/x -H 'Cookie: session=1; s-n2=3; other=2'"));
    cr_expect(
        span_eq(played_sent(&facts.played, 1, SPAN("Cookie")), SPAN("s-n2=3")));
    facts_close(&facts);
}

Test(facts, f2_address_asn_and_ja3_are_not_for_keys)
{
    static const char *const names[] = {"'CloudFront-Viewer-Address'",
                                        "'CloudFront-Viewer-ASN'",
                                        "'CloudFront-Viewer-JA3-Fingerprint'"};

    for (size_t i = 0; i < 3; i++) {
        char policy[1024];

        (void)snprintf(policy, sizeof(policy),
                       FACTS_POLICY("'MinTTL': 1",
                                    "{'HeaderBehavior': 'whitelist', "
                                    "'Headers': {'Quantity': 1, 'Items': "
                                    "[%s]}}",
                                    NO_COOKIES, NO_QUERY),
                       names[i]);
        facts_refused(
            &facts,
            &(struct facts_case){.behavior = FACTS_MINE, .policy = policy},
            "cannot be part of the cache key");
    }
}

Test(facts, f2_3_posts_are_never_cached_and_get_with_a_body_is_403)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("-X POST -d x /a", "-X POST -d x /a", "/a",
                     "-X GET -d x /a", "/a"));
    cr_expect_eq(played_asked(&facts.played, 2), 1);
    facts_cache_is(&facts, 3, "Miss");
    cr_expect_eq(played_request(&facts.played, 4)->answer.status, 403);
    facts_cache_is(&facts, 5, "Hit");
    facts_close(&facts);
}

Test(facts, f2_the_root_object_stands_for_the_root_only)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                             .distribution = "'DefaultRootObject': 'i.html', "},
        STEPS("/", "/i.html", "/dir/"));
    facts_cache_is(&facts, 2, "Hit");
    facts_cache_is(&facts, 3, "Miss");
    cr_expect(strstr(played_key(&facts.played, 3), "p5:/dir/"));
    facts_close(&facts);
}

Test(facts, f2_a_range_is_served_from_the_one_entry)
{
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .bucket = true},
        STEPS("/a", "/a -H 'Range: bytes=0-1'"));
    facts_cache_is(&facts, 2, "Hit");
    facts_status_is(&facts, 2, 206);
    facts_close(&facts);
}

Test(facts, f2_1_each_encoding_is_poisoned_by_itself)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED
                                    ", 'OriginRequestPolicyId': "
                                    "'88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'",
                                    .cors = aws_file_cors_any,
                                    .bucket = true},
               STEPS("/a -H 'Accept-Encoding: gzip'",
                     "/a -H 'Origin: https://a.example'",
                     "/a -H 'Origin: https://a.example' -H 'Accept-Encoding: "
                     "gzip'"));
    facts_header_is(&facts, 2, "Access-Control-Allow-Origin", "*");
    facts_cache_is(&facts, 3, "Hit");
    facts_header_is(&facts, 3, "Access-Control-Allow-Origin", "");
    facts_close(&facts);
}

Test(facts, f2_2_policies_and_legacy_settings_exclude_each_other)
{
    facts_refused(&facts,
                  &(struct facts_case){.behavior = FACTS_OPTIMIZED
                                       ", " FACTS_LEGACY("0", "")},
                  "ForwardedValues cannot be used when a cache policy");
    facts_refused(&facts,
                  &(struct facts_case){
                      .behavior = FACTS_LEGACY(
                          "0", "") ", 'OriginRequestPolicyId': "
                                   "'88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'"},
                  "needs a cache policy beside it");
}

Test(facts, f2_3_writing_methods_are_allowed_together_and_not_by_default)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("-X PATCH -d x /a", "-X TRACE /a"));
    facts_status_is(&facts, 1, 200);
    facts_status_is(&facts, 2, 403);
    facts_close(&facts);
}
