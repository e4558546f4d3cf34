/* test_behavior.c - cache behaviors in AWS's JSON, into the plain recipes. */
#include "policies/cloudfront/behavior.h"

#include "tests/behavior_reading.h"

#include <criterion/criterion.h>

#define BIT(method) (1u << (method))
#define READS       (BIT(HTTP_GET) | BIT(HTTP_HEAD))
#define ASKED       (READS | BIT(HTTP_OPTIONS))
#define N(rows)     (sizeof(rows) / sizeof(rows[0]))

/* As `aws cloudfront get-distribution-config` prints one. */
static const char printed[] =
    "{'TargetOriginId': 'bucket',"
    " 'TrustedSigners': {'Enabled': false, 'Quantity': 0},"
    " 'TrustedKeyGroups': {'Enabled': false, 'Quantity': 0},"
    " 'ViewerProtocolPolicy': 'redirect-to-https',"
    " 'AllowedMethods': {'Quantity': 3, 'Items': ['HEAD', 'GET', 'OPTIONS'],"
    "  'CachedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET']}},"
    " 'SmoothStreaming': false, 'Compress': true,"
    " 'LambdaFunctionAssociations': {'Quantity': 0},"
    " 'FunctionAssociations': {'Quantity': 0},"
    " 'FieldLevelEncryptionId': '',"
    " 'CachePolicyId': '658327ea-f89d-4fab-a63d-7e88639e58f6',"
    " 'OriginRequestPolicyId': '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',"
    " 'ResponseHeadersPolicyId': '60669652-455b-4ae9-85a4-c4c02393f86c',"
    " 'GrpcConfig': {'Enabled': false}}";

Test(behavior, is_read_as_the_cli_prints_it)
{
    struct behavior_reading reading;
    struct behavior *behavior = &reading.behavior;

    cr_assert_eq(behavior_open(&reading, printed), 0, "%s",
                 reading.aws.reader.error);
    cr_expect(span_eq(behavior->path_pattern, SPAN("*")));
    cr_expect_eq(behavior->origin, 0);
    cr_expect_eq(behavior->allowed_methods, ASKED);
    cr_expect_eq(behavior->cached_methods, READS);
    cr_expect_eq(behavior->ttl.min_s, 1);
    cr_expect(behavior->reply.cors.enabled);
    cr_expect(span_eq(behavior->rules.profile, SPAN("cloudfront")));
    cr_expect_eq(behavior->viewer_protocol, VIEWER_REDIRECT);
    cr_expect(behavior->compress);
    cr_expect_eq(reading.aws.notes.n, 0, "only what is in use");
    behavior_close(&reading);
}

/* Surprise 2: the everyday pair forwards Origin and does not key on it. */
Test(behavior, forward_and_key_stay_apart)
{
    struct behavior_reading reading;
    struct behavior *behavior = &reading.behavior;

    cr_assert_eq(behavior_open(&reading, printed), 0);
    cr_expect(name_set_has(&behavior->forward.headers, SPAN("origin"), true));
    cr_expect(!name_set_has(&behavior->key.headers, SPAN("origin"), true));
    cr_expect_eq(behavior->key.origin, KEY_ORIGIN_OFF);
    cr_expect(!behavior->rules.honour_vary);
    cr_expect_eq(behavior->forward.unasked.rule, NAMES_NONE);
    behavior_close(&reading);
}

Test(behavior, survives_truncation_and_loss_of_any_part)
{
    aws_survives(behavior_read_default, printed);
}

Test(behavior, a_hand_written_one_is_short)
{
    struct behavior_reading reading;

    cr_assert_eq(behavior_open(&reading, "{'TargetOriginId': 'app', "
                                         "'CachePolicyId': "
                                         "'CachingOptimized'}"),
                 0, "%s", reading.aws.reader.error);
    cr_expect_eq(reading.behavior.origin, 1);
    cr_expect_eq(reading.behavior.allowed_methods, READS);
    cr_expect_eq(reading.behavior.cached_methods, READS);
    cr_expect_eq(reading.behavior.forward.headers.rule, NAMES_NONE);
    cr_expect(!reading.behavior.reply.cors.enabled);
    cr_expect_eq(reading.aws.notes.n, 0);

    reading.env.n_origins = 1;
    json_close(&reading.aws.reader);
    cr_assert_eq(json_open(&reading.aws.reader, "t.json",
                           SPAN("{\"CachePolicyId\": \"CachingDisabled\"}")),
                 0);
    cr_assert_eq(behavior_read(&reading.behavior, &reading.aws.arena,
                               &reading.aws.reader,
                               json_root(&reading.aws.reader), &reading.env),
                 0, "the only origin need not be named");
    cr_expect_eq(reading.behavior.origin, 0);
    behavior_close(&reading);
}

