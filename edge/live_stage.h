/*
 * live_stage.h - a scenario's stage over real sockets, under a manual clock.
 *
 * The second world: edges and origins listen on free loopback ports, requests
 * of model browsers and plain clients are sent to them, and the clock moves
 * only when everything waits for it. What is told equals what the virtual world
 * tells, byte for byte.
 */
#ifndef POPBOX_EDGE_LIVE_STAGE_H
#define POPBOX_EDGE_LIVE_STAGE_H

#include "bench/player.h"
#include "cache/base/buf.h"

/* Starts to serve the topology, which must outlive the stage. The caller owns
 * the stage (stage_free). NULL: the network says no, with a sentence in error.
 */
struct stage *live_stage_new(const struct topology *topology,
                             struct buf *error);

/* A factory of live stages; error (a struct buf) gets the sentence. */
struct stage_factory live_stage_factory(struct buf *error);

#endif
