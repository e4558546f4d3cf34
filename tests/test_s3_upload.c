/* test_s3_upload.c - bodies: aws-chunked, lengths, digests, and every split. */
#include "origin/s3/upload.h"

#include "origin/s3/encodings.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

/* ---- aws-chunked --------------------------------------------------------- */

#define SIGNED ";chunk-signature=0123"

struct coded {
    const char *text;
    const char *told; /* data, then "|name:value" for each trailer */
};

static const struct coded whole[] = {
    {"0\r\n\r\n", ""},
    {"3\r\nabc\r\n0\r\n\r\n", "abc"},
    {"A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", "0123456789x"},
    {"3" SIGNED "\r\na\r\n\r\n0" SIGNED "\r\n\r\n", "a\r\n"},
    {"3\nabc\n0\n\n", "abc"},
    {"3\r\nabc\r\n0\r\n", "abc"},
    {"3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n",
     "abc|x-amz-checksum-crc32:NSRBwg=="},
    {"0\r\na: 1 \r\nb:\r\n\r\n", "|a:1|b:"},
};

static const char *const broken[] = {
    "\r\n",
    "x\r\n",
    "3 \r\nabc",
    "-1\r\n",
    "3\r\nabcd\r\n",
    "3\r\nabc0\r\n\r\n",
    "0\r\nnaked\r\n",
    "0\r\n:v\r\n",
    "0\r\na b:v\r\n",
    "0\r\n\r\nmore",
    "1000000000000000\r\n",
};

/* Decodes text in pieces of the given size. "!" when it broke. */
static const char *decode(struct span text, size_t piece, struct buf *told)
{
    struct aws_chunked *in = malloc(sizeof(*in));
    struct arena arena;
    int failed = 0;

    cr_assert_not_null(in);
    arena_init(&arena, 65536);
    aws_chunked_init(in, &arena);
    buf_reset(told);
    for (size_t at = 0; at < text.len && !failed; at += piece) {
        struct span input = span_cut(text, at, at + piece);

        while (input.len > 0 && !failed) {
            struct span data;

            failed = aws_chunked_take(in, &input, &data);
            buf_add(told, data);
        }
    }
    for (size_t i = 0; i < in->trailers.n; i++)
        buf_addf(told, "|%.*s:%.*s", SPAN_ARG(in->trailers.at[i].name),
                 SPAN_ARG(in->trailers.at[i].value));
    if (failed || !aws_chunked_may_end(in))
        buf_add_str(told, "!");
    arena_fini(&arena);
    free(in);
    return buf_span(told).ptr;
}

Test(s3_upload, chunks_are_decoded_at_every_split)
{
    struct buf told;

    buf_init(&told, 65536);
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        struct span text = span_str(whole[i].text);

        for (size_t piece = 1; piece <= text.len; piece++)
            cr_expect_str_eq(decode(text, piece, &told), whole[i].told,
                             "%s by %zu", whole[i].text, piece);
    }
    buf_fini(&told);
}

Test(s3_upload, chunks_that_stop_short_may_not_end)
{
    struct span text = SPAN("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n");
    struct buf told;

    buf_init(&told, 65536);
    for (size_t len = 0; len < text.len; len++) {
        struct span part = span_cut(text, 0, len);

        cr_expect(
            span_ends(span_str(decode(part, len ? len : 1, &told)), SPAN("!")),
            "%zu bytes", len);
    }
    buf_fini(&told);
}

Test(s3_upload, chunks_that_are_none_break)
{
    struct buf told;

    buf_init(&told, 65536);
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        for (size_t piece = 1; piece <= strlen(broken[i]); piece++)
            cr_expect(
                span_ends(span_str(decode(span_str(broken[i]), piece, &told)),
                          SPAN("!")),
                "%s", broken[i]);
    buf_fini(&told);
}

Test(s3_upload, lines_and_trailers_of_chunks_are_bounded)
{
    struct buf text;
    struct buf told;

    buf_init(&text, 65536);
    buf_init(&told, 65536);
    buf_add_str(&text, "0;");
    while (text.len <= AWS_CHUNKED_LINE_MAX)
        buf_add_byte(&text, 'x');
    buf_add_str(&text, "\r\n\r\n");
    cr_expect_str_eq(decode(buf_span(&text), text.len, &told), "!");
    cr_expect_str_eq(decode(buf_span(&text), 1, &told), "!");
    buf_reset(&text);
    buf_add_str(&text, "0\r\n");
    for (int i = 0; i <= AWS_CHUNKED_TRAILERS_MAX; i++)
        buf_add_str(&text, "a:b\r\n");
    cr_expect(span_ends(span_str(decode(buf_span(&text), text.len, &told)),
                        SPAN("!")));
    buf_fini(&text);
    buf_fini(&told);
}

