/*
 * server.h - edges and origins on one loop, started and stopped as one.
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
    struct span client; /* as in origin_server_config */
    bool paced;
};

struct server_edge {
    const struct node_config *node;      /* borrowed */
    const struct server_target *targets; /* of node->origins, in their order */
    struct edge_address listen;
    struct edge_limits limits;
    struct span client; /* as in edge_config */
};

/* Borrowed for server_start; what it points to is borrowed as noted. */
struct server_config {
    const struct server_origin *origins;
    size_t n_origins;
    const struct server_edge *edges;
    size_t n_edges;
    /* As in edge_config and origin_server_config, with whose it is: an index
     * in the arrays above. Each may be NULL. */
    void (*finish)(void *user, size_t edge, const struct journal *journal);
    void (*seen)(void *user, size_t origin, const struct origin_seen *seen);
    void *user; /* of both */
};

/* Starts the origins, then the edges. ERR_IO with a sentence in error: nothing
 * is left running. Else the caller owns the server. */
MUST_USE int server_start(struct net_loop *loop,
                          const struct server_config *config, struct buf *error,
                          struct server **server);
struct edge_server *server_edge(const struct server *server, size_t i);
struct origin_server *server_origin(const struct server *server, size_t i);

/* What is in flight. */
struct server_load {
    uint64_t requests;  /* that edges have taken since the start */
    unsigned txns;      /* of edges, without FINISH */
    unsigned fetches;   /* of edges */
    unsigned busy;      /* requests at origins ... */
    unsigned waiting;   /* ... that wait, as origin_server_waiting says */
    uint64_t cancelled; /* fetches by edges, since the start */
    uint64_t abandoned; /* requests by askers of origins, since the start */
};
void server_load(const struct server *server, struct server_load *load);
/* Gracefully: the edges first, each origin once no edge needs it. */
void server_stop(struct server *server);
bool server_stopped(const struct server *server);
/* Stopped (asserted), and the loop has run out. */
void server_free(struct server *server);

#endif
