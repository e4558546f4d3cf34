/* evict_bench.h - an eviction policy under observation, with moving slots. */
#ifndef POPBOX_TESTS_EVICT_BENCH_H
#define POPBOX_TESTS_EVICT_BENCH_H

#include <stdbool.h>

#include "cache/evict.h"

#define EVICT_BENCH_SLOTS 48

/* A policy with its slots, and what must be true of it. The array moves before
 * each call, as an owner may move it; the old place is freed, so that a kept
 * address is seen. Each call checks the whole contract afterwards. */
struct evict_bench {
    struct evict evict;
    bool resident[EVICT_BENCH_SLOTS];
    uint32_t n;
};

void evict_bench_start(struct evict_bench *bench, const struct evict_ops *ops);
void evict_bench_stop(struct evict_bench *bench);
void evict_bench_insert(struct evict_bench *bench, uint32_t slot);
void evict_bench_hit(struct evict_bench *bench, uint32_t slot);
void evict_bench_remove(struct evict_bench *bench, uint32_t slot);
uint32_t evict_bench_evict(struct evict_bench *bench);

#endif
