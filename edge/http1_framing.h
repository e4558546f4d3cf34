/*
 * http1_framing.h - where a message ends, and whether the connection goes on.
 */
#ifndef POPBOX_EDGE_HTTP1_FRAMING_H
#define POPBOX_EDGE_HTTP1_FRAMING_H

#include "cache/http/msg.h"
#include "edge/http1_head.h"

/* Far below 2^63, and exact in every language's numbers. */
#define HTTP1_LENGTH_MAX ((int64_t)1 << 53)

enum http1_framing {
    HTTP1_NO_BODY,
    HTTP1_LENGTH,
    HTTP1_CHUNKED,
    HTTP1_UNTIL_CLOSE /* responses only */
};

struct http1_frame {
    enum http1_framing framing;
    int64_t length;  /* as Content-Length says, else -1; for a response without
                        body what GET's would have */
    bool http_1_0;   /* set by the caller before http1_frame_request/response */
    bool keep_alive; /* as far as the peer is concerned */
    bool expects_continue;
    bool unframed; /* a request that does not say how long its body is: it has
                      none (RFC 9112 6.3) */
    struct span host; /* the one Host line; absent: none */
};

/* Reads the framing lines and takes them, every hop-by-hop line, Host and
 * Expect out of headers. HTTP1_OK or HTTP1_BAD. */
enum http1_verdict http1_frame_request(struct http1_frame *frame,
                                       struct http_headers *headers);
/* The same for a response; lines that its Connection names go too. to_head: the
 * answer to a HEAD request. */
enum http1_verdict http1_frame_response(struct http1_frame *frame,
                                        struct http_headers *headers,
                                        int status, bool to_head);

#endif
