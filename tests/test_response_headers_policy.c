/* test_response_headers_policy.c - AWS's ResponseHeadersPolicyConfig. */
#include "policies/cloudfront/response_headers_policy.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

static const char full[] =
    "{'Comment': 'c', 'Name': 'everything', 'CorsConfig': {"
    "  'AccessControlAllowOrigins': {'Quantity': 2, 'Items': ["
    "   'https://a.example', '*.b.example']},"
    "  'AccessControlAllowHeaders': {'Quantity': 2, 'Items': ["
    "   'X-One', 'X-Two']},"
    "  'AccessControlAllowMethods': {'Quantity': 2, 'Items': ['GET', 'PUT']},"
    "  'AccessControlAllowCredentials': true,"
    "  'AccessControlExposeHeaders': {'Quantity': 1, 'Items': ['ETag']},"
    "  'AccessControlMaxAgeSec': 600, 'OriginOverride': true},"
    " 'SecurityHeadersConfig': {"
    "  'XSSProtection': {'Override': true, 'Protection': true,"
    "   'ModeBlock': false, 'ReportUri': 'https://r.example/x'},"
    "  'FrameOptions': {'Override': false, 'FrameOption': 'DENY'},"
    "  'ReferrerPolicy': {'Override': true, 'ReferrerPolicy': 'same-origin'},"
    "  'ContentSecurityPolicy': {'Override': true,"
    "   'ContentSecurityPolicy': 'default-src https:'},"
    "  'ContentTypeOptions': {'Override': true},"
    "  'StrictTransportSecurity': {'Override': false,"
    "   'IncludeSubdomains': true, 'Preload': true,"
    "   'AccessControlMaxAgeSec': 63072000}},"
    " 'ServerTimingHeadersConfig': {'Enabled': true, 'SamplingRate': 12.5},"
    " 'CustomHeadersConfig': {'Quantity': 2, 'Items': ["
    "  {'Header': 'X-Note', 'Value': 'hello', 'Override': true},"
    "  {'Header': 'X-Empty', 'Value': '', 'Override': false}]},"
    " 'RemoveHeadersConfig': {'Quantity': 2, 'Items': ["
    "  {'Header': 'Server'}, {'Header': 'Vary'}]}}";

static int read_policy(struct aws_reading *reading)
{
    struct response_headers_policy policy;

    return response_headers_policy_read(&policy, &reading->in, reading->root);
}

/* "Name: value" with '!' where it overrides, one after the other. */
static const char *lines_text(struct arena *arena,
                              const struct reply_recipe *reply)
{
    struct span text = SPAN("");

    for (size_t i = 0; i < reply->n_set; i++)
        text = arena_printf(arena, "%.*s%.*s: %.*s%s | ", SPAN_ARG(text),
                            SPAN_ARG(reply->set[i].name),
                            SPAN_ARG(reply->set[i].value),
                            reply->set[i].override ? "!" : "");
    return text.ptr;
}

static void open_policy(struct aws_reading *reading,
                        struct response_headers_policy *policy,
                        const char *text)
{
    aws_open(reading, text);
    cr_assert_eq(
        response_headers_policy_read(policy, &reading->in, reading->root), 0,
        "%s", reading->reader.error);
}

Test(response_headers_policy, fills_the_cors_section)
{
    struct aws_reading reading;
    struct response_headers_policy policy;
    struct reply_cors *cors = &policy.reply.cors;

    open_policy(&reading, &policy, full);
    cr_expect(span_eq(policy.name, SPAN("everything")));
    cr_expect(cors->enabled && cors->override && cors->credentials);
    cr_expect(!cors->fill_each, "the newer reading is the default");
    cr_assert_eq(cors->n_allow_origins, 2);
    cr_expect(span_eq(cors->allow_origins[0], SPAN("https://a.example")));
    cr_expect(span_eq(cors->allow_origins[1], SPAN("*.b.example")));
    cr_expect(span_eq(cors->allow_headers, SPAN("X-One, X-Two")));
    cr_expect(span_eq(cors->allow_methods, SPAN("GET, PUT")));
    cr_expect(span_eq(cors->expose_headers, SPAN("ETag")));
    cr_expect_eq(cors->max_age_s, 600);
    aws_close(&reading);
}

