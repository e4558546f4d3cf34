/* net_listen.h - a listening port, on 127.0.0.1 and [::1] alike. */
#ifndef POPBOX_EDGE_NET_LISTEN_H
#define POPBOX_EDGE_NET_LISTEN_H

#include "cache/base/buf.h"
#include "cache/base/err.h"
#include "edge/net_conn.h"
#include "edge/net_loop.h"

struct net_listener;

struct net_listen_config {
    struct span host; /* an IP address; absent: 127.0.0.1 and [::1] */
    uint16_t port;    /* 0: any free one */
    unsigned conns_max;
    /* A viewer has connected; who takes the connection binds it. */
    void (*accept)(void *user, struct net_conn *conn);
    void *user;
};

/* Listens. Returns ERR_IO with a sentence in error that names the port, else 0
 * and the listener, which the caller owns (net_listener_close). */
MUST_USE int net_listen(struct net_loop *loop,
                        const struct net_listen_config *config,
                        struct buf *error, struct net_listener **listener);
uint16_t net_listener_port(const struct net_listener *listener);
/* Connections accepted and not closed yet. */
unsigned net_listener_conns(const struct net_listener *listener);
/* Stops listening. The memory goes when the loop has closed the sockets and the
 * last accepted connection is closed. */
void net_listener_close(struct net_listener *listener);

#endif
