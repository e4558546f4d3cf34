/*
 * ages.h - how old what was served is: mean and percentiles, in little memory.
 *
 * Exact below 64 s; beyond, a percentile is at most 1/32 too small.
 */
#ifndef POPBOX_BENCH_REPLAY_AGES_H
#define POPBOX_BENCH_REPLAY_AGES_H

#include <stdint.h>

#define AGES_ROWS  58 /* powers of two from 64 on */
#define AGES_STEPS 32 /* of each */

/* Zero-initialised means none. */
struct ages {
    uint64_t n;
    double sum_s;
    uint64_t counts[64 + AGES_ROWS * AGES_STEPS];
};

void ages_reset(struct ages *ages);
void ages_add(struct ages *ages, int64_t age_s); /* >= 0 */
double ages_mean(const struct ages *ages);
/* The age that so many percent do not exceed; 0 of none. */
int64_t ages_below(const struct ages *ages, unsigned percent);

#endif
