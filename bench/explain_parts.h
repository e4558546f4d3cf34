/* explain_parts.h - phrases that an explained request is told with. */
#ifndef POPBOX_BENCH_EXPLAIN_PARTS_H
#define POPBOX_BENCH_EXPLAIN_PARTS_H

#include "bench/explain.h"
#include "bench/explain_facts.h"

#define EXPLAIN_FACTS_MAX ((size_t)4 << 20)

/* The name of the origin that a behavior sends to, by its index. */
struct span explain_target(const struct topology_edge *edge, size_t behavior);
/* Whether a fetch was sent for it. */
bool explain_was_asked(const struct explained *it);
/* Whether an origin was asked because of that request of the same step. */
bool explain_belongs(const struct seen_origin *seen,
                     const struct seen_request *request);

/* NULL: there is no such step; the first one is 1. */
const struct seen_step *explain_step_numbered(const struct explain *explain,
                                              size_t number);
/* Appends who asked in a step, what, and with which Origin. */
void explain_asker(const struct seen_step *step, struct buf *line);
/* Appends what came of an act, in one line. */
void explain_short(const struct seen_act *act, struct buf *line);
/* Appends what the page makes of it; of a plain client that sent an Origin,
 * what a page of that origin would; nothing for others. */
void explain_verdict(const struct seen_act *act, struct buf *line);
/* Appends the console's line; nothing if there is none. */
void explain_console(const struct seen_act *act, struct buf *line);

#endif
