/* test_http1_in.c - HTTP/1 messages read: requests, responses, bodies. */
#include "edge/http1_in.h"

#include "cache/base/mem.h"
#include "tests/http1_told.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* ---- the table ----------------------------------------------------------- */

struct row {
    enum http1_kind kind;
    bool to_head;
    const char *text;
    const char *told;
    const char *reason;
};

#define REQ(text, told, reason)                  \
    {                                            \
        HTTP1_REQUEST, false, text, told, reason \
    }
#define RES(text, told, reason)                   \
    {                                             \
        HTTP1_RESPONSE, false, text, told, reason \
    }
#define GET(lines)  "GET /x HTTP/1.1\r\nHost: a\r\n" lines "\r\n"
#define POST(rest)  "POST /x HTTP/1.1\r\nHost: a\r\n" rest
#define OK200(rest) "HTTP/1.1 200 OK\r\n" rest

static const struct row requests[] = {
    REQ(GET(""), "GET a /x [none 0 keep] <>", "the plainest"),
    REQ(GET("") GET(""), "GET a /x [none 0 keep] <>GET a /x [none 0 keep] <>",
        "two in a row"),
    REQ("GET /p?q=1?2 HTTP/1.1\r\nhOST: h:81\r\nB:  v \t\r\nC:\r\n\r\n",
        "GET h:81 /p?q=1?2 B=v C= [none 0 keep] <>",
        "values are trimmed, an empty one stays, the query keeps its '?'"),
    REQ("GET /? HTTP/1.1\r\nHost: a\r\n\r\n", "GET a /? [none 0 keep] <>",
        "an empty query is not an absent one"),
    REQ("GET / HTTP/1.0\r\n\r\n", "GET  / [none 0] <>", "1.0 closes"),
    REQ("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n",
        "GET a / [none 0 keep] <>", "1.0 with keep-alive"),
    REQ(GET("Connection: close\r\n"), "GET a /x [none 0] <>", "close"),
    REQ(GET("Connection: x, Close\r\n"), "GET a /x [none 0] <>", "in a list"),
    REQ(POST("Content-Length: 3\r\n\r\nabc"), "POST a /x [length 3 keep] <abc>",
        "a counted body"),
    REQ(POST("Content-Length: 3\r\n\r\nabc") GET(""),
        "POST a /x [length 3 keep] <abc>GET a /x [none 0 keep] <>",
        "a request right behind a body"),
    REQ(POST("Content-Length: 0\r\n\r\n"), "POST a /x [none 0 keep] <>",
        "a body of nothing"),
    REQ(POST("Content-Length: 5\r\n\r\nabc"), "POST a /x [length 5 keep] <abc~",
        "a body cut short"),
    REQ(POST("Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc"),
        "POST a /x [length 3 keep expect] <abc>", "Expect"),
    REQ(POST("Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") GET(""),
        "POST a /x [chunked -1 keep] <abc>GET a /x [none 0 keep] <>",
        "chunked"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n"
             "0123456789\r\n0\r\nX-T: 1\r\nHost: evil\r\n\r\n") GET(""),
        "POST a /x [chunked -1 keep] <abc0123456789>GET a /x [none 0 keep] <>",
        "extensions and trailers are dropped"),
    REQ(POST("Transfer-Encoding: chunked\r\nConnection: Upgrade\r\n"
             "Upgrade: h2c\r\n\r\n1\r\na\r\n0\r\n\r\n") GET(""),
        "POST a /x [chunked -1 keep] <a>GET a /x [none 0 keep] <>",
        "an upgrade is not taken, with a chunked body"),
    REQ(GET("Connection: Upgrade\r\nUpgrade: websocket\r\n") GET(""),
        "GET a /x [none 0 keep] <>GET a /x [none 0 keep] <>",
        "an upgrade is not taken"),
    REQ(POST("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
             "Content-Length: 1\r\n\r\na"),
        "POST a /x [length 1 keep] <a>", "an upgrade with a counted body"),
    REQ(GET("Connection: Origin, Cookie\r\nOrigin: o\r\nTE: t\r\n"
            "Keep-Alive: 5\r\nProxy-Connection: x\r\nTrailer: t\r\n"),
        "GET a /x Origin=o [none 0 keep] <>",
        "a viewer strips only hop-by-hop lines (CVE-2022-45059)"),
    REQ("GET http://h:1/p?q HTTP/1.1\r\nHost: H:1\r\n\r\n",
        "GET h:1 /p?q [none 0 keep] <>", "absolute-form that agrees with Host"),
    REQ("GET HTTPS://h HTTP/1.1\r\nHost: h\r\n\r\n", "GET h / [none 0 keep] <>",
        "absolute-form without a path"),
    REQ("GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET h /?q [none 0 keep] <>", "absolute-form with a query only"),
    REQ("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n",
        "OPTIONS h * [none 0 keep] <>", "absolute-form of the asterisk"),
    REQ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS h * [none 0 keep] <>",
        "the asterisk"),
    REQ("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
        "GET [::1]:8080 / [none 0 keep] <>", "an IPv6 host"),
    REQ("GET /%00..;/%2f HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a /%00..;/%2f [none 0 keep] <>", "a path is not touched"),

    REQ("GET / HTTP/1.1\r\n\r\n", "!", "no Host on 1.1"),
    REQ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "!", "two Hosts"),
    REQ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "!", "also on 1.0"),
    REQ("GET / HTTP/1.1\r\nHost:\r\n\r\n", "!", "an empty Host"),
    REQ("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", "!", "two hosts in one line"),
    REQ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "!", "a space in Host"),
    REQ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "!", "a path in Host"),
    REQ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "!", "user information in Host"),
    REQ("GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", "!", "no such port"),
    REQ("GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", "!", "a port of letters"),
    REQ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "!", "an open bracket"),
    REQ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", "!",
        "absolute-form against Host"),
    REQ("GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", "!",
        "user information in the target"),
    REQ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", "!", "no authority"),
    REQ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "!", "another scheme"),
    REQ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", "!", "no slash first"),
    REQ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", "!", "the asterisk of a GET"),
    REQ("GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", "!", "a fragment"),
    REQ("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "!", "no tunnel"),
    REQ("CONNECT /x HTTP/1.1\r\nHost: a\r\n\r\n", "!", "CONNECT to a path"),
    REQ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "!", "HTTP/2's preface"),
    REQ("get / HTTP/1.1\r\nHost: a\r\n\r\n", "!", "methods are case-sensitive"),
    REQ("FOO / HTTP/1.1\r\nHost: a\r\n\r\n", "!", "an unknown method"),

    REQ(POST("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), "!",
        "both (CL.TE)"),
    REQ(POST("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"), "!",
        "both (TE.CL)"),
    REQ(POST("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n"), "!",
        "two encodings (TE.TE)"),
    REQ(POST("Transfer-Encoding: chunked\r\nTransfer-encoding: chunked\r\n"
             "\r\n"),
        "!", "chunked twice"),
    REQ(POST("Transfer-Encoding: gzip, chunked\r\n\r\n"), "!", "gzip, chunked"),
    REQ(POST("Transfer-Encoding: chunked, identity\r\n\r\n"), "!", "a list"),
    REQ(POST("Transfer-Encoding: \"chunked\"\r\n\r\n"), "!", "quoted"),
    REQ(POST("Transfer-Encoding: chunked;x\r\n\r\n"), "!", "a parameter"),
    REQ(POST("Transfer-Encoding: xchunked\r\n\r\n"), "!", "not chunked"),
    REQ(POST("Transfer-Encoding: identity\r\n\r\n"), "!", "identity"),
    REQ(POST("Transfer-Encoding:\r\n\r\n"), "!", "an empty encoding"),
    REQ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "!",
        "an encoding on 1.0"),
    REQ(POST("Content-Length: 3\r\nContent-Length: 3\r\n\r\n"), "!",
        "a length twice, even the same"),
    REQ(POST("Content-Length: 3, 3\r\n\r\n"), "!", "a list of lengths"),
    REQ(POST("Content-Length: +3\r\n\r\n"), "!", "a sign"),
    REQ(POST("Content-Length: -3\r\n\r\n"), "!", "below zero"),
    REQ(POST("Content-Length: 0x3\r\n\r\n"), "!", "hexadecimal"),
    REQ(POST("Content-Length: 3 3\r\n\r\n"), "!", "a space inside"),
    REQ(POST("Content-Length:\r\n\r\n"), "!", "empty"),
    REQ(POST("Content-Length: 3.0\r\n\r\n"), "!", "a fraction"),
    REQ(POST("Content-Length: 9007199254740993\r\n\r\n"), "!", "above 2^53"),
    REQ(POST("Content-Length: 18446744073709551619\r\n\r\n"), "!",
        "wraps to 3"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <!", "a signed chunk size"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <!", "0x in a chunk size"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <!", "an empty chunk size"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc"),
        "POST a /x [chunked -1 keep] <!", "a chunk size that wraps"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n20000000000001\r\nabc"),
        "POST a /x [chunked -1 keep] <!", "a chunk past any length"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <!", "LF after a chunk size"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <abc!", "a chunk that is longer"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <!", "a space after the chunk size"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"),
        "POST a /x [chunked -1 keep] <abc!", "LF after a chunk"),
    REQ(POST("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"),
        "POST a /x [chunked -1 keep] <abc~", "the last line is missing"),
    REQ(GET("A: b\r\n c\r\n"), "!", "obs-fold, which llhttp takes"),
};