/* ---- as an operation ----------------------------------------------------- */

#define DECODED "\nx-amz-decoded-content-length: 3"
#define STREAM  "\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER"
#define ABC_CRC "x-amz-checksum-crc32: NSRBwg=="
#define ABC_SHA              \
    "x-amz-content-sha256: " \
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

struct row {
    const char *headers;
    const char *body;
    int status;
    const char *code;
};

static const struct row rows[] = {
    {"", "abc", 200, NULL},
    {ABC_CRC, "abc", 200, NULL},
    {ABC_SHA, "abc", 200, NULL},
    {ABC_SHA, "abd", 400, "XAmzContentSHA256Mismatch"},
    {"x-amz-content-sha256: UNSIGNED-PAYLOAD", "abc", 200, NULL},
    {"Content-MD5: kAFQmDzST7DWlj99KOF/cg==", "abc", 200, NULL},
    {"Content-MD5: kAFQmDzST7DWlj99KOF/cg==", "abd", 400, "BadDigest"},
    {"Content-MD5: kAFQmDzST7DWlj99KOF/", "abc", 400, "InvalidDigest"},
    {"x-amz-checksum-crc32c: Nks/tw==", "abc", 200, NULL},
    {"x-amz-checksum-crc64nvme: BeXKuz/B+us=", "abc", 200, NULL},
    {"x-amz-checksum-sha1: qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "abc", 200, NULL},
    {"x-amz-checksum-sha256: ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
     "abc", 200, NULL},
    {"x-amz-checksum-crc32: NSRBwh==", "abc", 400, "BadDigest"},
    {"x-amz-checksum-crc32: NSRB", "abc", 400, "InvalidRequest"},
    {ABC_CRC "\nx-amz-checksum-sha1: qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "abc", 400,
     "InvalidRequest"},
    {"x-amz-trailer: x-amz-checksum-crc32" STREAM,
     "3\r\nabc\r\n0\r\n" ABC_CRC "\r\n\r\n", 200, NULL},
    {"x-amz-trailer: x-amz-checksum-crc32" STREAM,
     "3\r\nabd\r\n0\r\n" ABC_CRC "\r\n\r\n", 400, "BadDigest"},
    {"x-amz-trailer: x-amz-checksum-crc32" STREAM, "3\r\nabc\r\n0\r\n\r\n", 400,
     "IncompleteBody"},
    {"x-amz-trailer: x-amz-checksum-crc32" STREAM,
     "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:x\r\n\r\n", 400, "InvalidRequest"},
    {"x-amz-trailer: x-other" STREAM, "0\r\n\r\n", 400, "InvalidRequest"},
    {"x-amz-decoded-content-length: 3" STREAM, "3\r\nabc\r\n0\r\n\r\n", 200,
     NULL},
    {"x-amz-decoded-content-length: 4" STREAM, "3\r\nabc\r\n0\r\n\r\n", 400,
     "IncompleteBody"},
    {"x-amz-decoded-content-length: x" STREAM, "3\r\nabc\r\n0\r\n\r\n", 400,
     "InvalidArgument"},
    {"Content-Encoding: aws-chunked" DECODED, "3\r\nabc\r\n0\r\n\r\n", 200,
     NULL},
    {"Content-Encoding: aws-chunked" DECODED, "3\r\nabc\r\n", 400,
     "IncompleteBody"},
    {"Content-Encoding: aws-chunked" DECODED, "not chunks", 400,
     "IncompleteBody"},
    {"Content-Encoding: aws-chunked", "abc", 200, NULL}, /* only says so */
};

Test(s3_upload, object_is_visible_only_when_every_digest_is_right)
{
    struct origin_talk talk;
    struct buf request;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    buf_init(&request, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        buf_reset(&request);
        buf_addf(&request, "PUT /bkt/k\n%s", rows[i].headers);
        cr_expect_eq(talk_ask_with(&talk, buf_span(&request).ptr,
                                   span_str(rows[i].body)),
                     rows[i].status, "%s: %s", rows[i].headers,
                     talk_body(&talk));
        if (rows[i].code)
            cr_expect_str_eq(talk_element(&talk, "Code"), rows[i].code, "%s",
                             rows[i].headers);
        cr_expect_eq(talk_ask(&talk, "GET /bkt/k"),
                     rows[i].status == 200 ? 200 : 404, "%s", rows[i].headers);
        if (rows[i].status == 200)
            cr_expect_str_eq(talk_body(&talk), "abc");
        (void)talk_ask(&talk, "DELETE /bkt/k"); /* for the next row */
    }
    buf_fini(&request);
    talk_fini(&talk);
}

Test(s3_upload, coding_of_the_upload_is_not_stored)
{
    static const char *const stored[][2] = {
        {"aws-chunked", NULL},
        {"aws-chunked, gzip", "gzip"},
        {"aws-chunked,gzip,br", "gzip, br"},
        {"gzip, aws-chunked", "gzip"},
        {"aws-chunked, aws-chunked", NULL},
    };
    struct origin_talk talk;
    struct buf request;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    buf_init(&request, 4096);
    for (size_t i = 0; i < sizeof(stored) / sizeof(stored[0]); i++) {
        const char *got;

        buf_reset(&request);
        buf_addf(&request, "PUT /bkt/k\nContent-Encoding: %s", stored[i][0]);
        cr_expect_eq(talk_ask_with(&talk, buf_span(&request).ptr, SPAN("x")),
                     200);
        (void)talk_ask(&talk, "GET /bkt/k"); /* 200 */
        got = talk_header(&talk, "Content-Encoding");
        cr_expect(stored[i][1] ? got && strcmp(got, stored[i][1]) == 0 : !got,
                  "%s", stored[i][0]);
    }
    buf_fini(&request);
    talk_fini(&talk);
}

/* A refusal that needs no body comes before the body is asked for. */
Test(s3_upload, hopeless_upload_is_refused_at_its_head)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask_with(&talk, "PUT /none/k", SPAN("abc")), 404);
    cr_expect_not(talk.accepted);
    cr_expect_eq(
        talk_ask_with(&talk, "PUT /bkt/k\nContent-MD5: x", SPAN("abc")), 400);
    cr_expect_not(talk.accepted);
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/k", SPAN("abc")), 200);
    cr_expect(talk.accepted);
    talk_fini(&talk);
}

