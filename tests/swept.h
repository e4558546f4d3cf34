/* swept.h - sweeps that are planned and played at once, for tests */
#ifndef POPBOX_TESTS_SWEPT_H
#define POPBOX_TESTS_SWEPT_H

#include "bench/sweep.h"

/* LRU and Belady, two classes, no samples. */
struct sweep_spec swept_plain(void);
/* Every cell, the last one first; it must go well. The caller gives the sweep
 * back (sweep_fini). */
void swept_run(struct sweep *sweep, const struct sweep_spec *spec,
               const struct trace *trace);

#endif
