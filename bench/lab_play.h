/*
 * lab_play.h - a play with everything that the lab's stage shows, as JSON.
 *
 * Beside what the transcript says of each step: why each request went as it
 * did, each page's CORS check line by line, and what edges and browsers hold
 * after the step. The same scenario gives the same bytes: going back is playing
 * again.
 */
#ifndef POPBOX_BENCH_LAB_PLAY_H
#define POPBOX_BENCH_LAB_PLAY_H

#include "bench/scenario.h"
#include "cache/base/json.h"

#define LAB_STEPS_MAX 1000u /* repetitions included */

/* Whether it is short enough for the stage. */
bool lab_play_fits(const struct scenario *scenario, size_t play);
/* Plays scenario->plays[play] in virtual time and writes one object. */
void lab_play_json(const struct scenario *scenario, size_t play,
                   struct json_out *out);

#endif
