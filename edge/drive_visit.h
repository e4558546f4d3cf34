/*
 * drive_visit.h - one connection of an origin server; private to it.
 *
 * A visit is one connection, with one request at a time:
 *
 *     READING a head -> TAKING the request's body -> WAITING: pace, delay
 *          ^                                              |
 *          +------------- ANSWERING, bytes are pulled <---+
 *
 * drive_origin.c starts and stops the server, drive_visit.c reads requests,
 * drive_answer.c performs the answers.
 */
#ifndef POPBOX_EDGE_DRIVE_VISIT_H
#define POPBOX_EDGE_DRIVE_VISIT_H

#include "edge/drive_origin.h"
#include "edge/http1_in.h"
#include "edge/http1_out.h"
#include "edge/net_listen.h"

#define VISIT_MAGIC 0x76697374u

struct origin_server {
    struct net_loop *loop;
    struct origin_server_config config;
    struct net_listener *listener; /* until the stop */
    uint16_t port;
    struct list visits;
    struct list paced; /* of these, the ones that wait to be released */
    unsigned n_busy;
    unsigned n_waiting;
    uint64_t n_abandoned;
    struct net_sweep sweep; /* while stopping */
    int64_t stop_at_ms;     /* real */
    bool stopping;
    bool stopped;
};

enum visit_state { READING, TAKING, WAITING, ANSWERING };

struct visit {
    uint32_t magic;
    struct origin_server *server;
    struct list link;
    struct net_conn *conn; /* NULL: gone, and freed at the event's end */
    struct http1_in *in;
    enum visit_state state;
    struct net_timer delay;
    struct list paced; /* in the server's */

    /* The request at hand, from TAKING on. */
    struct arena arena;
    struct http_request request;
    struct http1_peer peer;
    bool body_left; /* of the request, not read to its end */
    struct origin_exchange ex;
    struct http1_sent sent;
    uint64_t body_sent;
    bool body_over;
};

/* How to part. */
enum goodbye {
    GENTLE, /* all is flushed; the peer may still be sending */
    AT_ONCE,
    RESET
};

/* ---- drive_visit.c ------------------------------------------------------- */

/* Takes the connection. */
void visit_accept(struct origin_server *server, struct net_conn *conn);
/* The request is over; ready for the next one. */
void visit_end_request(struct visit *visit);
/* Closes the connection; visit_bury is due. */
void visit_leave(struct visit *visit, enum goodbye how);
/* The last thing that every event does: frees a visit that is gone. */
void visit_bury(struct visit *visit);
/* Its answer need not wait for its turn any longer. */
void visit_release(struct visit *visit);
/* The clock has reached the end of the delay. */
void visit_delay_over(void *user);

/* ---- drive_answer.c ------------------------------------------------------ */

/* The answer is ready; it may have to wait for its turn, then for the clock. */
void answer_begin(struct visit *visit);
void answer_delay(struct visit *visit);
/* The wait is over: performs it, or its fault. */
void answer_perform(struct visit *visit);
/* Sends until the socket is full or the answer is out. */
void answer_go_on(struct visit *visit);

#endif
