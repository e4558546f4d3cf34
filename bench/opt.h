/* opt.h - offline bounds: what a cache that knows the future would do. */
#ifndef POPBOX_BENCH_OPT_H
#define POPBOX_BENCH_OPT_H

#include "bench/sim.h"

/* A cell whose policy is offline (asserted). Every object comes in, as in the
 * papers: a policy that may refuse objects can do better. ERR_RANGE: sizes
 * change and are to be replaced. */
MUST_USE int opt_run(const struct trace *trace, const struct sim_cell *cell,
                     struct sim_result *result);

#endif
