/*
 * server.h - edges and origins together on one loop, started and stopped as
 * one.
 */
#ifndef POPBOX_EDGE_SERVER_H
#define POPBOX_EDGE_SERVER_H

#include "edge/drive.h"
#include "edge/drive_origin.h"

struct server;

/* Where an edge finds one of its node's origins. */
struct server_target {
    int origin; /* an index in server_config.origins, or -1: the address */
    struct edge_address address;
};

struct server_origin {
    struct origin *origin; /* borrowed */
    struct edge_address listen;
};

struct server_edge {
    const struct node_config *node;      /* borrowed */
    const struct server_target *targets; /* of node->origins, in their order */
    struct edge_address listen;
    struct edge_limits limits;
};

/* Borrowed for server_start; what it points to is borrowed as noted. */
struct server_config {
    const struct server_origin *origins;
    size_t n_origins;
    const struct server_edge *edges;
    size_t n_edges;
    void (*finish)(void *user, const struct journal *journal); /* or NULL */
    void (*seen)(void *user, const struct origin_seen *seen);  /* or NULL */
    void *user;                                                /* of both */
};

/* Starts the origins, then the edges. ERR_IO with a sentence in error: nothing
 * is left running. Else the caller owns the server. */
MUST_USE int server_start(struct net_loop *loop,
                          const struct server_config *config, struct buf *error,
                          struct server **server);
struct edge_server *server_edge(const struct server *server, size_t i);
struct origin_server *server_origin(const struct server *server, size_t i);
/* Nothing is in flight but what waits for the clock at an origin. */
bool server_quiet(const struct server *server);
/* Gracefully: the edges first, each origin once no edge needs it. */
void server_stop(struct server *server);
bool server_stopped(const struct server *server);
/* Stopped (asserted), and the loop has run out. */
void server_free(struct server *server);

#endif
