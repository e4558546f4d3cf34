/* test_managed.c - AWS's own policies, against the tables of its guide. */
#include "policies/cloudfront/managed.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

#define FIVE \
    "Host,Origin,X-HTTP-Method,X-HTTP-Method-Override,X-Method-Override"

/* cloudfront.md 1.1, written down a second time. */
static const struct {
    const char *name; /* without "Managed-" */
    const char *id;
    struct ttl_bounds ttl;
    const char *headers, *cookies, *query;
    bool gzip, brotli;
} cache_rows[] = {
    {"CachingOptimized",
     "658327ea-f89d-4fab-a63d-7e88639e58f6",
     {1, 86400, 31536000},
     "none",
     "none",
     "none",
     true,
     true},
    {"CachingOptimizedForUncompressedObjects",
     "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
     {1, 86400, 31536000},
     "none",
     "none",
     "none",
     false,
     false},
    {"CachingDisabled",
     "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
     {0, 0, 0},
     "none",
     "none",
     "none",
     false,
     false},
    {"Elemental-MediaPackage",
     "08627262-05a9-4f76-9ded-b50ca2e3a84f",
     {0, 86400, 31536000},
     "only Origin",
     "none",
     "only aws.manifestfilter,start,end,m",
     true,
     false},
    {"Amplify",
     "2e54312d-136d-493c-8eb9-b001f22f67d2",
     {2, 2, 600},
     "only Authorization,CloudFront-Viewer-Country,Host",
     "all",
     "all",
     true,
     true},
    {"UseOriginCacheControlHeaders",
     "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
     {0, 0, 31536000},
     "only " FIVE,
     "all",
     "none",
     true,
     true},
    {"UseOriginCacheControlHeaders-QueryStrings",
     "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
     {0, 0, 31536000},
     "only " FIVE,
     "all",
     "all",
     true,
     true},
    {"Amplify-Default",
     "4d1d2f1d-3a71-49ad-9e08-7ea5d843a556",
     {0, 0, 31536000},
     "only Accept,Authorization,CloudFront-Viewer-Country,Host",
     "all",
     "all",
     true,
     true},
    {"Amplify-DefaultNoCookies",
     "a6bad946-36c3-4c33-aa98-362c74a7fb13",
     {0, 0, 31536000},
     "only Accept,Authorization,CloudFront-Viewer-Country,Host",
     "none",
     "all",
     true,
     true},
    {"Amplify-ImageOptimization",
     "1c6db51a-a33f-469a-8245-dae26771f530",
     {0, 0, 31536000},
     "only Accept,Authorization,Host",
     "none",
     "all",
     true,
     true},
    {"Amplify-StaticContent",
     "7e5fad67-ee98-4ad0-b05a-394999eefc1a",
     {0, 0, 31536000},
     "only Authorization,Host",
     "none",
     "none",
     true,
     true},
};

/* cloudfront.md 1.2. */
static const struct {
    const char *name, *id, *headers, *cookies, *query;
} request_rows[] = {
    {"AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3", "all", "all", "all"},
    {"AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac",
     "but Host", "all", "all"},
    {"AllViewerAndCloudFrontHeaders-2022-06",
     "33f36d7e-f396-46d9-90e0-52428a34d9dc", "all", "all", "all"},
    {"CORS-S3Origin", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
     "only Origin,Access-Control-Request-Headers,Access-Control-Request-Method",
     "none", "none"},
    {"CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1", "only Origin",
     "none", "none"},
    {"Elemental-MediaTailor-PersonalizedManifests",
     "775133bc-15f2-49f9-abea-afb2e0bf67d2",
     "only Origin,Access-Control-Request-Headers,Access-Control-Request-Method,"
     "User-Agent,X-Forwarded-For",
     "none", "all"},
    {"UserAgentRefererHeaders", "acba4595-bd28-49b8-b9fe-13317c0390fa",
     "only User-Agent,Referer", "none", "none"},
    {"HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae", "only Host",
     "none", "none"},
};