/* cloudfront.md 7.2 */
Test(response_headers_policy, fills_lines_to_set_and_to_remove)
{
    struct aws_reading reading;
    struct response_headers_policy policy;

    open_policy(&reading, &policy, full);
    cr_expect_str_eq(
        lines_text(&reading.arena, &policy.reply),
        "Strict-Transport-Security: max-age=63072000; includeSubDomains; "
        "preload | X-Content-Type-Options: nosniff! | X-Frame-Options: DENY | "
        "Referrer-Policy: same-origin! | X-XSS-Protection: 1; "
        "report=https://r.example/x! | Content-Security-Policy: default-src "
        "https:! | X-Note: hello! | X-Empty:  | ");
    cr_assert_eq(policy.reply.n_remove, 2);
    cr_expect(span_eq(policy.reply.remove[0], SPAN("Server")));
    cr_expect(span_eq(policy.reply.remove[1], SPAN("Vary")));
    cr_expect(policy.reply.timing.enabled);
    cr_expect_eq(policy.reply.timing.rate, 125000);
    cr_expect_eq(reading.notes.n, 0);
    aws_close(&reading);
}

Test(response_headers_policy, survives_truncation_and_loss_of_any_part)
{
    aws_survives(read_policy, full);
}

Test(response_headers_policy, without_sections_it_does_nothing)
{
    struct aws_reading reading;
    struct response_headers_policy policy;

    open_policy(&reading, &policy,
                "{'Name': 'n', 'ServerTimingHeadersConfig': {'Enabled': false, "
                "'SamplingRate': 0}}");
    cr_expect(!policy.reply.cors.enabled);
    cr_expect_eq(policy.reply.cors.max_age_s, -1);
    cr_expect_eq(policy.reply.n_set + policy.reply.n_remove, 0);
    cr_expect_eq(reading.notes.n, 0, "a disabled Server-Timing is no loss");
    aws_close(&reading);
}

#define CORS(inside) "{'CorsConfig': {'OriginOverride': false, " inside "}}"
#define ORIGINS(items) \
    CORS("'AccessControlAllowOrigins': {'Items': [" items "]}")
#define ANY "'AccessControlAllowOrigins': ['*'], "

Test(response_headers_policy, left_out_cors_lists_are_absent)
{
    struct aws_reading reading;
    struct response_headers_policy policy;
    struct reply_cors *cors = &policy.reply.cors;

    open_policy(&reading, &policy,
                CORS(ANY "'AccessControlAllowMethods': ['GET', 'ALL'], "
                         "'AccessControlExposeHeaders': {'Quantity': 0, "
                         "'Items': null}, 'AccessControlMaxAgeSec': null"));
    cr_expect(span_absent(cors->allow_headers));
    cr_expect(span_absent(cors->expose_headers));
    cr_expect(span_eq(cors->allow_methods,
                      SPAN("GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS")));
    cr_expect_eq(cors->max_age_s, -1);
    cr_expect(!cors->credentials && !cors->override);
    aws_close(&reading);
}

/* cloudfront.md 7.1: '*' alone or as the leftmost label, nowhere else. */
Test(response_headers_policy, origins_that_aws_takes)
{
    static const char *const taken[] = {
        "'*'",           "'https://a.example'",   "'http://a.example:8080'",
        "'*.a.example'", "'https://*.a.example'", "'a.example'",
        "'null'"};

    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct aws_reading reading;
        struct arena arena;

        arena_init(&arena, 4096);
        aws_open(&reading, arena_printf(&arena, ORIGINS("%s"), taken[i]).ptr);
        cr_expect_eq(read_policy(&reading), 0, "%s", reading.reader.error);
        cr_expect_eq(aws_noted(&reading, "AccessControlAllowOrigins.Scheme"),
                     strcmp(taken[i], "'a.example'") == 0, "%s", taken[i]);
        aws_close(&reading);
        arena_fini(&arena);
    }
}

