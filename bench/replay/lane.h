/*
 * lane.h - a node with its origins, in virtual time, one event after another.
 *
 * Whoever drives it says what a request was for and is told its answer; an
 * answer of an origin comes after a delay, so that others can join its fetch.
 */
#ifndef POPBOX_BENCH_REPLAY_LANE_H
#define POPBOX_BENCH_REPLAY_LANE_H

#include "bench/replay/bucket.h"
#include "bench/topology.h"
#include "cache/base/list.h"

/* One request under way. */
struct visit {
    struct list link;
    uint64_t txn;
    struct span page_origin; /* absent: no page */
    bool failed;             /* the CORS check did */
    struct arena arena;
};

struct lane {
    struct node *node;
    const struct topology *topology;
    struct bucket *const *buckets; /* by origin; NULL: no S3 */
    int64_t now_ms;
    int64_t delay_ms;
    struct list visits, over, spare_visits;
    struct list begun; /* fetches that the node does not know as connected */
    struct list waits, spare_waits; /* fetches by when they are answered */
    uint64_t bytes;                 /* of the object asked for last */
    uint64_t n_fetches, n_304, fetched_bytes;
    void (*finish)(void *user, struct visit *visit,
                   const struct journal *journal);
    void *user;
};

/* All members above lists are the caller's; node is the lane's from then on. */
void lane_init(struct lane *lane);
void lane_fini(struct lane *lane);
/* A request now, for an object of that many bytes. page_origin: copied. */
MUST_USE int lane_request(struct lane *lane, const struct http_request *request,
                          struct span page_origin, uint64_t bytes);
/* Everything that is due by then. */
void lane_run_until(struct lane *lane, int64_t ms);
/* Until nothing is under way. */
void lane_run_out(struct lane *lane);

#endif