Test(behavior, whole_policies_stand_in_place_of_ids)
{
    static const char text[] =
        "{'TargetOriginId': 'bucket',"
        " 'CachePolicyConfig': {'MinTTL': 2, 'MaxTTL': 9, 'DefaultTTL': 3,"
        "  'ParametersInCacheKeyAndForwardedToOrigin': {'HeadersConfig':"
        "  {'HeaderBehavior': 'whitelist', 'Headers': ['Origin']}}},"
        " 'OriginRequestPolicyConfig': {'HeadersConfig': {'HeaderBehavior':"
        "  'whitelist', 'Headers': ['Referer']}},"
        " 'ResponseHeadersPolicyConfig': {'CorsConfig': {'OriginOverride':"
        "  true, 'AccessControlAllowOrigins': ['https://a.example']}}}";
    struct behavior_reading reading;
    struct behavior *behavior = &reading.behavior;
    struct arena *arena = &reading.aws.arena;

    cr_assert_eq(behavior_open(&reading, text), 0, "%s",
                 reading.aws.reader.error);
    cr_expect_str_eq(aws_set_text(arena, &behavior->key.headers),
                     "only Origin");
    cr_expect_str_eq(aws_set_text(arena, &behavior->forward.headers),
                     "only Referer");
    cr_expect_eq(behavior->ttl.max_s, 9);
    cr_expect(behavior->reply.cors.override);
    behavior_close(&reading);
    aws_survives(behavior_read_default, text);
}

#define METHODS(text) \
    "{'TargetOriginId': 'app', 'CachePolicyId': 'CachingOptimized', " text "}"

/* cloudfront.md 2.3 */
Test(behavior, method_sets_that_aws_knows)
{
    static const struct {
        const char *text;
        unsigned allowed, cached;
    } rows[] = {
        {"'AllowedMethods': ['GET', 'HEAD']", READS, READS},
        {"'AllowedMethods': ['HEAD', 'GET', 'OPTIONS']", ASKED, READS},
        {"'AllowedMethods': ['GET', 'HEAD', 'OPTIONS'], 'CachedMethods': "
         "['GET', 'HEAD', 'OPTIONS']",
         ASKED, ASKED},
        {"'AllowedMethods': {'Quantity': 7, 'Items': ['GET', 'HEAD', 'POST', "
         "'PUT', 'PATCH', 'OPTIONS', 'DELETE'], 'CachedMethods': {'Quantity': "
         "3, 'Items': ['GET', 'HEAD', 'OPTIONS']}}",
         BEHAVIOR_METHODS_ALL, ASKED},
        {"'AllowedMethods': null", READS, READS},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;
        struct arena arena;

        arena_init(&arena, 4096);
        cr_assert_eq(behavior_open(
                         &reading,
                         arena_printf(&arena, METHODS("%s"), rows[i].text).ptr),
                     0, "%s", reading.aws.reader.error);
        cr_expect_eq(reading.behavior.allowed_methods, rows[i].allowed, "%s",
                     rows[i].text);
        cr_expect_eq(reading.behavior.cached_methods, rows[i].cached, "%s",
                     rows[i].text);
        behavior_close(&reading);
        arena_fini(&arena);
    }
}

Test(behavior, other_method_sets_are_refused)
{
    static const struct aws_refusal rows[] = {
        {METHODS("'AllowedMethods': ['GET']"), "CloudFront allows GET, HEAD;"},
        {METHODS("'AllowedMethods': []"), "CloudFront allows"},
        {METHODS("'AllowedMethods': ['GET', 'HEAD', 'POST']"),
         "CloudFront allows"},
        {METHODS("'AllowedMethods': ['GET', 'HEAD', 'TRACE']"),
         "AllowedMethods[2]"},
        {METHODS("'AllowedMethods': ['get', 'HEAD']"), "must be one of"},
        {METHODS("'AllowedMethods': ['GET', 'HEAD', 'GET']"), "twice"},
        {METHODS("'AllowedMethods': ['GET', 7]"), "must be one of"},
        {METHODS("'CachedMethods': ['GET', 'HEAD', 'OPTIONS']"),
         "OPTIONS is cached but not allowed"},
        {METHODS("'AllowedMethods': {'Items': ['GET', 'HEAD', 'OPTIONS'], "
                 "'CachedMethods': ['GET']}"),
         "CloudFront caches"},
    };

    aws_refuses(behavior_read_default, rows, N(rows));
}

