/* drive_parts.h - what the files of a live edge share; private to drive*.c. */
#ifndef POPBOX_EDGE_DRIVE_PARTS_H
#define POPBOX_EDGE_DRIVE_PARTS_H

#include "edge/drive.h"
#include "edge/net_listen.h"
#include "edge/net_upstream.h"

struct edge_server {
    struct net_loop *loop;
    struct edge_config config;
    struct node *node;
    struct net_listener *listener; /* until the stop */
    uint16_t port;
    struct net_upstream **upstreams; /* one per origin */
    int64_t now_ms;                  /* the clock's, read once per event */
    struct list viewers;             /* with an open connection */
    struct list busy;                /* viewers that have something to do */
    struct list fetches;             /* with an open call */
    struct list connected;    /* fetches that the node has to be told of */
    uint64_t n_cancelled;     /* calls that the origin may have heard of */
    struct list dead_viewers; /* freed when no effect can name them ... */
    struct list dead_fetches;
    struct net_timer tick;
    int64_t tick_ms;        /* what it is set to, or NET_NEVER */
    struct net_sweep sweep; /* while stopping */
    int64_t stop_at_ms;     /* real */
    bool stopping;
    bool stopped;
};

/* Every event of the loop begins with the one and ends with the other. */
void edge_begin(struct edge_server *server);
void edge_pump(struct edge_server *server);
/* Carries out the effects that wait. No event may be reported meanwhile. */
void edge_drain(struct edge_server *server);

/* ---- drive_viewer.c ------------------------------------------------------ */

/* Takes the connection. */
void viewer_accept(struct edge_server *server, struct net_conn *conn);
/* Does the next thing that one of the busy viewers has to do; false: none. */
bool viewer_work(struct edge_server *server);
/* Closes those that are idle; all: every one. */
void viewer_close_all(struct edge_server *server, bool all);
void viewer_bury(struct edge_server *server);

/* ---- drive_reply.c ------------------------------------------------------- */

/* Carries out one effect on a transaction. */
void reply_effect(const struct effect *effect);

/* ---- drive_fetch.c ------------------------------------------------------- */

/* Carries out one effect on a fetch. */
void fetch_effect(struct edge_server *server, const struct effect *effect);
/* Tells the node of one fetch that has connected; false: none. */
bool fetch_announce(struct edge_server *server);
/* Drops every call without telling the node. */
void fetch_drop_all(struct edge_server *server);
void fetch_bury(struct edge_server *server);

#endif
