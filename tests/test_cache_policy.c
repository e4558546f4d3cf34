/* test_cache_policy.c - AWS's CachePolicyConfig: what is keyed, for how long.
 */
#include "policies/cloudfront/cache_policy.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

/* As `aws cloudfront get-cache-policy-config` prints it, less the wrapper. */
static const char full[] =
    "{'Comment': 'Keyed on who asks', 'Name': 'by-origin',"
    " 'DefaultTTL': 600, 'MaxTTL': 3600, 'MinTTL': 5,"
    " 'ParametersInCacheKeyAndForwardedToOrigin': {"
    "  'EnableAcceptEncodingGzip': true, 'EnableAcceptEncodingBrotli': false,"
    "  'HeadersConfig': {'HeaderBehavior': 'whitelist', 'Headers': {"
    "   'Quantity': 3, 'Items': ['Origin', 'Access-Control-Request-Method',"
    "   'Access-Control-Request-Headers']}},"
    "  'CookiesConfig': {'CookieBehavior': 'allExcept', 'Cookies': {"
    "   'Quantity': 1, 'Items': ['session']}},"
    "  'QueryStringsConfig': {'QueryStringBehavior': 'whitelist',"
    "   'QueryStrings': {'Quantity': 2, 'Items': ['v', 'size']}}}}";

static int read_policy(struct aws_reading *reading)
{
    struct cache_policy policy;

    return cache_policy_read(&policy, &reading->in, reading->root);
}

Test(cache_policy, fills_key_and_ttl_from_what_the_cli_prints)
{
    struct aws_reading reading;
    struct cache_policy policy;
    struct arena *arena = &reading.arena;

    aws_open(&reading, full);
    cr_assert_eq(cache_policy_read(&policy, &reading.in, reading.root), 0, "%s",
                 reading.reader.error);
    cr_expect(span_eq(policy.name, SPAN("by-origin")));
    cr_expect(span_absent(policy.id));
    cr_expect_str_eq(aws_set_text(arena, &policy.key.headers),
                     "only Origin,Access-Control-Request-Method,"
                     "Access-Control-Request-Headers");
    cr_expect_str_eq(aws_set_text(arena, &policy.key.cookies), "but session");
    cr_expect_str_eq(aws_set_text(arena, &policy.key.query), "only v,size");
    cr_expect(policy.key.gzip && !policy.key.brotli);
    cr_expect_eq(policy.key.origin, KEY_ORIGIN_OFF);
    cr_expect_eq(policy.ttl.min_s, 5);
    cr_expect_eq(policy.ttl.default_s, 600);
    cr_expect_eq(policy.ttl.max_s, 3600);
    cr_expect_eq(reading.notes.n, 0);
    aws_close(&reading);
}

Test(cache_policy, survives_truncation_and_loss_of_any_part)
{
    aws_survives(read_policy, full);
}

/* cloudfront.md 4.1: DefaultTTL 86400 or MinTTL if larger, MaxTTL 31536000 or
 * the larger of the others. */
