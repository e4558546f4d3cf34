/* numbering.h - names become numbers from 0 on, in order of appearance. */
#ifndef POPBOX_BENCH_NUMBERING_H
#define POPBOX_BENCH_NUMBERING_H

#include "cache/base/span.h"

#define NUMBERING_MAX  (UINT32_MAX - 1) /* names */
#define NUMBERING_NONE UINT32_MAX

struct numbering;

/* At most max names (<= NUMBERING_MAX). The caller owns it. */
struct numbering *numbering_new(uint32_t max);
void numbering_free(struct numbering *numbering);
/* The number of a name, new or known; NUMBERING_NONE: one too many. Texts and
 * numbers are names of two kinds: 7 is not "7". */
uint32_t numbering_of_text(struct numbering *numbering, struct span name);
uint32_t numbering_of_u64(struct numbering *numbering, uint64_t name);
/* Fetches what numbering_of_u64 will look at. */
void numbering_prefetch(const struct numbering *numbering, uint64_t name);
uint32_t numbering_count(const struct numbering *numbering);

#endif
