/* test_s3_objects.c - objects: put, get, conditions, ranges, copies, lists. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define BUCKETS                                                                \
    "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': {'body': "            \
    "'0123456789', 'age_s': 3600, 'headers': {'Cache-Control': 'max-age=60', " \
    "'content-type': 'text/plain', 'X-Amz-Meta-Who': 'me'}}}}, 'dst': {}}}"
#define ETAG "\"781e5e245d69b566979b86e28d23f2c7\"" /* of 0123456789 */

static const char *const shown[] = {"Cache-",         "Content-", "ETag",
                                    "Expires",        "Last-",    "x-amz-meta-",
                                    "x-amz-checksum", NULL};

static void expect_told(struct origin_talk *talk, const char *request,
                        const char *told)
{
    (void)talk_ask(talk, request); /* the status is in told */
    cr_expect_str_eq(talk_told(talk, shown), told, "%s", request);
}

Test(s3_objects, object_comes_with_what_was_stored_and_nothing_else)
{
    static const char *const all[] = {"", NULL};
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    expect_told(&talk, "GET /bkt/k",
                "200 | Last-Modified: Tue, 25 Nov 2025 01:00:00 GMT | "
                "ETag: " ETAG " | Cache-Control: max-age=60 | "
                "Content-Type: text/plain | x-amz-meta-who: me");
    cr_expect_str_eq(talk_body(&talk), "0123456789");
    cr_expect_str_eq(talk_header(&talk, "Date"),
                     "Tue, 25 Nov 2025 02:00:00 GMT");
    cr_expect_str_eq(talk_header(&talk, "Accept-Ranges"), "bytes");
    cr_expect_eq(talk.ex.answer.head.headers.n, 11, "%s",
                 talk_told(&talk, all));
    cr_expect_eq(talk_ask(&talk, "HEAD /bkt/k"), 200);
    cr_expect_eq(talk.ex.answer.length, 10);
    cr_expect_not(talk.ex.answer.has_body);
    talk_fini(&talk);
}

Test(s3_objects, put_object_is_got_back_in_any_pieces)
{
    struct origin_talk talk;
    struct buf body;

    buf_init(&body, 1 << 20);
    for (int i = 0; i < 200000; i++)
        buf_add_byte(&body, (char)(i * 7 % 251));
    talk_init(&talk, BUCKETS);
    for (talk.piece = 1; talk.piece < 200000; talk.piece = talk.piece * 5 + 2) {
        cr_expect_eq(talk_ask_with(&talk,
                                   "PUT /bkt/new/key\nCache-Control: no-store\n"
                                   "Expires: 0\nContent-Language: de\n"
                                   "x-amz-meta-A: 1\nX-Other: 2",
                                   buf_span(&body)),
                     200);
        cr_expect_str_eq(talk_header(&talk, "ETag"),
                         "\"933a1d4cb15c704ff3ef254fd45ad4fc\"");
        cr_expect_eq(talk.ex.answer.length, 0);
        expect_told(&talk, "GET /bkt/new/key",
                    "200 | Last-Modified: Tue, 25 Nov 2025 02:00:00 GMT | "
                    "ETag: \"933a1d4cb15c704ff3ef254fd45ad4fc\" | "
                    "Cache-Control: no-store | Content-Language: de | "
                    "Content-Type: binary/octet-stream | Expires: 0 | "
                    "x-amz-meta-a: 1");
        cr_expect(span_eq(buf_span(&talk.body), buf_span(&body)));
    }
    talk_fini(&talk);
    buf_fini(&body);
}

Test(s3_objects, body_that_stops_short_is_never_seen)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    talk.cut_short = true;
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/k", SPAN("half")), 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "IncompleteBody");
    cr_expect(talk.ex.answer.close);
    (void)talk_ask(&talk, "GET /bkt/k"); /* the old one */
    cr_expect_str_eq(talk_body(&talk), "0123456789");
    talk_fini(&talk);
}

Test(s3_objects, deleted_object_is_gone_and_may_be_deleted_again)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/k"), 204);
    cr_expect_not(talk.ex.answer.has_body);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/k"), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 404);
    cr_expect_str_eq(talk_element(&talk, "Code"), "NoSuchKey");
    cr_expect_str_eq(talk_element(&talk, "Key"), "k");
    cr_expect_eq(talk_ask(&talk, "HEAD /bkt/k"), 404);
    cr_expect_not(talk.ex.answer.has_body);
    talk_fini(&talk);
}

