/* lab_state.h - what edges and browsers of a virtual stage hold, as JSON. */
#ifndef POPBOX_BENCH_LAB_STATE_H
#define POPBOX_BENCH_LAB_STATE_H

#include "bench/transcript.h"
#include "cache/base/json.h"

#define LAB_ENTRIES_MAX                                  \
    64u /* of one edge or browser; more are counted only \
         */

/* Writes {"at_ms", "edges": [...], "browsers": [...]}; times are since
 * start_ms. The transcript, which watched the stage from its beginning, tells
 * who filled an entry. */
void lab_state_json(const struct stage *stage,
                    const struct transcript *transcript, int64_t start_ms,
                    struct json_out *out);

#endif
