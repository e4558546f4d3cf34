/*
 * test_distribution.c - whole distributions: what they come to, what is
 * refused.
 *
 * A behavior is told in one line: its pattern, origin and the origin's path,
 * what is keyed, which headers are forwarded, its TTLs, and what else it has.
 */
#include "policies/cloudfront/distribution.h"

#include "policies/profiles.h"
#include "tests/aws_reading.h"
#include "tests/distributions.h"

#include <criterion/criterion.h>

#define BIT(method) (1u << (method))

static int read_into(struct distribution *out, struct aws_reading *reading)
{
    struct rules rules;

    cr_assert(profile_rules(SPAN("cloudfront"), &rules));
    return distribution_read(out, &reading->in, reading->root, &rules, NULL);
}

static int read_distribution(struct aws_reading *reading)
{
    struct distribution distribution;

    return read_into(&distribution, reading);
}

static void tell_failover(struct buf *text,
                          const struct distribution *distribution,
                          const struct behavior *behavior)
{
    if (!behavior->failover)
        return;
    buf_addf(text, " | fails over to %.*s on",
             SPAN_ARG(distribution->origins[behavior->failover->origin].id));
    for (size_t i = 0; i < behavior->n_failover_statuses; i++)
        buf_addf(text, " %d", behavior->failover_statuses[i]);
}

static void tell_rest(struct buf *text, const struct behavior *behavior)
{
    if (behavior->reply.cors.enabled)
        buf_add_str(text, " | CORS");
    if (behavior->reply.n_set > 0)
        buf_addf(text, " | sets %zu", behavior->reply.n_set);
    if (behavior->cached_methods & BIT(HTTP_OPTIONS))
        buf_add_str(text, " | caches OPTIONS");
    if (behavior->allowed_methods & BIT(HTTP_POST))
        buf_add_str(text, " | writes");
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        buf_addf(text, " | custom %.*s",
                 SPAN_ARG(behavior->forward.custom[i].name));
    for (size_t i = 0; i < behavior->n_error_ttls; i++)
        buf_addf(text, "%s%d=%lld", i ? " " : " | errors ",
                 behavior->error_ttls[i].status,
                 (long long)behavior->error_ttls[i].ttl_s);
    buf_add_str(text, "\n");
}

static void tell(struct buf *text, struct arena *arena,
                 const struct distribution *distribution, size_t i)
{
    const struct behavior *behavior = &distribution->behaviors[i];
    const struct distribution_origin *origin =
        &distribution->origins[behavior->origin];

    buf_addf(text, "%.*s -> %.*s%.*s | key %s%s%s%s",
             SPAN_ARG(behavior->path_pattern), SPAN_ARG(origin->id),
             SPAN_ARG(behavior->forward.path_prefix),
             aws_set_text(arena, &behavior->key.headers),
             behavior->key.gzip ? ", gzip" : "",
             behavior->key.brotli ? " br" : "",
             behavior->key.cookies.rule != NAMES_NONE ? ", cookies" : "");
    buf_addf(text, " | forward %s%s | ttl %lld %lld %lld",
             aws_set_text(arena, &behavior->forward.headers),
             behavior->forward.unasked.rule != NAMES_NONE ? ", unasked" : "",
             (long long)behavior->ttl.min_s, (long long)behavior->ttl.default_s,
             (long long)behavior->ttl.max_s);
    tell_failover(text, distribution, behavior);
    tell_rest(text, behavior);
}

static const char *notes_text(struct buf *text, const struct aws_notes *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        buf_addf(text, "%s%.*s", i ? " " : "", SPAN_ARG(notes->at[i].what));
    return buf_span(text).ptr;
}

