/* test_s3_attributes.c - what is asked beside the bytes: attributes, owners. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define OBJECT                                                             \
    "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': '0123456789'}}, " \
    "'aaa': {}, 'bbb': {}}}"
#define ETAG "781e5e245d69b566979b86e28d23f2c7"
#define ALL  "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"

struct row {
    const char *request;
    int status;
    const char *told; /* a part of the answer */
};

static void expect_all(const char *description, const struct row *rows,
                       size_t n)
{
    struct origin_talk talk;

    talk_init(&talk, description);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(talk_ask(&talk, rows[i].request), rows[i].status, "%s",
                     rows[i].request);
        if (rows[i].told)
            cr_expect_not_null(strstr(talk_body(&talk), rows[i].told), "%s: %s",
                               rows[i].request, talk_body(&talk));
    }
    talk_fini(&talk);
}

#define EXPECT_ALL(description, rows) \
    expect_all(description, rows, sizeof(rows) / sizeof(rows[0]))
#define ATTRIBUTES "GET /bkt/k?attributes\nx-amz-object-attributes: "

Test(s3_attributes, only_those_asked_for_are_told)
{
    static const struct row rows[] = {
        {ATTRIBUTES "ETag", 200, "/\"><ETag>" ETAG "</ETag></GetObjectAttr"},
        {ATTRIBUTES "ObjectSize , StorageClass", 200,
         "/\"><StorageClass>STANDARD</StorageClass><ObjectSize>10</"},
        {ATTRIBUTES "Checksum", 200,
         "/\"><Checksum><ChecksumCRC64NVME>Ffmx7kz9nB0=</ChecksumCRC64NVME>"
         "<ChecksumType>FULL_OBJECT</ChecksumType></Checksum></GetObject"},
        {ATTRIBUTES "ObjectParts", 200, "/\"></GetObjectAttributesResponse>"},
        {ATTRIBUTES "ETag\nx-amz-object-attributes: ObjectSize", 200,
         "</ETag><ObjectSize>"},
        {ATTRIBUTES "Etag", 400, "<Code>InvalidArgument</Code>"},
        {"GET /bkt/k?attributes", 400, "<Code>InvalidRequest</Code>"},
        {ATTRIBUTES ALL "\nx-amz-max-parts: x", 400, "InvalidArgument"},
        {ATTRIBUTES ALL "\nx-amz-part-number-marker: -1", 400,
         "InvalidArgument"},
        {"GET /bkt/no?attributes\nx-amz-object-attributes: ETag", 404,
         "<Code>NoSuchKey</Code>"},
        {"PUT /bkt/k?attributes", 501, "<Code>NotImplemented</Code>"},
    };

    EXPECT_ALL(OBJECT, rows);
}

/* ---- parts --------------------------------------------------------------- */

#define PART_BYTES ((size_t)5 << 20)

/* /bkt/k of three parts: two of 5 MiB and "end". */
static void upload(struct origin_talk *talk)
{
    struct buf bytes;
    struct buf list;
    char request[200];
    char id[64];

    cr_assert_eq(talk_ask(talk, "POST /bkt/k?uploads"), 200);
    snprintf(id, sizeof(id), "%s", talk_element(talk, "UploadId"));
    buf_init(&bytes, PART_BYTES);
    memset(buf_room(&bytes, PART_BYTES), 'p', PART_BYTES);
    buf_grow_len(&bytes, PART_BYTES);
    buf_init(&list, 4096);
    buf_add_str(&list, "<CompleteMultipartUpload>");
    for (int i = 1; i <= 3; i++) {
        snprintf(request, sizeof(request),
                 "PUT /bkt/k?uploadId=%s&"
                 "partNumber=%d",
                 id, i);
        cr_assert_eq(talk_ask_with(talk, request,
                                   i < 3 ? buf_span(&bytes) : SPAN("end")),
                     200);
        buf_addf(&list,
                 "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>", i,
                 talk_header(talk, "ETag"));
    }
    buf_add_str(&list, "</CompleteMultipartUpload>");
    snprintf(request, sizeof(request), "POST /bkt/k?uploadId=%s", id);
    cr_assert_eq(talk_ask_with(talk, request, buf_span(&list)), 200);
    buf_fini(&bytes);
    buf_fini(&list);
}

Test(s3_attributes, parts_are_told_page_by_page)
{
    static const struct row rows[] = {
        {ATTRIBUTES "ObjectParts", 200,
         "<IsTruncated>false</IsTruncated><MaxParts>1000</MaxParts>"
         "<NextPartNumberMarker>3</NextPartNumberMarker><PartNumberMarker>0"
         "</PartNumberMarker><PartsCount>3</PartsCount></ObjectParts>"},
        {ATTRIBUTES "ObjectParts\nx-amz-max-parts: 1\n"
                    "x-amz-part-number-marker: 1",
         200,
         "<PartNumber>2</PartNumber><Size>5242880</Size></Part><IsTruncated>"
         "true</IsTruncated><MaxParts>1</MaxParts><NextPartNumberMarker>2<"},
        {ATTRIBUTES "ObjectParts\nx-amz-part-number-marker: 2", 200,
         "/\"><ObjectParts><Part><ChecksumCRC64NVME>"},
        {ATTRIBUTES "ObjectParts\nx-amz-part-number-marker: 3", 200,
         "/\"><ObjectParts><IsTruncated>false<"},
    };
    struct origin_talk talk;

    talk_init(&talk, OBJECT);
    upload(&talk);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cr_expect_eq(talk_ask(&talk, rows[i].request), rows[i].status);
        cr_expect_not_null(strstr(talk_body(&talk), rows[i].told), "%s: %s",
                           rows[i].request, talk_body(&talk));
    }
    talk_fini(&talk);
}

