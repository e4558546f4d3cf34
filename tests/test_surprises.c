/*
 * test_surprises.c - what a naive simulator gets wrong, from AWS's own JSON
 *
 * Numbers are those of cloudfront.md section 13. Each test plays requests at a
 * distribution as the AWS CLI prints it. Not here: 19 (functions are not run);
 * the second half of 20 (logs) is in test_log.c.
 */
#include "bench/transcript_text.h"
#include "tests/aws_documents.h"
#include "tests/played.h"
#include "tests/plays.h"

#include <criterion/criterion.h>

#define AT(origin, inside)                                                    \
    "{'Distribution': {'Id': 'E1', 'DomainName': 'd1.cloudfront.net', "       \
    "'DistributionConfig': {'Enabled': true, 'Aliases': {'Quantity': 1, "     \
    "'Items': ['cdn.example']}, 'Origins': {'Quantity': 1, 'Items': [" origin \
    "]}, 'DefaultCacheBehavior': {'AllowedMethods': {'Quantity': 3, "         \
    "'Items': ['HEAD', 'GET', 'OPTIONS'], 'CachedMethods': {'Quantity': 3, "  \
    "'Items': ['HEAD', 'GET', 'OPTIONS']}}, " inside "}}}}"
#define AT_S3(inside) \
    AT(BUCKET("one", "acme", ""), "'TargetOriginId': 'one', " inside)
#define AT_API(inside) AT(API, "'TargetOriginId': 'api', " inside)

#define OPTIMIZED "'CachePolicyId': '658327ea-f89d-4fab-a63d-7e88639e58f6'"
#define CORS_S3 \
    "'OriginRequestPolicyId': '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'"
#define SIMPLE_CORS \
    "'ResponseHeadersPolicyId': '60669652-455b-4ae9-85a4-c4c02393f86c'"
#define WITH_PREFLIGHT \
    "'ResponseHeadersPolicyId': '5cc3b908-e619-4b99-88e5-2cf7f45965bd'"
#define LEGACY(headers)                                                 \
    "'ForwardedValues': {'QueryString': false, 'Cookies': {'Forward': " \
    "'none'}, 'Headers': " headers "}, 'MinTTL': 0"
#define NO_HEADERS "{'Quantity': 0}"
#define MINE       "'CachePolicyId': '" POLICY_ID "'"
/* A cache policy of the account that keys on these. */
#define KEYS(ttl, headers, cookies, query)                                   \
    "{'CachePolicy': {'Id': '" POLICY_ID "', 'CachePolicyConfig': {'Name': " \
    "'mine', " ttl ", 'ParametersInCacheKeyAndForwardedToOrigin': "          \
    "{'EnableAcceptEncodingGzip': false, 'HeadersConfig': " headers          \
    ", 'CookiesConfig': {'CookieBehavior': '" cookies                        \
    "'}, 'QueryStringsConfig': {'QueryStringBehavior': '" query "'}}}}}"
#define BY_HEADERS(n, names)                                     \
    "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': " n \
    ", 'Items': [" names "]}}"
#define BY_NO_HEADER "{'HeaderBehavior': 'none'}"

#define A "-H 'Origin: https://a.example' "
#define B "-H 'Origin: https://b.example' "

/* One test runs at a time, in a process of its own. */
static struct played played;

/* cors, policy: NULL for none. */
static void play(const char *distribution, const char *cors, const char *policy,
                 const char *const *steps)
{
    struct aws_file rows[4] = {{"d.json", distribution}};
    size_t n = 1;

    if (cors)
        rows[n++] = (struct aws_file){"cors.json", cors};
    if (policy)
        rows[n++] = (struct aws_file){"p.json", policy};
    played_open(&played, rows, steps);
}

static void cache_is(size_t n, const char *wanted)
{
    cr_expect_str_eq(played_cache(&played, n), wanted, "step %zu: %s", n,
                     played_cache(&played, n));
}

/* "": no Access-Control-Allow-Origin. */
static void allows(size_t n, const char *wanted)
{
    const char *got = played_header(&played, n, "Access-Control-Allow-Origin");

    cr_expect_str_eq(got, wanted, "step %zu: %s", n, got);
}

Test(surprises, s01_vary_selects_nothing_and_is_only_filtered)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3), aws_file_cors_two_sites, NULL,
         STEPS(A "/a", B "/a"));
    cache_is(2, "Hit");
    allows(2, "https://a.example");
    cr_expect(strstr(played_header(&played, 2, "Vary"), "Origin"),
              "CORS-S3Origin forwards it");
    played_close(&played);
    play(AT_S3(LEGACY(NO_HEADERS)), aws_file_cors_two_sites, NULL,
         STEPS(A "/a"));
    allows(1, "https://a.example");
    cr_expect_str_eq(played_header(&played, 1, "Vary"), "",
                     "forwarded by default does not count");
    played_close(&played);
}

