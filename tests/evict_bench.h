/* evict_bench.h - an eviction policy under observation, with moving slots. */
#ifndef POPBOX_TESTS_EVICT_BENCH_H
#define POPBOX_TESTS_EVICT_BENCH_H

#include "cache/evict.h"

#define EVICT_BENCH_SLOTS 96
#define EVICT_BENCH_SEED  42

/* What became of a request. */
enum evict_bench_fate {
    EVICT_BENCH_HIT,
    EVICT_BENCH_IN,      /* inserted */
    EVICT_BENCH_REFUSED, /* by miss */
    EVICT_BENCH_LOST     /* evict named it */
};

/* A policy with its slots, and what must be true of it. The array moves before
 * each call, as an owner may move it; the old place is freed, so that a kept
 * address is seen. It also grows, from 1 to EVICT_BENCH_SLOTS. Each call checks
 * the whole contract afterwards and aborts with a message where it is broken;
 * no test library is used, so that fuzz targets can use it too. */
struct evict_bench {
    struct evict evict;
    bool resident[EVICT_BENCH_SLOTS];
    bool ghost[EVICT_BENCH_SLOTS];
    uint64_t charge[EVICT_BENCH_SLOTS]; /* of residents and ghosts */
    uint64_t digests[EVICT_BENCH_SLOTS];
    uint64_t used;
    uint32_t n;
    uint32_t n_ghosts;
    uint32_t evicted[EVICT_BENCH_SLOTS]; /* by the last request */
    uint32_t n_evicted;
};

void evict_bench_start(struct evict_bench *bench,
                       const struct evict_choice *choice, uint64_t capacity);
void evict_bench_stop(struct evict_bench *bench);
/* One request: hit, or miss, as much eviction as needed, and insert. charge is
 * at most the capacity and counts on a miss only. */
enum evict_bench_fate evict_bench_ask(struct evict_bench *bench, uint32_t slot,
                                      uint64_t charge);
/* slot is resident. */
void evict_bench_remove(struct evict_bench *bench, uint32_t slot);
/* slot is a ghost. */
void evict_bench_forget(struct evict_bench *bench, uint32_t slot);
/* Evicts without anything coming in; EVICT_NONE: all were gone. */
uint32_t evict_bench_evict(struct evict_bench *bench);

#endif
