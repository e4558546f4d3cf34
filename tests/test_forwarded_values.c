/* test_forwarded_values.c - AWS's legacy settings: what is sent, what is keyed.
 */
#include "policies/cloudfront/forwarded_values.h"

#include "cache/key.h"
#include "cache/origin_request.h"
#include "cache/stored_headers.h"
#include "tests/behavior_reading.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

#define N(rows)      (sizeof(rows) / sizeof(rows[0]))
#define VALUES(text) "{'TargetOriginId': 'app', 'ForwardedValues': {" text "}}"
#define LISTS(text)  VALUES("'QueryString': false, " text)

/* As `aws cloudfront get-distribution-config` prints a legacy behavior. */
static const char printed[] =
    "{'TargetOriginId': 'bucket', 'ViewerProtocolPolicy': 'allow-all',"
    " 'AllowedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET'],"
    "  'CachedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET']}},"
    " 'ForwardedValues': {'QueryString': true, 'Cookies': {'Forward':"
    "   'whitelist', 'WhitelistedNames': {'Quantity': 1, 'Items': ['ab*']}},"
    "  'Headers': {'Quantity': 1, 'Items': ['Origin']},"
    "  'QueryStringCacheKeys': {'Quantity': 1, 'Items': ['v']}},"
    " 'MinTTL': 0, 'DefaultTTL': 60, 'MaxTTL': 600}";

Test(forwarded_values, are_read_as_the_cli_prints_them)
{
    struct behavior_reading reading;
    struct behavior *behavior = &reading.behavior;
    struct arena *arena = &reading.aws.arena;

    cr_assert_eq(behavior_open(&reading, printed), 0, "%s",
                 reading.aws.reader.error);
    cr_expect_str_eq(aws_set_text(arena, &behavior->key.headers),
                     "only Origin");
    cr_expect_str_eq(aws_set_text(arena, &behavior->key.cookies), "only ab*");
    cr_expect(name_set_has(&behavior->key.cookies, SPAN("abc"), false));
    cr_expect(!name_set_has(&behavior->key.cookies, SPAN("a"), false));
    cr_expect_str_eq(aws_set_text(arena, &behavior->key.query), "only v");
    cr_expect_str_eq(aws_set_text(arena, &behavior->forward.query), "all",
                     "all forwarded, only the listed keyed");
    cr_expect_eq(behavior->ttl.default_s, 60);
    cr_expect_eq(behavior->ttl.max_s, 600);
    cr_expect_eq(reading.aws.notes.n, 0);
    behavior_close(&reading);
}

Test(forwarded_values, survive_truncation_and_loss_of_any_part)
{
    aws_survives(behavior_read_default, printed);
}

/* cloudfront.md 2.2. */
Test(forwarded_values, query_strings_and_cookies)
{
    static const struct {
        const char *text;
        const char *key_query, *forward_query, *key_cookies;
    } rows[] = {
        {VALUES("'QueryString': false"), "none", "none", "none"},
        {VALUES("'QueryString': true"), "all", "all", "none"},
        {VALUES("'QueryString': true, 'QueryStringCacheKeys': ['a', 'b']"),
         "only a,b", "all", "none"},
        {LISTS("'Cookies': {'Forward': 'all'}"), "none", "none", "all"},
        {LISTS("'Cookies': {'Forward': 'none'}"), "none", "none", "none"},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;
        struct behavior *behavior = &reading.behavior;
        struct arena *arena = &reading.aws.arena;

        cr_assert_eq(behavior_open(&reading, rows[i].text), 0, "%s",
                     reading.aws.reader.error);
        cr_expect_str_eq(aws_set_text(arena, &behavior->key.query),
                         rows[i].key_query, "%s", rows[i].text);
        cr_expect_str_eq(aws_set_text(arena, &behavior->forward.query),
                         rows[i].forward_query, "%s", rows[i].text);
        cr_expect_str_eq(aws_set_text(arena, &behavior->key.cookies),
                         rows[i].key_cookies, "%s", rows[i].text);
        behavior_close(&reading);
    }
}

