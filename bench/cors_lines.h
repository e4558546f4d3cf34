/*
 * cors_lines.h - a browser's verdict told line by line, in the check's order.
 *
 * Nothing is checked here: the verdict says at which line the check of the
 * Fetch standard stopped; the lines before it passed, those after it were never
 * looked at.
 */
#ifndef POPBOX_BENCH_CORS_LINES_H
#define POPBOX_BENCH_CORS_LINES_H

#include "bench/transcript.h"
#include "cache/base/json.h"

/* [{"line": "...", "is": "passed", "failed" or "not reached"}, ...] of a load
 * that has ended. */
void cors_lines_json(const struct load_spec *load, const struct seen_act *act,
                     struct json_out *out);

#endif
