/* mrc.h - miss-ratio curves of LRU, exact, in one pass over a trace. */
#ifndef POPBOX_BENCH_MRC_H
#define POPBOX_BENCH_MRC_H

#include "bench/trace.h"

#define MRC_POINTS_MAX 4096u

/* One capacity, and what LRU would hit with it. */
struct mrc_point {
    uint64_t capacity; /* objects or bytes; in ascending order */
    uint64_t n_hits;
    uint64_t hit_bytes;
};

/* Fills in the hits. In bytes it is exact for capacities that hold every
 * object; below the largest object's size it is a little too low. Objects have
 * their first sizes throughout. */
void mrc_lru(const struct trace *trace, bool in_bytes, uint64_t n_warm_up,
             struct mrc_point *points, size_t n_points);

/* SHARDS (Waldspurger et al., FAST 2015): the part of a trace that belongs to
 * some of its objects, chosen by a hash. Curves of the part, and any policy's
 * results, stand for the whole when capacities shrink by the same rate. */
struct sample {
    struct trace trace;
    double rate; /* its share of the objects, as it came out */
};

/* Fixed rate. The caller owns the sample's trace (trace_fini). */
void sample_by_rate(const struct trace *trace, double rate, uint64_t seed,
                    struct sample *sample);
/* Fixed size: at most so many objects, > 0. The whole trace is at hand, so that
 * the threshold which the paper lowers as it goes is known from the start. */
void sample_by_count(const struct trace *trace, uint32_t n_objects,
                     uint64_t seed, struct sample *sample);
/* A capacity for the sample; at least 1. */
uint64_t sample_capacity(const struct sample *sample, uint64_t capacity);
/* The miss ratio of the whole, from the sample's hits: "SHARDS-adj", section 3
 * of the paper: the requests that the sample has too many, or too few of, are
 * taken to be hits. */
double sample_miss_ratio(const struct sample *sample, uint64_t n_requests,
                         uint64_t n_hits);

#endif
