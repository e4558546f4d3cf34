/* test_origin_request.c - what reaches the origin, and what never does. */
#include "cache/origin_request.h"

#include "tests/http_values.h"

#include <criterion/criterion.h>

struct bench {
    struct arena arena;
    struct behavior behavior;
    struct origin_request_parts parts;
    struct http_request viewer;
};

static void setup(struct bench *b)
{
    *b = (struct bench){0};
    arena_init(&b->arena, 1u << 20);
    b->parts = (struct origin_request_parts){
        .behavior = &b->behavior,
        .viewer = &b->viewer,
        .client = SPAN("198.51.100.7"),
        .domain = SPAN("origin.example"),
        .via = SPAN("1.1 edge"),
        .request_id = SPAN("id=="),
        .cached = true,
    };
}

/* "METHOD host /path?query | headers", without the four that are always there
 * (they are asserted). */
static const char *sent(struct bench *b, const char *viewer)
{
    static const char always[] = "X-Amz-Cf-Id: id== | Via: 1.1 edge";
    struct http_request out;
    struct span text;

    b->viewer = request_of(&b->arena, viewer);
    cr_assert_eq(origin_request_build(&out, &b->arena, &b->parts), 0);
    cr_assert_not_null(strstr(headers_text(&b->arena, &out.headers), always));
    http_headers_remove(&out.headers, SPAN("X-Amz-Cf-Id"));
    http_headers_remove(&out.headers, SPAN("Via"));
    if (span_eq(http_headers_get(&out.headers, SPAN("User-Agent")),
                SPAN("Amazon CloudFront")))
        http_headers_remove(&out.headers, SPAN("User-Agent"));
    if (span_eq(http_headers_get(&out.headers, SPAN("X-Forwarded-For")),
                b->parts.client))
        http_headers_remove(&out.headers, SPAN("X-Forwarded-For"));
    text = arena_printf(&b->arena, "%.*s %.*s %.*s%s%.*s%s%s",
                        SPAN_ARG(out.method), SPAN_ARG(out.authority),
                        SPAN_ARG(out.path), span_absent(out.query) ? "" : "?",
                        SPAN_ARG(out.query), out.headers.n ? " | " : "",
                        headers_text(&b->arena, &out.headers));
    return text.ptr;
}

#define EXPECT_SENT(b, viewer, text) cr_assert_str_eq(sent(b, viewer), text)

Test(origin_request, says_nothing_of_the_viewers_that_is_not_selected)
{
    struct bench b;

    setup(&b);
    EXPECT_SENT(&b,
                "GET /a%2F/../b?q=1 | Origin: https://a.example | Cookie: a=1 "
                "| User-Agent: me | Referer: r | Accept: */* "
                "| Authorization: x | X-Method-Override: DELETE "
                "| Accept-Encoding: gzip",
                "GET origin.example /a%2F/../b");
    arena_fini(&b.arena);
}

/* cloudfront.md 3.1 */
Test(origin_request, adds_the_forwarded_to_the_keyed)
{
    struct bench b;

    setup(&b);
    b.behavior.key.headers = names_of(&b.arena, "only origin");
    b.behavior.forward.headers = names_of(&b.arena, "only Referer,User-Agent");
    b.behavior.key.query = names_of(&b.arena, "only a");
    b.behavior.forward.query = names_of(&b.arena, "only b");
    b.behavior.key.cookies = names_of(&b.arena, "only a");
    b.behavior.forward.cookies = names_of(&b.arena, "only b");
    EXPECT_SENT(&b,
                "GET /x?b=2&a=1&c=3 | Referer: r | Origin: o | X-Other: y "
                "| Cookie: c=3; b=2; a=1 | User-Agent: me",
                "GET origin.example /x?b=2&a=1 | Referer: r | Origin: o "
                "| Cookie: a=1; b=2 | User-Agent: me");
    arena_fini(&b.arena);
}

