/* test_s3_router.c - which bucket, key and operation a request is for. */
#include "origin/s3/query.h"
#include "origin/s3/target.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct address {
    const char *host; /* NULL: none */
    const char *path;
    const char *told; /* "service", "bucket", "bucket|key", with "web:" */
};

static const struct address addresses[] = {
    {"s3.localhost", "/", "service"},
    {"s3.localhost:9000", "/b", "b"},
    {"s3.localhost", "/b/", "b"},
    {"s3.localhost", "/b/k", "b|k"},
    {"s3.localhost", "/b/dir/k", "b|dir/k"},
    {"s3.localhost", "/b//k", "b|/k"},
    {"s3.localhost", "/b/k/", "b|k/"},
    {NULL, "/b/k", "b|k"},
    {"127.0.0.1:1", "/b/k", "b|k"},
    {"[::1]:1", "/b/k", "b|k"},
    {"s3.amazonaws.com", "/b/k", "b|k"},
    {"s3.eu-central-1.amazonaws.com", "/b/k", "b|k"},
    {"s3-eu-west-1.amazonaws.com", "/b/k", "b|k"},
    {"b.s3.localhost", "/", "b"},
    {"b.s3.localhost:9000", "/k", "b|k"},
    {"B.S3.LocalHost.", "/k", "b|k"},
    {"my.dotted.b.s3.amazonaws.com", "/k", "my.dotted.b|k"},
    {"b.s3.eu-central-1.amazonaws.com", "/dir/k", "b|dir/k"},
    {"b.s3-eu-west-1.amazonaws.com", "/k", "b|k"},
    {"b.s3.dualstack.us-west-2.amazonaws.com", "/k", "b|k"},
    {"s3.s3.localhost", "/k", "s3|k"},
    {"b.s3-website-us-east-1.amazonaws.com", "/", "web:b"},
    {"b.s3-website.eu-central-1.amazonaws.com", "/k", "web:b|k"},
    {"b.s3-website.localhost", "/k", "web:b|k"},
    {"b.ec2.localhost", "/x/k", "x|k"},
    {"example.com", "/b/k", "b|k"},
    {".localhost", "/b/k", "b|k"},
    {"s3.localhost", "/b/a%20b%2Fc+d", "b|a b/c+d"},
    {"s3.localhost", "/b/%E2%82%AC", "b|\xe2\x82\xac"},
    {"s3.localhost", "/b/..%2f..", "b|../.."},
    {"s3.localhost", "/b/%", "syntax"},
    {"s3.localhost", "/b/%2", "syntax"},
    {"s3.localhost", "/b/%zz", "syntax"},
    {"s3.localhost", "/b/%00", "syntax"},
    {"s3.localhost", "/b/%ff", "syntax"},
    {"s3.localhost", "/b/%c0%af", "syntax"},
    {"s3.localhost", "/b/%ed%a0%80", "syntax"},
};

static const char *told(struct buf *text, const struct address *address)
{
    struct target_authority authority;
    struct target target;
    struct arena arena;
    int failed;

    arena_init(&arena, 65536);
    buf_reset(text);
    failed = target_read_authority(&authority, &arena, span_str(address->host));
    cr_assert_eq(failed, 0);
    failed = target_read(&target, &arena, &authority, span_str(address->path));
    if (failed)
        buf_add_str(text, failed == ERR_SYNTAX ? "syntax" : "too long");
    else if (target.level == TARGET_SERVICE)
        buf_add_str(text, "service");
    else
        buf_addf(text, "%s%.*s%s%.*s", target.website ? "web:" : "",
                 SPAN_ARG(target.bucket),
                 target.level == TARGET_OBJECT ? "|" : "",
                 SPAN_ARG(target.key));
    arena_fini(&arena);
    return buf_span(text).ptr;
}

Test(s3_router, bucket_and_key_come_from_host_and_path)
{
    struct buf text;

    buf_init(&text, 65536);
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
        cr_expect_str_eq(told(&text, &addresses[i]), addresses[i].told,
                         "%s %s: %s", addresses[i].host, addresses[i].path,
                         buf_span(&text).ptr);
    buf_fini(&text);
}

Test(s3_router, key_of_1024_bytes_is_the_longest)
{
    char path[1100] = "/b/";
    struct buf text;

    buf_init(&text, 65536);
    memset(path + 3, 'k', 1024);
    cr_expect_str_neq(
        told(&text, &(struct address){"s3.localhost", path, NULL}), "too long");
    path[3 + 1024] = 'k';
    cr_expect_str_eq(told(&text, &(struct address){"s3.localhost", path, NULL}),
                     "too long");
    buf_fini(&text);
}

struct name {
    const char *name;
    bool valid;
};

static const struct name names[] = {
    {"abc", true},          {"a-b.c1", true},      {"1bc", true},
    {"ab", false},          {"", false},           {"Abc", false},
    {"-bc", false},         {"ab-", false},        {".bc", false},
    {"ab.", false},         {"a..b", false},       {"a_b", false},
    {"192.168.0.1", false}, {"192.168.0.x", true}, {"xn--abc", false},
    {"a-s3alias", false},   {"a/../b", false},
};

