/*
 * net_upstream.h - connections to one address: kept, limited, waited for.
 *
 * Who wants a connection holds a lease. The pool opens connections up to its
 * limit, keeps those that come back in order for a while, and lets the rest
 * wait in line. Timeouts of a fetch are not its business.
 */
#ifndef POPBOX_EDGE_NET_UPSTREAM_H
#define POPBOX_EDGE_NET_UPSTREAM_H

#include "edge/net_dial.h"

struct net_upstream;
struct net_link;

struct net_upstream_config {
    struct span host; /* an IP address or a name; copied */
    uint16_t port;
    unsigned conns_max;
    unsigned queue_max;      /* leases that wait */
    int64_t idle_timeout_ms; /* real time a connection is kept unused; 0: each
                                serves once */
};

/* Embedded in who wants a connection; zero-initialised but for the calls. */
struct net_lease {
    void (*ready)(void *user); /* conn is connected */
    void (*failed)(void *user, enum net_fail how);
    void *user;
    struct net_conn *conn; /* bind it; NULL until ready */
    bool reused;           /* it has served somebody before */
    struct list waiting;   /* the pool's own from here on */
    struct net_link *link;
    struct net_upstream *upstream;
};

enum net_asked {
    NET_ASKED_READY, /* conn is set; no call follows */
    NET_ASKED_WAIT,  /* ready or failed is called later */
    NET_ASKED_FULL   /* too many wait already */
};

struct net_upstream *net_upstream_new(struct net_loop *loop,
                                      const struct net_upstream_config *config);
/* Nobody holds or waits for a lease (asserted). Idle connections are closed;
 * the memory goes when the loop has closed them all. */
void net_upstream_close(struct net_upstream *upstream);

/* The pool calls back from the loop only, never from inside this call. */
MUST_USE enum net_asked net_lease_ask(struct net_upstream *upstream,
                                      struct net_lease *lease);
/* Gives the connection back, or stops waiting for one. reusable: the exchange
 * was whole and nothing is left in either direction. Harmless when nothing is
 * held. */
void net_lease_end(struct net_lease *lease, bool reusable);

#endif