Test(s3_objects, object_being_read_survives_its_replacement)
{
    struct origin_exchange reader;
    struct origin_viewer nobody = {.address = SPAN("192.0.2.2"),
                                   .body_length = 0};
    struct http_request req = {.method = SPAN("GET"),
                               .scheme = SPAN("http"),
                               .authority = SPAN("bkt.s3.localhost"),
                               .path = SPAN("/k")};
    struct origin_talk talk;
    struct arena arena;

    talk_init(&talk, BUCKETS);
    arena_init(&arena, 1 << 20);
    reader = (struct origin_exchange){.arena = &arena};
    (void)origin_begin(talk.origin, &reader, talk.now_ms, &req, &nobody);
    cr_expect(span_eq(origin_read(talk.origin, &reader, 4), SPAN("0123")));
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/k", SPAN("other")), 200);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/k"), 204);
    cr_expect(span_eq(origin_read(talk.origin, &reader, 99), SPAN("456789")));
    cr_expect_eq(origin_read(talk.origin, &reader, 99).len, 0);
    origin_end(talk.origin, &reader);
    arena_fini(&arena);
    talk_fini(&talk);
}

/* ---- conditions and ranges ----------------------------------------------- */

struct row {
    const char *headers;
    int status;
    const char *extra; /* Content-Range, Condition or nothing */
    const char *body;
};

#define BEFORE "Tue, 25 Nov 2025 00:00:00 GMT"
#define SAME   "Tue, 25 Nov 2025 01:00:00 GMT"

static const struct row rows[] = {
    {"If-None-Match: " ETAG, 304, NULL, ""},
    {"If-None-Match: 781e5e245d69b566979b86e28d23f2c7", 304, NULL, ""},
    {"If-None-Match: \"x\"", 200, NULL, "0123456789"},
    {"If-Modified-Since: " SAME, 304, NULL, ""},
    {"If-Modified-Since: " BEFORE, 200, NULL, "0123456789"},
    {"If-None-Match: \"x\"\nIf-Modified-Since: " SAME, 200, NULL, "0123456789"},
    {"If-Match: \"x\"", 412, "If-Match", NULL},
    {"If-Match: " ETAG, 200, NULL, "0123456789"},
    {"If-Unmodified-Since: " BEFORE, 412, "If-Unmodified-Since", NULL},
    {"If-Unmodified-Since: " SAME, 200, NULL, "0123456789"},

    {"Range: bytes=0-3", 206, "bytes 0-3/10", "0123"},
    {"Range: bytes=4-", 206, "bytes 4-9/10", "456789"},
    {"Range: bytes=-3", 206, "bytes 7-9/10", "789"},
    {"Range: bytes=-30", 206, "bytes 0-9/10", "0123456789"},
    {"Range: bytes=8-99", 206, "bytes 8-9/10", "89"},
    {"Range: bytes=10-", 416, NULL, NULL},
    {"Range: bytes=-0", 416, NULL, NULL},
    {"Range: bytes=3-2", 200, NULL, "0123456789"},
    {"Range: bytes=0-1,3-4", 200, NULL, "0123456789"},
    {"Range: bytes=x-4", 200, NULL, "0123456789"},
    {"Range: lines=0-1", 200, NULL, "0123456789"},
    {"Range: bytes=0-0\nIf-Range: " ETAG, 206, "bytes 0-0/10", "0"},
    {"Range: bytes=0-0\nIf-Range: " SAME, 206, "bytes 0-0/10", "0"},
    {"Range: bytes=0-0\nIf-Range: \"x\"", 200, NULL, "0123456789"},
    {"Range: bytes=0-0\nIf-None-Match: " ETAG, 304, NULL, ""},
};

Test(s3_objects, conditions_and_ranges_are_judged_in_order)
{
    struct origin_talk talk;
    char request[300];

    talk_init(&talk, BUCKETS);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *extra;

        snprintf(request, sizeof(request), "GET /bkt/k\n%s", rows[i].headers);
        cr_expect_eq(talk_ask(&talk, request), rows[i].status, "%s", request);
        extra = rows[i].status == 412 ? talk_element(&talk, "Condition")
                                      : talk_header(&talk, "Content-Range");
        if (rows[i].extra)
            cr_expect(extra && strcmp(extra, rows[i].extra) == 0, "%s",
                      request);
        else
            cr_expect_null(extra, "%s", request);
        if (rows[i].body)
            cr_expect_str_eq(talk_body(&talk), rows[i].body, "%s", request);
        if (rows[i].status == 304)
            cr_expect_str_eq(talk_header(&talk, "ETag"), ETAG);
    }
    talk_fini(&talk);
}

