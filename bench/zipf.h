/* zipf.h - ranks drawn from a Zipf distribution. */
#ifndef POPBOX_BENCH_ZIPF_H
#define POPBOX_BENCH_ZIPF_H

#include "cache/base/rng.h"

struct zipf;

/* n > 0 ranks; exponent >= 0, 0: all alike. The caller owns it. */
struct zipf *zipf_new(uint32_t n, double exponent);
void zipf_free(struct zipf *zipf);
/* From 0, the most frequent one. Takes one number of rng. */
uint32_t zipf_draw(const struct zipf *zipf, struct rng *rng);
/* The probability of a rank. */
double zipf_share(const struct zipf *zipf, uint32_t rank);

#endif