Test(response_headers_policy, cors_that_aws_refuses_is_refused)
{
    static const struct aws_refusal rows[] = {
        {ORIGINS("'example.*'"), "example.* is no origin"},
        {ORIGINS("'a.*.b'"), "is no origin"},
        {ORIGINS("'exa*mple'"), "is no origin"},
        {ORIGINS("'https://a.example/'"), "is no origin"},
        {ORIGINS("'https://'"), "is no origin"},
        {ORIGINS("'*.'"), "is no origin"},
        {ORIGINS("'a\\r\\nX: y'"), "control characters"},
        {ORIGINS(""), "must name an origin"},
        {"{'CorsConfig': {'OriginOverride': true}}", "must name an origin"},
        {"{'CorsConfig': {'AccessControlAllowOrigins': ['*']}}",
         "OriginOverride"},
        {CORS(ANY "'AccessControlAllowMethods': ['get']"),
         "get is no method that CloudFront takes"},
        {CORS(ANY "'AccessControlAllowMethods': ['PROPFIND']"), "no method"},
        {CORS(ANY "'AccessControlAllowHeaders': ['a b']"),
         "is not a header name"},
        {CORS(ANY "'AccessControlMaxAgeSec': -1"), "AccessControlMaxAgeSec"},
        {CORS(ANY "'AccessControlAllowCredentials': true, "
                  "'AccessControlAllowHeaders': ['*']"),
         "cannot contain * when allowCredentials is true"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

#define CUSTOM(items) "{'CustomHeadersConfig': {'Items': [" items "]}}"
#define LINE(name, value) \
    CUSTOM("{'Header': '" name "', 'Value': '" value "', 'Override': true}")
#define SECURITY(inside) "{'SecurityHeadersConfig': {" inside "}}"

Test(response_headers_policy, lines_that_aws_refuses_are_refused)
{
    static const struct aws_refusal rows[] = {
        /* Surprise 21, in AWS's own words. */
        {LINE("access-control-allow-origin", "*"),
         "Invalid custom header: access-control-allow-origin"},
        {LINE("Access-Control-Max-Age", "5"), "Invalid custom header"},
        {LINE("Transfer-Encoding", "chunked"), "Invalid custom header"},
        {LINE("X-Amz-Cf-Pop", "x"), "Invalid custom header"},
        {LINE("X Y", "1"), "is not a header name"},
        {LINE("", "1"), "is not a header name"},
        {LINE("X-A", "1\\r\\nSet-Cookie: a=b"), "control characters"},
        {CUSTOM("{'Header': 'X-A', 'Override': true}"), "Value"},
        {CUSTOM("{'Header': 'X-A', 'Value': ''}"), "Override"},
        {CUSTOM("{'Header': 'X-A', 'Value': '', 'Override': true}, {'Header': "
                "'x-a', 'Value': '', 'Override': true}"),
         "listed twice"},
        {CUSTOM("7"), "object"},
        {"{'RemoveHeadersConfig': {'Items': [{'Header': 'x-cache'}]}}",
         "cannot be removed"},
        {"{'RemoveHeadersConfig': {'Items': [{}]}}", "Header"},
        {SECURITY("'FrameOptions': {'Override': true}"), "FrameOption"},
        {SECURITY("'FrameOptions': {'FrameOption': 'DENY'}"), "Override"},
        {SECURITY("'FrameOptions': {'Override': true, 'FrameOption': "
                  "'ALLOW'}"),
         "FrameOption"},
        {SECURITY("'XSSProtection': {'Override': true, 'Protection': true, "
                  "'ModeBlock': true, 'ReportUri': 'https://r.example'}"),
         "ReportUri cannot be specified when ModeBlock is true"},
        {SECURITY("'StrictTransportSecurity': {'Override': true}"),
         "AccessControlMaxAgeSec"},
        {SECURITY("'ContentSecurityPolicy': {'Override': true, "
                  "'ContentSecurityPolicy': 'a\\nb'}"),
         "control characters"},
    };

    aws_refuses(read_policy, rows, sizeof(rows) / sizeof(rows[0]));
}

Test(response_headers_policy, xss_protection_is_spelled_out)
{
    static const struct {
        const char *inside;
        const char *line;
    } rows[] = {
        {"'Protection': false", "X-XSS-Protection: 0! | "},
        {"'Protection': true", "X-XSS-Protection: 1! | "},
        {"'Protection': true, 'ModeBlock': true",
         "X-XSS-Protection: 1; mode=block! | "},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_reading reading;
        struct response_headers_policy policy;
        struct arena arena;

        arena_init(&arena, 4096);
        open_policy(&reading, &policy,
                    arena_printf(&arena,
                                 SECURITY("'XSSProtection': {'Override': true, "
                                          "%s}"),
                                 rows[i].inside)
                        .ptr);
        cr_expect_str_eq(lines_text(&reading.arena, &policy.reply),
                         rows[i].line);
        aws_close(&reading);
        arena_fini(&arena);
    }
}

/* cloudfront.md 7.1: a custom Vary beside CorsConfig loses. */
Test(response_headers_policy, custom_vary_loses_against_cors)
{
    static const char vary[] = "'CustomHeadersConfig': {'Items': [{'Header': "
                               "'vary', 'Value': 'X', 'Override': true}]}}";
    struct aws_reading reading;
    struct response_headers_policy policy;
    struct arena arena;

    arena_init(&arena, 4096);
    open_policy(&reading, &policy, arena_printf(&arena, "{%s", vary).ptr);
    cr_expect_eq(policy.reply.n_set, 1);
    aws_close(&reading);
    open_policy(&reading, &policy,
                arena_printf(&arena,
                             "{'CorsConfig': {'OriginOverride': true, %s "
                             "'AccessControlAllowCredentials': false}, %s",
                             ANY, vary)
                    .ptr);
    cr_expect_eq(policy.reply.n_set, 0);
    cr_expect(aws_noted(&reading, "CustomHeadersConfig.Vary"));
    aws_close(&reading);
    arena_fini(&arena);
}

/* Names 256, values 1783, ten of them, 10,240 together (cloudfront.md 9). */
Test(response_headers_policy, custom_headers_have_ceilings)
{
    static const struct {
        int n, name_len, value_len;
        bool taken;
    } rows[] = {
        {1, 256, 1783, true}, {1, 257, 1, false},    {1, 2, 1784, false},
        {10, 20, 1004, true}, {10, 20, 1005, false}, {11, 20, 1, false},
    };
    char xs[2000];

    memset(xs, 'x', sizeof(xs));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_reading reading;
        struct arena arena;
        struct span text = SPAN("{'CustomHeadersConfig': [");

        arena_init(&arena, 1 << 20);
        for (int k = 0; k < rows[i].n; k++)
            text =
                arena_printf(&arena,
                             "%.*s%s{'Header': '%02d%.*s', 'Value': "
                             "'%.*s', 'Override': true}",
                             SPAN_ARG(text), k ? ", " : "", k,
                             rows[i].name_len - 2, xs, rows[i].value_len, xs);
        aws_open(&reading, arena_printf(&arena, "%.*s]}", SPAN_ARG(text)).ptr);
        cr_expect_eq(read_policy(&reading) == 0, rows[i].taken, "row %zu: %s",
                     i, reading.reader.error);
        aws_close(&reading);
        arena_fini(&arena);
    }
}
