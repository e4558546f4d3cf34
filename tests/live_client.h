/* live_client.h - a raw client for tests: sends bytes, keeps what comes back.
 */
#ifndef POPBOX_TESTS_LIVE_CLIENT_H
#define POPBOX_TESTS_LIVE_CLIENT_H

#include "edge/net_dial.h"

/* Zero-initialised; live_client_open, then live_client_close. */
struct live_client {
    struct net_loop *loop;
    struct net_dial *dial;
    struct net_conn *conn;
    struct buf unsent;
    struct buf got;
    uint64_t n_got;  /* bytes, those not kept included */
    bool count_only; /* keep nothing */
    bool refused;    /* could not connect */
    bool ended;      /* the other side has closed, or worse */
    enum net_end how;
};

/* Begins to connect to 127.0.0.1. */
void live_client_open(struct live_client *client, struct net_loop *loop,
                      uint16_t port);
void live_client_send(struct live_client *client, struct span bytes);
void live_client_close(struct live_client *client);
/* What came so far, NUL-terminated. */
const char *live_client_text(struct live_client *client);

/* Runs the loop until done says so; false: not within ten real seconds. */
bool live_until(struct net_loop *loop, bool (*done)(void *user), void *user);
/* ... until the client has got this text, or its connection has ended. */
bool live_client_sees(struct live_client *client, const char *text);
bool live_client_sees_end(struct live_client *client);
/* Runs the loop while there is something to do at once. */
void live_settle(struct net_loop *loop);

#endif
