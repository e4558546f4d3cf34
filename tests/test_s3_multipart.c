/* test_s3_multipart.c - uploads in parts: order, ETags, checksums, refusals. */
#include "origin/s3/digest.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define BUCKETS                                                              \
    "{'type': 's3', 'buckets': {'bkt': {'objects': {'src': '0123456789'}}, " \
    "'dst': {}}}"
#define PART_MIN ((size_t)5 << 20)

/* An upload to /bkt/k that has begun. */
struct upload_talk {
    struct origin_talk talk;
    char id[64];
    struct buf bytes; /* PART_MIN times 'p' */
    struct buf list;  /* the document that completes it */
};

static void begin(struct upload_talk *up, const char *headers)
{
    char request[300];

    talk_init(&up->talk, BUCKETS);
    snprintf(request, sizeof(request), "POST /bkt/k?uploads%s", headers);
    cr_assert_eq(talk_ask(&up->talk, request), 200);
    snprintf(up->id, sizeof(up->id), "%s", talk_element(&up->talk, "UploadId"));
    buf_init(&up->list, 65536);
    buf_init(&up->bytes, PART_MIN);
    memset(buf_room(&up->bytes, PART_MIN), 'p', PART_MIN);
    buf_grow_len(&up->bytes, PART_MIN);
}

static void end(struct upload_talk *up)
{
    buf_fini(&up->list);
    buf_fini(&up->bytes);
    talk_fini(&up->talk);
}

static int ask(struct upload_talk *up, const char *method, const char *query,
               struct span body)
{
    char request[300];

    snprintf(request, sizeof(request), "%s /bkt/k?uploadId=%s%s", method,
             up->id, query);
    return talk_ask_with(&up->talk, request, body);
}

/* Sends a part and notes it in the list. */
static void put(struct upload_talk *up, unsigned number, struct span body)
{
    char query[40];

    snprintf(query, sizeof(query), "&partNumber=%u", number);
    cr_expect_eq(ask(up, "PUT", query, body), 200);
    buf_addf(&up->list,
             "<Part><PartNumber>%u</PartNumber><ETag>%s</ETag></Part>", number,
             talk_header(&up->talk, "ETag"));
}

static int complete(struct upload_talk *up)
{
    struct buf xml;
    int status;

    buf_init(&xml, 4 << 20);
    buf_addf(&xml, "<CompleteMultipartUpload>%s</CompleteMultipartUpload>",
             buf_span(&up->list).ptr);
    status = ask(up, "POST", "", buf_span(&xml));
    buf_fini(&xml);
    return status;
}

/* With a header that tells the object's checksum. */
static int complete_telling(struct upload_talk *up, const char *header,
                            const char *checksum)
{
    char query[200];
    struct buf xml;
    int status;

    buf_init(&xml, 65536);
    buf_addf(&xml, "<CompleteMultipartUpload>%s</CompleteMultipartUpload>",
             buf_span(&up->list).ptr);
    snprintf(query, sizeof(query), "\n%s: %s", header, checksum);
    status = ask(up, "POST", query, buf_span(&xml));
    buf_fini(&xml);
    return status;
}

Test(s3_multipart, parts_become_one_object)
{
    struct upload_talk up;

    begin(&up, "\nCache-Control: no-store\nx-amz-meta-a: 1");
    put(&up, 2, buf_span(&up.bytes));
    put(&up, 9, SPAN("tail"));
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/k"), 404);
    cr_expect_eq(complete(&up), 200);
    cr_expect_str_eq(talk_element(&up.talk, "ETag"),
                     "&quot;ad75efb1f93d0873aa6555e8c351656d-2&quot;");
    cr_expect_str_eq(talk_element(&up.talk, "ChecksumCRC64NVME"),
                     "p7wkixvultU=");
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/k"), 200);
    cr_expect_eq(up.talk.body.len, PART_MIN + 4);
    cr_expect(span_ends(buf_span(&up.talk.body), SPAN("ppptail")));
    cr_expect_str_eq(talk_header(&up.talk, "Cache-Control"), "no-store");
    cr_expect_str_eq(talk_header(&up.talk, "x-amz-meta-a"), "1");
    cr_expect_null(talk_header(&up.talk, "x-popbox-part-sizes"));
    cr_expect_eq(complete(&up), 200, "a client may ask again");
    cr_expect_str_eq(talk_element(&up.talk, "ETag"),
                     "&quot;ad75efb1f93d0873aa6555e8c351656d-2&quot;");
    cr_expect_str_eq(talk_element(&up.talk, "ChecksumCRC64NVME"),
                     "p7wkixvultU=");
    cr_expect_eq(ask(&up, "GET", "", SPAN_ABSENT), 404);
    cr_expect_str_eq(talk_element(&up.talk, "Code"), "NoSuchUpload");
    end(&up);
}

