/* test_tracefile.c - traces: every format, split, truncation and bad line */
#include "bench/tracefile.h"

#include "tests/trace_told.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define TEXT_MAX ((size_t)16 << 20)

/* Reads with spec and expects these words, in pieces of several sizes. */
static void expect(const struct tracefile_spec *spec, struct span bytes,
                   const char *wanted, const char *why)
{
    static const size_t pieces[] = {1, 2, 3, 7, 24, 25, 64, 100000};
    struct buf text;

    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        buf_reset(&text);
        trace_told(spec, bytes, pieces[i], &text);
        cr_expect_str_eq(buf_span(&text).ptr, wanted, "%s, pieces of %zu:\n%s",
                         why, pieces[i], buf_span(&text).ptr);
    }
    buf_fini(&text);
}

struct row {
    const char *why;
    const char *bytes;
    const char *wanted;
    enum trace_format format;
    const char *columns;
};

#define REALTIME_TAIL "\thttps\td.example\t/a.png?x=1\t1\t-\t2\t3\tagent\t"

static const struct row rows[] = {
    {"a header names the columns, in any order", "size,url,time\n5,/a,1.5\n",
     "/a 1500 5 -\ncsv: 1 of 2\n", TRACE_AUTO, NULL},
    {"semicolons, spaces around, CRLF, a comment mark before the header",
     "# id; origin\r\n7 ; https://a\r\n8;-\r\n",
     "#7 - - https://a\n#8 - - -\ncsv: 2 of 3\n", TRACE_AUTO, NULL},
    {"quotes, with separators and quotes inside",
     "id,size\n\"a,b\",1\n\"say \"\"x\"\"\",2\n\"open,3\n",
     "a,b - 1 -\nsay \"x\" - 2 -\ncsv: 2 of 4, 1 bad\n"
     "4 has a quote that never ends: \"open,3\n",
     TRACE_AUTO, NULL},
    {"columns by number, no header", "9,x,4\n8,y,3\n",
     "x - 9 -\ny - 8 -\ncsv: 2 of 2\n", TRACE_AUTO, "id=2,size=1"},
    {"columns by number, a header", "bytes,name\n8,y\n",
     "y - 8 -\ncsv: 1 of 2\n", TRACE_AUTO, "id=2,size=1"},
    {"columns by name", "what,how_much\ny,8\n", "y - 8 -\ncsv: 1 of 2\n",
     TRACE_AUTO, "size=how_much,id=what"},
    {"three columns without names are time, id, size", "1,2,3\n",
     "#2 1000 3 -\ncsv: 1 of 1\n", TRACE_AUTO, NULL},
    {"two columns may mean anything", "1,2\n",
     "failed: its 2 columns have no names that are known; say which is which: "
     "--columns id=1, or time=1,id=2,size=3,origin=4 (numbers, or names of a "
     "header)\ncsv: 0 of 1\n",
     TRACE_AUTO, NULL},
    {"a name that no header has", "1,2\n",
     "failed: --columns: \"id=x\": missing; say which is which: "
     "--columns id=1, or time=1,id=2,size=3,origin=4 (numbers, or names of a "
     "header)\ncsv: 0 of 1\n",
     TRACE_AUTO, "id=x"},
    {"bad lines are counted, the first ones kept",
     "1 2 3\n1 2\nx 2 3\n1 2 y\n1 2 1099511627776\n1 2 -3\n\n1 2 3",
     "#2 1000 3 -\n#2 1000 3 -\nwebcachesim: 2 of 8, 5 bad\n"
     "2 has too few columns: 1 2\n"
     "3 has a time that is no number or date: x 2 3\n"
     "4 has a size that is no number: 1 2 y\n"
     "5 has a size of 1 TiB or more: 1 2 1099511627776\n"
     "6 has a size that is no number: 1 2 -3\n",
     TRACE_WEBCACHESIM, NULL},
    {"blanks of any kind", " 1\t22  333 \n2 3 4 5 6\n",
     "#22 1000 333 -\n#3 2000 4 -\nwebcachesim: 2 of 2\n", TRACE_WEBCACHESIM,
     NULL},
    {"three numbers a line", "1 2 3\n2 3 4\n",
     "#2 1000 3 -\n#3 2000 4 -\nwebcachesim: 2 of 2\n", TRACE_AUTO, NULL},
    {"one id a line; leading zeros make another id", "7\n07\nx\n",
     "#7 - - -\n07 - - -\nx - - -\ntxt: 3 of 3\n", TRACE_AUTO, NULL},
    {"LIRS", "7\n*\n8\nx\n",
     "#7 - - -\n#8 - - -\nlirs: 2 of 4, 1 skipped, 1 bad\n"
     "4 has no block numbers: x\n",
     TRACE_LIRS, NULL},
    {"ARC: blocks one after the other", "100 3 0 0\n7 1 0 1\n",
     "#100 - - -\n#101 - - -\n#102 - - -\n#7 - - -\narc: 4 of 2\n", TRACE_AUTO,
     NULL},
    {"ARC: no blocks, too many", "1 0 0 0\n1 1048577 0 1\n1 1 0 2\n",
     "#1 - - -\narc: 1 of 3, 2 bad\n1 has no block numbers: 1 0 0 0\n"
     "2 has no block numbers: 1 1048577 0 1\n",
     TRACE_ARC, NULL},
    {"four numbers that are no ARC trace", "100 3 0 0\n7 1 5 1\n",
     "failed: its 4 columns have no names that are known; say which is which: "
     "--columns id=1, or time=1,id=2,size=3,origin=4 (numbers, or names of a "
     "header)\ncsv: 0 of 1\n",
     TRACE_AUTO, NULL},
    {"Common Log Format, both kinds",
     "h - - [01/Aug/1995:00:00:01 -0400] \"GET /a HTTP/1.0\" 200 1839\n"
     "h - - [01/Aug/1995:00:00:02 -0400] \"POST /a HTTP/1.0\" 200 1\n"
     "h - - [01/Aug/1995:00:00:02 -0400] \"GET /b HTTP/1.0\" 404 1\n"
     "h - - [01/Aug/1995:00:00:03 -0400] \"GET /a HTTP/1.0\" 304 -\n"
     "h - u [29/Feb/2000:23:59:59 +0000] \"GET /c HTTP/1.1\" 200 5 "
     "\"https://x.example/p\" \"Moz \\\"q\\\"\"\n"
     "garbage\n",
     "/a 807249601000 1839 -\n/a 807249603000 - -\n"
     "/c 951868799000 5 https://x.example\nclf: 3 of 6, 2 skipped, 1 bad\n"
     "6 is no line of such a log: garbage\n",
     TRACE_AUTO, NULL},
    {"CloudFront's standard log",
     "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip "
     "cs-method "
     "cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query\n"
     "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td.example\t/"
     "i.html\t200"
     "\thttps://a.example/x\tMozilla\tq=1\n"
     "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td.example\t/"
     "i.html\t200"
     "\t-\tMozilla\t-\n"
     "2019-12-04\t21:02:31\tLAX1\t0\t192.0.2.100\tGET\td.example\t/i.html\t000"
     "\t-\tMozilla\t-\n"
     "2019-13-04\t21:02:31\tLAX1\t0\t192.0.2.100\tGET\td.example\t/i.html\t200"
     "\t-\tMozilla\t-\n",
     "/i.html?q=1 1575493351000 392 https://a.example\n"
     "/i.html 1575493351000 392 -\ncloudfront: 2 of 6, 1 skipped, 1 bad\n"
     "6 has a time that is no number or date: "
     "2019-13-04.21:02:31.LAX1.0.192.0.2.100.GET.d.example./i.html\n",
     TRACE_AUTO, NULL},
    {"CloudFront's real-time log",
     "1700000000.250\t192.0.2.1\t0.01\t200\t512\tGET" REALTIME_TAIL
     "https://a.example/p\n",
     "/a.png?x=1 1700000000250 512 https://a.example\n"
     "cloudfront-realtime: 1 of 1\n",
     TRACE_AUTO, NULL},
    {"nothing", "", "txt: 0 of 0\n", TRACE_AUTO, NULL},
    {"blank lines", "\n \n\n", "txt: 0 of 3\n", TRACE_AUTO, NULL},
};

