/*
 * lab_script.h - what a student has set and done, as a scenario to be played.
 *
 *     {"knobs": {...}, "steps": [STEP ...]}
 *
 * with the knobs of lab_config.h and the steps of scenario.h, and one more kind
 * of step: {"knobs": {...}}, which configures the edge anew and clears nothing.
 * This document is all of the lab's state; everything else is played from it.
 */
#ifndef POPBOX_BENCH_LAB_SCRIPT_H
#define POPBOX_BENCH_LAB_SCRIPT_H

#include "bench/lab_config.h"

/* Writes the scenario, in the logical world, and the knobs as the last step has
 * left them (they borrow from the document). Errors are noted in the reader;
 * what was written is worth nothing then. */
void lab_script_write(struct json_reader *reader, const struct json *root,
                      struct lab_knobs *last, struct json_out *out);

#endif
