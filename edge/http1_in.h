/*
 * http1_in.h - HTTP/1 messages in: a whole head, then pieces of the body.
 *
 * The caller keeps the bytes: it hands in what it has from the message's first
 * byte on, again and with more behind it, until the head is whole; then what
 * follows. Every span that comes out points into the bytes that went in.
 */
#ifndef POPBOX_EDGE_HTTP1_IN_H
#define POPBOX_EDGE_HTTP1_IN_H

#include "cache/http/msg.h"
#include "edge/http1_framing.h"
#include "edge/http1_head.h"

struct http1_in;

/* A head. One per reader and turn of the loop: large, and never copied. */
struct http1_message {
    struct http_request request;   /* of HTTP1_REQUEST */
    struct http_response response; /* of HTTP1_RESPONSE */
    struct http1_frame frame;
    struct span target; /* as sent */
    struct http_header lines[HTTP_HEADERS_MAX];
};

/* A reader of one connection's messages, one after the other. */
struct http1_in *http1_in_new(enum http1_kind kind);
void http1_in_free(struct http1_in *in);

/* HTTP1_OK: message is filled, *head_len bytes were the head. Any other verdict
 * but HTTP1_MORE is final for this reader. */
enum http1_verdict http1_in_request(struct http1_in *in, struct span bytes,
                                    struct http1_message *message,
                                    size_t *head_len);
/* As above; to_head: it answers a HEAD request. Interim responses (1xx) come
 * out as messages of their own, except 101, which nobody asked for: HTTP1_BAD.
 */
enum http1_verdict http1_in_response(struct http1_in *in, struct span bytes,
                                     bool to_head,
                                     struct http1_message *message,
                                     size_t *head_len);
/* After a head: the next piece of its body, which may be empty. *taken bytes
 * were used up. HTTP1_MORE: call again with what is left, then with more;
 * HTTP1_OK: the body is whole (at once, when there is none). Trailers are
 * checked for size and dropped. */
enum http1_verdict http1_in_body(struct http1_in *in, struct span bytes,
                                 size_t *taken, struct span *piece);
/* The peer has closed. HTTP1_OK: that was the end of the body. */
enum http1_verdict http1_in_close(const struct http1_in *in);

#endif
