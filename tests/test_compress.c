/*
 * test_compress.c - answers that the edge compresses: which, how, said how
 *
 * cloudfront.md 6.5, 2.1; developer guide, "Serve compressed files".
 */
#include "cache/compressor.h"

#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <brotli/decode.h>
#include <criterion/criterion.h>
#include <zlib.h>

#define TEXT_LEN 30000

/* ---- bytes ----------------------------------------------------------------
 */

static void make_text(char *to)
{
    for (size_t i = 0; i < TEXT_LEN; i++)
        to[i] = "the quick brown fox "[i * i % 20];
}

/* All bytes of a body in one piece. */
static struct span bytes_of(struct body *body, char *out, size_t max)
{
    struct body_cursor cursor = {0};
    size_t len = 0;

    for (;;) {
        struct span piece = body_next(body, &cursor, max - len);

        if (piece.len == 0)
            return span_of(out, len);
        memcpy(out + len, piece.ptr, piece.len);
        len += piece.len;
    }
}

static size_t unzip(struct span packed, char *out, size_t max)
{
    z_stream zip = {.next_in = (Bytef *)packed.ptr,
                    .avail_in = (uInt)packed.len,
                    .next_out = (Bytef *)out,
                    .avail_out = (uInt)max};

    cr_assert_eq(inflateInit2(&zip, 15 + 16), Z_OK);
    cr_assert_eq(inflate(&zip, Z_FINISH), Z_STREAM_END);
    cr_assert_eq(inflateEnd(&zip), Z_OK);
    return max - zip.avail_out;
}

static size_t unpack(enum compress_format format, struct span packed, char *out,
                     size_t max)
{
    size_t len = max;

    if (format == COMPRESS_GZIP)
        return unzip(packed, out, max);
    cr_assert_eq(BrotliDecoderDecompress(packed.len,
                                         (const uint8_t *)packed.ptr, &len,
                                         (uint8_t *)out),
                 BROTLI_DECODER_RESULT_SUCCESS);
    return len;
}

/* Too large for a stack. */
static char text[TEXT_LEN], packed[TEXT_LEN + 1000], back[TEXT_LEN + 1];

static void check_pieces(enum compress_format format, size_t piece)
{
    struct compressor *compressor = compressor_new(format);
    struct body *body = body_new(0);
    struct span bytes;

    for (size_t at = 0; at < TEXT_LEN; at += piece)
        compressor_add(compressor,
                       span_cut(span_of(text, TEXT_LEN), at, at + piece), false,
                       body);
    compressor_add(compressor, SPAN(""), true, body);
    bytes = bytes_of(body, packed, sizeof(packed));
    cr_expect_lt(bytes.len, TEXT_LEN / 10);
    cr_expect_eq(unpack(format, bytes, back, sizeof(back)), TEXT_LEN);
    cr_expect_eq(memcmp(back, text, TEXT_LEN), 0, "pieces of %zu", piece);
    compressor_free(compressor);
    body_unref(body);
}

Test(compress, what_goes_in_comes_back_whatever_the_pieces)
{
    static const size_t pieces[] = {1, 7, 999, 16384, TEXT_LEN};
    make_text(text);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        check_pieces(COMPRESS_GZIP, pieces[i]);
        check_pieces(COMPRESS_BROTLI, pieces[i]);
    }
}

Test(compress, half_a_stream_is_given_back)
{
    for (int format = COMPRESS_GZIP; format <= COMPRESS_BROTLI; format++) {
        struct compressor *compressor =
            compressor_new((enum compress_format)format);
        struct body *body = body_new(0);

        compressor_add(compressor, SPAN("not all of it"), false, body);
        compressor_free(compressor);
        body_unref(body);
    }
}

/* ---- which answers --------------------------------------------------------
 */

#define ANSWER(size, type, more)                       \
    "{'origins': {'api': {'body': null, 'size': " size \
    ", 'etag': '\\'v1\\'', 'headers': {"               \
    "'Content-Type': '" type "'" more "}}}}"
#define CSS(size) ANSWER(size, "text/css", "")