Test(tracefile, formats_are_told_by_their_content_and_read)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        expect(&(struct tracefile_spec){rows[i].format,
                                        span_str(rows[i].columns), false},
               span_str(rows[i].bytes), rows[i].wanted, rows[i].why);
}

Test(tracefile, every_truncation_is_read_alike_at_every_split)
{
    struct buf whole, split;

    buf_init(&whole, TEXT_MAX);
    buf_init(&split, TEXT_MAX);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct tracefile_spec spec = {rows[i].format,
                                            span_str(rows[i].columns), false};
        struct span all = span_str(rows[i].bytes);

        for (size_t len = 0; len <= all.len; len++) {
            struct span bytes = span_cut(all, 0, len);

            buf_reset(&whole);
            buf_reset(&split);
            trace_told(&spec, bytes, len + 1, &whole);
            trace_told(&spec, bytes, len % 5 + 1, &split);
            cr_expect_str_eq(buf_span(&whole).ptr, buf_span(&split).ptr,
                             "%s, %zu bytes", rows[i].why, len);
        }
    }
    buf_fini(&whole);
    buf_fini(&split);
}

Test(tracefile, strict_ends_at_the_first_bad_line)
{
    expect(&(struct tracefile_spec){TRACE_WEBCACHESIM, SPAN_ABSENT, true},
           SPAN("1 2 3\n1 2\n1 2 3\n"),
           "#2 1000 3 -\nfailed: line 2 has too few columns: 1 2\n"
           "webcachesim: 1 of 2, 1 bad\n2 has too few columns: 1 2\n",
           "strict");
}