Test(s3_objects, range_out_of_reach_tells_the_size)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k\nRange: bytes=10-"), 416);
    cr_expect_str_eq(talk_element(&talk, "Code"), "InvalidRange");
    cr_expect_str_eq(talk_element(&talk, "RangeRequested"), "bytes=10-");
    cr_expect_str_eq(talk_element(&talk, "ActualObjectSize"), "10");
    talk_fini(&talk);
}

Test(s3_objects, response_parameters_replace_stored_headers)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    expect_told(&talk,
                "GET /bkt/k?response-content-type=a%2Fb&response-cache-control="
                "no-cache&response-content-disposition=x&response-content-"
                "encoding=y&response-content-language=z&response-expires=w",
                "200 | Last-Modified: Tue, 25 Nov 2025 01:00:00 GMT | "
                "ETag: " ETAG " | x-amz-meta-who: me | Cache-Control: "
                "no-cache | Content-Disposition: x | Content-Encoding: y | "
                "Content-Language: z | Content-Type: a/b | Expires: w");
    talk_fini(&talk);
}

Test(s3_objects, checksum_is_shown_to_who_asks_for_the_whole_object)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    (void)talk_ask(&talk, "GET /bkt/k\nx-amz-checksum-mode: ENABLED");
    cr_expect_str_eq(talk_header(&talk, "x-amz-checksum-crc64nvme"),
                     "Ffmx7kz9nB0=");
    cr_expect_str_eq(talk_header(&talk, "x-amz-checksum-type"), "FULL_OBJECT");
    (void)talk_ask(&talk,
                   "GET /bkt/k\nx-amz-checksum-mode: ENABLED\nRange: bytes=1-");
    cr_expect_null(talk_header(&talk, "x-amz-checksum-crc64nvme"));
    talk_fini(&talk);
}

Test(s3_objects, conditional_writes_need_what_they_name)
{
    static const struct row writes[] = {
        {"PUT /bkt/k\nIf-None-Match: *", 412, "If-None-Match", NULL},
        {"PUT /bkt/n\nIf-None-Match: *", 200, NULL, NULL},
        {"PUT /bkt/k\nIf-Match: \"x\"", 412, "If-Match", NULL},
        {"PUT /bkt/none\nIf-Match: \"x\"", 404, NULL, NULL},
        {"PUT /bkt/k\nIf-Match: " ETAG, 200, NULL, NULL},
    };
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
        cr_expect_eq(talk_ask_with(&talk, writes[i].headers, SPAN("new")),
                     writes[i].status, "%s", writes[i].headers);
        if (writes[i].extra)
            cr_expect_str_eq(talk_element(&talk, "Condition"), writes[i].extra);
    }
    talk_fini(&talk);
}

Test(s3_objects, metadata_over_2_kb_is_refused)
{
    struct origin_talk talk;
    char request[2200];
    int len = snprintf(request, sizeof(request), "PUT /bkt/m\nx-amz-meta-a: ");

    memset(request + len, 'v', 2048);
    request[len + 2047] = '\0';
    talk_init(&talk, BUCKETS);
    cr_expect_eq(talk_ask_with(&talk, request, SPAN("x")), 200);
    request[len + 2047] = 'v';
    request[len + 2048] = '\0';
    cr_expect_eq(talk_ask_with(&talk, request, SPAN("x")), 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "MetadataTooLarge");
    talk_fini(&talk);
}

/* ---- copies -------------------------------------------------------------- */

#define COPY "\nx-amz-copy-source: "

