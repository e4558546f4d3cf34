/* http1_told.c - what a reader of HTTP/1 messages saw, told as text. */
#include "tests/http1_told.h"

/* ---- one message, told as text ------------------------------------------- */

static void tell_headers(struct buf *out, const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++)
        buf_addf(out, " %.*s=%.*s", SPAN_ARG(headers->at[i].name),
                 SPAN_ARG(headers->at[i].value));
}

static void tell_frame(struct buf *out, const struct http1_frame *frame)
{
    const char *const names[] = {"none", "length", "chunked", "close"};

    buf_addf(out, " [%s %d%s%s]", names[frame->framing], (int)frame->length,
             frame->keep_alive ? " keep" : "",
             frame->expects_continue ? " expect" : "");
}

static void tell_request(struct buf *out, const struct http1_message *message)
{
    const struct http_request *request = &message->request;

    buf_addf(out, "%.*s %.*s %.*s%s%.*s", SPAN_ARG(request->method),
             SPAN_ARG(request->authority), SPAN_ARG(request->path),
             span_absent(request->query) ? "" : "?", SPAN_ARG(request->query));
    tell_headers(out, &request->headers);
    tell_frame(out, &message->frame);
}

static void tell_response(struct buf *out, const struct http1_message *message)
{
    buf_addf(out, "%d '%.*s'", message->response.status,
             SPAN_ARG(message->response.reason));
    tell_headers(out, &message->response.headers);
    tell_frame(out, &message->frame);
}

/* ---- reading ---- */

static enum http1_verdict read_head(struct http1_told *r)
{
    struct span bytes = span_cut(r->text, r->at, r->seen);
    struct http1_message message;
    enum http1_verdict verdict;
    size_t head_len;

    if (r->kind == HTTP1_REQUEST)
        verdict = http1_in_request(r->in, bytes, &message, &head_len);
    else
        verdict =
            http1_in_response(r->in, bytes, r->to_head, &message, &head_len);
    r->at += head_len;
    if (verdict != HTTP1_OK)
        return verdict;
    if (r->kind == HTTP1_REQUEST)
        tell_request(r->out, &message);
    else
        tell_response(r->out, &message);
    buf_add_str(r->out, " <");
    return HTTP1_OK;
}

static enum http1_verdict read_body(struct http1_told *r)
{
    for (;;) {
        struct span bytes = span_cut(r->text, r->at, r->seen);
        struct span piece;
        size_t taken;
        enum http1_verdict verdict =
            http1_in_body(r->in, bytes, &taken, &piece);

        buf_add(r->out, piece);
        r->at += taken;
        if (verdict != HTTP1_MORE || taken == bytes.len)
            return verdict;
    }
}

void http1_told_read(struct http1_told *r, size_t first, size_t step)
{
    bool in_body = false;
    enum http1_verdict verdict = HTTP1_OK;

    r->in = http1_in_new(r->kind);
    r->at = 0;
    r->seen = first;
    buf_reset(r->out);
    for (;;) {
        if (!in_body && r->at == r->seen && r->seen == r->text.len)
            break;
        verdict = in_body ? read_body(r) : read_head(r);
        if (verdict == HTTP1_OK) {
            if (in_body)
                buf_add_str(r->out, ">");
            in_body = !in_body;
        } else if (verdict == HTTP1_MORE && r->seen < r->text.len) {
            r->seen =
                r->seen + step < r->text.len ? r->seen + step : r->text.len;
        } else {
            break;
        }
    }
    if (verdict == HTTP1_BAD)
        buf_add_str(r->out, "!");
    else if (verdict == HTTP1_MORE)
        buf_add_str(r->out, in_body ? "~" : "-");
    http1_in_free(r->in);
}
