/* test_origin_request_policy.c - AWS's OriginRequestPolicyConfig: forwarding.
 */
#include "policies/cloudfront/origin_request_policy.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

static const char full[] =
    "{'Comment': '', 'Name': 'cors',"
    " 'HeadersConfig': {'HeaderBehavior': 'whitelist', 'Headers': {"
    "  'Quantity': 2, 'Items': ['Origin', 'Range']}},"
    " 'CookiesConfig': {'CookieBehavior': 'whitelist', 'Cookies': {"
    "  'Quantity': 1, 'Items': ['session']}},"
    " 'QueryStringsConfig': {'QueryStringBehavior': 'allExcept',"
    "  'QueryStrings': {'Quantity': 1, 'Items': ['utm']}}}";

static int read_policy(struct aws_reading *reading)
{
    struct origin_request_policy policy;

    return origin_request_policy_read(&policy, &reading->in, reading->root);
}

Test(origin_request_policy, fills_the_forwarding_recipe)
{
    struct aws_reading reading;
    struct origin_request_policy policy;
    struct forward_recipe *forward = &policy.forward;

    aws_open(&reading, full);
    cr_assert_eq(origin_request_policy_read(&policy, &reading.in, reading.root),
                 0, "%s", reading.reader.error);
    cr_expect(span_eq(policy.name, SPAN("cors")));
    cr_expect(!policy.managed);
    cr_expect_str_eq(aws_set_text(&reading.arena, &forward->headers),
                     "only Origin,Range");
    cr_expect_str_eq(aws_set_text(&reading.arena, &forward->cookies),
                     "only session");
    cr_expect_str_eq(aws_set_text(&reading.arena, &forward->query), "but utm");
    cr_expect_eq(forward->unasked.rule, NAMES_NONE,
                 "surprise 3: policies drop what they do not name");
    cr_expect(!forward->keep_authorization);
    cr_expect_eq(forward->n_custom, 0);
    aws_close(&reading);
}

Test(origin_request_policy, survives_truncation_and_loss_of_any_part)
{
    aws_survives(read_policy, full);
}

#define HEADERS(behavior, items)                      \
    "{'HeadersConfig': {'HeaderBehavior': '" behavior \
    "', 'Headers': {'Items': [" items "]}}}"

Test(origin_request_policy, the_five_words_for_headers)
{
    static const struct {
        const char *text;
        const char *set;
    } rows[] = {
        {"{}", "none"},
        {"{'HeadersConfig': {'HeaderBehavior': 'none'}}", "none"},
        {"{'HeadersConfig': {'HeaderBehavior': 'allViewer'}}", "all"},
        {HEADERS("allExcept", "'Host', 'Authorization'"),
         "but Host,Authorization"},
        {HEADERS("allViewerAndWhitelistCloudFront",
                 "'CloudFront-Viewer-Country'"),
         "all"},
        {HEADERS("whitelist", "'CloudFront-Viewer-TLS'"),
         "only CloudFront-Viewer-TLS"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_reading reading;
        struct origin_request_policy policy;

        aws_open(&reading, rows[i].text);
        cr_assert_eq(
            origin_request_policy_read(&policy, &reading.in, reading.root), 0,
            "%s", reading.reader.error);
        cr_expect_str_eq(aws_set_text(&reading.arena, &policy.forward.headers),
                         rows[i].set, "%s", rows[i].text);
        cr_expect_eq(reading.notes.n, i < 4 ? 0 : 1,
                     "headers that CloudFront knows better are noted: %s",
                     rows[i].text);
        aws_close(&reading);
    }
}

Test(origin_request_policy, what_aws_refuses_is_refused)
{
    static const struct aws_refusal rows[] = {
        {HEADERS("whitelist", "'Authorization'"),
         "Headers contains Authorization that is not allowed"},
        {HEADERS("whitelist", "'Connection'"), "not allowed"},
        {HEADERS("whitelist", ""), "Headers must name something"},
        {HEADERS("allViewer", "'Origin'"), "Headers must be left out"},
        {HEADERS("none", "'Origin'"), "Headers must be left out"},
        {HEADERS("allExcept", ""), "Headers must name something"},
        {HEADERS("allViewerAndWhitelistCloudFront", "'Origin'"),
         "Origin is not a CloudFront-... header"},
        {HEADERS("some", "'Origin'"), "HeaderBehavior"},
        {HEADERS("whitelist",
                 "'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'"),
         "11 items; at most 10"},
        {"{'CookiesConfig': {'CookieBehavior': 'whitelist', 'Cookies': "
         "['a', 'a']}}",
         "listed twice"},
        {"{'QueryStringsConfig': 1}", "QueryStringsConfig"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

Test(origin_request_policy, cookie_and_query_names_have_case)
{
    struct aws_reading reading;

    aws_open(&reading, "{'CookiesConfig': {'CookieBehavior': 'whitelist', "
                       "'Cookies': ['a', 'A']}}");
    cr_expect_eq(read_policy(&reading), 0, "%s", reading.reader.error);
    aws_close(&reading);
}