/* ---- oracleGeneral ------------------------------------------------------- */

static const char oracle[] =
    "\x01\0\0\0\x05\0\0\0\0\0\0\x01\x10\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"
    "\x02\0\0\0\x06\0\0\0\0\0\0\0\x20\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff";

Test(tracefile, oracle_general_is_read_and_a_cut_record_is_bad)
{
    static const char two[] = "#72057594037927941 1000 16 -\n#6 2000 32 -\n"
                              "oracle: 2 of 2\n";
    const struct tracefile_spec spec = {TRACE_AUTO, SPAN_ABSENT, false};

    expect(&spec, span_of(oracle, 48), two, "two records");
    expect(&spec, span_of(oracle, 47),
           "#72057594037927941 1000 16 -\noracle: 1 of 2, 1 bad\n"
           "2 is cut off: (binary)\n",
           "a record and a piece");
}

/* ---- long lines ---------------------------------------------------------- */

Test(tracefile, a_line_past_its_limit_is_bad_and_the_next_one_is_read)
{
    size_t at_most = TRACE_LINE_MAX;
    char *bytes = malloc(at_most * 6 + 64), *wanted = malloc(at_most + 256);
    const struct tracefile_spec spec = {TRACE_TXT, SPAN_ABSENT, false};

    memset(bytes, 'x', at_most * 6 + 64);
    bytes[at_most] = '\n';
    bytes[at_most * 6 + 10] = '\n';
    memcpy(bytes + at_most * 6 + 11, "7\n", 2);
    memset(wanted, 'x', at_most);
    strcpy(wanted + at_most, " - - -\n#7 - - -\ntxt: 2 of 3, 1 bad\n"
                             "2 is longer than 64 KiB: \n");
    for (size_t piece = 1000; piece < 300000; piece *= 3) {
        struct buf text;

        buf_init(&text, TEXT_MAX);
        trace_told(&spec, span_of(bytes, at_most * 6 + 13), piece, &text);
        cr_expect_str_eq(buf_span(&text).ptr, wanted, "pieces of %zu", piece);
        buf_fini(&text);
    }
    strcpy(wanted, "txt: 0 of 1, 1 bad\n1 is longer than 64 KiB: \n");
    for (size_t len = at_most + 1; len < at_most * 6; len += at_most) {
        struct buf text;

        bytes[at_most] = 'x';
        buf_init(&text, TEXT_MAX);
        trace_told(&spec, span_of(bytes, len), 5000, &text);
        cr_expect_str_eq(buf_span(&text).ptr, wanted, "%zu, no end", len);
        buf_fini(&text);
    }
    free(bytes);
    free(wanted);
}

