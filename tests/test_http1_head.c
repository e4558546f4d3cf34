/* test_http1_head.c - the raw check of a message head. */
#include "edge/http1_head.h"

#include "cache/base/mem.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_MAX 200000u

struct row {
    enum http1_kind kind;
    const char *text;
    size_t len; /* 0: strlen(text) */
    enum http1_verdict verdict;
    const char *reason;
};

#define REQ(text, verdict, reason)              \
    {                                           \
        HTTP1_REQUEST, text, 0, verdict, reason \
    }
#define RES(text, verdict, reason)               \
    {                                            \
        HTTP1_RESPONSE, text, 0, verdict, reason \
    }

static const struct row rows[] = {
    REQ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP1_OK, "a plain request"),
    REQ("GET / HTTP/1.0\r\n\r\n", HTTP1_OK, "no header line at all"),
    REQ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP1_OK,
        "one empty line first (RFC 9112 2.2)"),
    REQ("GET / HTTP/1.1\r\nA:\r\nB: \t x\xff\r\n\r\n", HTTP1_OK,
        "empty values, tabs and obs-text are legal"),
    REQ("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest\n\n", HTTP1_OK,
        "what follows the head is not looked at"),
    REQ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", HTTP1_BAD, "two empty lines first"),
    REQ("\nGET / HTTP/1.1\r\n\r\n", HTTP1_BAD, "a bare LF first"),
    REQ("GET / HTTP/1.1\nHost: a\r\n\r\n", HTTP1_BAD, "LF without CR"),
    REQ("GET / HTTP/1.1\r\nHost: a\n\r\n", HTTP1_BAD,
        "LF without CR in a line"),
    REQ("GET / HTTP/1.1\r\nHost: a\r\n\n", HTTP1_BAD, "LF ends the head"),
    REQ("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", HTTP1_BAD, "CR without LF"),
    REQ("GET / HTTP/1.1\r\nA: b\r\r\n\r\n", HTTP1_BAD, "two CR"),
    REQ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", HTTP1_BAD, "obs-fold with SP"),
    REQ("GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", HTTP1_BAD, "obs-fold with HT"),
    REQ("GET / HTTP/1.1\r\n A: b\r\n\r\n", HTTP1_BAD, "SP before the first"),
    REQ("GET / HTTP/1.1\r\nA : b\r\n\r\n", HTTP1_BAD, "SP before the colon"),
    REQ("GET / HTTP/1.1\r\n: b\r\n\r\n", HTTP1_BAD, "an empty name"),
    REQ("GET / HTTP/1.1\r\nA b\r\n\r\n", HTTP1_BAD, "no colon"),
    REQ("GET / HTTP/1.1\r\nA(: b\r\n\r\n", HTTP1_BAD, "the name is no token"),
    REQ("GET / HTTP/1.1\r\nA\x80: b\r\n\r\n", HTTP1_BAD, "obs-text in a name"),
    REQ("GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", HTTP1_BAD, "DEL in a value"),
    REQ("GET / HTTP/1.1\r\nA: \x01\r\n\r\n", HTTP1_BAD, "a control in a value"),
    {HTTP1_REQUEST, "GET / HTTP/1.1\r\nA: \0\r\n\r\n", 23, HTTP1_BAD,
     "NUL in a value"},
    {HTTP1_REQUEST, "GET /\0 HTTP/1.1\r\nA: b\r\n\r\n", 26, HTTP1_BAD,
     "NUL in the target"},
    REQ("GET /\r\n", HTTP1_BAD, "HTTP/0.9"),
    REQ("GET  / HTTP/1.1\r\n\r\n", HTTP1_BAD, "two spaces"),
    REQ("GET /  HTTP/1.1\r\n\r\n", HTTP1_BAD, "two spaces before the version"),
    REQ("GET /a b HTTP/1.1\r\n\r\n", HTTP1_BAD, "a space in the target"),
    REQ("GET\t/ HTTP/1.1\r\n\r\n", HTTP1_BAD, "a tab for a space"),
    REQ("GET / HTTP/1.1 \r\n\r\n", HTTP1_BAD, "a space after the version"),
    REQ(" GET / HTTP/1.1\r\n\r\n", HTTP1_BAD, "a space first"),
    REQ("GET /\x80 HTTP/1.1\r\n\r\n", HTTP1_BAD, "obs-text in the target"),
    REQ("GET / HTTP/2.0\r\n\r\n", HTTP1_BAD, "HTTP/2.0"),
    REQ("GET / HTTP/1.2\r\n\r\n", HTTP1_BAD, "HTTP/1.2"),
    REQ("GET / http/1.1\r\n\r\n", HTTP1_BAD, "the version is case-sensitive"),
    REQ("GET / RTSP/1.0\r\n\r\n", HTTP1_BAD, "another protocol"),
    REQ("GET / HTTP/01.1\r\n\r\n", HTTP1_BAD, "a leading zero"),
    RES("HTTP/1.1 200 OK\r\n\r\n", HTTP1_OK, "a plain response"),
    RES("HTTP/1.0 404\r\nA: b\r\n\r\n", HTTP1_OK, "no reason phrase"),
    RES("HTTP/1.1 599 \r\n\r\n", HTTP1_OK, "the last status"),
    RES("HTTP/1.1 099 OK\r\n\r\n", HTTP1_BAD, "below 100"),
    RES("HTTP/1.1 600 OK\r\n\r\n", HTTP1_BAD, "above 599"),
    RES("HTTP/1.1 2 OK\r\n\r\n", HTTP1_BAD, "one digit"),
    RES("HTTP/1.1 2000 OK\r\n\r\n", HTTP1_BAD, "four digits"),
    RES("HTTP/1.1 2x0 OK\r\n\r\n", HTTP1_BAD, "no digit"),
    RES("HTTP/1.1  200 OK\r\n\r\n", HTTP1_BAD, "two spaces"),
    RES("HTTP/2.0 200 OK\r\n\r\n", HTTP1_BAD, "HTTP/2.0"),
    RES("HTTP/1.1 200 O\x01K\r\n\r\n", HTTP1_BAD, "a control in the reason"),
    RES("\r\nHTTP/1.1 200 OK\r\n\r\n", HTTP1_BAD,
        "an empty line before a response"),
    RES("SSH-2.0-OpenSSH\r\n", HTTP1_BAD, "another protocol"),
    RES("HTTP/1.1 200 OK\nA: b\n\n", HTTP1_BAD, "bare LF"),
};

