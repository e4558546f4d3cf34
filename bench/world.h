/* world.h - the virtual world: edges, origins and browsers without sockets. */
#ifndef POPBOX_BENCH_WORLD_H
#define POPBOX_BENCH_WORLD_H

#include "bench/stage.h"

/* A stage of that topology, which must outlive it; its clock stands at
 * STAGE_START_MS. The caller owns it (stage_free). An external origin cannot be
 * reached from here: whoever asks one makes stage_run fail. */
struct stage *world_new(const struct topology *topology);

/* An edge's node, for its counters. */
const struct node *world_node(const struct stage *stage, size_t edge);

/* A browser, for its copies. */
const struct browser *world_browser(const struct stage *stage, size_t browser);

/* Asserts the invariants of every node and browser. For tests. */
void world_check(const struct stage *stage);

#endif
