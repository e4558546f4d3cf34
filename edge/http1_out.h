/* http1_out.h - HTTP/1 messages out: heads and chunk framing. */
#ifndef POPBOX_EDGE_HTTP1_OUT_H
#define POPBOX_EDGE_HTTP1_OUT_H

#include "cache/base/buf.h"
#include "cache/node.h"
#include "edge/http1_framing.h"

/* What is known of the peer that gets a response. */
struct http1_peer {
    bool http_1_0;
    bool keep_alive; /* it may send another request */
};

/* How the body that follows is delimited, and what happens afterwards. */
struct http1_sent {
    enum http1_framing framing;
    bool keep_alive; /* false: "Connection: close" was said */
};

/* Appends a whole response head; framing lines as RFC 9112 6 wants them. */
struct http1_sent http1_out_reply(struct buf *out, const struct reply *reply,
                                  const struct http1_peer *peer);
/* Appends a whole request head. body_length: 0 none, -1 chunked. */
void http1_out_request(struct buf *out, const struct http_request *request,
                       int64_t body_length);
/* "100 Continue", whole. */
void http1_out_continue(struct buf *out);
/* What stands before a chunk of n bytes, n > 0; first: it is the body's first.
 * The end of the chunk before it is included. */
void http1_out_chunk(struct buf *out, uint64_t n, bool first);
/* The last chunk; empty: no chunk stood before it. */
void http1_out_last_chunk(struct buf *out, bool empty);

#endif