static struct span text_of(const struct row *row)
{
    return span_of(row->text, row->len ? row->len : strlen(row->text));
}

static enum http1_verdict scan(const struct row *row, struct span text)
{
    struct http1_head head = {0};

    return http1_head_scan(&head, row->kind, text);
}

Test(http1_head, every_row_gets_its_verdict)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_eq(scan(&rows[i], text_of(&rows[i])), rows[i].verdict, "%s",
                     rows[i].reason);
}

Test(http1_head, a_truncated_head_is_never_whole_and_never_bad_if_it_is_good)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct span text = text_of(&rows[i]);
        bool good = rows[i].verdict == HTTP1_OK;
        size_t head_len = text.len;
        struct http1_head head = {0};

        if (good) {
            cr_assert_eq(http1_head_scan(&head, rows[i].kind, text), HTTP1_OK);
            head_len = head.line;
        }
        for (size_t n = 0; n < head_len; n++) {
            enum http1_verdict verdict = scan(&rows[i], span_cut(text, 0, n));

            cr_expect(verdict == HTTP1_MORE || (!good && verdict == HTTP1_BAD),
                      "%s, %zu bytes: %d", rows[i].reason, n, verdict);
        }
    }
}

Test(http1_head, pieces_of_any_size_get_the_same_verdict)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct span text = text_of(&rows[i]);

        for (size_t step = 1; step <= text.len; step++) {
            struct http1_head head = {0};
            enum http1_verdict verdict = HTTP1_MORE;

            for (size_t n = step; verdict == HTTP1_MORE; n += step) {
                verdict =
                    http1_head_scan(&head, rows[i].kind, span_cut(text, 0, n));
                if (n >= text.len)
                    break;
            }
            cr_expect_eq(verdict, rows[i].verdict, "%s, pieces of %zu",
                         rows[i].reason, step);
        }
    }
}

