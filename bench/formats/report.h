/* report.h - played scenarios as one HTML file with pictures, for people. */
#ifndef POPBOX_BENCH_FORMATS_REPORT_H
#define POPBOX_BENCH_FORMATS_REPORT_H

#include "bench/scenario.h"
#include "bench/transcript.h"

/* Nothing outside of the file is needed to read it, and no script. In order:
 * begin; for each scenario its texts, then each of its plays; end. */
void report_begin(struct buf *out, const struct scenario *scenarios, size_t n);
void report_scenario(struct buf *out, const struct scenario *scenario);
void report_play(struct buf *out, const struct scenario_play *play,
                 const struct transcript *transcript);
void report_end(struct buf *out, size_t n_plays, size_t n_failed);

#endif