/* cloudfront.md 3.2, the rows "removed" and "may be keyed: n". */
Test(origin_request, withholds_what_is_of_one_hop_even_from_all_viewer)
{
    struct bench b;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "but Host");
    EXPECT_SENT(&b,
                "GET /x | Proxy-Authorization: p | TE: trailers | Trailer: x "
                "| Upgrade: h2c | X-Real-IP: 1 | X-Forwarded-Proto: https "
                "| X-Edge-Location: z | Expect: 100-continue | Via: 1.0 me "
                "| X-Amz-Cf-Id: mine | Connection: Origin | Keep-Alive: 1 "
                "| Transfer-Encoding: chunked | Origin: o | X-Custom: 1",
                "GET origin.example /x | Origin: o | X-Custom: 1");
    arena_fini(&b.arena);
}

Test(origin_request, host_is_the_origins_unless_it_is_selected)
{
    struct bench b;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "only host");
    EXPECT_SENT(&b, "GET /x", "GET www.example.net /x");
    b.behavior.forward.headers = names_of(&b.arena, "but Host");
    EXPECT_SENT(&b, "GET /x", "GET origin.example /x");
    b.behavior.forward.headers = names_of(&b.arena, "none");
    b.behavior.key.headers = names_of(&b.arena, "only Host");
    EXPECT_SENT(&b, "GET /x", "GET www.example.net /x");
    arena_fini(&b.arena);
}

Test(origin_request, conditions_and_ranges_stay_here_when_the_answer_is_shared)
{
    static const char viewer[] =
        "HEAD /x | If-None-Match: \"a\" | If-Modified-Since: d | If-Match: * "
        "| If-Unmodified-Since: d | If-Range: d | Range: bytes=0-1 | A: 1";
    struct bench b;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "but Host");
    EXPECT_SENT(&b, viewer, "GET origin.example /x | A: 1");
    b.parts.cached = false;
    EXPECT_SENT(&b, viewer,
                "HEAD origin.example /x | If-None-Match: \"a\" "
                "| If-Modified-Since: d | If-Match: * | If-Unmodified-Since: d "
                "| If-Range: d | Range: bytes=0-1 | A: 1");
    EXPECT_SENT(&b, "OPTIONS /x", "OPTIONS origin.example /x");
    EXPECT_SENT(&b, "POST /x", "POST origin.example /x");
    arena_fini(&b.arena);
}

/* cloudfront.md 2.1 */
Test(origin_request, accept_encoding_is_what_the_key_holds_or_identity)
{
    struct bench b;

    setup(&b);
    b.behavior.key.gzip = b.behavior.key.brotli = true;
    EXPECT_SENT(&b, "GET /x | Accept-Encoding: gzip, br, zstd",
                "GET origin.example /x | Accept-Encoding: br,gzip");
    EXPECT_SENT(&b, "GET /x | Accept-Encoding: zstd",
                "GET origin.example /x | Accept-Encoding: identity");
    EXPECT_SENT(&b, "GET /x", "GET origin.example /x");
    b.behavior.forward.headers = names_of(&b.arena, "only Accept-Encoding");
    EXPECT_SENT(&b, "GET /x | Accept-Encoding: zstd",
                "GET origin.example /x | Accept-Encoding: identity");
    b.behavior.key.gzip = b.behavior.key.brotli = false;
    EXPECT_SENT(&b, "GET /x | Accept-Encoding: zstd | Accept-Encoding: br",
                "GET origin.example /x | Accept-Encoding: zstd, br");
    arena_fini(&b.arena);
}

Test(origin_request, custom_headers_replace_the_viewers)
{
    const struct http_header custom[] = {
        {SPAN("Origin"), SPAN("https://fixed.example")},
        {SPAN("X-Secret"), SPAN("s")}};
    struct bench b;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "only Origin");
    b.behavior.forward.custom = custom;
    b.behavior.forward.n_custom = 2;
    EXPECT_SENT(&b, "GET /x | Origin: a | Origin: b",
                "GET origin.example /x | Origin: https://fixed.example "
                "| X-Secret: s");
    EXPECT_SENT(&b, "GET /x",
                "GET origin.example /x | Origin: https://fixed.example "
                "| X-Secret: s");
    arena_fini(&b.arena);
}

Test(origin_request, the_clients_address_is_appended)
{
    struct bench b;

    setup(&b);
    EXPECT_SENT(&b, "GET /x | X-Forwarded-For: 1 | X-Forwarded-For: 2",
                "GET origin.example /x | X-Forwarded-For: 1, 2, 198.51.100.7");
    arena_fini(&b.arena);
}

