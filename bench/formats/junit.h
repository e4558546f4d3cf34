/* junit.h - results of plays as JUnit XML, which every CI system reads. */
#ifndef POPBOX_BENCH_FORMATS_JUNIT_H
#define POPBOX_BENCH_FORMATS_JUNIT_H

#include "bench/transcript.h"

/* Appends one play's <testcase>. */
void junit_play(struct buf *cases, const struct transcript *transcript);
/* The whole document around the cases that junit_play wrote. */
void junit_suite(struct buf *text, struct span cases, size_t n_plays,
                 size_t n_failed);

#endif
