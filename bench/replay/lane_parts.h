/* lane_parts.h - what the files of a lane share: fetches under way. */
#ifndef POPBOX_BENCH_REPLAY_LANE_PARTS_H
#define POPBOX_BENCH_REPLAY_LANE_PARTS_H

#include "bench/replay/lane.h"

/* A fetch whose answer is on its way. */
struct wait {
    struct list link;
    uint64_t id;
    size_t origin;
    int64_t due_ms;
    uint64_t bytes;
    bool heard; /* the node has its head */
    struct http_request request;
    struct origin_exchange ex;
    struct arena arena;
};

/* lane.c: carries out effects, and what they ask for, until there are none. */
void lane_settle(struct lane *lane);

/* lane_fetch.c: the effect FETCH; CANCEL, and for how large an object it was;
 * back to the spare ones. */
void lane_begin(struct lane *lane, const struct effect *effect);
uint64_t lane_cancel(struct lane *lane, uint64_t id);
void lane_give(struct lane *lane, struct wait *wait);
/* Among lane->waits, by when they are due; those of one moment as they began.
 */
void lane_line_up(struct lane *lane, struct wait *wait);
/* Its time has come. */
void lane_answer(struct lane *lane, struct wait *wait);

#endif