Test(origin_request, a_stale_entry_is_asked_about_with_its_validators)
{
    struct bench b;
    struct entry stale = {.etag = SPAN("\"e\""), .last_modified = SPAN("d")};

    setup(&b);
    b.parts.stale = &stale;
    EXPECT_SENT(&b, "HEAD /x | If-None-Match: \"mine\"",
                "GET origin.example /x | If-None-Match: \"e\" "
                "| If-Modified-Since: d");
    stale.etag = SPAN_ABSENT;
    EXPECT_SENT(&b, "GET /x", "GET origin.example /x | If-Modified-Since: d");
    arena_fini(&b.arena);
}

Test(origin_request, an_origins_own_path_goes_before_the_viewers)
{
    struct bench b;

    setup(&b);
    b.behavior.forward.path_prefix = SPAN("/prod/v1");
    b.behavior.forward.query = names_of(&b.arena, "all");
    EXPECT_SENT(&b, "GET /x/../y?q", "GET origin.example /prod/v1/x/../y?q");
    EXPECT_SENT(&b, "GET /", "GET origin.example /prod/v1/");
    b.behavior.forward.path_prefix = SPAN("");
    EXPECT_SENT(&b, "GET /x", "GET origin.example /x");
    arena_fini(&b.arena);
}

Test(origin_request, a_ceiling_is_an_error_wherever_it_is_met)
{
    struct bench b;
    struct http_request out;
    size_t max = 0;
    int err = ERR_TOO_LONG;

    setup(&b);
    b.behavior.forward.headers = names_of(&b.arena, "all");
    b.behavior.forward.cookies = names_of(&b.arena, "all");
    b.behavior.forward.query = names_of(&b.arena, "only a");
    b.viewer = request_of(&b.arena, "GET /x?a=1&b | A: 1 | Cookie: a=1 "
                                    "| User-Agent: u | User-Agent: v "
                                    "| X-Forwarded-For: 1 | Accept-Encoding: a "
                                    "| Accept-Encoding: b");
    for (; max < 8192 && err; max += 16) {
        struct arena small;

        arena_init(&small, max);
        err = origin_request_build(&out, &small, &b.parts);
        cr_assert(err == 0 || err == ERR_TOO_LONG);
        if (err == 0)
            cr_assert_str_eq(
                headers_text(&b.arena, &out.headers),
                "A: 1 | Cookie: a=1 | Accept-Encoding: a, b "
                "| User-Agent: u, v | X-Amz-Cf-Id: id== | Via: 1.1 edge "
                "| X-Forwarded-For: 1, 198.51.100.7");
        arena_fini(&small);
    }
    cr_assert_eq(err, 0);
    cr_assert_gt(max, 64u);
    arena_fini(&b.arena);
}

/* S3 wants every x-amz-* header of a signed request signed (s3.md 3.2), and yet
 * its presigned URLs work through CloudFront. */
Test(origin_request, tells_no_request_id_where_it_would_have_to_be_signed)
{
    struct http_request out;
    struct bench b;

    setup(&b);
    b.behavior.forward.no_request_id = true;
    b.viewer = request_of(&b.arena, "GET / | X-Amz-Cf-Id: evil");
    cr_assert_eq(origin_request_build(&out, &b.arena, &b.parts), 0);
    cr_assert(span_absent(http_headers_get(&out.headers, SPAN("X-Amz-Cf-Id"))));
    arena_fini(&b.arena);
}

/* Origin access control: who asks is said by the edge, by nobody else. */
Test(origin_request, says_as_whom_it_asks_and_no_viewer_can)
{
    static const struct http_header identity[] = {
        {SPAN_STATIC("X-Popbox-Principal"), SPAN_STATIC("edge")}};
    struct bench b;

    setup(&b);
    b.behavior.forward.headers.rule = NAMES_ALL;
    EXPECT_SENT(&b, "GET /a | X-POPBOX-Principal: me | x-popbox-source-arn: a",
                "GET www.example.net /a");
    b.behavior.forward.identity = identity;
    b.behavior.forward.n_identity = 1;
    EXPECT_SENT(&b, "GET /a | X-POPBOX-Principal: me",
                "GET www.example.net /a | X-Popbox-Principal: edge");
    arena_fini(&b.arena);
}
