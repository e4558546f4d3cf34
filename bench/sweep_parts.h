/*
 * sweep_parts.h - sweeps in parts, on several machines, joined again.
 *
 * The cells of all traces are numbered; cell k belongs to part k mod n. A part
 * is the CSV of its cells below a line that says which part it is. Joined, the
 * parts are the CSV of the whole, byte for byte.
 */
#ifndef POPBOX_BENCH_SWEEP_PARTS_H
#define POPBOX_BENCH_SWEEP_PARTS_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

#define SWEEP_PARTS_MAX 256u

struct sweep_part {
    uint32_t i; /* from 0 */
    uint32_t n; /* 1: there is but one */
};

/* "2/8" is the second of eight. ERR_SYNTAX with a sentence in error. */
MUST_USE int sweep_part_read(struct span text, struct sweep_part *part,
                             struct buf *error);
static inline bool sweep_part_has(const struct sweep_part *part, uint64_t cell)
{
    return cell % part->n == part->i;
}
/* The line above a part. */
void sweep_part_head(const struct sweep_part *part, struct buf *text);
/* texts: n parts, each once, in any order. ERR_* with a sentence in error. */
MUST_USE int sweep_parts_join(const struct span *texts, size_t n,
                              struct buf *whole, struct buf *error);

#endif