Test(forwarded_values, what_aws_refuses_is_refused)
{
    static const struct aws_refusal rows[] = {
        {VALUES("'QueryString': 'yes'"), "QueryString"},
        {LISTS("'QueryStringCacheKeys': ['a']"), "needs QueryString true"},
        {LISTS("'Cookies': {'Forward': 'whitelist'}"), "WhitelistedNames"},
        {LISTS("'Cookies': {'Forward': 'all', 'WhitelistedNames': ['a']}"),
         "WhitelistedNames goes with"},
        {LISTS("'Cookies': {'Forward': 'some'}"), "Forward"},
        {LISTS("'Cookies': {}"), "Forward"},
        {LISTS("'Headers': ['*', 'Origin']"), "must then be alone"},
        {LISTS("'Headers': ['Cookie']"), "not allowed"},
        {LISTS("'Headers': ['Origin', 'origin']"), "listed twice"},
        {"{'TargetOriginId': 'app', 'MinTTL': 1, 'ForwardedValues': "
         "{'QueryString': false, 'Headers': ['*']}}",
         "MinTTL must be 0 when Headers is *"},
        {"{'TargetOriginId': 'bucket', 'ForwardedValues': {'QueryString': "
         "false, 'Headers': ['Host']}}",
         "Host cannot be part of the cache key for an S3 origin"},
        {"{'TargetOriginId': 'app', 'ForwardedValues': null}",
         "a behavior needs"},
    };

    aws_refuses(behavior_read_default, rows, N(rows));
}

/* ---- what that means for a request -----------------------------------------
 */

/* The headers that reach the origin, less those that the edge says itself. */
static const char *sent(struct behavior_reading *reading, const char *viewer,
                        bool cached)
{
    static const char *const own[] = {"User-Agent", "X-Amz-Cf-Id", "Via",
                                      "X-Forwarded-For", "X-From"};
    struct arena *arena = &reading->aws.arena;
    struct http_request request = request_of(arena, viewer), out;
    struct origin_request_parts parts = {.behavior = &reading->behavior,
                                         .viewer = &request,
                                         .client = SPAN("192.0.2.1"),
                                         .domain = SPAN("app.example"),
                                         .via = SPAN("1.1 x"),
                                         .request_id = SPAN("id"),
                                         .cached = cached};

    cr_assert_eq(origin_request_build(&out, arena, &parts), 0);
    cr_expect(span_eq(out.authority, SPAN("app.example")));
    for (size_t i = 0; i < N(own); i++)
        cr_expect_eq(http_headers_remove(&out.headers, span_str(own[i])), 1,
                     "%s", own[i]);
    return headers_text(arena, &out.headers);
}

static const char *key(struct behavior_reading *reading, const char *viewer)
{
    struct arena *arena = &reading->aws.arena;
    struct http_request request = request_of(arena, viewer);
    struct key_place place = {&reading->behavior.key, SPAN("d")};
    struct span copy;
    struct buf text;

    buf_init(&text, KEY_BYTES_MAX);
    cr_assert_eq(key_build(&text, &place, &request, arena), 0);
    cr_assert_eq(arena_copy(arena, buf_span(&text), &copy), 0);
    buf_fini(&text);
    return copy.ptr;
}

/* Surprise 3 and the first row of cloudfront.md 10: without any Headers, Origin
 * is sent and not keyed. */
Test(forwarded_values, send_origin_unasked_and_do_not_key_on_it)
{
    static const char asked[] = "GET /x | Origin: https://a.example "
                                "| X-Custom: 1";
    struct behavior_reading reading;

    cr_assert_eq(behavior_open(&reading, VALUES("'QueryString': false")), 0);
    cr_expect_str_eq(sent(&reading, asked, true),
                     "Origin: https://a.example | X-Custom: 1");
    cr_expect_str_eq(key(&reading, asked), key(&reading, "GET /x"));
    behavior_close(&reading);
    cr_assert_eq(behavior_open(&reading, LISTS("'Headers': ['Origin']")), 0);
    cr_expect_str_eq(sent(&reading, asked, true),
                     "Origin: https://a.example | X-Custom: 1");
    cr_expect_str_neq(key(&reading, asked), key(&reading, "GET /x"));
    behavior_close(&reading);
}