Test(surprises, s02_forwarding_is_not_keying)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3), aws_file_cors_any, NULL,
         STEPS("/a", A "/a", "/b", A "/b"));
    cr_expect(span_absent(played_sent(&played, 1, SPAN("Origin"))));
    cache_is(2, "Hit");
    allows(2, "");
    played_close(&played);
}

Test(surprises, s03_legacy_settings_forward_origin_policies_drop_it)
{
    play(AT_S3(LEGACY(NO_HEADERS)), aws_file_cors_any, NULL,
         STEPS(A "/a", "/b", A "/b"));
    allows(1, "*");
    allows(3, "");
    played_close(&played);
    play(AT_S3(OPTIMIZED), aws_file_cors_any, NULL, STEPS(A "/a"));
    cr_expect(span_absent(played_sent(&played, 1, SPAN("Origin"))));
    allows(1, "");
    played_close(&played);
}

Test(surprises, s04_s3_says_nothing_of_cors_or_vary_without_origin)
{
    play(AT_S3(OPTIMIZED), aws_file_cors_any, NULL,
         STEPS("http://acme.s3.eu-west-1.amazonaws.com/a",
               A "http://acme.s3.eu-west-1.amazonaws.com/a"));
    allows(1, "");
    cr_expect_str_eq(played_header(&played, 1, "Vary"), "");
    allows(2, "*");
    cr_expect_str_neq(played_header(&played, 2, "Vary"), "");
    played_close(&played);
}

Test(surprises, s05_no_store_is_stored_for_a_min_ttl)
{
    play(AT_S3(OPTIMIZED), NULL, NULL,
         STEPS("-X PUT -d x -H 'Cache-Control: no-store' "
               "http://acme.s3.eu-west-1.amazonaws.com/a",
               "/a", "/a", "wait 1", "/a"));
    cache_is(2, "Miss");
    cr_expect_eq(played_reason(&played, 2, STEP_JUDGE), JUDGE_MIN_TTL);
    cache_is(3, "Hit");
    cache_is(5, "RefreshHit");
    played_close(&played);
}

Test(surprises, s06_get_and_head_share_an_entry_options_does_not)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3), aws_file_cors_any, NULL,
         STEPS("-I /a", A "/a",
               A "-X OPTIONS -H 'Access-Control-Request-Method: GET' /a"));
    cache_is(2, "Hit");
    allows(2, "");
    cache_is(3, "Miss");
    allows(3, "*");
    played_close(&played);
}

Test(surprises, s07_query_order_counts_header_order_does_not_case_does)
{
    play(AT_S3(MINE), NULL,
         KEYS("'MinTTL': 1", BY_HEADERS("2", "'X-A', 'X-B'"), "none", "all"),
         STEPS("/a?x=1&y=2 -H 'X-A: 1' -H 'X-B: 2'",
               "/a?x=1&y=2 -H 'X-B: 2' -H 'X-A: 1'",
               "/a?y=2&x=1 -H 'X-A: 1' -H 'X-B: 2'",
               "/a?x=1&y=2 -H 'x-a: q' -H 'X-B: 2'",
               "/a?x=1&y=2 -H 'X-A: Q' -H 'X-B: 2'"));
    cache_is(2, "Hit");
    cache_is(3, "Miss");
    cache_is(4, "Miss");
    cache_is(5, "Miss");
    played_close(&played);
}

Test(surprises, s08_a_url_has_up_to_four_entries_by_accept_encoding)
{
    play(AT_S3(OPTIMIZED), NULL, NULL,
         STEPS("/a -H 'Accept-Encoding: identity'", "/a",
               "/a -H 'Accept-Encoding: gzip'", "/a -H 'Accept-Encoding: br'",
               "/a -H 'Accept-Encoding: br, gzip'",
               "/a -H 'Accept-Encoding: gzip, deflate, br, zstd'"));
    cr_expect(span_eq(played_sent(&played, 1, SPAN("Accept-Encoding")),
                      SPAN("identity")));
    cache_is(2, "Hit");
    cache_is(3, "Miss");
    cache_is(4, "Miss");
    cache_is(5, "Miss");
    cache_is(6, "Hit");
    played_close(&played);
}

Test(surprises, s09_neither_host_nor_scheme_is_in_the_key)
{
    play(AT_S3(OPTIMIZED), NULL, NULL,
         STEPS("https://d1.cloudfront.net/a", "https://cdn.example/a",
               "http://cdn.example/a"));
    cache_is(2, "Hit");
    cache_is(3, "Hit");
    played_close(&played);
}

