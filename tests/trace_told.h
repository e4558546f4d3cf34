/* trace_told.h - what a reader of traces made of some bytes, told as text. */
#ifndef POPBOX_TESTS_TRACE_TOLD_H
#define POPBOX_TESTS_TRACE_TOLD_H

#include "bench/tracefile.h"
#include "cache/base/buf.h"

/* Reads bytes in pieces of at most piece bytes, each in memory of its own. A
 * record is "id time size origin", a dash for what is not there; a number as
 * an id has a # before it. Then what was counted, or the error. */
void trace_told(const struct tracefile_spec *spec, struct span bytes,
                size_t piece, struct buf *text);

#endif
