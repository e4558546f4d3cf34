/*
 * demo.h - the main job: the stale-CORS story, its cures, and what they cost.
 *
 * The story is a scenario file of its own (bench/demo/), played on stages of
 * the caller's factory, live or virtual. The crowd behind the table at its end
 * is always sent in virtual time: the same core, without sockets.
 */
#ifndef POPBOX_BENCH_DEMO_H
#define POPBOX_BENCH_DEMO_H

#include "bench/player.h"

struct demo;

/* colour: ANSI escape codes in the text. factory is borrowed. The caller owns
 * the demo (demo_free). */
struct demo *demo_new(const struct stage_factory *factory, bool colour);
void demo_free(struct demo *demo);

/* Goes on by one section and appends its text, 80 columns wide. False: there
 * was nothing more, or the factory had no stage. */
bool demo_next(struct demo *demo, struct buf *text);

/* After the last section: the bug appeared where it must and nowhere else. */
bool demo_as_told(const struct demo *demo);
/* The factory had no stage: the story broke off. */
bool demo_broke_off(const struct demo *demo);

/* After the last section: everything, as one JSON object. */
void demo_json(const struct demo *demo, struct json_out *out);

#endif
