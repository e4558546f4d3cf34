/*
 * live_parts.h - what the two files of the live stage share.
 *
 * A call is one request of the stage and its answer:
 *
 *     waiting to be sent -> open -> answered, to be handed over -> gone
 */
#ifndef POPBOX_EDGE_LIVE_PARTS_H
#define POPBOX_EDGE_LIVE_PARTS_H

#include "bench/cast.h"
#include "edge/fleet.h"
#include "edge/live_stage.h"
#include "edge/net_upstream.h"

struct live {
    struct stage stage; /* first: a stage is a live one */
    uint32_t magic;
    struct clock clock;
    struct net_loop *loop;
    struct fleet *fleet;
    struct cast cast;
    struct net_upstream **to_edges; /* as in the topology */
    struct net_upstream **to_origins;
    struct list waiting; /* calls, in order */
    struct list open;
    struct list answered;
    struct list paced;   /* origins with an answer to release, in order */
    unsigned n_to_edges; /* open calls */
    unsigned n_to_origins;
    uint64_t n_cancelled;      /* calls to origins */
    struct live_call *sending; /* to an origin: what is seen belongs to it */
    struct span trouble;       /* a literal; absent: none */
};

struct live_call;

/* Puts a request at the end of those that wait; everything is copied. body
 * absent: none. */
void live_call_new(struct live *live, const struct asker *asker,
                   const struct http_request *head, struct span url,
                   struct span body);
/* Sends the first one that waits. */
void live_call_send(struct live *live);
/* Hands the first answer to its asker; what the browser wants next waits. */
void live_call_hand_over(struct live *live);
/* An origin has seen the request that is being sent and will never answer. */
void live_call_hangs(struct live_call *call, int64_t delay_ms);
/* Every call, in whatever state. */
void live_calls_free(struct live *live);

/* Lets the requests of that browser wait to be sent. */
void live_drain(struct live *live, size_t browser);

#endif