/* cloudfront.md 1.3. */
static const struct {
    const char *name, *id;
    bool cors, preflight, security;
} reply_rows[] = {
    {"SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c", true, false, false},
    {"CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", true, true,
     false},
    {"CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c",
     true, false, true},
    {"CORS-with-preflight-and-SecurityHeadersPolicy",
     "eaab4381-ed33-4a86-88ca-d9558dc6cd63", true, true, true},
    {"SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03", false,
     false, true},
};

#define N(rows) (sizeof(rows) / sizeof(rows[0]))

static struct span prefixed(struct arena *arena, const char *name)
{
    return arena_printf(arena, "Managed-%s", name);
}

Test(managed, cache_policies_are_those_of_the_guide)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    cr_assert_eq(n_managed_cache_policies, N(cache_rows));
    for (size_t i = 0; i < N(cache_rows); i++) {
        const struct cache_policy *policy =
            managed_cache_policy(span_str(cache_rows[i].id));
        const char *name = cache_rows[i].name;

        cr_assert_eq(policy, &managed_cache_policies[i], "%s", name);
        cr_expect_eq(managed_cache_policy(span_str(name)), policy, "%s", name);
        cr_expect_eq(policy->ttl.min_s, cache_rows[i].ttl.min_s, "%s", name);
        cr_expect_eq(policy->ttl.default_s, cache_rows[i].ttl.default_s, "%s",
                     name);
        cr_expect_eq(policy->ttl.max_s, cache_rows[i].ttl.max_s, "%s", name);
        cr_expect_str_eq(aws_set_text(&arena, &policy->key.headers),
                         cache_rows[i].headers, "%s", name);
        cr_expect_str_eq(aws_set_text(&arena, &policy->key.cookies),
                         cache_rows[i].cookies, "%s", name);
        cr_expect_str_eq(aws_set_text(&arena, &policy->key.query),
                         cache_rows[i].query, "%s", name);
        cr_expect_eq(policy->key.gzip, cache_rows[i].gzip, "%s", name);
        cr_expect_eq(policy->key.brotli, cache_rows[i].brotli, "%s", name);
    }
    arena_fini(&arena);
}

Test(managed, origin_request_policies_are_those_of_the_guide)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    cr_assert_eq(n_managed_origin_request_policies, N(request_rows));
    for (size_t i = 0; i < N(request_rows); i++) {
        const struct origin_request_policy *policy =
            managed_origin_request_policy(span_str(request_rows[i].id));
        const char *name = request_rows[i].name;

        cr_assert_eq(policy, &managed_origin_request_policies[i], "%s", name);
        cr_expect_eq(managed_origin_request_policy(span_str(name)), policy);
        cr_expect_eq(managed_origin_request_policy(prefixed(&arena, name)),
                     policy);
        cr_expect(policy->managed);
        cr_expect_str_eq(aws_set_text(&arena, &policy->forward.headers),
                         request_rows[i].headers, "%s", name);
        cr_expect_str_eq(aws_set_text(&arena, &policy->forward.cookies),
                         request_rows[i].cookies, "%s", name);
        cr_expect_str_eq(aws_set_text(&arena, &policy->forward.query),
                         request_rows[i].query, "%s", name);
    }
    arena_fini(&arena);
}

