/*
 * sim.h - one cell of a sweep: a policy, a capacity, a whole trace.
 *
 * The policy is the very object code that the live edge runs; only its index is
 * an array here. Same cell, same trace, same result.
 */
#ifndef POPBOX_BENCH_SIM_H
#define POPBOX_BENCH_SIM_H

#include "bench/trace.h"
#include "cache/evict.h"

/* What becomes of a stored object that is asked for in another size. (That
 * every size is another object, is a matter of the trace: trace_by_size.) */
enum sim_resize {
    SIM_KEEP,   /* a hit; the stored copy stays as it is */
    SIM_REPLACE /* a miss; the new one takes its place */
};

/* Policies that know the future have no place at a live edge. */
enum sim_offline {
    SIM_ONLINE,
    SIM_BELADY,     /* farthest next use first */
    SIM_BELADY_SIZE /* largest product of size and distance first */
};

struct sim_cell {
    enum sim_offline offline;
    struct evict_choice choice; /* SIM_ONLINE */
    uint64_t capacity;          /* > 0: objects or bytes */
    bool in_bytes;
    enum sim_resize on_resize;
    int64_t ttl_ms;     /* 0: what is stored never expires. Else SIM_ONLINE, and
                           the trace has times (asserted) */
    uint64_t n_warm_up; /* the first so many requests are not counted */
    uint64_t seed;      /* of policies that draw lots */
};

/* Counted after the warm-up. */
struct sim_result {
    uint64_t n_requests;
    uint64_t n_hits;
    uint64_t n_refreshes; /* found, but expired: the origin was asked, said 304,
                             and the copy lives another TTL; no hits, but their
                             bytes are hit bytes */
    uint64_t bytes;       /* as large as the objects were then */
    uint64_t hit_bytes;
    uint64_t n_inserted;
    uint64_t n_evicted;
    uint64_t n_refused;  /* not admitted, or too large for the cache */
    uint64_t n_resident; /* at the end */
    uint64_t used;       /* at the end: objects or bytes */
    uint64_t n_ghosts;   /* at the end */
};

/* ERR_RANGE: an offline policy, and sizes that change under SIM_REPLACE. */
MUST_USE int sim_run(const struct trace *trace, const struct sim_cell *cell,
                     struct sim_result *result);

double sim_miss_ratio(const struct sim_result *result);
double sim_byte_miss_ratio(const struct sim_result *result);

#endif