Test(s3_router, bucket_names_follow_amazons_rules)
{
    struct buf long_name;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        cr_expect_eq(target_bucket_name_is_valid(span_str(names[i].name)),
                     names[i].valid, "%s", names[i].name);
    buf_init(&long_name, 64);
    while (long_name.len < 63)
        buf_add_byte(&long_name, 'a');
    cr_expect(target_bucket_name_is_valid(buf_span(&long_name)));
    buf_add_byte(&long_name, 'a');
    cr_expect_not(target_bucket_name_is_valid(buf_span(&long_name)));
    buf_fini(&long_name);
}

Test(s3_router, query_is_decoded_and_bounded)
{
    struct query query;
    struct arena arena;
    struct buf text;

    arena_init(&arena, 1 << 20);
    cr_expect_eq(query_read(&query, &arena, SPAN("cors&a=b+c%2B&&e=&a=2")), 0);
    cr_expect_eq(query.n, 4);
    cr_expect(query_has(&query, "cors") && !query_has(&query, "cor"));
    cr_expect(span_eq(query_get(&query, "cors"), SPAN("")));
    cr_expect(span_eq(query_get(&query, "a"), SPAN("b c+")));
    cr_expect(span_eq(query_get(&query, "e"), SPAN("")));
    cr_expect(span_absent(query_get(&query, "x")));
    cr_expect_eq(query_read(&query, &arena, SPAN_ABSENT), 0);
    cr_expect_eq(query.n, 0);
    cr_expect_eq(query_read(&query, &arena, SPAN("a=%1")), ERR_SYNTAX);
    cr_expect_eq(query_read(&query, &arena, SPAN("a=%ff")), ERR_SYNTAX);
    buf_init(&text, 4096);
    for (int i = 0; i <= QUERY_PARAMETERS_MAX; i++)
        buf_add_str(&text, "a&");
    cr_expect_eq(query_read(&query, &arena, buf_span(&text)), ERR_FULL);
    buf_fini(&text);
    arena_fini(&arena);
}

/* ---- operations ---------------------------------------------------------- */

struct asked {
    const char *request;
    int status;
    const char *code; /* NULL: none */
};

static const struct asked refused[] = {
    {"DELETE /bkt?publicAccessBlk", 501, "NotImplemented"},
    {"DELETE /bkt?lifecycle", 501, "NotImplemented"},
    {"DELETE /bkt?made-up", 501, "NotImplemented"},
    {"PUT /bkt?notification", 501, "NotImplemented"},
    {"PUT /bkt?made-up", 501, "NotImplemented"},
    {"GET /bkt?inventory", 501, "NotImplemented"},
    {"GET /bkt/k?torrent", 501, "NotImplemented"},
    {"PUT /bkt/k?retention", 501, "NotImplemented"},
    {"DELETE /bkt/k?legal-hold", 501, "NotImplemented"},
    {"GET /bkt?replication=x", 501, "NotImplemented"},
    {"GET /bkt/k?versionId=7", 400, "InvalidArgument"},
    {"DELETE /bkt/k?versionId=7", 400, "InvalidArgument"},
    {"PUT /bkt?versioning", 501, "NotImplemented"},
    {"GET /bkt/k?versionId=null", 200, NULL},
    {"GET /bkt?versioning", 200, NULL},
    {"POST /bkt", 405, "MethodNotAllowed"},
    {"PATCH /bkt/k", 405, "MethodNotAllowed"},
    {"PUT /", 405, "MethodNotAllowed"},
    {"BREW /bkt/k", 405, "MethodNotAllowed"},
    {"GET /bkt/k?v=3", 200, NULL},
    {"GET /bkt?x-id=ListObjects", 200, NULL},
    {"DELETE /bkt/other?x-id=DeleteObject", 204, NULL},
};

Test(s3_router, unknown_sub_resources_never_fall_through)
{
    struct origin_talk talk;

    talk_init(&talk,
              "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': 'x'}}}}");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        cr_expect_eq(talk_ask(&talk, refused[i].request), refused[i].status,
                     "%s: %d", refused[i].request, talk.ex.answer.head.status);
        if (refused[i].code)
            cr_expect_str_eq(talk_element(&talk, "Code"), refused[i].code);
        cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 200, "after %s",
                     refused[i].request);
        cr_expect_str_eq(talk_body(&talk), "x");
    }
    talk_fini(&talk);
}

Test(s3_router, bucket_named_like_the_host_is_found_by_it)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'cdn.example.com': {"
                     "'objects': {'k': 'mine'}}}}");
    cr_expect_eq(talk_ask(&talk, "GET /k\nHost: cdn.example.com:8080"), 200);
    cr_expect_str_eq(talk_body(&talk), "mine");
    cr_expect_eq(talk_ask(&talk, "GET /k\nHost: other.example.com"), 404);
    cr_expect_eq(talk_ask(&talk, "GET /cdn.example.com/k"), 200);
    talk_fini(&talk);
}
