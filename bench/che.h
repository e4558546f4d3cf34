/* che.h - hit ratios of LRU by the Che approximation. */
#ifndef POPBOX_BENCH_CHE_H
#define POPBOX_BENCH_CHE_H

#include <stddef.h>
#include <stdint.h>

/* Objects, each in n_variants variants that are asked for independently: the
 * probability of a request is p[object] * q[variant]. */
struct che_crowd {
    const double *p;
    const double *size;
    uint32_t n_objects;
    const double *q;
    uint32_t n_variants;
};

struct che_hits {
    double hits; /* ratios */
    double byte_hits;
};

/* Of a cache of so many bytes (the unit of size). Everything fits: 1. */
struct che_hits che_lru(const struct che_crowd *crowd, double capacity);

#endif