/* ---- others -------------------------------------------------------------- */

Test(s3_attributes, conditional_deletes_need_what_they_name)
{
    static const struct row rows[] = {
        {"DELETE /bkt/k\nIf-Match: \"x\"", 412,
         "<Condition>If-Match</Condition>"},
        {"DELETE /bkt/k\nx-amz-if-match-size: 10", 501, "NotImplemented"},
        {"GET /bkt/k", 200, NULL},
        {"DELETE /bkt/none\nIf-Match: \"x\"", 204, NULL},
        {"DELETE /bkt/k\nIf-Match: \"" ETAG "\"", 204, NULL},
        {"GET /bkt/k", 404, NULL},
    };

    EXPECT_ALL(OBJECT, rows);
}

Test(s3_attributes, buckets_are_listed_page_by_page)
{
    static const struct row rows[] = {
        {"GET /?max-buckets=1", 200,
         "</Bucket></Buckets><ContinuationToken>YWFh</ContinuationToken>"},
        {"GET /?continuation-token=YWFh&max-buckets=1", 200,
         "<Buckets><Bucket><Name>bbb</Name>"},
        {"GET /?continuation-token=YWFh", 200, "</Bucket></Buckets></ListAll"},
        {"GET /?prefix=bk", 200, "<Buckets><Bucket><Name>bkt</Name>"},
        {"GET /?prefix=bk", 200, "</Bucket></Buckets><Prefix>bk</Prefix></"},
        {"GET /?bucket-region=eu-west-1", 200, "<Buckets></Buckets></List"},
        {"GET /?max-buckets=0", 400, "<Code>InvalidArgument</Code>"},
        {"GET /?max-buckets=10001", 400, "<Code>InvalidArgument</Code>"},
        {"GET /?continuation-token=!", 400, "<Code>InvalidArgument</Code>"},
    };

    EXPECT_ALL(OBJECT, rows);
}

/* Keys and, of those with the same one, uploads go on where a page ended. */
Test(s3_attributes, open_uploads_are_listed_page_by_page)
{
    static const char *const keys[] = {"a", "a", "b%20c", "k"};
    char request[300] = "GET /bkt?uploads&max-uploads=1&encoding-type=url";
    char ids[4][64];
    struct origin_talk talk;

    talk_init(&talk, OBJECT);
    (void)talk_ask(&talk, "POST /bkt/k?uploads"); /* 200 */
    (void)talk_ask(&talk, "POST /bkt/b%20c?uploads");
    (void)talk_ask(&talk, "POST /bkt/a?uploads");
    (void)talk_ask(&talk, "POST /bkt/a?uploads");
    for (size_t i = 0; i < 4; i++) {
        char key[64];

        cr_expect_eq(talk_ask(&talk, request), 200);
        cr_expect_str_eq(talk_element(&talk, "IsTruncated"),
                         i == 3 ? "false" : "true", "%zu", i);
        snprintf(key, sizeof(key), "%s", talk_element(&talk, "Key"));
        cr_expect_str_eq(key, keys[i], "%zu", i);
        snprintf(ids[i], sizeof(ids[i]), "%s", talk_element(&talk, "UploadId"));
        snprintf(request, sizeof(request),
                 "GET /bkt?uploads&max-uploads=1&encoding-type=url&key-marker="
                 "%s&upload-id-marker=%s",
                 key, ids[i]);
    }
    cr_expect_str_neq(ids[0], ids[1]);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?uploads&key-marker=a"), 200);
    cr_expect_str_eq(talk_element(&talk, "Key"), "b c");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?uploads&max-uploads=0"), 400);
    cr_expect_str_eq(talk_element(&talk, "ArgumentName"), "max-uploads");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?uploads&encoding-type=x"), 400);
    talk_fini(&talk);
}

Test(s3_attributes, encryption_is_told_as_asked_for)
{
#define METHOD "x-amz-server-side-encryption"
    static const struct {
        const char *headers;
        int status;
        const char *method; /* of the object; NULL: it is refused */
        const char *key;
    } rows[] = {
        {"", 200, "AES256", NULL},
        {METHOD ": AES256", 200, "AES256", NULL},
        {METHOD ": aws:kms", 200, "aws:kms", "alias/aws/s3"},
        {METHOD ": aws:kms\n" METHOD "-aws-kms-key-id: k1", 200, "aws:kms",
         "k1"},
        {METHOD ": aes:kms", 400, NULL, NULL},
        {METHOD ": AES256\n" METHOD "-aws-kms-key-id: k1", 400, NULL, NULL},
        {METHOD ": AES256\n" METHOD "-customer-algorithm: AES256", 400, NULL,
         NULL},
        {METHOD "-customer-algorithm: AES256", 501, NULL, NULL},
    };
    struct origin_talk talk;

    talk_init(&talk, OBJECT);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char request[300];
        const char *key;

        snprintf(request, sizeof(request), "PUT /bkt/e\n%s", rows[i].headers);
        cr_expect_eq(talk_ask_with(&talk, request, SPAN("x")), rows[i].status,
                     "%s", request);
        if (!rows[i].method)
            continue;
        cr_expect_str_eq(talk_header(&talk, METHOD), rows[i].method);
        (void)talk_ask(&talk, "GET /bkt/e"); /* 200 */
        cr_expect_str_eq(talk_header(&talk, METHOD), rows[i].method);
        key = talk_header(&talk, METHOD "-aws-kms-key-id");
        cr_expect(rows[i].key ? key && strcmp(key, rows[i].key) == 0 : !key);
    }
    (void)talk_ask(&talk, "PUT /bkt/c\nx-amz-copy-source: /bkt/e");
    cr_expect_str_eq(talk_header(&talk, METHOD), "AES256", "not inherited");
    talk_fini(&talk);
#undef METHOD
}