#define ON(target, text) "{'TargetOriginId': '" target "', " text "}"
#define OPTIMIZED        "'CachePolicyId': 'CachingOptimized'"
#define ID               "12345678-1234-4234-8234-123456789abc"

Test(behavior, policies_that_do_not_fit_are_refused)
{
    static const struct aws_refusal rows[] = {
        {"[]", "a behavior is an object, not an array"},
        {"{" OPTIMIZED "}",
         "TargetOriginId is missing; there are: bucket, app"},
        {ON("nobody", OPTIMIZED), "no origin of this name; there are: bucket"},
        {ON("app", "'Compress': false"),
         "a behavior needs CachePolicyId, CachePolicyConfig or "
         "ForwardedValues; managed cache policies: CachingOptimized, "},
        {ON("app", "'CachePolicyId': ''"), "a behavior needs CachePolicyId"},
        {ON("app", "'CachePolicyId': '" ID "'"),
         "aws cloudfront get-cache-policy --id " ID},
        {ON("app", OPTIMIZED ", 'CachePolicyConfig': {}"),
         "give CachePolicyId or CachePolicyConfig, not both"},
        {ON("app", OPTIMIZED ", 'ForwardedValues': {'QueryString': false}"),
         "the parameter ForwardedValues cannot be used when a cache policy is "
         "associated to the cache behavior"},
        {ON("app", OPTIMIZED ", 'MinTTL': 0"),
         "the parameter MinTTL cannot be used"},
        {ON("app", "'ForwardedValues': {'QueryString': false}, "
                   "'OriginRequestPolicyId': 'CORS-S3Origin'"),
         "an origin request policy needs a cache policy"},
        {ON("app", OPTIMIZED ", 'OriginRequestPolicyId': 'CORS-S3'"),
         "managed ones: AllViewer, "},
        {ON("app", OPTIMIZED ", 'ResponseHeadersPolicyId': 'CORS'"),
         "managed ones: SimpleCORS, "},
        {ON("app", OPTIMIZED ", 'ViewerProtocolPolicy': 'https'"),
         "ViewerProtocolPolicy"},
        {ON("app", OPTIMIZED ", 'PathPattern': '/x'"),
         "the default behavior takes every path"},
        /* Surprise 9, cloudfront.md 3.2. */
        {ON("bucket",
            "'CachePolicyConfig': {'ParametersInCacheKeyAndForwardedToOrigin': "
            "{'HeadersConfig': {'HeaderBehavior': 'whitelist', 'Headers': "
            "['Host']}}}"),
         "Host cannot be part of the cache key for an S3 origin"},
    };

    aws_refuses(behavior_read_default, rows, N(rows));
}

Test(behavior, path_patterns_are_kept_as_written)
{
    static const struct aws_refusal rows[] = {
        {ON("app", OPTIMIZED), "PathPattern"},
        {ON("app", OPTIMIZED ", 'PathPattern': ''"), "a path pattern has"},
        {ON("app", OPTIMIZED ", 'PathPattern': '/a b'"), "a path pattern has"},
        {ON("app", OPTIMIZED ", 'PathPattern': '/\\u00e4'"),
         "a path pattern has"},
    };
    struct aws_reading reading;
    struct behavior_reading whole;
    struct behavior behavior;

    aws_refuses(behavior_read_pattern, rows, N(rows));
    cr_assert_eq(behavior_open(&whole, ON("app", OPTIMIZED)), 0);
    whole.env.is_default = false;
    aws_open(&reading, ON("app", OPTIMIZED ", 'PathPattern': 'img/*.j?g'"));
    cr_assert_eq(behavior_read(&behavior, &reading.arena, &reading.reader,
                               reading.root, &whole.env),
                 0);
    cr_expect(span_eq(behavior.path_pattern, SPAN("img/*.j?g")));
    aws_close(&reading);
    behavior_close(&whole);
}

