/* test_policy_set.c - the policies of an account, as the AWS CLI prints them.
 */
#include "policies/cloudfront/policy_set.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

#define ID_A      "11111111-aaaa-4bbb-8ccc-222222222222"
#define ID_B      "33333333-aaaa-4bbb-8ccc-444444444444"
#define OPTIMIZED "658327ea-f89d-4fab-a63d-7e88639e58f6"

#define CACHE_CONFIG(name, min) \
    "{'Name': '" name "', 'MinTTL': " min ", 'Comment': ''}"

static const char get_cache_policy[] =
    "{'ETag': 'E1', 'CachePolicy': {'Id': '" ID_A
    "', 'LastModifiedTime': '2026-01-01T00:00:00Z', "
    "'CachePolicyConfig': " CACHE_CONFIG("mine", "3") "}}";
static const char get_config[] =
    "{'ETag': 'E1', 'CachePolicyConfig': " CACHE_CONFIG("bare", "4") "}";
static const char list_cache_policies[] =
    "{'CachePolicyList': {'MaxItems': 100, 'Quantity': 3, 'Items': ["
    "{'Type': 'managed', 'CachePolicy': {'Id': '" OPTIMIZED
    "', 'CachePolicyConfig': {'MinTTL': 77}}},"
    "{'Type': 'custom', 'CachePolicy': {'Id': '" ID_A
    "', 'CachePolicyConfig': " CACHE_CONFIG(
        "mine", "5") "}},"
                     "{'Type': 'custom', 'CachePolicy': {'Id': '" ID_B
                     "', 'CachePolicyConfig': " CACHE_CONFIG("other",
                                                             "6") "}}]}}";
static const char get_origin_request_policy[] =
    "{'ETag': 'E1', 'OriginRequestPolicy': {'Id': '" ID_A
    "', 'OriginRequestPolicyConfig': {'Name': 'fwd', 'HeadersConfig': "
    "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': 1, 'Items': "
    "['Origin']}}}}}";
static const char get_response_headers_policy[] =
    "{'ETag': 'E1', 'ResponseHeadersPolicy': {'Id': '" ID_A
    "', 'ResponseHeadersPolicyConfig': {'Name': 'rhp', 'CorsConfig': "
    "{'OriginOverride': true, 'AccessControlAllowOrigins': {'Quantity': 1, "
    "'Items': ['*']}}}}}";

static int read_set(struct aws_reading *reading)
{
    struct policy_set set = {0};

    return policy_set_read(&set, &reading->in, reading->root);
}

/* Reads one more document into set; what it holds lives in keep. */
static void add(struct policy_set *set, struct arena *keep, const char *text)
{
    struct aws_reading reading;

    aws_open(&reading, text);
    reading.in.arena = keep;
    cr_assert(policy_set_takes(reading.root), "%s", text);
    cr_assert_eq(policy_set_read(set, &reading.in, reading.root), 0, "%s",
                 reading.reader.error);
    aws_close(&reading);
}

Test(policy_set, takes_each_wrapper_of_each_kind_in_any_order)
{
    struct policy_set set = {0};
    struct arena keep;

    arena_init(&keep, 1 << 16);
    add(&set, &keep, get_response_headers_policy);
    add(&set, &keep, get_config);
    add(&set, &keep, get_cache_policy);
    add(&set, &keep, get_origin_request_policy);
    cr_assert_eq(set.n_cache, 2);
    cr_expect(span_absent(set.cache[0].id));
    cr_expect(span_eq(set.cache[0].name, SPAN("bare")));
    cr_expect(span_eq(set.cache[1].id, SPAN(ID_A)));
    cr_assert_eq(set.n_origin_request, 1);
    cr_expect(!set.origin_request[0].managed);
    cr_expect_eq(set.origin_request[0].forward.headers.n_names, 1);
    cr_assert_eq(set.n_response_headers, 1);
    cr_expect(set.response_headers[0].reply.cors.override);
    arena_fini(&keep);
}

Test(policy_set, the_later_one_counts_and_managed_ones_are_passed_over)
{
    struct policy_set set = {0};
    struct arena keep;

    arena_init(&keep, 1 << 16);
    add(&set, &keep, get_cache_policy);
    add(&set, &keep, list_cache_policies);
    cr_assert_eq(set.n_cache, 2);
    cr_expect_eq(set.cache[0].ttl.min_s, 5, "the list's, not the first one's");
    cr_expect(span_eq(set.cache[1].id, SPAN(ID_B)));
    arena_fini(&keep);
}

Test(policy_set, every_document_survives_truncation_and_loss)
{
    aws_survives(read_set, get_cache_policy);
    aws_survives(read_set, get_config);
    aws_survives(read_set, list_cache_policies);
    aws_survives(read_set, get_origin_request_policy);
    aws_survives(read_set, get_response_headers_policy);
}

