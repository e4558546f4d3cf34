/* test_s3_signature.c - signatures: four ways to sign, and every way to fail.
 */
#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"
#include "tests/origin_talk.h"
#include "tests/s3_examples.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct row {
    const char *request;
    int status;
    const char *code; /* NULL: none */
    const char *reason;
};

/* "Signature Calculations for the Authorization Header: Transferring Payload in
 * a Single Chunk", and "Authenticating Requests: Using Query Parameters". */
#define GET_RANGE                                                          \
    "GET /test.txt" HOST "\nRange: bytes=0-9" AMZ "\nAuthorization: " CRED \
    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature="
#define RANGE_SIGNATURE \
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"

static const struct row v4_rows[] = {
    {GET_RANGE RANGE_SIGNATURE, 206, NULL, "AWS's example: a range"},
    {LIST_SIGNED, 200, NULL, "AWS's example: a list"},
    {QUERY("86400"), 200, NULL, "AWS's example: a presigned URL"},
    {QUERY("86401"), 403, "SignatureDoesNotMatch", "another parameter"},
    {GET_RANGE "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb"
               "42",
     403, "SignatureDoesNotMatch", "one digit off"},
    {GET_RANGE "f0", 403, "SignatureDoesNotMatch", "cut off"},
    {GET_RANGE RANGE_SIGNATURE "\nx-amz-meta-a: 1", 403, "AccessDenied",
     "a header that was not signed"},
    {"GET /test.txt" HOST AMZ "\nAuthorization: AWS4-HMAC-SHA256 "
     "Credential=NOBODY/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;"
     "x-amz-content-sha256;x-amz-date,Signature=00",
     403, "InvalidAccessKeyId", "nobody's key"},
    {"GET /test.txt" HOST AMZ "\nAuthorization: AWS4-HMAC-SHA256 nonsense", 400,
     "AuthorizationHeaderMalformed", "no parts"},
    {"GET /test.txt" HOST AMZ "\nAuthorization: AWS4-HMAC-SHA256 "
     "Credential=A/20130524/us-east-1/ec2/aws4_request,SignedHeaders=host,"
     "Signature=00",
     400, "AuthorizationHeaderMalformed", "another service"},
    {"GET /test.txt" HOST "\nx-amz-date: 20130524T000000Z\nAuthorization: " CRED
     "SignedHeaders=host,Signature=00",
     400, "InvalidRequest", "no payload hash"},
    {"GET /test.txt" HOST "\nx-amz-content-sha256: " EMPTY
     "\nx-amz-date: yesterday\nAuthorization: " CRED
     "SignedHeaders=host,Signature=00",
     403, "AccessDenied", "no date"},
    {"GET /test.txt" HOST "\nAuthorization: Basic eDp5", 400, "InvalidArgument",
     "another scheme"},
    {"GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" HOST, 400,
     "AuthorizationQueryParametersError", "parameters are missing"},
    {QUERY("-1"), 403, "AccessDenied", "negative"},
    {QUERY("x"), 400, "AuthorizationQueryParametersError", "no number"},
    {QUERY("604801"), 403, "AccessDenied", "a long week"},
    {"GET /test.txt" HOST, 403, "AccessDenied", "anonymous"},
};

static void expect_rows(const struct row *rows, size_t n, int64_t now_ms)
{
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = now_ms;
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(talk_ask(&talk, rows[i].request), rows[i].status, "%s: %s",
                     rows[i].reason, talk_body(&talk));
        if (rows[i].code)
            cr_expect_str_eq(talk_element(&talk, "Code"), rows[i].code, "%s",
                             rows[i].reason);
    }
    talk_fini(&talk);
}

Test(s3_signature, version_4_is_checked_against_amazons_examples)
{
    expect_rows(v4_rows, sizeof(v4_rows) / sizeof(v4_rows[0]), MAY_24_MS);
}

Test(s3_signature, presigned_url_ends_at_its_second)
{
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS + INT64_C(86399999);
    cr_expect_eq(talk_ask(&talk, QUERY("86400")), 200);
    talk.now_ms++;
    cr_expect_eq(talk_ask(&talk, QUERY("86400")), 403);
    cr_expect_str_eq(talk_element(&talk, "Message"), "Request has expired");
    cr_expect_str_eq(talk_element(&talk, "X-Amz-Expires"), "86400");
    cr_expect_str_eq(talk_element(&talk, "Expires"), "2013-05-25T00:00:00Z");
    cr_expect_str_eq(talk_element(&talk, "ServerTime"), "2013-05-25T00:00:00Z");
    talk.now_ms = MAY_24_MS - 900001;
    cr_expect_eq(talk_ask(&talk, QUERY("86400")), 403);
    talk_fini(&talk);
}

