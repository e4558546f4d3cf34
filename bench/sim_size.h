/*
 * sim_size.h - a cache's size as people write it: 10%, 64M, 1.5gb, 1000.
 *
 * A number with at most nine digits, a point in it allowed, then nothing, a %
 * of the working set, or K, M, G, T, also with B or iB behind, in either case:
 * powers of 1024, always. Anything else is refused, never rounded to what it
 * might have meant.
 */
#ifndef POPBOX_BENCH_SIM_SIZE_H
#define POPBOX_BENCH_SIM_SIZE_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

struct sim_size {
    uint64_t digits; /* the number without its point */
    unsigned n_decimals;
    bool is_percent;
    bool is_bytes; /* it has a suffix of bytes */
    unsigned shift;
};

/* ERR_SYNTAX, with a sentence in error. */
MUST_USE int sim_size_read(struct span text, struct sim_size *size,
                           struct buf *error);
/* Of a working set of whole objects or bytes; fractions are cut off, but a
 * share above 0 is at least 1. ERR_RANGE: less than 1, or more than
 * EVICT_CHARGE_MAX; ERR_TYPE: bytes, where objects are counted. With a sentence
 * in error. */
MUST_USE int sim_size_of(const struct sim_size *size, bool in_bytes,
                         uint64_t whole, uint64_t *capacity, struct buf *error);

/* Digits, a point among them allowed, nothing else. */
MUST_USE bool sim_decimal_read(struct span text, double *value);

/* "1.50 MiB", at most three digits and a point. */
void sim_size_bytes(struct buf *text, uint64_t bytes);

#endif
