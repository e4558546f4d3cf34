/*
 * drive.h - a live edge: a node, its listening port, its origins' addresses.
 *
 * uv events become node events, effects become writes. Nothing is decided here:
 * what is answered, stored or asked again is the node's business.
 */
#ifndef POPBOX_EDGE_DRIVE_H
#define POPBOX_EDGE_DRIVE_H

#include "cache/base/buf.h"
#include "cache/base/err.h"
#include "cache/node.h"
#include "edge/net_loop.h"

struct edge_server;

/* Where an origin listens. */
struct edge_address {
    struct span host; /* an IP address or a name; borrowed */
    uint16_t port;
};

struct edge_limits {
    unsigned conns_max;        /* of viewers */
    unsigned origin_conns_max; /* to one origin */
    unsigned origin_queue_max; /* fetches that wait for a connection to it */
    int64_t origin_idle_ms;    /* real time one is kept unused; 0: none is */
    int64_t head_timeout_ms;   /* real time for a whole request head: 408 */
    int64_t idle_timeout_ms;   /* real time between two requests */
    int64_t body_timeout_ms;   /* real time without a byte of a request body */
    int64_t stop_timeout_ms;   /* real time for what is in flight at a stop */
};

void edge_limits_init(struct edge_limits *limits);

struct edge_config {
    const struct node_config *node;       /* borrowed for the server's life */
    const struct edge_address *addresses; /* of node->origins, in their order */
    struct edge_address
        listen; /* host absent: 127.0.0.1 and [::1]; port 0: any */
    struct edge_limits limits;
    struct span client; /* who every viewer is taken for; absent: its address */
    /* Every request's journal, when its last byte has gone; may be NULL. */
    void (*finish)(void *user, const struct journal *journal);
    void *user;
};

/* Starts to listen. Returns ERR_IO with a sentence in error, else 0 and the
 * server, which the caller owns. */
MUST_USE int edge_server_start(struct net_loop *loop,
                               const struct edge_config *config,
                               struct buf *error, struct edge_server **server);
uint16_t edge_server_port(const struct edge_server *server);
/* For statistics, between two turns of the loop. */
struct node *edge_server_node(struct edge_server *server);
/* Calls to origins that the node has cancelled so far. */
uint64_t edge_server_cancelled(const struct edge_server *server);
/* As node_invalidate. */
size_t edge_server_invalidate(struct edge_server *server, struct span pattern);
/* As node_configure; config is borrowed from then on. */
void edge_server_configure(struct edge_server *server,
                           const struct node_config *config);
/* No new connections, idle ones closed; what is in flight is finished within
 * stop_timeout_ms. The loop then has nothing left of this server. */
void edge_server_stop(struct edge_server *server);
bool edge_server_stopped(const struct edge_server *server);
/* Stopped, and the loop has run out (asserted). */
void edge_server_free(struct edge_server *server);

#endif