/* ---- encodings ----------------------------------------------------------- */

static const char *const base64_pairs[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static const char *const base64_broken[] = {
    "Z",    "Zg",    "Zg=",   "Zg===", "=g==",     "Z===",
    "====", "Zm9\n", "Zm9v ", "Zm-_",  "Zg==Zg==",
};

Test(s3_upload, base64_goes_both_ways_and_is_strict)
{
    unsigned char out[8];
    struct arena arena;
    size_t len;

    arena_init(&arena, 65536);
    for (size_t i = 0; i < sizeof(base64_pairs) / sizeof(base64_pairs[0]);
         i++) {
        struct span plain = span_str(base64_pairs[i][0]);
        struct span coded = span_str(base64_pairs[i][1]);

        cr_expect(span_eq(base64_of(&arena, plain), coded));
        cr_expect_eq(base64_read(coded, out, sizeof(out), &len), 0);
        cr_expect(span_eq(span_of((char *)out, len), plain));
    }
    for (size_t i = 0; i < sizeof(base64_broken) / sizeof(base64_broken[0]);
         i++)
        cr_expect_eq(
            base64_read(span_str(base64_broken[i]), out, sizeof(out), &len),
            ERR_SYNTAX, "%s", base64_broken[i]);
    cr_expect_eq(base64_read(SPAN("Zm9vYmFyZm9v"), out, 8, &len), ERR_TOO_LONG);
    arena_fini(&arena);
}

Test(s3_upload, hmac_is_that_of_rfc_2202_and_4231)
{
    struct digest_value value;
    struct arena arena;

    arena_init(&arena, 65536);
    digest_hmac(DIGEST_SHA1, SPAN("Jefe"), SPAN("what do ya want for nothing?"),
                &value);
    cr_expect(span_eq(hex_of(&arena, digest_span(&value)),
                      SPAN("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")));
    digest_hmac(DIGEST_SHA256, SPAN("Jefe"),
                SPAN("what do ya want for nothing?"), &value);
    cr_expect(span_eq(hex_of(&arena, digest_span(&value)),
                      SPAN("5bdcc146bf60754e6a042426089575c75a003f089d2739839d"
                           "ec58b964ec3843")));
    arena_fini(&arena);
}

Test(s3_upload, an_object_needs_a_said_length)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask(&talk, "PUT /bkt/empty"), 200);
    talk.unframed = true;
    cr_expect_eq(talk_ask(&talk, "PUT /bkt/k"), 411);
    cr_expect_str_eq(talk_element(&talk, "Code"), "MissingContentLength");
    cr_expect_eq(talk_ask(&talk, "PUT /bkt2"), 200, "s3-tests want that");
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 404);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/empty"), 204);
    talk_fini(&talk);
}
