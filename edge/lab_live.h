/*
 * lab_live.h - the lab's live half: a bucket and an edge on ports of their own.
 *
 * The same knobs as the model's, in a world with this machine's names; wall
 * time; whoever can reach loopback may ask. What edge and bucket note of each
 * request is told at once.
 */
#ifndef POPBOX_EDGE_LAB_LIVE_H
#define POPBOX_EDGE_LAB_LIVE_H

#include "bench/lab_config.h"
#include "edge/net_loop.h"

struct lab_live;

struct lab_live_config {
    struct lab_places places; /* ports; 0: any */
    /* Something was seen; event is its kind ("edge", "bucket"), json one line.
     */
    void (*told)(void *user, const char *event, struct span json);
    void *user;
};

/* Starts with the knobs as when the lab opens. ERR_IO with a sentence in error,
 * else the caller owns it. */
MUST_USE int lab_live_start(struct net_loop *loop,
                            const struct lab_live_config *config,
                            struct buf *error, struct lab_live **live);
/* With the ports that it got. */
const struct lab_places *lab_live_places(const struct lab_live *live);
/* Other knobs, rules too; the cache stays. ERR_FULL: a request is under way;
 * ERR_SYNTAX: the rules are not S3's; a sentence in error. */
MUST_USE int lab_live_configure(struct lab_live *live,
                                const struct lab_knobs *knobs,
                                struct buf *error);
/* How many entries were dropped. */
size_t lab_live_invalidate(struct lab_live *live, struct span pattern);
/* Then, when the loop has run out, free. */
void lab_live_stop(struct lab_live *live);
void lab_live_free(struct lab_live *live);

#endif