Test(s3_signature, signed_request_lives_for_a_quarter_of_an_hour)
{
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    for (int sign = -1; sign <= 1; sign += 2) {
        talk.now_ms = MAY_24_MS + sign * 900000;
        cr_expect_eq(talk_ask(&talk, GET_RANGE RANGE_SIGNATURE), 206);
        talk.now_ms += sign;
        cr_expect_eq(talk_ask(&talk, GET_RANGE RANGE_SIGNATURE), 403);
        cr_expect_str_eq(talk_element(&talk, "Code"), "RequestTimeTooSkewed");
    }
    talk_fini(&talk);
}

Test(s3_signature, wrong_signature_shows_what_was_to_be_signed)
{
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    cr_expect_eq(talk_ask(&talk, GET_RANGE "00"), 403);
    cr_expect_str_eq(talk_element(&talk, "StringToSign"),
                     "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/"
                     "s3/aws4_request\n7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbf"
                     "ff95c48bbb2dc43964946972");
    cr_expect_str_eq(talk_element(&talk, "SignatureProvided"), "00");
    cr_expect_not_null(talk_element(&talk, "CanonicalRequest"));
    talk_fini(&talk);
}

/* Every truncation of a good header or query is refused, never a crash. */
Test(s3_signature, cut_off_signatures_are_refused)
{
    struct origin_talk talk;
    const char *requests[] = {GET_RANGE RANGE_SIGNATURE, QUERY("86400")};
    const char *starts[] = {"AWS4", "X-Amz-A"};

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    for (size_t i = 0; i < 2; i++) {
        size_t len = i == 0 ? strlen(requests[i])
                            : (size_t)(strstr(requests[i], HOST) - requests[i]);
        size_t first = (size_t)(strstr(requests[i], starts[i]) - requests[i]);
        char text[1000];

        for (size_t at = first; at < len; at++) {
            snprintf(text, sizeof(text), "%.*s%s", (int)at, requests[i],
                     i == 1 ? HOST : "");
            cr_expect_geq(talk_ask(&talk, text), 400, "%s", text);
        }
    }
    talk_fini(&talk);
}

/* ---- chunks -------------------------------------------------------------- */

/* "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks": 65 KiB of the letter a. */
#define CHUNKED                                                                \
    "PUT /examplebucket/chunkObject.txt\nHost: s3.amazonaws.com\n"             \
    "x-amz-date: 20130524T000000Z\nx-amz-storage-class: REDUCED_REDUNDANCY\n"  \
    "Content-Encoding: aws-chunked\nx-amz-decoded-content-length: 66560\n"     \
    "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\n"               \
    "Authorization: " CRED                                                     \
    "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;" \
    "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature="   \
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"

static void add_chunk(struct buf *body, size_t len, const char *signature)
{
    buf_addf(body, "%zx;chunk-signature=%s\r\n", len, signature);
    for (size_t i = 0; i < len; i++)
        buf_add_byte(body, 'a');
    buf_add_str(body, "\r\n");
}

static void add_example(struct buf *body)
{
    add_chunk(body, 65536,
              "ad80c730a21e5b8d04586a2213dd63b9"
              "a0e99e0e2307b0ade35a65485a288648");
    add_chunk(body, 1024,
              "0055627c9e194cb4542bae2aa5492e3c"
              "1575bbb81b612b7d234b86a503ef5497");
    add_chunk(body, 0,
              "b6c6ea8a5354eaf15b3cb7646744f427"
              "5b71ea724fed81ceb9323e279d449df9");
}

Test(s3_signature, chunks_are_checked_against_amazons_example)
{
    struct origin_talk talk;
    struct buf body;

    buf_init(&body, 1 << 20);
    add_example(&body);
    cr_assert_eq(body.len, 66824);
    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    for (talk.piece = 1; talk.piece < 200000; talk.piece = talk.piece * 9 + 4)
        cr_expect_eq(talk_ask_with(&talk, CHUNKED, buf_span(&body)), 200, "%s",
                     talk_body(&talk));
    buf_fini(&body);
    talk_fini(&talk);
}

