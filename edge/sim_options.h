/* sim_options.h - what popbox sim takes, and what it makes of it. */
#ifndef POPBOX_EDGE_SIM_OPTIONS_H
#define POPBOX_EDGE_SIM_OPTIONS_H

#include "bench/cors_price.h"
#include "bench/sweep.h"
#include "bench/synth.h"
#include "edge/options.h"

enum sim_option {
    SIM_POLICIES,
    SIM_SIZES,
    SIM_POINTS,
    SIM_KEYS,
    SIM_CLASSES,
    SIM_TTLS,
    SIM_UNIT,
    SIM_ON_RESIZE,
    SIM_WARM_UP,
    SIM_NODE,
    SIM_DELAY,
    SIM_CONTROL,
    SIM_REPEATS,
    SIM_EXACT,
    SIM_SAMPLE,
    SIM_SEED,
    SIM_FORMAT,
    SIM_COLUMNS,
    SIM_STRICT,
    SIM_THREADS,
    SIM_JSON,
    SIM_CSV,
    SIM_PLOT,
    SIM_REPORT,
    SIM_MRC,
    SIM_CORS,
    SIM_CELLS,
    SIM_MERGE,
    SIM_ZIPF,
    SIM_OBJECTS,
    SIM_REQUESTS,
    SIM_ONE_HITS,
    SIM_SCANS,
    SIM_SCAN_LENGTH,
    SIM_FLASH,
    SIM_CHURN,
    SIM_OBJECT_SIZES,
    SIM_SITES,
    SIM_SITE_ZIPF,
    SIM_NO_ORIGIN,
    SIM_WRITE,
    N_SIM_OPTIONS
};

extern const struct option sim_options[N_SIM_OPTIONS];

/* Each: 0, or ERR_* with a sentence in error. */
MUST_USE int sim_options_sweep(const struct options *options,
                               struct sweep_spec *spec, struct buf *error);
MUST_USE int sim_options_trace(const struct options *options,
                               struct tracefile_spec *spec, struct buf *error);
MUST_USE int sim_options_synth(const struct options *options,
                               struct synth_spec *spec, struct buf *error);
/* For --cors: a crowd whose objects have sizes, one cache. */
MUST_USE int sim_options_price(const struct options *options,
                               struct price_spec *spec, struct buf *error);
/* sim_agree.c: what was said together makes sense; none of it would be ignored.
 */
MUST_USE int sim_options_agree(const struct options *options,
                               struct buf *error);
/* Something was said that only a made trace has. */
bool sim_options_make_trace(const struct options *options);

#endif