Test(s3_multipart, parts_are_got_one_by_one)
{
    struct upload_talk up;

    begin(&up, "");
    put(&up, 1, buf_span(&up.bytes));
    put(&up, 2, SPAN("tail"));
    cr_expect_eq(complete(&up), 200);
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/k?partNumber=2"), 206);
    cr_expect_str_eq(talk_body(&up.talk), "tail");
    cr_expect_str_eq(talk_header(&up.talk, "x-amz-mp-parts-count"), "2");
    cr_expect_str_eq(talk_header(&up.talk, "Content-Range"),
                     "bytes 5242880-5242883/5242884");
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/k?partNumber=3"), 400);
    cr_expect_str_eq(talk_element(&up.talk, "Code"), "InvalidPart");
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/k?partNumber=0"), 400);
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/src?partNumber=1"), 206);
    cr_expect_str_eq(talk_body(&up.talk), "0123456789");
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt/src?partNumber=2"), 400);
    end(&up);
}

Test(s3_multipart, part_of_the_same_number_gives_way)
{
    struct upload_talk up;

    begin(&up, "");
    put(&up, 1, SPAN("first"));
    buf_reset(&up.list);
    put(&up, 1, SPAN("second"));
    cr_expect_eq(ask(&up, "GET", "", SPAN_ABSENT), 200);
    cr_expect_str_eq(talk_element(&up.talk, "Size"), "6");
    cr_expect_eq(complete(&up), 200);
    (void)talk_ask(&up.talk, "GET /bkt/k"); /* 200 */
    cr_expect_str_eq(talk_body(&up.talk), "second");
    end(&up);
}

struct row {
    const char *list;
    int status;
    const char *code;
};

#define PART(n, etag) \
    "<Part><PartNumber>" n "</PartNumber><ETag>" etag "</ETag></Part>"
#define ABC "900150983cd24fb0d6963f7d28e17f72"

static const struct row rows[] = {
    {"", 400, "MalformedXML"},
    {"<Other/>", 400, "MalformedXML"},
    {"<Part><ETag>x</ETag></Part>", 400, "MalformedXML"},
    {PART("x", ABC), 400, "MalformedXML"},
    {PART("3", ABC), 400, "InvalidPart"},
    {PART("1", "x"), 400, "InvalidPart"},
    {PART("4294967297", ABC), 400, "MalformedXML"},
    {PART("2", ABC) PART("1", ABC), 400, "InvalidPartOrder"},
    {PART("1", ABC) PART("1", "x"), 400, "InvalidPart"},
    {PART("1", ABC) PART("2", ABC), 400, "EntityTooSmall"},
    {"<Part><PartNumber>1</PartNumber><ETag>" ABC "</ETag><ChecksumCRC64NVME>x"
     "</ChecksumCRC64NVME></Part>",
     400, "InvalidPart"},
    {PART("2", "x") PART("2", "&quot;" ABC "&quot;"), 200, NULL},
};

Test(s3_multipart, list_of_parts_must_be_the_right_one)
{
    struct upload_talk up;

    begin(&up, "");
    put(&up, 1, SPAN("abc"));
    put(&up, 2, SPAN("abc"));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        buf_reset(&up.list);
        buf_add_str(&up.list, rows[i].list);
        cr_expect_eq(complete(&up), rows[i].status, "%s", rows[i].list);
        if (rows[i].code)
            cr_expect_str_eq(talk_element(&up.talk, "Code"), rows[i].code, "%s",
                             rows[i].list);
    }
    end(&up);
}