static const struct {
    const char *why;
    const char *origin;
    const char *behavior;
    const char *accept;
    const char *encoding;
} rows[] = {
    {"both", CSS("5000"), FACTS_OPTIMIZED, "gzip, br", "br"},
    {"gzip alone", CSS("5000"), FACTS_OPTIMIZED, "gzip, deflate", "gzip"},
    {"br alone", CSS("5000"), FACTS_OPTIMIZED, "br", "br"},
    {"identity", CSS("5000"), FACTS_OPTIMIZED, "identity", ""},
    {"with charset", ANSWER("5000", "Text/HTML; charset=utf-8", ""),
     FACTS_OPTIMIZED, "gzip", "gzip"},
    {"of no listed type", ANSWER("5000", "image/png", ""), FACTS_OPTIMIZED,
     "gzip", ""},
    {"encoded already", ANSWER("5000", "text/css", ", 'Content-Encoding': 'x'"),
     FACTS_OPTIMIZED, "gzip", "x"},
    {"smallest", CSS("1000"), FACTS_OPTIMIZED, "gzip", "gzip"},
    {"too small", CSS("999"), FACTS_OPTIMIZED, "gzip", ""},
    {"largest", CSS("10000000"), FACTS_OPTIMIZED, "gzip", "gzip"},
    {"too large", CSS("10000001"), FACTS_OPTIMIZED, "gzip", ""},
    {"of unknown length",
     "{'origins': {'api': {'body': null, 'size': 5000, 'chunked': true, "
     "'headers': "
     "{'Content-Type': 'text/css'}}}}",
     FACTS_OPTIMIZED, "gzip", ""},
    {"404",
     "{'origins': {'api': {'status': 404, 'body': null, 'size': 5000, "
     "'headers': "
     "{'Content-Type': 'text/css'}}}}",
     FACTS_OPTIMIZED, "gzip", "gzip"},
    {"500",
     "{'origins': {'api': {'status': 500, 'body': null, 'size': 5000, "
     "'headers': "
     "{'Content-Type': 'text/css'}}}}",
     FACTS_OPTIMIZED, "gzip", ""},
    {"nothing cached", CSS("5000"), FACTS_DISABLED, "gzip", ""},
    {"Accept-Encoding not in the key", CSS("5000"), FACTS_UNCOMPRESSED, "gzip",
     ""},
    {"legacy settings know gzip", CSS("5000"), FACTS_LEGACY("0", ""),
     "gzip, br", "gzip"},
};

Test(compress, f6_5_the_conditions_are_those_of_cloudfront)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct facts facts = {0};
        const char *got;

        facts_open(&facts,
                   &(struct facts_case){.behavior = rows[i].behavior,
                                        .more = "'Compress': true, ",
                                        .change = rows[i].origin},
                   STEPS(facts_line(&facts, "/a -H 'Accept-Encoding: %s'",
                                    rows[i].accept)));
        got = played_header(&facts.played, 1, "Content-Encoding");
        cr_expect_str_eq(got, rows[i].encoding, "%s: %s", rows[i].why, got);
        facts_close(&facts);
    }
}

Test(compress, f6_2_it_happens_once_and_what_is_stored_says_so)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                    .more = "'Compress': true, ",
                                    .change = CSS("5000")},
               STEPS("/a -H 'Accept-Encoding: gzip'",
                     "/a -H 'Accept-Encoding: gzip'", "/a",
                     "-I /a -H 'Accept-Encoding: gzip'"));
    cr_expect_eq(played_reason(&facts.played, 1, STEP_FETCH), FETCH_COMPRESSED);
    cr_expect_eq(strncmp(played_header(&facts.played, 1, "ETag"), "W/\"", 3),
                 0);
    cr_expect_str_eq(played_header(&facts.played, 1, "Vary"),
                     "Accept-Encoding");
    cr_expect_str_eq(played_cache(&facts.played, 2), "Hit");
    cr_expect_str_eq(played_header(&facts.played, 2, "Content-Encoding"),
                     "gzip");
    cr_expect_eq(played_body(&facts.played, 1), played_body(&facts.played, 2));
    cr_expect_lt(played_body(&facts.played, 1), 5000);
    cr_expect_str_eq(played_cache(&facts.played, 3), "Miss");
    cr_expect_str_eq(played_header(&facts.played, 3, "Content-Encoding"), "");
    cr_expect_eq(played_body(&facts.played, 3), 5000);
    cr_expect_str_eq(played_cache(&facts.played, 4), "Hit");
    facts_close(&facts);
}

Test(compress, f4_3_a_304_neither_adds_nor_removes_it)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED,
                                    .more = "'Compress': true, ",
                                    .change = CSS("5000")},
               STEPS("/a -H 'Accept-Encoding: gzip'", "wait 2d",
                     "/a -H 'Accept-Encoding: gzip'"));
    cr_expect_str_eq(played_cache(&facts.played, 3), "RefreshHit");
    cr_expect_str_eq(played_header(&facts.played, 3, "Content-Encoding"),
                     "gzip");
    cr_expect_eq(strncmp(played_header(&facts.played, 3, "ETag"), "W/", 2), 0);
    facts_close(&facts);
}

/* cloudfront.md 5.5: what the edge makes of half a body is not whole either. */
Test(compress, an_answer_that_stops_short_is_broken_and_not_stored)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_OPTIMIZED,
                   .more = "'Compress': true, ",
                   .change = "{'origins': {'api': {'body': null, 'size': "
                             "50000, 'headers': {'Content-Type': 'text/css'}, "
                             "'faults': [{'requests': [1], "
                             "'fault': 'truncate', 'at_bytes': 20000}]}}}"},
               STEPS("/a -H 'Accept-Encoding: gzip'",
                     "/a -H 'Accept-Encoding: gzip'"));
    cr_expect_eq(played_reason(&facts.played, 1, STEP_LOG), LOG_BROKEN);
    cr_expect_str_eq(played_cache(&facts.played, 2), "Miss");
    cr_expect_eq(played_reason(&facts.played, 2, STEP_LOG), LOG_DONE);
    facts_close(&facts);
}