Test(surprises, s10_a_304_keeps_the_stored_cors_headers)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3), NULL, NULL,
         STEPS(A "/a",
               "-X PUT -H 'Content-MD5: 8alqrbXMPQqTnk2/Sr7qJw==' -d "
               "'<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
               "<AllowedMethod>GET</AllowedMethod></CORSRule>"
               "</CORSConfiguration>' "
               "'http://acme.s3.eu-west-1.amazonaws.com/?cors'",
               "wait 2d", A "/a", "invalidate /a", A "/a"));
    cr_expect_eq(played_request(&played, 2)->answer.status, 200);
    cache_is(4, "RefreshHit");
    allows(4, "");
    cache_is(6, "Miss");
    allows(6, "*");
    played_close(&played);
}

Test(surprises, s11_a_policy_works_on_delivery_and_yields_to_a_stored_header)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3 ", " SIMPLE_CORS),
         aws_file_cors_two_sites, NULL,
         STEPS("/a", B "/a", "/a", A "/b", B "/b"));
    allows(2, "*");
    allows(3, "");
    cache_is(5, "Hit");
    allows(5, "https://a.example");
    cr_expect(strstr(buf_span(&played.text).ptr, "gives way as to CORS"));
    played_close(&played);
}

Test(surprises, s12_a_policy_answers_no_preflight)
{
    play(AT_S3(OPTIMIZED ", " CORS_S3 ", " WITH_PREFLIGHT), NULL, NULL,
         STEPS("/a --page https://a.example -H 'X-Mine: 1'"));
    cr_expect_eq(played_asked(&played, 1), 1, "S3 is asked");
    cr_expect_eq(played_request(&played, 1)->answer.status, 403);
    allows(1, "*");
    cr_expect_eq(played_verdict(&played, 1)->cors.verdict,
                 CORS_PREFLIGHT_INVALID_STATUS);
    played_close(&played);
}

Test(surprises, s13_a_policy_says_vary_where_there_is_no_origin)
{
    play(AT_S3(OPTIMIZED ", " SIMPLE_CORS), NULL, NULL, STEPS("/a", A "/a"));
    cr_expect_str_eq(played_header(&played, 1, "Vary"), "Origin");
    allows(1, "");
    cr_expect_str_eq(played_header(&played, 2, "Vary"), "");
    allows(2, "*");
    played_close(&played);
}

/* Two requests at once are a scenario: tests/plays/aws.json. */
Test(surprises, s14_who_waits_for_anothers_fetch_is_a_hit)
{
    const struct embedded_file *file = embedded_plays;
    struct scenario scenario;
    struct player player;
    struct buf text;

    while (file->name && strcmp(file->name, "aws.json") != 0)
        file++;
    cr_assert(file->name);
    cr_assert_eq(scenario_read(&scenario, file->name,
                               span_of((const char *)file->bytes, file->len)),
                 0, "%s", scenario.reader.error);
    cr_assert_eq(player_run(&player, &scenario, 0, &player_virtual), 0);
    buf_init(&text, 1 << 20);
    transcript_print(&player.transcript, &text);
    cr_expect(player_passed(&player), "%s", buf_span(&text).ptr);
    buf_fini(&text);
    player_fini(&player);
    scenario_fini(&scenario);
}

Test(surprises, s15_a_404_is_kept_a_403_only_with_max_age)
{
    played.missing = true;
    play(AT_S3(OPTIMIZED), NULL, NULL,
         STEPS("/a", "wait 9", "/a", "wait 1", "/a"));
    cr_expect_eq(played_asked(&played, 3), 0);
    cr_expect_eq(played_asked(&played, 5), 1);
    cache_is(3, "Error");
    played_close(&played);

    played.change = "{'origins': {'api': {'status': 403}}}";
    play(AT_API(OPTIMIZED), NULL, NULL, STEPS("/a", "/a"));
    cr_expect_eq(played_asked(&played, 2), 1);
    played_close(&played);

    played.change = "{'origins': {'api': {'status': 403, 'headers': "
                    "{'Cache-Control': 'max-age=60'}}}}";
    play(AT_API(OPTIMIZED), NULL, NULL,
         STEPS("/a", "wait 59", "/a", "wait 1", "/a"));
    cr_expect_eq(played_asked(&played, 3), 0, "10 s is the least");
    cr_expect_eq(played_asked(&played, 5), 1);
    played_close(&played);
}