Test(s3_multipart, list_of_ten_thousand_parts_is_read)
{
    struct upload_talk up;

    begin(&up, "");
    put(&up, 1, buf_span(&up.bytes));
    buf_fini(&up.list);
    buf_init(&up.list, 2 << 20);
    for (int i = 1; i <= 10000; i++)
        buf_addf(&up.list,
                 "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>", i,
                 talk_header(&up.talk, "ETag"));
    cr_expect_eq(complete(&up), 400);
    cr_expect_str_eq(talk_element(&up.talk, "Code"), "InvalidPart");
    cr_expect_str_eq(talk_element(&up.talk, "PartNumber"), "2");
    end(&up);
}

Test(s3_multipart, upload_and_number_must_be_known)
{
    struct upload_talk up;

    begin(&up, "");
    cr_expect_eq(ask(&up, "PUT", "&partNumber=0", SPAN("x")), 400);
    cr_expect_not(up.talk.accepted);
    cr_expect_eq(ask(&up, "PUT", "&partNumber=10001", SPAN("x")), 400);
    cr_expect_eq(ask(&up, "PUT", "", SPAN("x")), 400);
    cr_expect_eq(talk_ask_with(&up.talk,
                               "PUT /bkt/k?uploadId=none&partNumber=1",
                               SPAN("x")),
                 404);
    cr_expect_str_eq(talk_element(&up.talk, "Code"), "NoSuchUpload");
    cr_expect_eq(ask(&up, "DELETE", "", SPAN_ABSENT), 204);
    cr_expect_eq(ask(&up, "DELETE", "", SPAN_ABSENT), 404);
    cr_expect_eq(ask(&up, "GET", "", SPAN_ABSENT), 404);
    end(&up);
}

Test(s3_multipart, checksums_are_of_the_parts_or_of_all_bytes)
{
    static const struct {
        const char *headers;
        const char *element;
        const char *checksum;
        const char *header; /* which may tell it, of what is completed */
        const char *part;   /* the one part's own */
    } kinds[] = {
        {"\nx-amz-checksum-algorithm: CRC32", "ChecksumCRC32", "Rf3kaw==-1",
         "x-amz-checksum-crc32", "NSRBwg=="},
        {"\nx-amz-checksum-algorithm: CRC32\nx-amz-checksum-type: FULL_OBJECT",
         "ChecksumCRC32", "NSRBwg==", "x-amz-checksum-crc32", "NSRBwg=="},
        {"\nx-amz-checksum-algorithm: SHA256", "ChecksumSHA256",
         "T4tCwi3TcptRm6b2jS2nzFstYG0F2u1a1RKMwD5sY1g=-1",
         "x-amz-checksum-sha256",
         "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct upload_talk up;

        begin(&up, kinds[i].headers);
        put(&up, 1, SPAN("abc"));
        cr_expect_eq(complete_telling(&up, kinds[i].header, "bad"), 400);
        cr_expect_str_eq(talk_element(&up.talk, "Code"), "BadDigest");
        cr_expect_eq(complete_telling(&up, kinds[i].header, kinds[i].checksum),
                     200);
        cr_expect_str_eq(talk_element(&up.talk, kinds[i].element),
                         kinds[i].checksum);
        (void)talk_ask(&up.talk, "GET /bkt/k?partNumber=1\n"
                                 "x-amz-checksum-mode: ENABLED");
        cr_expect_str_eq(talk_header(&up.talk, kinds[i].header), kinds[i].part);
        (void)talk_ask(&up.talk, "GET /bkt/k?partNumber=1");
        cr_expect_null(talk_header(&up.talk, kinds[i].header));
        end(&up);
    }
}

static const struct row begins[] = {
    {"\nx-amz-checksum-algorithm: MD4", 400, "InvalidRequest"},
    {"\nx-amz-checksum-algorithm: SHA1\nx-amz-checksum-type: FULL_OBJECT", 400,
     "InvalidRequest"},
};

Test(s3_multipart, unknown_checksums_are_refused_at_the_beginning)
{
    struct origin_talk talk;
    char request[200];

    talk_init(&talk, BUCKETS);
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        snprintf(request, sizeof(request), "POST /bkt/k?uploads%s",
                 begins[i].list);
        cr_expect_eq(talk_ask(&talk, request), begins[i].status);
        cr_expect_str_eq(talk_element(&talk, "Code"), begins[i].code);
    }
    talk_fini(&talk);
}