static const struct row copies[] = {
    {"PUT /dst/c" COPY "/bkt/k", 200, NULL, NULL},
    {"PUT /dst/c" COPY "bkt%2Fk?versionId=null", 200, NULL, NULL},
    {"PUT /dst/c" COPY "bkt/k\nx-amz-copy-source-if-match: " ETAG, 200, NULL,
     NULL},
    {"PUT /dst/c" COPY "bkt/k\nx-amz-copy-source-if-match: \"x\"", 412,
     "PreconditionFailed", NULL},
    {"PUT /dst/c" COPY "bkt/k\nx-amz-copy-source-if-none-match: " ETAG, 412,
     "PreconditionFailed", NULL},
    {"PUT /dst/c" COPY "bkt/k\nx-amz-copy-source-if-modified-since: " SAME, 412,
     "PreconditionFailed", NULL},
    {"PUT /dst/c" COPY "bkt/k\nx-amz-copy-source-if-unmodified-since: " BEFORE,
     412, "PreconditionFailed", NULL},
    {"PUT /dst/c" COPY "bkt/none", 404, "NoSuchKey", NULL},
    {"PUT /dst/c" COPY "none/k", 404, "NoSuchBucket", NULL},
    {"PUT /dst/c" COPY "bkt", 400, "InvalidArgument", NULL},
    {"PUT /dst/c" COPY "bkt/%", 400, "InvalidArgument", NULL},
    {"PUT /dst/c" COPY "bkt/k?versionId=7", 400, "InvalidArgument", NULL},
    {"PUT /bkt/k" COPY "bkt/k", 400, "InvalidRequest", NULL},
    {"PUT /bkt/k" COPY "bkt/k\nx-amz-metadata-directive: NONE", 400,
     "InvalidArgument", NULL},
    {"PUT /none/c" COPY "bkt/k", 404, "NoSuchBucket", NULL},
};

Test(s3_objects, copies_are_judged_by_their_source)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
        cr_expect_eq(talk_ask(&talk, copies[i].headers), copies[i].status,
                     "%s: %s", copies[i].headers, talk_body(&talk));
        if (copies[i].extra)
            cr_expect_str_eq(talk_element(&talk, "Code"), copies[i].extra);
    }
    talk_fini(&talk);
}

Test(s3_objects, copy_keeps_or_replaces_the_headers)
{
    struct origin_talk talk;

    talk_init(&talk, BUCKETS);
    talk.now_ms += 5000;
    cr_expect_eq(talk_ask(&talk, "PUT /dst/c" COPY "bkt/k"), 200);
    cr_expect_str_eq(talk_element(&talk, "ETag"),
                     "&quot;781e5e245d69b566979b86e28d23f2c7&quot;");
    cr_expect_str_eq(talk_element(&talk, "LastModified"),
                     "2025-11-25T02:00:05.000Z");
    expect_told(&talk, "GET /dst/c",
                "200 | Last-Modified: Tue, 25 Nov 2025 02:00:05 GMT | "
                "ETag: " ETAG " | Cache-Control: max-age=60 | "
                "Content-Type: text/plain | x-amz-meta-who: me");
    cr_expect_str_eq(talk_body(&talk), "0123456789");
    cr_expect_eq(talk_ask(&talk, "PUT /bkt/k" COPY
                                 "bkt/k\nx-amz-metadata-directive: REPLACE\n"
                                 "x-amz-meta-b: 2"),
                 200);
    expect_told(&talk, "GET /bkt/k",
                "200 | Last-Modified: Tue, 25 Nov 2025 02:00:05 GMT | "
                "ETag: " ETAG " | Content-Type: binary/octet-stream | "
                "x-amz-meta-b: 2");
    talk_fini(&talk);
}

/* ---- many at once -------------------------------------------------------- */

Test(s3_objects, many_keys_are_deleted_by_one_document)
{
    struct origin_talk talk;
    struct span xml =
        SPAN("<Delete><Object><Key>k</Key></Object><Object><Key>a&amp;b</Key>"
             "</Object></Delete>");
    char request[100];

    talk_init(&talk, BUCKETS);
    cr_expect_eq(talk_ask_with(&talk, "POST /bkt?delete", xml), 400);
    snprintf(request, sizeof(request), "POST /bkt?delete\nContent-MD5: %s",
             talk_md5(&talk, xml));
    cr_expect_eq(talk_ask_with(&talk, request, xml), 200);
    cr_expect_not_null(strstr(talk_body(&talk),
                              "<Deleted><Key>k</Key></Deleted><Deleted>"
                              "<Key>a&amp;b</Key></Deleted></DeleteResult>"));
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 404);
    talk_fini(&talk);
}

Test(s3_objects, memory_has_a_ceiling_that_is_told)
{
    struct origin_talk talk;
    struct buf body;

    buf_init(&body, 1 << 20);
    while (body.len < 600000)
        buf_add_byte(&body, 'm');
    talk_init(&talk, "{'type': 's3', 'memory_mb': 1, 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/a", buf_span(&body)), 200);
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/b", buf_span(&body)), 503);
    cr_expect_str_eq(talk_element(&talk, "Code"), "ServiceUnavailable");
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/a"), 204);
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/b", buf_span(&body)), 200);
    talk_fini(&talk);
    buf_fini(&body);
}
