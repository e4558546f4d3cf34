/*
 * sketch.h - how often digests were seen, about, in four bits each.
 *
 * A count-min sketch with conservative update and aging, as TinyLFU wants it
 * (Einziger, Friedman, Manes, ACM Transactions on Storage 2017, section 3): an
 * estimate is never below the true count, up to 15, until it ages. All four
 * counters of a digest lie in one block of 64 bytes, so that a request touches
 * one cache line (Putze, Sanders, Singler, "Cache-, hash- and space-efficient
 * Bloom filters", 2007).
 */
#ifndef POPBOX_POLICIES_EVICTION_SKETCH_H
#define POPBOX_POLICIES_EVICTION_SKETCH_H

#include <stdint.h>

struct sketch {
    uint64_t *words;   /* 8 by block */
    uint64_t n_blocks; /* a power of two, or 0 */
    uint64_t n_added;  /* since it aged */
    uint64_t sample;   /* so many, and it ages: all counters are halved */
};

/* Zero-initialised is empty. */
void sketch_fini(struct sketch *sketch);
/* For about n different digests, sample_by times as many between two agings;
 * what was counted is kept. It only grows. */
void sketch_grow(struct sketch *sketch, uint64_t n, uint64_t sample_by);
/* Allocates nothing. */
void sketch_add(struct sketch *sketch, uint64_t digest);
unsigned sketch_count(const struct sketch *sketch, uint64_t digest);

#endif
