/* test_http1_out.c - HTTP/1 heads and chunks as they are written. */
#include "edge/http1_out.h"

#include "cache/base/mem.h"
#include "edge/http1_in.h"

#include <criterion/criterion.h>

static const struct http_header stored_lines[] = {
    {{"ETag", 4}, {"\"x\"", 3}},
    {{"A", 1}, {"", 0}},
};
static const struct http_header added_lines[] = {{{"Age", 3}, {"7", 1}}};

struct row {
    int status;
    int64_t length;
    bool has_body;
    bool close;
    struct http1_peer peer;
    const char *text; /* of the status line, then of the framing */
    const char *frame;
    struct http1_sent sent;
    const char *reason;
};

static const struct http1_peer keep = {false, true};
static const struct http1_peer old = {true, false};

static const struct row rows[] = {
    {200,
     5,
     true,
     false,
     {false, true},
     "200 OK",
     "Content-Length: 5\r\n",
     {HTTP1_LENGTH, true},
     "a known length"},
    {200,
     0,
     true,
     false,
     {false, true},
     "200 OK",
     "Content-Length: 0\r\n",
     {HTTP1_LENGTH, true},
     "nothing is a length too"},
    {200,
     -1,
     true,
     false,
     {false, true},
     "200 OK",
     "Transfer-Encoding: chunked\r\n",
     {HTTP1_CHUNKED, true},
     "unknown: chunked"},
    {200,
     -1,
     true,
     false,
     {true, true},
     "200 OK",
     "Connection: close\r\n",
     {HTTP1_UNTIL_CLOSE, false},
     "unknown on 1.0: until close"},
    {200,
     5,
     true,
     false,
     {true, true},
     "200 OK",
     "Content-Length: 5\r\nConnection: keep-alive\r\n",
     {HTTP1_LENGTH, true},
     "1.0 that wants to stay is told"},
    {200,
     5,
     true,
     false,
     {true, false},
     "200 OK",
     "Content-Length: 5\r\nConnection: close\r\n",
     {HTTP1_LENGTH, false},
     "1.0 that does not"},
    {404,
     5,
     true,
     true,
     {false, true},
     "404 Not Found",
     "Content-Length: 5\r\nConnection: close\r\n",
     {HTTP1_LENGTH, false},
     "the node wants to close"},
    {200,
     5,
     false,
     false,
     {false, true},
     "200 OK",
     "Content-Length: 5\r\n",
     {HTTP1_NO_BODY, true},
     "HEAD tells what GET would have"},
    {200,
     -1,
     false,
     false,
     {false, true},
     "200 OK",
     "",
     {HTTP1_NO_BODY, true},
     "HEAD of an unknown length tells nothing"},
    {204,
     0,
     false,
     false,
     {false, true},
     "204 No Content",
     "",
     {HTTP1_NO_BODY, true},
     "204 has no length (RFC 9110 8.6)"},
    {304,
     5,
     false,
     false,
     {false, true},
     "304 Not Modified",
     "",
     {HTTP1_NO_BODY, true},
     "304 leaves it out"},
};

static void check_row(const struct row *row, struct buf *out, struct buf *want)
{
    struct http_headers stored = {(struct http_header *)(uintptr_t)stored_lines,
                                  2, 2};
    struct http_headers added = {(struct http_header *)(uintptr_t)added_lines,
                                 1, 1};
    struct reply reply = {.status = row->status,
                          .stored = &stored,
                          .stored_text = SPAN("ETag: \"x\"\r\nA: \r\n"),
                          .added = &added,
                          .length = row->length,
                          .has_body = row->has_body,
                          .close = row->close};
    struct http1_sent sent;

    buf_reset(out);
    buf_reset(want);
    sent = http1_out_reply(out, &reply, &row->peer);
    buf_addf(want, "HTTP/1.1 %s\r\nETag: \"x\"\r\nA: \r\nAge: 7\r\n%s\r\n",
             row->text, row->frame);
    cr_expect_str_eq(buf_span(out).ptr, buf_span(want).ptr, "%s:\n%s",
                     row->reason, buf_span(out).ptr);
    cr_expect_eq(sent.framing, row->sent.framing, "%s", row->reason);
    cr_expect_eq(sent.keep_alive, row->sent.keep_alive, "%s", row->reason);
}