/* ---- compressed ---------------------------------------------------------- */

static struct span gzipped(struct span bytes, char *to, size_t room)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)bytes.ptr,
                       .avail_in = (uInt)bytes.len,
                       .next_out = (Bytef *)to,
                       .avail_out = (uInt)room};

    cr_assert_eq(
        deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY),
        Z_OK);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    cr_assert_eq(deflateEnd(&stream), Z_OK);
    return span_of(to, room - stream.avail_out);
}

static struct span zstded(struct span bytes, char *to, size_t room)
{
    size_t n = ZSTD_compress(to, room, bytes.ptr, bytes.len, 3);

    cr_assert_not(ZSTD_isError(n));
    return span_of(to, n);
}

static void check_packed(struct span (*pack)(struct span, char *, size_t),
                         const char *kind)
{
    const struct tracefile_spec spec = {TRACE_AUTO, SPAN_ABSENT, false};
    char packed[2000], wanted[200];
    struct span one, two;
    struct buf text;

    one = pack(SPAN("1 2 3\n4 5"), packed, sizeof(packed));
    two = pack(SPAN(" 6\n7 8 9\n"), packed + one.len, sizeof(packed) - one.len);
    expect(&spec, span_of(packed, one.len + two.len),
           "#2 1000 3 -\n#5 4000 6 -\n#8 7000 9 -\nwebcachesim: 3 of 3\n",
           kind);

    buf_init(&text, TEXT_MAX);
    snprintf(wanted, sizeof(wanted), "the %s stream is cut off", kind);
    for (size_t len = 5; len < one.len; len++) {
        buf_reset(&text);
        trace_told(&spec, span_of(packed, len), 3, &text);
        cr_expect(strstr(buf_span(&text).ptr, wanted), "%s, %zu bytes: %s",
                  kind, len, buf_span(&text).ptr);
    }
    snprintf(wanted, sizeof(wanted), "the %s stream is broken", kind);
    packed[4] ^= 0x7f;
    packed[one.len / 2] ^= 0x7f;
    buf_reset(&text);
    trace_told(&spec, span_of(packed, one.len), 3, &text);
    cr_expect(strstr(buf_span(&text).ptr, wanted), "%s: %s", kind,
              buf_span(&text).ptr);
    buf_fini(&text);
}

Test(tracefile, compressed_traces_are_unpacked_and_broken_ones_refused)
{
    check_packed(gzipped, "gzip");
    check_packed(zstded, "zstd");
}

Test(tracefile, formats_have_names_and_are_found_by_them)
{
    for (int i = 0; i < N_TRACE_FORMATS; i++) {
        const char *name = trace_format_name((enum trace_format)i);

        cr_expect_eq((int)trace_format_named(span_str(name)), i, "%s", name);
        cr_expect_not_null(trace_format_about((enum trace_format)i));
    }
    cr_expect_null(trace_format_name(N_TRACE_FORMATS));
    cr_expect_eq(trace_format_named(SPAN("CSV")), N_TRACE_FORMATS);
}
