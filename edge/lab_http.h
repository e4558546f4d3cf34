/*
 * lab_http.h - a small HTTP server of the lab: whole answers, and one stream.
 *
 * One request at a time per connection; a request's body is read whole, up to a
 * limit, before anybody is asked. Answers are whole, but for a stream: what is
 * broadcast goes to every open one (Server-Sent Events).
 */
#ifndef POPBOX_EDGE_LAB_HTTP_H
#define POPBOX_EDGE_LAB_HTTP_H

#include "cache/base/buf.h"
#include "cache/http/msg.h"
#include "edge/net_loop.h"

#define LAB_BODY_MAX    ((size_t)1 << 20)
#define LAB_ANSWER_MAX  ((size_t)32 << 20)
#define LAB_CONNS_MAX   256u
#define LAB_BACKLOG_MAX ((size_t)1 << 20) /* of a stream that does not read */

struct lab_http;

/* Filled by who answers. */
struct lab_answer {
    int status;
    struct span type;     /* Content-Type */
    struct span policy;   /* Content-Security-Policy; absent: none */
    struct span location; /* absent: none */
    struct span bytes;    /* outlives the server; absent: text */
    struct buf text;      /* LAB_ANSWER_MAX */
    bool stream;          /* text is the beginning of a stream */
};

struct lab_http_config {
    uint16_t port; /* 0: any; on 127.0.0.1 and [::1] alone */
    /* head and body are borrowed for the call. */
    void (*answer)(void *user, const struct http_request *head,
                   struct span body, struct lab_answer *answer);
    void *user;
};

/* Listens. ERR_IO with a sentence in error, else the caller owns it. */
MUST_USE int lab_http_start(struct net_loop *loop,
                            const struct lab_http_config *config,
                            struct buf *error, struct lab_http **http);
uint16_t lab_http_port(const struct lab_http *http);
/* To every open stream; one that has not read LAB_BACKLOG_MAX is closed. */
void lab_http_broadcast(struct lab_http *http, struct span text);
/* Closes everything at once; then, when the loop has run out: */
void lab_http_stop(struct lab_http *http);
void lab_http_free(struct lab_http *http);

#endif
