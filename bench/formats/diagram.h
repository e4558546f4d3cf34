/*
 * diagram.h - a transcript as a sequence diagram, one SVG.
 *
 * Narrow, so that it can be read on a phone and in print: whoever asks is one
 * lane, then the edges and origins that took part. Colours are the page's
 * (classes); nothing is told by colour alone.
 */
#ifndef POPBOX_BENCH_FORMATS_DIAGRAM_H
#define POPBOX_BENCH_FORMATS_DIAGRAM_H

#include "bench/transcript.h"

#define DIAGRAM_ACTS_MAX 40 /* what comes after is counted, not drawn */

/* Appends the element. */
void diagram_svg(struct buf *out, const struct transcript *transcript);
/* The rules for its classes, for a style element; variables --fg, --bg, --line,
 * --soft, --ok, --bad, --warn are the page's. */
extern const char diagram_style[];

#endif