Test(surprises, s16_expired_copies_stand_in_for_5xx_not_for_4xx)
{
    played.change = "{'origins': {'one': {'faults': [{'method': 'GET', "
                    "'requests': [2], 'status': 503}]}}}";
    play(AT_S3(OPTIMIZED), NULL, NULL, STEPS("/a", "wait 2d", "/a"));
    cr_expect_eq(played_request(&played, 3)->answer.status, 200);
    cr_expect_eq(played_reason(&played, 3, STEP_RESPOND),
                 RESPOND_STALE_ON_ERROR);
    played_close(&played);

    played.change = "{'origins': {'one': {'faults': [{'method': 'GET', "
                    "'requests': [2], 'status': 404}]}}}";
    play(AT_S3(OPTIMIZED), NULL, NULL, STEPS("/a", "wait 2d", "/a"));
    cr_expect_eq(played_request(&played, 3)->answer.status, 404);
    played_close(&played);
}

Test(surprises, s17_set_cookie_is_stripped_or_replayed)
{
    const char *sets = "{'origins': {'api': {'headers': {'Set-Cookie': "
                       "'id=1'}}}}";

    played.change = sets;
    play(AT_API(OPTIMIZED), NULL, NULL, STEPS("/a"));
    cr_expect_str_eq(played_header(&played, 1, "Set-Cookie"), "");
    played_close(&played);
    played.change = sets;
    play(AT_API(MINE), NULL, KEYS("'MinTTL': 1", BY_NO_HEADER, "all", "none"),
         STEPS("/a", "/a"));
    cache_is(2, "Hit");
    cr_expect_str_eq(played_header(&played, 2, "Set-Cookie"), "id=1");
    played_close(&played);
}

Test(surprises, s18_a_hard_reload_does_not_reach_through)
{
    play(AT_S3(OPTIMIZED), NULL, NULL,
         STEPS("/a -e https://r.example/ -H 'Accept-Language: de'",
               "/a -H 'Cache-Control: no-cache' -H 'Pragma: no-cache'"));
    cr_expect(span_eq(played_sent(&played, 1, SPAN("User-Agent")),
                      SPAN("Amazon CloudFront")));
    cr_expect(span_absent(played_sent(&played, 1, SPAN("Referer"))));
    cr_expect(span_absent(played_sent(&played, 1, SPAN("Accept"))));
    cr_expect(span_absent(played_sent(&played, 1, SPAN("Accept-Language"))));
    cache_is(2, "Hit");
    played_close(&played);
}

Test(surprises, s20_an_invalidation_takes_header_variants_not_query_ones)
{
    play(AT_S3(MINE), NULL,
         KEYS("'MinTTL': 1", BY_HEADERS("1", "'Origin'"), "none", "all"),
         STEPS("/a", A "/a", "/a?x=1", "invalidate /a", "/a", A "/a", "/a?x=1",
               "invalidate /a*", "/a?x=1"));
    cache_is(5, "Miss");
    cache_is(6, "Miss");
    cache_is(7, "Hit");
    cache_is(9, "Miss");
    played_close(&played);
}

static void refuses(const char *distribution, const char *policy,
                    const char *says)
{
    const struct aws_file rows[] = {
        {"d.json", distribution}, {"p.json", policy}, {NULL, NULL}};
    struct aws_files files;

    aws_files_init(&files, rows);
    cr_expect(aws_files_write(&files) < 0, "taken");
    cr_expect(strstr(buf_span(&files.error).ptr, says), "%s",
              buf_span(&files.error).ptr);
    aws_files_close(&files);
}

Test(surprises, s21_cors_headers_are_no_custom_headers)
{
    refuses(AT_S3(OPTIMIZED),
            "{'ResponseHeadersPolicyConfig': {'Name': 'r', "
            "'CustomHeadersConfig': {'Quantity': 1, 'Items': [{'Header': "
            "'access-control-allow-origin', 'Value': '*', 'Override': "
            "true}]}}}",
            "access-control-allow-origin");
}

Test(surprises, s22_what_is_not_cached_has_no_key)
{
    refuses(AT_S3(MINE),
            KEYS("'MinTTL': 0, 'DefaultTTL': 0, 'MaxTTL': 0",
                 BY_HEADERS("1", "'Origin'"), "none", "none"),
            "p.json:1:");
    play(AT_API(LEGACY("{'Quantity': 1, 'Items': ['*']}")), NULL, NULL,
         STEPS("/a", "/a"));
    cr_expect_eq(played_asked(&played, 2), 1);
    cr_expect_eq(played_reason(&played, 2, STEP_LOOKUP), LOOKUP_UNCACHED_TTL);
    played_close(&played);
}
