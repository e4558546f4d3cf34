/* fleet.h - the edges and origins of a topology, running on one loop. */
#ifndef POPBOX_EDGE_FLEET_H
#define POPBOX_EDGE_FLEET_H

#include "bench/topology.h"
#include "edge/server.h"

struct fleet;

struct fleet_config {
    const struct topology *topology; /* borrowed for the fleet's life */
    struct edge_limits limits;       /* of every edge */
    struct span client; /* who every peer is taken for; absent: its address */
    bool paced;         /* origins wait for fleet_release */
    bool any_port;      /* whatever the topology says about listening */
    bool public_too;    /* an address that is not loopback is no error */
    /* As in server_config; indices are the topology's. */
    void (*finish)(void *user, size_t edge, const struct journal *journal);
    void (*seen)(void *user, size_t origin, const struct origin_seen *seen);
    void *user;
};

/* Starts them all. ERR_SYNTAX or ERR_RANGE: an address of the topology cannot
 * be used; ERR_IO: the network says no. Then error has a sentence and nothing
 * is left running. Else the caller owns the fleet. */
MUST_USE int fleet_start(struct net_loop *loop,
                         const struct fleet_config *config, struct buf *error,
                         struct fleet **fleet);
/* Where they listen; an external origin: where it is. */
struct edge_address fleet_edge_address(const struct fleet *fleet, size_t edge);
struct edge_address fleet_origin_address(const struct fleet *fleet,
                                         size_t origin);
struct edge_server *fleet_edge(const struct fleet *fleet, size_t edge);
/* As origin_server_release; false for an external one. */
bool fleet_release(struct fleet *fleet, size_t origin);
void fleet_load(const struct fleet *fleet, struct server_load *load);
/* As server_stop and its sisters. */
void fleet_stop(struct fleet *fleet);
bool fleet_stopped(const struct fleet *fleet);
void fleet_free(struct fleet *fleet);

#endif