Test(s3_multipart, part_may_be_a_piece_of_another_object)
{
    static const struct row copies[] = {
        {"", 200, "0123456789"},
        {"\nx-amz-copy-source-range: bytes=2-4", 200, "234"},
        {"\nx-amz-copy-source-range: bytes=2-10", 416, NULL},
        {"\nx-amz-copy-source-range: bytes=2-", 400, NULL},
        {"\nx-amz-copy-source-range: bytes=-2", 400, NULL},
        {"\nx-amz-copy-source-range: 2-4", 400, NULL},
    };

    for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
        struct upload_talk up;
        char query[200];

        begin(&up, "");
        snprintf(query, sizeof(query),
                 "&partNumber=1\nx-amz-copy-source: bkt/src%s", copies[i].list);
        cr_expect_eq(ask(&up, "PUT", query, SPAN_ABSENT), copies[i].status,
                     "%s", copies[i].list);
        if (copies[i].status == 200) {
            buf_addf(&up.list, PART("1", "%s"), talk_element(&up.talk, "ETag"));
            cr_expect_eq(complete(&up), 200);
            (void)talk_ask(&up.talk, "GET /bkt/k"); /* 200 */
            cr_expect_str_eq(talk_body(&up.talk), copies[i].code);
        }
        end(&up);
    }
}

Test(s3_multipart, open_uploads_and_parts_are_listed)
{
    struct upload_talk up;

    begin(&up, "");
    put(&up, 5, SPAN("five"));
    put(&up, 1, SPAN("one"));
    put(&up, 3, SPAN("three"));
    cr_expect_eq(ask(&up, "GET", "&max-parts=2", SPAN_ABSENT), 200);
    cr_expect_str_eq(talk_element(&up.talk, "IsTruncated"), "true");
    cr_expect_str_eq(talk_element(&up.talk, "NextPartNumberMarker"), "3");
    cr_expect_eq(ask(&up, "GET", "&part-number-marker=3", SPAN_ABSENT), 200);
    cr_expect_str_eq(talk_element(&up.talk, "IsTruncated"), "false");
    cr_expect_str_eq(talk_element(&up.talk, "PartNumber"), "5");
    cr_expect_eq(talk_ask(&up.talk, "POST /bkt/a?uploads"), 200);
    cr_expect_eq(talk_ask(&up.talk, "POST /dst/a?uploads"), 200);
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt?uploads"), 200);
    cr_expect_str_eq(talk_element(&up.talk, "Key"), "a");
    cr_expect_not_null(strstr(talk_body(&up.talk), "<Key>k</Key>"));
    cr_expect_eq(talk_ask(&up.talk, "GET /bkt?uploads&prefix=k"), 200);
    cr_expect_str_eq(talk_element(&up.talk, "Key"), "k");
    cr_expect_eq(talk_ask(&up.talk, "DELETE /dst"), 204);
    end(&up);
}

/* Checksums of joined texts, against those of the text itself. */
Test(s3_multipart, checksums_combine_at_every_split)
{
    static const enum digest_kind combinable[] = {DIGEST_CRC32, DIGEST_CRC32C,
                                                  DIGEST_CRC64NVME};
    struct span text = SPAN("The quick brown fox jumps over the lazy dog");

    for (size_t k = 0; k < 3; k++)
        for (size_t at = 0; at <= text.len; at++) {
            struct digest_value sum;
            struct digest_value next;
            struct digest_value whole;

            digest_of(combinable[k], span_cut(text, 0, at), &sum);
            digest_of(combinable[k], span_cut(text, at, text.len), &next);
            digest_of(combinable[k], text, &whole);
            digest_combine(combinable[k], &sum, &next, text.len - at);
            cr_expect(span_eq(digest_span(&sum), digest_span(&whole)),
                      "kind %zu at %zu", k, at);
        }
}
