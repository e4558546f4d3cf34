/*
 * drive_viewer.h - one viewer's connection; private to its three files.
 */
#ifndef POPBOX_EDGE_DRIVE_VIEWER_H
#define POPBOX_EDGE_DRIVE_VIEWER_H

#include "edge/drive_parts.h"
#include "edge/http1_in.h"
#include "edge/http1_out.h"

#define VIEWER_MAGIC 0x76696577u

/* Pipelined responses that may wait for one flush. */
#define VIEWER_BATCH 16u

/* A response that has been queued to its end and is not flushed. */
struct viewer_ended {
    uint64_t txn;
    uint64_t end;      /* of it, in the connection's output */
    uint64_t body_end; /* the same, counting body bytes */
};

/* What a connection's deadline is for. */
enum viewer_wait {
    VIEWER_BUSY, /* with a request: the node's timeouts hold */
    VIEWER_IDLE,
    VIEWER_HEAD,
    VIEWER_BODY
};

/* A connection has one request at a time (txn); those before it may still be
 * on their way out (ended). It outlives its socket until all their journals
 * have come, because effects name it. */
struct viewer {
    uint32_t magic;
    struct edge_server *server;
    struct list link;      /* in viewers, then in dead_viewers */
    struct list busy;      /* in the server's */
    struct net_conn *conn; /* NULL: gone */
    struct http1_in *in;
    unsigned n_open; /* transactions without FINISH */

    /* Input. */
    struct span reading; /* what a read event has brought */
    bool in_read;
    bool starved; /* what is there is not a whole head */
    bool deaf;    /* no further request is read from here ... */
    bool left;    /* ... though the viewer sent, or may send, more */
    enum viewer_wait wait;

    /* The request at hand. */
    uint64_t txn; /* 0: none */
    struct http1_peer peer;
    bool body_left;  /* its body has not been read to the end */
    uint64_t credit; /* bytes of it that the node takes */

    /* Output. */
    struct http1_sent sent; /* how the response at hand is framed */
    bool responded;         /* its head is queued */
    bool first_chunk;
    uint64_t body_queued;   /* body bytes, of all responses so far */
    uint64_t body_reported; /* of these: told to the node as sent */
    struct viewer_ended ended[VIEWER_BATCH];
    unsigned n_ended;
    bool last;       /* close when all is flushed */
    uint64_t broken; /* transaction to be broken off, 0: none */
};

/* ---- drive_viewer.c ------------------------------------------------------ */

/* It has something to do. */
void viewer_is_busy(struct viewer *viewer);
/* Closes the socket; every transaction but `told` is reported as gone. */
void viewer_gone(struct viewer *viewer, uint64_t told);

/* ---- drive_request.c ----------------------------------------------------- */

/* What there is to be taken. */
struct span request_input(const struct viewer *viewer);
/* Takes one head or one piece of a body. False: there is none to be taken. */
bool request_take(struct viewer *viewer);
/* Answers with an error instead, and reads no further request. */
void request_refuse(struct viewer *viewer, enum node_bad why);

/* ---- drive_reply.c ------------------------------------------------------- */

/* Flushes what it can and tells the node. */
void reply_flush(struct viewer *viewer);
/* Cuts the connection, so that the viewer sees it. */
void reply_break_off(struct viewer *viewer);

#endif