Test(http1_out, replies_are_framed_as_rfc_9112_6_says)
{
    struct buf out;
    struct buf want;

    buf_init(&out, 4096);
    buf_init(&want, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        check_row(&rows[i], &out, &want);
    buf_fini(&out);
    buf_fini(&want);
}

Test(http1_out, a_reply_past_the_ceiling_adds_nothing)
{
    const struct http_headers none = {0};
    struct reply reply = {.status = 200,
                          .stored = &none,
                          .stored_text = SPAN(""),
                          .added = &none};
    struct buf out;

    buf_init(&out, 10);
    (void)http1_out_reply(&out, &reply, &keep);
    (void)http1_out_reply(&out, &reply, &old);
    cr_expect(out.overflow);
    cr_expect_eq(out.len, 0);
    buf_fini(&out);
}

struct request_row {
    const char *method;
    const char *query; /* NULL: absent */
    int64_t body_length;
    const char *text;
    const char *reason;
};

static const struct request_row request_rows[] = {
    {"GET", NULL, 0, "GET /p HTTP/1.1\r\nHost: h:1\r\nA: b\r\n\r\n", "plain"},
    {"GET", "", 0, "GET /p? HTTP/1.1\r\nHost: h:1\r\nA: b\r\n\r\n",
     "an empty query stays"},
    {"GET", "q=1", 0, "GET /p?q=1 HTTP/1.1\r\nHost: h:1\r\nA: b\r\n\r\n",
     "a query"},
    {"PUT", NULL, 7,
     "PUT /p HTTP/1.1\r\nHost: h:1\r\nA: b\r\nContent-Length: 7\r\n\r\n",
     "a body"},
    {"POST", NULL, 0,
     "POST /p HTTP/1.1\r\nHost: h:1\r\nA: b\r\nContent-Length: 0\r\n\r\n",
     "no body where one is expected"},
    {"PUT", NULL, -1,
     "PUT /p HTTP/1.1\r\nHost: h:1\r\nA: b\r\nTransfer-Encoding: chunked\r\n"
     "\r\n",
     "a body of unknown length"},
};

Test(http1_out, requests_are_written_whole_and_read_back_the_same)
{
    struct http_header line = {SPAN("A"), SPAN("b")};
    struct buf out;

    buf_init(&out, 4096);
    for (size_t i = 0; i < sizeof(request_rows) / sizeof(*request_rows); i++) {
        const struct request_row *row = &request_rows[i];
        struct http_request request = {
            .method = span_str(row->method),
            .scheme = SPAN("http"),
            .authority = SPAN("h:1"),
            .path = SPAN("/p"),
            .query = row->query ? span_str(row->query) : SPAN_ABSENT,
            .headers = {&line, 1, 1}};
        struct http1_in *in = http1_in_new(HTTP1_REQUEST);
        struct http1_message message;
        size_t head_len;

        buf_reset(&out);
        http1_out_request(&out, &request, row->body_length);
        cr_expect_str_eq(buf_span(&out).ptr, row->text, "%s", row->reason);
        cr_expect_eq(http1_in_request(in, buf_span(&out), &message, &head_len),
                     HTTP1_OK, "%s", row->reason);
        cr_expect(span_eq(message.request.query, request.query));
        cr_expect_eq(message.frame.length, row->body_length, "%s", row->reason);
        http1_in_free(in);
    }
    buf_fini(&out);
}

Test(http1_out, chunks_end_where_the_next_begins)
{
    struct buf out;

    buf_init(&out, 4096);
    http1_out_chunk(&out, 3, true);
    buf_add(&out, SPAN("abc"));
    http1_out_chunk(&out, 0x10000, false);
    http1_out_last_chunk(&out, false);
    cr_expect_str_eq(buf_span(&out).ptr, "3\r\nabc\r\n10000\r\n\r\n0\r\n\r\n");
    buf_reset(&out);
    http1_out_last_chunk(&out, true);
    cr_expect_str_eq(buf_span(&out).ptr, "0\r\n\r\n");
    buf_fini(&out);
}