/* cloudfront.md 3.2: removed or replaced unless cached upon. */
Test(forwarded_values, keep_back_a_few_headers)
{
    static const char asked[] =
        "GET /x | Accept: a | Accept-Language: en | Referer: r "
        "| X-HTTP-Method-Override: PUT | Authorization: b | Proxy-Thing: 1 "
        "| X-Edge-Thing: 1 | X-Real-IP: 1 | CloudFront-Viewer-Country: FR "
        "| Cookie: a=1 | Pragma: p | Warning: w";
    struct behavior_reading reading;

    cr_assert_eq(behavior_open(&reading, VALUES("'QueryString': false")), 0);
    cr_expect_str_eq(sent(&reading, asked, true), "Pragma: p | Warning: w");
    cr_expect_str_eq(sent(&reading, asked, false),
                     "Authorization: b | Pragma: p | Warning: w",
                     "where nothing is looked up, Authorization goes on");
    behavior_close(&reading);
    cr_assert_eq(behavior_open(&reading,
                               LISTS("'Headers': ['Authorization', 'Accept']")),
                 0);
    cr_expect_str_eq(
        sent(&reading, "GET /x | Accept: a | Authorization: b", true),
        "Accept: a | Authorization: b");
    behavior_close(&reading);
}

/* cloudfront.md 4.4: an unasked Origin does not keep Vary: Origin. */
Test(forwarded_values, unasked_headers_do_not_count_for_vary)
{
    static const struct {
        const char *text;
        const char *vary;
    } rows[] = {
        {VALUES("'QueryString': false"), "Vary: Accept-Encoding"},
        {LISTS("'Headers': ['Origin']"), "Vary: Origin, Accept-Encoding"},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;
        struct http_headers answer, out;

        cr_assert_eq(behavior_open(&reading, rows[i].text), 0);
        answer = headers_of(&reading.aws.arena,
                            "Date: x | Vary: Origin, Accept-Encoding");
        cr_assert_eq(stored_headers(&out, &reading.aws.arena, &reading.behavior,
                                    &answer, 0),
                     0);
        cr_expect_eq(http_headers_remove(&out, SPAN("date")), 1);
        cr_expect_str_eq(headers_text(&reading.aws.arena, &out), rows[i].vary);
        behavior_close(&reading);
    }
}

/* Surprise 22: "*" means do not cache. */
Test(forwarded_values, all_headers_turn_caching_off)
{
    struct behavior_reading reading;
    struct behavior *behavior = &reading.behavior;

    cr_assert_eq(behavior_open(&reading, LISTS("'Headers': ['*']")), 0);
    cr_expect_eq(behavior->ttl.max_s, 0);
    cr_expect_eq(behavior->ttl.default_s, 0);
    cr_expect_eq(behavior->key.headers.rule, NAMES_NONE);
    cr_expect_str_eq(
        aws_set_text(&reading.aws.arena, &behavior->forward.headers), "all");
    behavior_close(&reading);
}

Test(forwarded_values, normalise_accept_encoding_towards_gzip)
{
    struct behavior_reading reading;

    cr_assert_eq(behavior_open(&reading, VALUES("'QueryString': false")), 0);
    cr_expect_str_eq(sent(&reading, "GET /x | Accept-Encoding: br, gzip", true),
                     "Accept-Encoding: gzip");
    cr_expect_str_neq(key(&reading, "GET /x | Accept-Encoding: gzip"),
                      key(&reading, "GET /x"));
    behavior_close(&reading);
    cr_assert_eq(
        behavior_open(&reading, LISTS("'Headers': ['Accept-Encoding']")), 0);
    cr_expect_str_eq(sent(&reading, "GET /x | Accept-Encoding: br, gzip", true),
                     "Accept-Encoding: br, gzip", "listed: as it is");
    behavior_close(&reading);
}