Test(http1_head, a_value_may_hold_any_byte_but_controls_wherever_it_stands)
{
    static const char head[] =
        "GET / HTTP/1.1\r\nA:xxxxxxxxxxxxxxxxxxxx\r\n\r\n";
    size_t first = sizeof("GET / HTTP/1.1\r\nA:") - 1;

    for (size_t place = 0; place < 20; place++)
        for (int byte = 0; byte < 256; byte++) {
            bool text = byte == '\t' || (byte >= ' ' && byte != 0x7f);
            char bytes[sizeof(head)];
            struct row row = {HTTP1_REQUEST, bytes, sizeof(head) - 1,
                              text ? HTTP1_OK : HTTP1_BAD, ""};

            memcpy(bytes, head, sizeof(head));
            bytes[first + place] = (char)byte;
            cr_expect_eq(scan(&row, text_of(&row)), row.verdict,
                         "byte %d at %zu", byte, place);
        }
}

/* "GET /xxx HTTP/1.1", then n header lines, then a value of pad bytes. */
static enum http1_verdict scan_sized(size_t url_len, size_t n_lines, size_t pad)
{
    struct http1_head head = {0};
    char *text = mem_alloc(TEXT_MAX);
    enum http1_verdict verdict;
    size_t len = 0;

    len += (size_t)sprintf(text, "GET /");
    memset(text + len, 'x', url_len - 1);
    len += url_len - 1;
    len += (size_t)sprintf(text + len, " HTTP/1.1\r\n");
    for (size_t i = 0; i < n_lines; i++)
        len += (size_t)sprintf(text + len, "A: b\r\n");
    if (pad) {
        len += (size_t)sprintf(text + len, "P: ");
        memset(text + len, 'p', pad - 5);
        len += pad - 5;
        len += (size_t)sprintf(text + len, "\r\n");
    }
    len += (size_t)sprintf(text + len, "\r\n");
    cr_assert_lt(len, TEXT_MAX);
    verdict = http1_head_scan(&head, HTTP1_REQUEST, span_of(text, len));
    mem_free(text);
    return verdict;
}

Test(http1_head, limits_are_met_to_the_byte)
{
    /* "GET " + 8192 + " HTTP/1.1\r\n" + "\r\n" */
    size_t around = 4 + 11 + 2;

    cr_expect_eq(scan_sized(8192, 1, 0), HTTP1_OK);
    cr_expect_eq(scan_sized(8193, 1, 0), HTTP1_URL_TOO_LONG);
    cr_expect_eq(scan_sized(100000, 1, 0), HTTP1_URL_TOO_LONG);
    cr_expect_eq(scan_sized(1, 100, 0), HTTP1_OK);
    cr_expect_eq(scan_sized(1, 101, 0), HTTP1_HEAD_TOO_BIG);
    cr_expect_eq(scan_sized(1, 0, 20480 - around - 1), HTTP1_OK);
    cr_expect_eq(scan_sized(1, 0, 20480 - around), HTTP1_HEAD_TOO_BIG);
}

Test(http1_head, an_endless_line_is_refused_before_it_ends)
{
    struct http1_head head = {0};
    char *text = mem_alloc(TEXT_MAX);

    memset(text, 'x', TEXT_MAX);
    cr_expect_eq(http1_head_scan(&head, HTTP1_REQUEST, span_of(text, 8300)),
                 HTTP1_URL_TOO_LONG);
    head = (struct http1_head){0};
    cr_expect_eq(http1_head_scan(&head, HTTP1_RESPONSE, span_of(text, 65536)),
                 HTTP1_MORE);
    cr_expect_eq(http1_head_scan(&head, HTTP1_RESPONSE, span_of(text, 65537)),
                 HTTP1_HEAD_TOO_BIG);
    mem_free(text);
}
