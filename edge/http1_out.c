/*
 * http1_out.c - HTTP/1 messages out: heads and chunk framing.
 *
 * Framing is always ours: no framing line of a received message gets here. A
 * head is measured first and then written into one reservation, because this
 * runs for every hit; its stored lines are one copy.
 */
#include "edge/http1_out.h"

#include "cache/base/assert.h"

#include <inttypes.h>
#include <stdio.h>

/* Room for the status line's numbers and the framing lines. */
#define FRAME_TEXT_MAX 160u

static char *put(char *at, struct span bytes)
{
    if (bytes.len > 0)
        memcpy(at, bytes.ptr, bytes.len);
    return at + bytes.len;
}

static char *put_lines(char *at, const struct http_headers *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        at = put(at, lines->at[i].name);
        at = put(at, SPAN(": "));
        at = put(at, lines->at[i].value);
        at = put(at, SPAN("\r\n"));
    }
    return at;
}

static size_t lines_len(const struct http_headers *lines)
{
    size_t len = 0;

    for (size_t i = 0; i < lines->n; i++)
        len += lines->at[i].name.len + lines->at[i].value.len + 4;
    return len;
}

static char *put_u64(char *at, uint64_t value)
{
    char digits[20];
    size_t n = 0;

    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n > 0)
        *at++ = digits[--n];
    return at;
}

static char *put_length(char *at, int64_t length)
{
    ASSERT(length >= 0);
    at = put(at, SPAN("Content-Length: "));
    at = put_u64(at, (uint64_t)length);
    return put(at, SPAN("\r\n"));
}

static char *put_status(char *at, int status, struct span reason)
{
    ASSERT(status >= 100 && status <= 999);
    if (status == 200)
        return put(at, SPAN("HTTP/1.1 200 OK\r\n"));
    at = put(at, SPAN("HTTP/1.1 "));
    at = put_u64(at, (uint64_t)status);
    at = put(at, SPAN(" "));
    at = put(at, reason);
    return put(at, SPAN("\r\n"));
}

/* RFC 9110 8.6: Content-Length is what GET's body has, and never in a 1xx or
 * 204; left out of a 304, where nothing needs it. */
static struct http1_sent frame_reply(const struct reply *reply,
                                     const struct http1_peer *peer)
{
    struct http1_sent sent = {HTTP1_NO_BODY, peer->keep_alive && !reply->close};

    if (reply->status == 204 || reply->status == 304)
        return sent;
    if (reply->length >= 0) {
        sent.framing = HTTP1_LENGTH;
    } else if (reply->has_body && peer->http_1_0) {
        sent.framing = HTTP1_UNTIL_CLOSE;
        sent.keep_alive = false;
    } else if (reply->has_body) {
        sent.framing = HTTP1_CHUNKED;
    }
    return sent;
}

static char *put_frame(char *at, const struct reply *reply,
                       const struct http1_peer *peer, struct http1_sent sent)
{
    if (sent.framing == HTTP1_LENGTH)
        at = put_length(at, reply->length);
    if (sent.framing == HTTP1_CHUNKED)
        at = put(at, SPAN("Transfer-Encoding: chunked\r\n"));
    if (!sent.keep_alive)
        at = put(at, SPAN("Connection: close\r\n"));
    else if (peer->http_1_0)
        at = put(at, SPAN("Connection: keep-alive\r\n"));
    return put(at, SPAN("\r\n"));
}

struct http1_sent http1_out_reply(struct buf *out, const struct reply *reply,
                                  const struct http1_peer *peer)
{
    struct http1_sent sent = frame_reply(reply, peer);
    struct span reason = span_str(http_reason(reply->status));
    char *begin =
        buf_room(out, FRAME_TEXT_MAX + reason.len + reply->stored_text.len +
                          lines_len(reply->added));
    char *at = begin;

    if (begin) {
        at = put_status(at, reply->status, reason);
        at = put(at, reply->stored_text);
        at = put_lines(at, reply->added);
        at = put_frame(at, reply, peer, sent);
        buf_grow_len(out, (size_t)(at - begin));
    }
    if (!reply->has_body)
        sent.framing = HTTP1_NO_BODY;
    return sent;
}

/* RFC 9110 8.6: a method that is expected to have a body says when it has none.
 */
static bool expects_body(struct span method)
{
    return span_eq(method, SPAN("POST")) || span_eq(method, SPAN("PUT")) ||
           span_eq(method, SPAN("PATCH"));
}

static char *put_request_line(char *at, const struct http_request *request)
{
    at = put(at, request->method);
    at = put(at, SPAN(" "));
    at = put(at, request->path);
    if (!span_absent(request->query)) {
        at = put(at, SPAN("?"));
        at = put(at, request->query);
    }
    at = put(at, SPAN(" HTTP/1.1\r\nHost: "));
    at = put(at, request->authority);
    return put(at, SPAN("\r\n"));
}

void http1_out_request(struct buf *out, const struct http_request *request,
                       int64_t body_length)
{
    char *begin =
        buf_room(out, FRAME_TEXT_MAX + request->method.len + request->path.len +
                          request->query.len + request->authority.len +
                          lines_len(&request->headers));
    char *at = begin;

    if (!begin)
        return;
    at = put_request_line(at, request);
    at = put_lines(at, &request->headers);
    if (body_length < 0)
        at = put(at, SPAN("Transfer-Encoding: chunked\r\n"));
    else if (body_length > 0 || expects_body(request->method))
        at = put_length(at, body_length);
    at = put(at, SPAN("\r\n"));
    buf_grow_len(out, (size_t)(at - begin));
}

void http1_out_continue(struct buf *out)
{
    buf_add(out, SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
}

void http1_out_chunk(struct buf *out, uint64_t n, bool first)
{
    char line[24];
    int len = snprintf(line, sizeof(line), "%s%" PRIx64 "\r\n",
                       first ? "" : "\r\n", n);

    ASSERT(n > 0);
    ASSERT(len > 0 && (size_t)len < sizeof(line));
    buf_add(out, span_of(line, (size_t)len));
}

void http1_out_last_chunk(struct buf *out, bool empty)
{
    buf_add(out, empty ? SPAN("0\r\n\r\n") : SPAN("\r\n0\r\n\r\n"));
}
