/* scenario_find.h - whether a scenario is about what somebody looks for. */
#ifndef POPBOX_BENCH_SCENARIO_FIND_H
#define POPBOX_BENCH_SCENARIO_FIND_H

#include "bench/scenario.h"

bool scenario_has_tag(const struct scenario *scenario, struct span tag);
/* Whether a word of its texts or tags begins like that, in any case: "font"
 * finds fonts, "s3" does not find "ps3". */
bool scenario_speaks_of(const struct scenario *scenario, struct span word);

#endif