/* One byte of the body changed, wherever it is, and nothing is stored. */
Test(s3_signature, chunk_that_was_changed_is_refused)
{
    static const size_t places[] = {20,    90,    65000, 65630,
                                    65700, 66000, 66750, 66800};
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct buf body;

        buf_init(&body, 1 << 20);
        add_example(&body);
        body.ptr[places[i]] = body.ptr[places[i]] == 'b' ? 'c' : 'b';
        cr_expect_geq(talk_ask_with(&talk, CHUNKED, buf_span(&body)), 400,
                      "byte %zu", places[i]);
        buf_fini(&body);
    }
    cr_expect_eq(talk_ask(&talk, LIST_SIGNED), 200);
    talk_fini(&talk);
}

/* ---- version 2 ----------------------------------------------------------- */

/* Signs as the documentation's text says; the test knows no code of ours. */
static const char *v2(struct origin_talk *talk, const char *to_sign)
{
    struct digest_value mac;
    struct span text;

    digest_hmac(DIGEST_SHA1, SPAN("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                span_str(to_sign), &mac);
    text = percent_encode(&talk->arena,
                          base64_of(&talk->arena, digest_span(&mac)), false);
    return text.ptr;
}

struct signed_row {
    const char *to_sign;
    const char *request; /* with %s for the signature */
    int status;
};

static const struct signed_row signed_rows[] = {
    {"GET\n\n\n1369440000\n/johnsmith/photos/puppy.jpg",
     "GET /johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&"
     "Signature=%s&Expires=1369440000",
     200},
    {"GET\n\n\n1369440000\n/johnsmith/photos/puppy.jpg",
     "GET /photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature="
     "%s&Expires=1369440000\nHost: johnsmith.s3.amazonaws.com",
     200},
    {"PUT\n\ntext/plain\n1369440000\nx-amz-meta-a:1\nx-amz-meta-b:2\n"
     "/johnsmith/new",
     "PUT /johnsmith/new?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=%s&"
     "Expires=1369440000\nX-Amz-Meta-B: 2\nx-amz-meta-a: 1\n"
     "Content-Type: text/plain",
     200},
    {"GET\n\n\n1369440000\n/johnsmith/photos/puppy.jpg?response-expires=0",
     "GET /johnsmith/photos/puppy.jpg?response-expires=0&AWSAccessKeyId="
     "AKIAIOSFODNN7EXAMPLE&Signature=%s&Expires=1369440000",
     200},
    {"GET\n\n\n1369440000\n/johnsmith/",
     "GET /johnsmith?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=%s&"
     "Expires=1369440000",
     200},
    {"GET\n\n\n1369440000\n/johnsmith",
     "GET /johnsmith?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=%s&"
     "Expires=1369440000",
     200},
    {"GET\n\n\n1369440000\n/johnsmith/photos/puppy.jpg/",
     "GET /johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&"
     "Signature=%s&Expires=1369440000",
     403},
    {"GET\n\n\n1369440001\n/johnsmith/photos/puppy.jpg",
     "GET /johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&"
     "Signature=%s&Expires=1369440000",
     403},
    {"GET\n\n\n1369353600\n/johnsmith/photos/puppy.jpg",
     "GET /johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&"
     "Signature=%s&Expires=1369353600",
     403},
};

Test(s3_signature, version_2_query_is_checked)
{
    struct origin_talk talk;
    char request[1000];

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    for (size_t i = 0; i < sizeof(signed_rows) / sizeof(signed_rows[0]); i++) {
        const char *format = signed_rows[i].request;
        const char *hole = strstr(format, "%s");

        snprintf(request, sizeof(request), "%.*s%s%s", (int)(hole - format),
                 format, v2(&talk, signed_rows[i].to_sign), hole + 2);
        cr_expect_eq(talk_ask(&talk, request), signed_rows[i].status, "%s: %s",
                     request, talk_body(&talk));
    }
    talk_fini(&talk);
}

/* ---- what the account is good for -----------------------------------------
 */

Test(s3_signature, another_account_is_not_the_owner)
{
    struct origin_talk talk;

    talk_init(&talk, DESCRIPTION);
    talk.now_ms = MAY_24_MS;
    cr_expect_eq(talk_ask(&talk, LIST_SIGNED), 200);
    cr_expect_str_eq(talk_element(&talk, "Name"), "examplebucket");
    talk_fini(&talk);
}
