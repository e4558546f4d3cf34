/*
 * net_conn.h - a TCP connection: reads handed out, writes queued, a deadline.
 *
 * Nothing here calls back while it is being called: events come from the loop
 * only. After net_conn_close and its sisters no event comes any more and the
 * memory takes care of itself.
 */
#ifndef POPBOX_EDGE_NET_CONN_H
#define POPBOX_EDGE_NET_CONN_H

#include "cache/base/err.h"
#include "edge/net_loop.h"
#include "edge/net_out.h"

struct net_conn;
struct uv_tcp_s;

enum net_end {
    NET_END_EOF,  /* the peer has closed its side */
    NET_END_LOST, /* reset, or a write that failed */
    NET_END_TIMEOUT
};

struct net_conn_events {
    /* Bytes came; how many of them were taken. What was not is kept and comes
     * again in front of the next ones. */
    size_t (*read)(void *user, struct span bytes);
    /* Output that had to wait has gone out, all or a part. */
    void (*written)(void *user);
    /* Nothing more will be read; the owner closes. A deadline comes again as
     * long as it stands. */
    void (*ended)(void *user, enum net_end how);
};

/* events is borrowed for as long as it is bound. Reading starts. */
void net_conn_bind(struct net_conn *conn, const struct net_conn_events *events,
                   void *user);
/* Reading stops: the peer is slowed down by its window. */
void net_conn_pause(struct net_conn *conn);
void net_conn_resume(struct net_conn *conn);
/* Bytes that were read and not taken. Valid until the next take or event. */
struct span net_conn_input(const struct net_conn *conn);
void net_conn_take(struct net_conn *conn, size_t n);

/* The queue to push output on; then flush. */
struct net_out *net_conn_out(struct net_conn *conn);
/* Writes as much as the socket takes; what it does not take goes later, with a
 * written event. ERR_IO: the connection is broken; ERR_FULL: the queue is. */
MUST_USE int net_conn_flush(struct net_conn *conn);

/* Real time from now; 0: none. An event ended(NET_END_TIMEOUT) follows. */
void net_conn_deadline(struct net_conn *conn, int64_t in_ms);
/* The peer's address, textual; lives as long as the connection. */
struct span net_conn_peer(const struct net_conn *conn);

/* Closes at once; queued output is dropped. */
void net_conn_close(struct net_conn *conn);
/* The same with a TCP reset, which no peer takes for a whole message. */
void net_conn_reset(struct net_conn *conn);
/* All output is flushed (asserted): says so, then waits a little for the peer
 * to close, so that bytes which it still sends do not destroy ours on their
 * way (RFC 9112 9.6). */
void net_conn_finish(struct net_conn *conn);

/* closed is called when the socket is gone for good. */
void net_conn_on_closed(struct net_conn *conn, void (*closed)(void *owner),
                        void *owner);

/* For net_listen and net_dial: not connected yet. */
struct net_conn *net_conn_new(struct net_loop *loop);
struct uv_tcp_s *net_conn_uv(struct net_conn *conn);
/* It is connected now: notes the peer's address. */
void net_conn_connected(struct net_conn *conn);

#endif
