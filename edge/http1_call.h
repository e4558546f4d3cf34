/*
 * http1_call.h - one HTTP request over a pooled connection, and its answer.
 *
 * The client's side of HTTP/1: for the node's fetches and for whoever plays a
 * browser. No timeouts: who calls cancels.
 */
#ifndef POPBOX_EDGE_HTTP1_CALL_H
#define POPBOX_EDGE_HTTP1_CALL_H

#include "cache/node.h"
#include "edge/net_upstream.h"

struct http1_call;

/* Called from the loop, never from inside a call of this header. */
struct http1_caller {
    /* Connected, or more of the request body has gone: credit more bytes of it
     * may be given. May be NULL. */
    void (*ready)(void *user, uint64_t credit);
    /* The final response; length: of its body, or NODE_LENGTH_UNKNOWN. */
    void (*head)(void *user, const struct http_response *head, int64_t length);
    void (*body)(void *user, struct span bytes);
    /* The call is over and its memory gone. Never FETCH_END_TIMEOUT. */
    void (*end)(void *user, enum fetch_end how);
    /* After one or more of the others, once; may be NULL. */
    void (*settle)(void *owner);
    void *user;
    void *owner;
};

/* What to send; borrowed for the call of http1_call_new. */
struct http1_asked {
    const struct http_request *request;
    int64_t body_length; /* 0 none; -1 chunked */
};

/* caller is borrowed until the end, upstream longer. */
struct http1_call *http1_call_new(struct net_loop *loop,
                                  struct net_upstream *upstream,
                                  const struct http1_asked *asked,
                                  const struct http1_caller *caller);
/* Whether the request's head has been sent. If it was within _new, ready does
 * not tell. */
bool http1_call_connected(const struct http1_call *call);
/* More bytes of the request body that may be given now, beside those told by
 * ready: at first HTTP1_CALL_CREDIT. Ask when _new has connected and after
 * _body. */
uint64_t http1_call_credit(struct http1_call *call);
#define HTTP1_CALL_CREDIT 65536u
/* Copies bytes; never more than the credit that was given (asserted). */
void http1_call_body(struct http1_call *call, struct span bytes);
void http1_call_body_end(struct http1_call *call);
/* Stop reading the answer; go on. */
void http1_call_pause(struct http1_call *call);
void http1_call_resume(struct http1_call *call);
/* Drops it, connection and all. No event follows. */
void http1_call_cancel(struct http1_call *call);

#endif
