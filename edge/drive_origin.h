/*
 * drive_origin.h - an in-process origin behind a listening port.
 *
 * Moves the bytes of the conversation in origin/origin.h over real sockets and
 * performs the answer's fault: hang, delay, reset, truncate, garbage.
 */
#ifndef POPBOX_EDGE_DRIVE_ORIGIN_H
#define POPBOX_EDGE_DRIVE_ORIGIN_H

#include "cache/base/buf.h"
#include "cache/base/err.h"
#include "edge/drive.h"
#include "edge/net_loop.h"
#include "origin/origin.h"

struct origin_server;

/* One request and what it is answered with; valid for the call. */
struct origin_seen {
    const struct http_request *request;
    const struct http_response *answer; /* NULL: a fault keeps it back */
    const struct fault *fault;
};

struct origin_server_config {
    struct origin *origin;      /* borrowed for the server's life */
    struct edge_address listen; /* as in edge_config */
    unsigned conns_max;
    int64_t idle_timeout_ms; /* real time without a byte */
    struct span client; /* who every client is taken for; absent: its address */
    bool paced;         /* answers wait for origin_server_release */
    /* Called when the answer is known, before it waits for anything; may be
     * NULL. */
    void (*seen)(void *user, const struct origin_seen *seen);
    void *user;
};

/* Sets limits to their defaults, the rest to zero. */
void origin_server_config_init(struct origin_server_config *config);

/* As edge_server_start. */
MUST_USE int origin_server_start(struct net_loop *loop,
                                 const struct origin_server_config *config,
                                 struct buf *error,
                                 struct origin_server **server);
uint16_t origin_server_port(const struct origin_server *server);
/* Requests that wait: to be released, for the clock (a delay), or for ever (a
 * hang). */
unsigned origin_server_waiting(const struct origin_server *server);
/* Requests that are being read or answered, the waiting ones among them. */
unsigned origin_server_busy(const struct origin_server *server);
/* Requests so far whose asker left before the answer was out. */
uint64_t origin_server_abandoned(const struct origin_server *server);
/* Lets the paced answer go that has waited longest; false: there is none. */
bool origin_server_release(struct origin_server *server);
/* No new connections, idle ones closed, hanging ones cut, the rest finished
 * within a bounded time. */
void origin_server_stop(struct origin_server *server);
bool origin_server_stopped(const struct origin_server *server);
/* Stopped, and the loop has run out (asserted). */
void origin_server_free(struct origin_server *server);

#endif