Test(behavior, given_policies_are_found)
{
    struct policy_set set = {0};
    struct behavior_reading reading;

    set.n_cache = 1;
    set.cache[0] = (struct cache_policy){
        .id = SPAN(ID), .name = SPAN("mine"), .ttl = {4, 5, 6}};
    cr_assert_lt(
        behavior_open(&reading, ON("app", "'CachePolicyId': '" ID "'")), 0);
    reading.env.policies = &set;
    reading.aws.reader.failed = false;
    cr_assert_eq(behavior_read(&reading.behavior, &reading.aws.arena,
                               &reading.aws.reader, reading.aws.root,
                               &reading.env),
                 0);
    cr_expect_eq(reading.behavior.ttl.default_s, 5);
    behavior_close(&reading);
}

Test(behavior, headers_that_cloudfront_makes_are_noted)
{
    struct behavior_reading reading;

    cr_assert_eq(behavior_open(&reading, ON("app", "'CachePolicyId': "
                                                   "'Amplify-Default'")),
                 0);
    cr_expect_eq(reading.aws.notes.n, 1);
    cr_expect(aws_noted(&reading.aws, "CloudFront-Viewer-... (place)"));
    behavior_close(&reading);
}

/* cloudfront.md 1.2, the note on 2026. */
Test(behavior, managed_policies_drop_response_overrides_towards_s3)
{
    static const struct {
        const char *text;
        const char *query;
    } rows[] = {
        {ON("bucket", OPTIMIZED ", 'OriginRequestPolicyId': "
                                "'AllViewerExceptHostHeader'"),
         "but response-content-type,response-content-disposition,"
         "response-content-encoding"},
        {ON("app", OPTIMIZED ", 'OriginRequestPolicyId': "
                             "'AllViewerExceptHostHeader'"),
         "all"},
        {ON("bucket", OPTIMIZED ", 'OriginRequestPolicyConfig': "
                                "{'QueryStringsConfig': "
                                "{'QueryStringBehavior': 'all'}}"),
         "all"},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;

        cr_assert_eq(behavior_open(&reading, rows[i].text), 0);
        cr_expect_str_eq(
            aws_set_text(&reading.aws.arena, &reading.behavior.forward.query),
            rows[i].query, "%s", rows[i].text);
        behavior_close(&reading);
    }
}

Test(behavior, members_of_a_newer_aws_are_noted_but_by_hand_refused)
{
    static const struct aws_refusal rows[] = {
        {ON("app", OPTIMIZED ", 'TargetOrigin': 'x'"), "TargetOriginId"},
        {ON("app", OPTIMIZED ", 'FunctionAssociations': [{}]"),
         "cannot be written by hand, because functions are not run"},
        {ON("app", OPTIMIZED ", 'TrustedKeyGroups': {'Enabled': true}"),
         "cannot be written by hand"},
    };
    static const struct aws_refusal own[] = {
        {ON("app", OPTIMIZED ", 'popBox': {}"), "popbox's own settings"},
        {ON("app", OPTIMIZED ", 'rules': {}"), "popbox's own settings"},
    };
    struct behavior_reading reading;

    cr_assert_eq(
        behavior_open(&reading, ON("app", OPTIMIZED ", 'NewThing': {}")), 0);
    cr_expect(aws_noted(&reading.aws, "CacheBehavior.NewThing"));
    behavior_close(&reading);
    aws_refuses(behavior_read_strict, rows, N(rows));
    aws_refuses(behavior_read_default, own, 2);
}

Test(behavior, what_is_in_use_and_not_modelled_is_noted)
{
    static const struct {
        const char *member;
        const char *what;
    } rows[] = {
        {"'FunctionAssociations': {'Quantity': 1, 'Items': [{'FunctionARN': "
         "'a', 'EventType': 'viewer-request'}]}",
         "CacheBehavior.FunctionAssociations"},
        {"'LambdaFunctionAssociations': [{'EventType': 'origin-response'}]",
         "CacheBehavior.LambdaFunctionAssociations"},
        {"'TrustedKeyGroups': {'Enabled': true, 'Quantity': 1, 'Items': "
         "['k']}",
         "CacheBehavior.TrustedKeyGroups"},
        {"'RealtimeLogConfigArn': 'arn'", "CacheBehavior.RealtimeLogConfigArn"},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;
        struct arena arena;

        arena_init(&arena, 4096);
        cr_assert_eq(
            behavior_open(&reading,
                          arena_printf(&arena, ON("app", OPTIMIZED ", %s"),
                                       rows[i].member)
                              .ptr),
            0, "%s", reading.aws.reader.error);
        cr_expect_eq(reading.aws.notes.n, 1);
        cr_expect(aws_noted(&reading.aws, rows[i].what), "%s", rows[i].what);
        behavior_close(&reading);
        arena_fini(&arena);
    }
}