static const struct row responses[] = {
    RES(OK200("Content-Length: 3\r\nA: b\r\n\r\nabc"),
        "200 'OK' A=b [length 3 keep] <abc>", "a counted body"),
    RES(OK200("Content-Length: 0\r\n\r\n"), "200 'OK' [none 0 keep] <>",
        "a body of nothing"),
    RES(OK200("Content-Length: 3\r\n\r\nab"), "200 'OK' [length 3 keep] <ab~",
        "cut short"),
    RES(OK200("\r\nabc"), "200 'OK' [close -1] <abc~", "until close"),
    RES("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
        "200 'OK' [length 1] <a>", "1.0 closes"),
    RES(OK200("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n"
              "X: y\r\n\r\n"),
        "200 'OK' [chunked -1 keep] <abc>", "chunked with a trailer"),
    RES("HTTP/1.1 204 No\r\n\r\n", "204 'No' [none 0 keep] <>", "204"),
    RES("HTTP/1.1 304\r\nContent-Length: 5\r\n\r\n" OK200("Content-Length: 0"
                                                          "\r\n\r\n"),
        "304 '' [none 5 keep] <>200 'OK' [none 0 keep] <>",
        "a 304's length does not eat the next answer"),
    {HTTP1_RESPONSE, true, OK200("Content-Length: 5\r\n\r\n"),
     "200 'OK' [none 5 keep] <>", "an answer to HEAD has no body"},
    {HTTP1_RESPONSE, true, OK200("Transfer-Encoding: chunked\r\n\r\n"),
     "200 'OK' [none -1 keep] <>", "nor a chunked one"},
    RES("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\n" OK200(
            "Content-Length: 1\r\n\r\na"),
        "100 'Continue' [none -1 keep] <>103 'E' Link=x [none -1 keep] <>"
        "200 'OK' [length 1 keep] <a>",
        "interim responses come one by one"),
    RES("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
        "\r\n",
        "!", "a switch that nobody asked for"),
    RES(OK200("Connection: X-Gone\r\nX-Gone: 1\r\nX-Stays: 2\r\n"
              "Content-Length: 0\r\n\r\n"),
        "200 'OK' X-Stays=2 [none 0 keep] <>",
        "an origin may name lines in Connection"),
    RES(OK200("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), "!",
        "a length twice"),
    RES(OK200("Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"), "!",
        "two lengths"),
    RES(OK200("Content-Length: x\r\n\r\nabc"), "!", "no number"),
    RES(OK200("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), "!",
        "both"),
    RES(OK200("Transfer-Encoding: gzip\r\n\r\n"), "!", "not chunked"),
    RES("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "!",
        "an encoding on 1.0"),
    RES(OK200("A: b\r\n c\r\n\r\n"), "!", "obs-fold"),
    RES("not HTTP at all\r\n\r\n", "!", "another protocol"),
    RES(OK200("Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "200 'OK' [chunked -1 keep] <!", "no chunk size"),
};

static struct buf told_buf(void)
{
    struct buf told;

    buf_init(&told, 1 << 20);
    return told;
}

static struct http1_told told_of(const struct row *row, struct buf *out)
{
    return (struct http1_told){.kind = row->kind,
                               .to_head = row->to_head,
                               .text = span_str(row->text),
                               .out = out};
}

static void check(const struct row *row, struct http1_told *r, size_t first,
                  size_t step)
{
    http1_told_read(r, first, step);
    cr_expect_str_eq(buf_span(r->out).ptr, row->told,
                     "%s (first %zu, then %zu):\n%s\n%s", row->reason, first,
                     step, buf_span(r->out).ptr, row->told);
}

static void check_all_ways(const struct row *rows, size_t n)
{
    struct buf told = told_buf();

    for (size_t i = 0; i < n; i++) {
        struct http1_told r = told_of(&rows[i], &told);

        check(&rows[i], &r, r.text.len, 1);
        check(&rows[i], &r, 1, 1);
        for (size_t first = 1; first < r.text.len; first++)
            check(&rows[i], &r, first, r.text.len);
    }
    buf_fini(&told);
}

Test(http1_in, requests_read_whole_split_in_two_and_byte_by_byte)
{
    check_all_ways(requests, sizeof(requests) / sizeof(*requests));
}

Test(http1_in, responses_read_whole_split_in_two_and_byte_by_byte)
{
    check_all_ways(responses, sizeof(responses) / sizeof(*responses));
}

/* What was told of a truncated text is the beginning of the whole story, or the
 * story up to the same refusal. */
static void check_truncations(const struct row *rows, size_t n)
{
    struct buf told = told_buf();

    for (size_t i = 0; i < n; i++) {
        for (size_t len = 1; len < strlen(rows[i].text); len++) {
            struct http1_told r = told_of(&rows[i], &told);
            struct span story;

            r.text.len = len;
            http1_told_read(&r, len, 1);
            story = buf_span(&told);
            if (span_ends(story, SPAN("-")) || span_ends(story, SPAN("~")))
                story.len--;
            cr_expect(span_starts(span_str(rows[i].told), story),
                      "%s, %zu bytes: %.*s", rows[i].reason, len,
                      SPAN_ARG(story));
        }
    }
    buf_fini(&told);
}

Test(http1_in, truncations_never_tell_more_than_the_whole)
{
    check_truncations(requests, sizeof(requests) / sizeof(*requests));
    check_truncations(responses, sizeof(responses) / sizeof(*responses));
}

/* ---- ceilings ------------------------------------------------------------ */

static const char chunked_head[] = POST("Transfer-Encoding: chunked\r\n\r\n");

static enum http1_verdict feed(struct http1_in *in, const char *text)
{
    struct span left = span_str(text);
    enum http1_verdict verdict = HTTP1_MORE;

    while (left.len > 0 && verdict == HTTP1_MORE) {
        struct span body;
        size_t taken;

        verdict = http1_in_body(in, left, &taken, &body);
        left = span_cut(left, taken, left.len);
    }
    return verdict;
}

/* A chunked request, the beginning of its body, then the same text n times. */
static bool survives(const char *begin, const char *text, size_t n)
{
    struct http1_in *in = http1_in_new(HTTP1_REQUEST);
    struct http1_message message;
    enum http1_verdict verdict;
    size_t taken;

    verdict = http1_in_request(in, span_str(chunked_head), &message, &taken);
    cr_assert_eq(verdict, HTTP1_OK);
    verdict = feed(in, begin);
    for (size_t i = 0; i < n && verdict == HTTP1_MORE; i++)
        verdict = feed(in, text);
    http1_in_free(in);
    return verdict == HTTP1_MORE;
}

Test(http1_in, what_is_not_body_in_a_chunked_body_is_bounded)
{
    cr_expect(survives("", "1\r\nx\r\n", 100000), "small chunks are legal");
    cr_expect(survives("", "1;abcdefgh\r\nx\r\n", 1000), "so are extensions");
    cr_expect_not(survives("", "1;abcdefgh\r\nx\r\n", 3000), "24 KB of them");
    cr_expect_not(survives("1;", "abcdefgh", 3000), "one that never ends");
    cr_expect_not(survives("", "0", 10000), "a size of ten thousand digits");
    cr_expect(survives("0\r\n", "A: b\r\n", 1000), "trailers");
    cr_expect_not(survives("0\r\n", "A: b\r\n", 10000), "60 KB of them");
    cr_expect_not(survives("0\r\nA: ", "b", 10000), "a line without end");
}

Test(http1_in, only_a_body_until_close_is_whole_when_the_peer_closes)
{
    static const char *const texts[] = {OK200("\r\nabc"),
                                        OK200("Content-Length: 9\r\n\r\nabc"),
                                        OK200("Transfer-Encoding: chunked\r\n"
                                              "\r\n3\r\nabc\r\n")};

    for (size_t i = 0; i < 3; i++) {
        struct http1_in *in = http1_in_new(HTTP1_RESPONSE);
        struct http1_message message;
        struct span bytes = span_str(texts[i]);
        struct span piece;
        size_t taken;

        cr_assert_eq(http1_in_response(in, bytes, false, &message, &taken),
                     HTTP1_OK);
        bytes = span_cut(bytes, taken, bytes.len);
        cr_assert_eq(http1_in_body(in, bytes, &taken, &piece), HTTP1_MORE);
        cr_expect_eq(http1_in_close(in), i == 0 ? HTTP1_OK : HTTP1_BAD, "%s",
                     texts[i]);
        http1_in_free(in);
    }
}