Test(distribution, templates_come_to_what_they_mean)
{
    for (size_t i = 0; i < n_test_distributions; i++) {
        const struct test_distribution *row = &test_distributions[i];
        struct distribution distribution;
        struct aws_reading reading;
        struct buf lines, notes;

        buf_init(&lines, 1 << 16);
        buf_init(&notes, 1 << 16);
        aws_open(&reading, row->text);
        cr_assert(distribution_takes(reading.root));
        cr_assert_eq(read_into(&distribution, &reading), 0, "%s: %s", row->name,
                     reading.reader.error);
        for (size_t k = 0; k < distribution.n_behaviors; k++)
            tell(&lines, &reading.arena, &distribution, k);
        cr_expect_str_eq(buf_span(&lines).ptr, row->behaviors, "%s\n%s",
                         row->name, buf_span(&lines).ptr);
        cr_expect_str_eq(notes_text(&notes, &reading.notes), row->notes,
                         "%s\n%s", row->name, buf_span(&notes).ptr);
        aws_close(&reading);
        buf_fini(&lines);
        buf_fini(&notes);
    }
}

Test(distribution, templates_survive_truncation_and_loss_of_any_part)
{
    for (size_t i = 0; i < n_test_distributions; i++)
        aws_survives(read_distribution, test_distributions[i].text);
}

static const struct test_distribution *named(const char *part)
{
    size_t i = 0;

    while (i < n_test_distributions &&
           !strstr(test_distributions[i].name, part))
        i++;
    cr_assert_lt(i, n_test_distributions);
    return &test_distributions[i];
}

/* cloudfront.md 5.3 */
Test(distribution, origins_are_targets_with_their_limits)
{
    struct distribution distribution;
    struct distribution_origin *s3, *api;
    struct aws_reading reading;

    aws_open(&reading, named("an API beside a site")->text);
    cr_assert_eq(read_into(&distribution, &reading), 0);
    cr_assert_eq(distribution.n_origins, 2);
    s3 = &distribution.origins[0];
    api = &distribution.origins[1];
    cr_expect(s3->is_s3 && !api->is_s3);
    cr_expect_eq(s3->protocol, ORIGIN_MATCH_VIEWER);
    cr_expect_eq(api->protocol, ORIGIN_HTTPS_ONLY);
    cr_expect_eq(api->http_port, 80);
    cr_expect_eq(api->https_port, 443);
    cr_expect(span_eq(api->path, SPAN("/prod")));
    cr_expect(span_absent(s3->path) && span_absent(s3->access_control));
    cr_expect(span_eq(distribution.targets[0].domain,
                      SPAN("site.s3.eu-west-1.amazonaws.com")));
    cr_expect_eq(distribution.targets[0].connect_attempts, 3);
    cr_expect_eq(distribution.targets[0].connect_timeout_ms, 10000);
    cr_expect_eq(distribution.targets[0].read_timeout_ms, 30000);
    cr_expect_eq(distribution.targets[1].connect_attempts, 2);
    cr_expect_eq(distribution.targets[1].connect_timeout_ms, 5000);
    cr_expect_eq(distribution.targets[1].read_timeout_ms, 45000);
    aws_close(&reading);
}

#define PRIVATE(arn, access)                                                \
    "{'Distribution': {'Id': 'E1', 'DomainName': 'd1.cloudfront.net', " arn \
    "'DistributionConfig': {'Origins': [{'Id': 'a', 'DomainName': "         \
    "'b.s3.amazonaws.com', " access "}], 'DefaultCacheBehavior': {"         \
    "'TargetOriginId': 'a', 'CachePolicyId': 'CachingOptimized'}}}}"
#define ARN "arn:aws:cloudfront::111122223333:distribution/E1"
#define OAC "'OriginAccessControlId': 'EOAC', 'S3OriginConfig': {}"