Test(policy_set, other_documents_are_refused)
{
    static const struct aws_refusal rows[] = {
        {"{}", "no policy in here: expected what aws cloudfront"},
        {"{'DistributionConfig': {}}", "no policy in here"},
        {"{'CachePolicy': {'Id': 'x'}}", "CachePolicyConfig"},
        {"{'CachePolicy': 7}", "CachePolicy"},
        {"{'CachePolicyList': {'Items': [{}]}}", "CachePolicy"},
        {"{'CachePolicyList': {'Items': [{'CachePolicy': {'Id': 'x', "
         "'CachePolicyConfig': {'MinTTL': -1}}}]}}",
         "CachePolicyList.Items[0].CachePolicy.CachePolicyConfig.MinTTL"},
    };

    aws_refuses(read_set, rows, sizeof(rows) / sizeof(rows[0]));
}

Test(policy_set, says_what_it_takes)
{
    struct aws_reading reading;

    aws_open(&reading, "[{'CorsConfig': {}}, 7]");
    cr_expect(!policy_set_takes(reading.root));
    cr_expect(!policy_set_takes(json_first(reading.root)));
    cr_expect(!policy_set_takes(json_next(json_first(reading.root))));
    aws_close(&reading);
}

Test(policy_set, policies_are_found_by_id_and_by_name)
{
    struct policy_set set = {0};
    static const struct {
        const char *key;
        int64_t min_s;
    } rows[] = {{ID_A, 3},
                {"mine", 3},
                {"bare", 4},
                {OPTIMIZED, 1},
                {"CachingOptimized", 1},
                {"Managed-CachingOptimized", 1}};
    struct arena keep;

    arena_init(&keep, 1 << 16);
    add(&set, &keep, get_cache_policy);
    add(&set, &keep, get_config);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_reading reading;
        const struct cache_policy *policy;

        aws_open(&reading, arena_printf(&keep, "['%s']", rows[i].key).ptr);
        policy = policy_set_cache(&set, &reading.in, json_first(reading.root));
        cr_assert(policy && !reading.reader.failed, "%s", rows[i].key);
        cr_expect_eq(policy->ttl.min_s, rows[i].min_s, "%s", rows[i].key);
        aws_close(&reading);
    }
    arena_fini(&keep);
}

static int look_up_cache(struct aws_reading *reading)
{
    return policy_set_cache(NULL, &reading->in, json_first(reading->root))
               ? 0
               : ERR_UNKNOWN;
}

static int look_up_request(struct aws_reading *reading)
{
    return policy_set_origin_request(NULL, &reading->in,
                                     json_first(reading->root))
               ? 0
               : ERR_UNKNOWN;
}

static int look_up_reply(struct aws_reading *reading)
{
    return policy_set_response_headers(NULL, &reading->in,
                                       json_first(reading->root))
               ? 0
               : ERR_UNKNOWN;
}

Test(policy_set, an_unknown_policy_comes_with_the_command_or_the_names)
{
    static const struct aws_refusal cache[] = {
        {"['" ID_A "']", "aws cloudfront get-cache-policy --id " ID_A},
        {"['CacheOptimized']", "managed ones: CachingOptimized, "},
        {"['']", "managed ones: CachingOptimized, "},
    };
    static const struct aws_refusal request[] = {
        {"['" ID_A "']", "aws cloudfront get-origin-request-policy --id " ID_A},
        {"['CORS']", "CORS-S3Origin"},
    };
    static const struct aws_refusal reply[] = {
        {"['" ID_A "']",
         "aws cloudfront get-response-headers-policy --id " ID_A},
        {"['CORS']", "SimpleCORS"},
    };

    aws_refuses(look_up_cache, cache, 3);
    aws_refuses(look_up_request, request, 2);
    aws_refuses(look_up_reply, reply, 2);
}

Test(policy_set, more_policies_than_fit_are_refused)
{
    struct policy_set set = {0};
    struct arena keep;
    int err = 0;

    arena_init(&keep, 1 << 20);
    for (int i = 0; i <= POLICY_SET_MAX; i++) {
        struct aws_reading reading;

        aws_open(&reading, arena_printf(&keep,
                                        "{'CachePolicyConfig': {'Name': "
                                        "'n%d'}}",
                                        i)
                               .ptr);
        reading.in.arena = &keep;
        err = policy_set_read(&set, &reading.in, reading.root);
        cr_expect_eq(err < 0, i == POLICY_SET_MAX, "policy %d", i);
        aws_close(&reading);
    }
    cr_expect_eq(set.n_cache, POLICY_SET_MAX);
    arena_fini(&keep);
}