Test(cache_policy, left_out_ttls_are_those_of_the_api)
{
    static const struct {
        const char *text;
        struct ttl_bounds ttl;
    } rows[] = {
        {"{}", {0, 86400, 31536000}},
        {"{'MinTTL': 1}", {1, 86400, 31536000}},
        {"{'MinTTL': 90000}", {90000, 90000, 31536000}},
        {"{'MinTTL': 40000000}", {40000000, 40000000, 40000000}},
        {"{'DefaultTTL': 40000000}", {0, 40000000, 40000000}},
        {"{'MaxTTL': 86400}", {0, 86400, 86400}},
        {"{'DefaultTTL': 0, 'MaxTTL': 0}", {0, 0, 0}},
        {"{'MinTTL': null, 'DefaultTTL': 7}", {0, 7, 31536000}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_reading reading;
        struct cache_policy policy;

        aws_open(&reading, rows[i].text);
        cr_assert_eq(cache_policy_read(&policy, &reading.in, reading.root), 0,
                     "%s", reading.reader.error);
        cr_expect_eq(policy.ttl.min_s, rows[i].ttl.min_s, "%s", rows[i].text);
        cr_expect_eq(policy.ttl.default_s, rows[i].ttl.default_s, "%s",
                     rows[i].text);
        cr_expect_eq(policy.ttl.max_s, rows[i].ttl.max_s, "%s", rows[i].text);
        aws_close(&reading);
    }
}

#define PARAMETERS(inside) \
    "{'ParametersInCacheKeyAndForwardedToOrigin': {" inside "}}"
#define HEADERS(items)                                                        \
    PARAMETERS("'HeadersConfig': {'HeaderBehavior': 'whitelist', 'Headers': " \
               "{'Items': [" items "]}}")

Test(cache_policy, plain_arrays_are_lists_too)
{
    struct aws_reading reading;
    struct cache_policy policy;

    aws_open(&reading, PARAMETERS("'HeadersConfig': {'HeaderBehavior': "
                                  "'whitelist', 'Headers': ['Origin']}"));
    cr_assert_eq(cache_policy_read(&policy, &reading.in, reading.root), 0);
    cr_expect_str_eq(aws_set_text(&reading.arena, &policy.key.headers),
                     "only Origin");
    cr_expect_eq(policy.key.cookies.rule, NAMES_NONE, "left out: none");
    aws_close(&reading);
}

Test(cache_policy, ttls_that_aws_refuses_are_refused)
{
    static const struct aws_refusal rows[] = {
        {"{'MinTTL': 10, 'DefaultTTL': 9}", "less than MinTTL (10)"},
        {"{'DefaultTTL': 9, 'MaxTTL': 8}", "less than DefaultTTL (9)"},
        {"{'MaxTTL': 60}", "86400, which holds when it is left out"},
        {"{'MinTTL': -1}", "$.MinTTL"},
        {"{'MinTTL': 1.5}", "$.MinTTL"},
        {"{'MinTTL': '1'}", "$.MinTTL"},
        {"{'MaxTTL': 3153600001}", "$.MaxTTL"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

/* Surprise 22, in AWS's own words. */
Test(cache_policy, disabled_caching_carries_no_key)
{
    static const struct aws_refusal rows[] = {
#define DISABLED(inside)              \
    "{'DefaultTTL': 0, 'MaxTTL': 0, " \
    "'ParametersInCacheKeyAndForwardedToOrigin': {" inside "}}"
        {DISABLED("'EnableAcceptEncodingGzip': true"),
         "the parameter EnableAcceptEncodingGzip is invalid for policy with "
         "caching disabled"},
        {DISABLED("'EnableAcceptEncodingBrotli': true"),
         "EnableAcceptEncodingBrotli is invalid"},
        {DISABLED("'HeadersConfig': {'HeaderBehavior': 'whitelist', 'Headers': "
                  "['Origin']}"),
         "HeaderBehavior is invalid"},
        {DISABLED("'CookiesConfig': {'CookieBehavior': 'all'}"),
         "CookieBehavior is invalid"},
        {DISABLED("'QueryStringsConfig': {'QueryStringBehavior': 'all'}"),
         "QueryStringBehavior is invalid"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

Test(cache_policy, lists_that_aws_refuses_are_refused)
{
    static const struct aws_refusal rows[] = {
        {"{'Comment': 5}", "$.Comment"},
        {PARAMETERS("'HeadersConfig': {'HeaderBehavior': 'all'}"),
         "HeaderBehavior"},
        {PARAMETERS("'HeadersConfig': {}"), "HeaderBehavior"},
        {PARAMETERS("'HeadersConfig': []"), "HeadersConfig"},
        {PARAMETERS("'CookiesConfig': {'CookieBehavior': 'whitelist'}"),
         "Cookies must name something"},
        {PARAMETERS("'CookiesConfig': {'CookieBehavior': 'all', 'Cookies': "
                    "['a']}"),
         "Cookies must be left out"},
        {PARAMETERS("'QueryStringsConfig': {'QueryStringBehavior': "
                    "'allExcept'}"),
         "QueryStrings must name something"},
        {HEADERS("'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'"),
         "11 items; at most 10"},
        {HEADERS("'Origin', 'oRIGIN'"), "listed twice"},
        {HEADERS("''"), "must not be empty"},
        {HEADERS("'a b'"), "is not a header name"},
        {HEADERS("7"), "must be a string"},
        {HEADERS("'Cookie'"), "Headers contains Cookie that is not allowed"},
        {HEADERS("'proxy-authorization'"), "not allowed"},
        {HEADERS("'X-Edge-Location'"), "not allowed"},
        {HEADERS("'CloudFront-Viewer-Address'"), "not allowed"},
        {PARAMETERS("'HeadersConfig': {'HeaderBehavior': 'whitelist', "
                    "'Headers': {'Quantity': 2, 'Items': ['a']}}"),
         "Quantity says 2, but there are 1 Items"},
        {PARAMETERS("'EnableAcceptEncodingGzip': true, 'HeadersConfig': "
                    "{'HeaderBehavior': 'whitelist', 'Headers': "
                    "['accept-encoding']}"),
         "contains Accept-Encoding that is not allowed"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

static struct span long_name(struct arena *arena, char first, size_t len)
{
    char *text = arena_alloc(arena, len);

    cr_assert_not_null(text);
    memset(text, 'x', len);
    text[0] = first;
    return span_of(text, len);
}

Test(cache_policy, names_and_comments_have_ceilings)
{
    for (size_t over = 0; over < 2; over++) {
        struct aws_reading reading;
        struct arena arena;
        struct span a, b, text;

        arena_init(&arena, 1 << 16);
        a = long_name(&arena, 'a', 512);
        b = long_name(&arena, 'b', 512 + over);
        text = arena_printf(&arena, HEADERS("'%.*s', '%.*s'"), SPAN_ARG(a),
                            SPAN_ARG(b));
        aws_open(&reading, text.ptr);
        cr_expect_eq(read_policy(&reading) < 0, over == 1);
        aws_close(&reading);

        a = long_name(&arena, 'c', 128 + over);
        text = arena_printf(&arena, "{'Comment': '%.*s'}", SPAN_ARG(a));
        aws_open(&reading, text.ptr);
        cr_expect_eq(read_policy(&reading) < 0, over == 1);
        aws_close(&reading);
        arena_fini(&arena);
    }
}

Test(cache_policy, unknown_members_are_noted_or_with_strictness_refused)
{
    static const char text[] = "{'Name': 'n', 'Shiny': 1, "
                               "'ParametersInCacheKeyAndForwardedToOrigin': "
                               "{'EnableZstd': true}}";
    struct aws_reading reading;

    aws_open(&reading, text);
    cr_assert_eq(read_policy(&reading), 0);
    cr_expect_eq(reading.notes.n, 2);
    cr_expect(aws_noted(&reading, "CachePolicyConfig.Shiny"));
    cr_expect(aws_noted(&reading,
                        "ParametersInCacheKeyAndForwardedToOrigin.EnableZstd"));
    cr_expect_eq(read_policy(&reading), 0);
    cr_expect_eq(reading.notes.n, 2, "each is noted once");
    reading.in.strict = true;
    cr_expect_lt(read_policy(&reading), 0);
    cr_expect(strstr(reading.reader.error, "EnableZstd"));
    aws_close(&reading);
}