static void check_reply(const struct reply_recipe *reply, size_t i)
{
    const char *name = reply_rows[i].name;
    size_t n_override = 0;

    cr_expect_eq(reply->cors.enabled, reply_rows[i].cors, "%s", name);
    cr_expect(!reply->cors.override && !reply->cors.credentials, "%s", name);
    cr_expect_eq(reply->cors.max_age_s, -1, "%s", name);
    cr_expect(span_absent(reply->cors.allow_headers), "%s", name);
    cr_expect_eq(!span_absent(reply->cors.allow_methods),
                 reply_rows[i].preflight, "%s", name);
    cr_expect_eq(span_eq(reply->cors.expose_headers, SPAN("*")),
                 reply_rows[i].preflight, "%s", name);
    if (reply_rows[i].cors) {
        cr_assert_eq(reply->cors.n_allow_origins, 1, "%s", name);
        cr_expect(span_eq(reply->cors.allow_origins[0], SPAN("*")));
    }
    cr_expect_eq(reply->n_set, reply_rows[i].security ? 5 : 0, "%s", name);
    for (size_t k = 0; k < reply->n_set; k++)
        if (reply->set[k].override) {
            n_override++;
            cr_expect(span_eq(reply->set[k].value, SPAN("nosniff")));
        }
    cr_expect_eq(n_override, reply_rows[i].security ? 1 : 0, "%s", name);
}

Test(managed, response_headers_policies_are_those_of_the_guide)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    cr_assert_eq(n_managed_response_headers_policies, N(reply_rows));
    for (size_t i = 0; i < N(reply_rows); i++) {
        const struct response_headers_policy *policy =
            managed_response_headers_policy(span_str(reply_rows[i].id));

        cr_assert_eq(policy, &managed_response_headers_policies[i]);
        cr_expect_eq(
            managed_response_headers_policy(span_str(reply_rows[i].name)),
            policy);
        cr_expect_eq(managed_response_headers_policy(
                         prefixed(&arena, reply_rows[i].name)),
                     policy);
        check_reply(&policy->reply, i);
    }
    arena_fini(&arena);
}

Test(managed, only_the_two_use_origin_policies_lack_the_prefix)
{
    for (size_t i = 0; i < n_managed_cache_policies; i++) {
        struct span name = managed_cache_policies[i].name;

        cr_expect_eq(span_starts(name, SPAN("Managed-")),
                     !span_starts(name, SPAN("UseOrigin")), "%.*s",
                     SPAN_ARG(name));
    }
    cr_expect(managed_cache_policy(SPAN("Managed-CachingOptimized")));
    cr_expect_null(
        managed_cache_policy(SPAN("Managed-UseOriginCacheControlHeaders")));
}

Test(managed, what_is_not_managed_is_not_found)
{
    static const char *const keys[] = {"",
                                       "Managed-",
                                       "cachingoptimized",
                                       "CachingOptimized ",
                                       "658327EA-F89D-4FAB-A63D-7E88639E58F6",
                                       "Managed-Managed-Amplify"};

    for (size_t i = 0; i < N(keys); i++) {
        cr_expect_null(managed_cache_policy(span_str(keys[i])), "%s", keys[i]);
        cr_expect_null(managed_origin_request_policy(span_str(keys[i])));
        cr_expect_null(managed_response_headers_policy(span_str(keys[i])));
    }
    cr_expect_null(managed_cache_policy(SPAN_ABSENT));
}

/* What AWS lets nobody write, its own policies do not do either. */
Test(managed, no_cache_policy_keys_on_what_a_preflight_asks)
{
    for (size_t i = 0; i < n_managed_cache_policies; i++) {
        const struct name_set *set = &managed_cache_policies[i].key.headers;

        cr_expect(
            !name_set_has(set, SPAN("access-control-request-method"), true));
        cr_expect(
            !name_set_has(set, SPAN("access-control-request-headers"), true));
    }
}

Test(managed, names_are_listed_for_messages)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    cr_expect(span_eq(managed_response_headers_policy_names(&arena),
                      SPAN("SimpleCORS, CORS-With-Preflight, "
                           "CORS-and-SecurityHeadersPolicy, "
                           "CORS-with-preflight-and-SecurityHeadersPolicy, "
                           "SecurityHeadersPolicy")));
    cr_expect(span_starts(managed_cache_policy_names(&arena),
                          SPAN("CachingOptimized, CachingOptimizedFor")));
    cr_expect(span_starts(managed_origin_request_policy_names(&arena),
                          SPAN("AllViewer, AllViewerExceptHostHeader, ")));
    arena_fini(&arena);
}