/* A bucket that is private sees who asks (issue 4). */
Test(distribution, an_origin_with_access_control_is_asked_as_cloudfront)
{
    static const struct {
        const char *text;
        const char *principal; /* NULL: none */
        const char *source_arn;
        size_t n_notes;
    } cases[] = {
        {PRIVATE("'ARN': '" ARN "', ", OAC), "cloudfront.amazonaws.com", ARN,
         1},
        {PRIVATE("", OAC), "cloudfront.amazonaws.com", NULL, 2},
        {PRIVATE("", "'S3OriginConfig': {'OriginAccessIdentity': "
                     "'origin-access-identity/cloudfront/E9'}"),
         "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E9",
         NULL, 0},
        {PRIVATE("", "'S3OriginConfig': {'OriginAccessIdentity': ''}"), NULL,
         NULL, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct distribution distribution;
        struct aws_reading reading;
        struct http_headers identity;

        aws_open(&reading, cases[i].text);
        cr_assert_eq(read_into(&distribution, &reading), 0, "%s",
                     reading.reader.error);
        identity = distribution.origins[0].identity;
        cr_expect(
            span_eq(http_headers_get(&identity, SPAN("x-popbox-principal")),
                    span_str(cases[i].principal)));
        cr_expect(
            span_eq(http_headers_get(&identity, SPAN("x-popbox-source-arn")),
                    span_str(cases[i].source_arn)));
        cr_expect_eq(distribution.behaviors[0].forward.n_identity, identity.n);
        cr_expect_eq(reading.notes.n, cases[i].n_notes, "%zu", i);
        aws_close(&reading);
    }
}

Test(distribution, the_rest_is_kept_for_who_wants_it)
{
    struct node_config config = {0};
    struct distribution distribution;
    struct aws_reading reading;

    aws_open(&reading, named("single-page")->text);
    cr_assert_eq(read_into(&distribution, &reading), 0);
    cr_expect(span_eq(distribution.default_root_object, SPAN("index.html")));
    cr_expect(distribution.enabled && span_absent(distribution.id));
    cr_assert_eq(distribution.n_errors, 2);
    cr_expect_eq(distribution.errors[1].status, 404);
    cr_expect(span_eq(distribution.errors[1].page, SPAN("/index.html")));
    cr_expect_eq(distribution.errors[1].page_status, 200);
    cr_expect(span_eq(distribution.origins[0].access_control, SPAN("E1OAC")));
    distribution_configure(&distribution, &config);
    cr_expect(span_eq(config.root_path, SPAN("/index.html")));
    cr_assert_eq(config.n_error_pages, 2);
    cr_expect_eq(config.error_pages[0].status, 403);
    cr_expect_eq(config.error_pages[0].page_status, 200);
    cr_expect(span_eq(config.error_pages[1].path, SPAN("/index.html")));
    cr_expect_eq(config.n_behaviors, distribution.n_behaviors);
    aws_close(&reading);
    aws_open(&reading, named("get-distribution")->text);
    cr_assert_eq(read_into(&distribution, &reading), 0);
    cr_expect(span_eq(distribution.id, SPAN("EDFDVBD6EXAMPLE")));
    cr_expect(
        span_eq(distribution.domain, SPAN("d111111abcdef8.cloudfront.net")));
    cr_expect(span_absent(distribution.default_root_object));
    aws_close(&reading);
}

#define WITH(origin, inside)                                               \
    "{'DistributionConfig': {'Origins': [{'Id': 'a', 'DomainName': "       \
    "'a.example'" origin "}], 'DefaultCacheBehavior': {'TargetOriginId': " \
    "'a', 'CachePolicyId': 'CachingOptimized'}" inside "}}"
#define TWO                                    \
    "{'Id': 'a', 'DomainName': 'a.example'}, " \
    "{'Id': 'b', 'DomainName': 'b.example'}"
#define GROUP(members, statuses)                                          \
    "{'DistributionConfig': {'Origins': [" TWO "], 'OriginGroups': [{"    \
    "'Id': 'g', 'FailoverCriteria': {'StatusCodes': [" statuses "]}, "    \
    "'Members': [{'OriginId': " members "}]}], 'DefaultCacheBehavior': {" \
    "'TargetOriginId': 'g', 'CachePolicyId': 'CachingDisabled'}}}"
#define ERRORS(inside) WITH("", ", 'CustomErrorResponses': [{" inside "}]")

Test(distribution, aliases_and_error_ttls_in_cloudformations_short_form)
{
    struct distribution distribution;
    struct aws_reading reading;

    aws_open(&reading, WITH("", ", 'Aliases': ['cdn.example.com'], "
                                "'CustomErrorResponses': [{'ErrorCode': 503, "
                                "'ErrorCachingMinTTL': 7}]"));
    cr_assert_eq(read_into(&distribution, &reading), 0, "%s",
                 reading.reader.error);
    cr_assert_eq(distribution.n_aliases, 1);
    cr_expect(span_eq(distribution.aliases[0], SPAN("cdn.example.com")));
    cr_assert_eq(distribution.behaviors[0].n_error_ttls, 1);
    cr_expect_eq(distribution.behaviors[0].error_ttls[0].ttl_s, 7);
    cr_expect(span_absent(distribution.errors[0].page));
    aws_close(&reading);
}

Test(distribution, what_aws_refuses_is_refused_with_its_place)
{
    static const struct aws_refusal rows[] = {
        {"{}", "DistributionConfig"},
        {"{'Distribution': {'Id': 'E'}}", "DistributionConfig"},
        {"{'DistributionConfig': {}}", "needs at least one origin"},
        {"{'DistributionConfig': {'Origins': []}}", "$.DistributionConfig"},
        {"{'DistributionConfig': {'Origins': [{'Id': 'a', 'DomainName': "
         "'a.example'}]}}",
         "DefaultCacheBehavior"},
        {"{'DistributionConfig': {'Origins': [{'Id': 'a'}]}}", "DomainName"},
        {WITH("}, {'Id': 'a', 'DomainName': 'b.example'", ""),
         "Origins[1]: two origins have the Id a"},
        {WITH(", 'OriginPath': 'x'", ""), "OriginPath begins with /"},
        {WITH(", 'OriginPath': '/x/'", ""), "OriginPath begins with /"},
        {WITH(", 'OriginPath': '/x?y'", ""), "without a query"},
        {WITH(", 'ConnectionAttempts': 4", ""), "ConnectionAttempts"},
        {WITH(", 'ConnectionTimeout': 0", ""), "ConnectionTimeout"},
        {WITH(", 'S3OriginConfig': {'OriginReadTimeout': 121}", ""),
         "OriginReadTimeout"},
        {WITH(", 'CustomOriginConfig': {'HTTPPort': 0}", ""), "HTTPPort"},
        {WITH(", 'CustomHeaders': [{'HeaderName': 'Via', 'HeaderValue': "
              "''}]",
              ""),
         "Via cannot be a custom header"},
        {WITH("", ", 'CacheBehaviors': [{'CachePolicyId': "
                  "'CachingOptimized'}]"),
         "CacheBehaviors[0]"},
        {ERRORS("'ErrorCachingMinTTL': 1"), "ErrorCode"},
        {ERRORS("'ErrorCode': 200"), "ErrorCode"},
        {ERRORS("'ErrorCode': 404, 'ResponseCode': 200"), "ResponseCode"},
        {ERRORS("'ErrorCode': 404, 'ResponseCode': 'ok', 'ResponsePagePath': "
                "'/x'"),
         "a status as a string"},
        {ERRORS("'ErrorCode': 404, 'ResponsePagePath': '/x'"), "go together"},
        {ERRORS("'ErrorCode': 404, 'ResponsePagePath': 'x', 'ResponseCode': "
                "'200'"),
         "begins with /"},
        {WITH("", ", 'DefaultRootObject': 'a b'"), "one object"},
        {ERRORS("'ErrorCode': 404, 'ErrorCachingMinTTL': -1"),
         "ErrorCachingMinTTL"},
        {GROUP("'a'", "500"), "two Members"},
        {GROUP("'a'}, {'OriginId': 'a'", "500"), "must differ"},
        {GROUP("'a'}, {'OriginId': 'c'", "500"), "names no origin"},
        {GROUP("'a'}, {'OriginId': 'b'", ""), "at least one of StatusCodes"},
        {GROUP("'a'}, {'OriginId': 'b'", "200"), "a status to fail over on"},
        {GROUP("'a'}, {'OriginId': 'b'", "'500'"), "a status to fail over on"},
        {"{'DistributionConfig': {'Origins': [" TWO "], 'OriginGroups': [{"
         "'Id': 'g', 'FailoverCriteria': {'StatusCodes': [500]}, 'Members': "
         "[{'OriginId': 'a'}, {'OriginId': 'b'}]}], 'DefaultCacheBehavior': {"
         "'TargetOriginId': 'g', 'CachePolicyId': 'CachingDisabled', "
         "'AllowedMethods': ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', "
         "'DELETE']}}}",
         "AllowedMethods cannot include POST"},
    };

    aws_refuses(read_distribution, rows, sizeof(rows) / sizeof(rows[0]));
}
