/* functions_note.h - says where functions of CloudFront would run and do not */
#ifndef POPBOX_BENCH_FUNCTIONS_NOTE_H
#define POPBOX_BENCH_FUNCTIONS_NOTE_H

#include "bench/topology.h"

/* One sentence about an edge, without a line end; nothing when none of its
 * behaviors has a function. */
void functions_note(struct buf *out, const struct topology_edge *edge);

#endif
