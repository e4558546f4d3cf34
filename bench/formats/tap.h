/* tap.h - results of plays in the Test Anything Protocol, version 14. */
#ifndef POPBOX_BENCH_FORMATS_TAP_H
#define POPBOX_BENCH_FORMATS_TAP_H

#include "bench/transcript.h"

/* The first lines: n plays will follow. */
void tap_begin(struct buf *text, size_t n_plays);
/* The play's line, number counted from 1, and a block about each failure. */
void tap_play(struct buf *text, size_t number,
              const struct transcript *transcript);

#endif
