/* transcript_text.h - a transcript as text, 80 columns wide. */
#ifndef POPBOX_BENCH_TRANSCRIPT_TEXT_H
#define POPBOX_BENCH_TRANSCRIPT_TEXT_H

#include "bench/transcript.h"

/* Appends; every line ends with a line break. */
void transcript_print(const struct transcript *transcript, struct buf *text);

#endif
