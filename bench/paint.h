/* paint.h - a page of plain text in colour, for a terminal. */
#ifndef POPBOX_BENCH_PAINT_H
#define POPBOX_BENCH_PAINT_H

#include "cache/base/buf.h"

/* Headings (lines that begin at the margin with a capital, and numbered ones)
 * become bold; phrases that matter get their colour wherever they stand. Only
 * escape sequences are added: without them the text is as it was. */
void paint_page(struct buf *out, struct span text);

#endif
