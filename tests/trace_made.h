/* trace_made.h - traces in memory for tests: from letters, or from a seed. */
#ifndef POPBOX_TESTS_TRACE_MADE_H
#define POPBOX_TESTS_TRACE_MADE_H

#include "bench/trace.h"

/* A request for each letter; a digit before it is its size. */
void trace_of_letters(const char *letters, struct trace *trace);
/* n requests for at most n_objects objects, the first ones more often; sizes up
 * to max_size, one an object, or with changes. */
struct trace_dice {
    uint64_t seed;
    uint32_t n_requests;
    uint32_t n_objects;
    uint32_t max_size; /* 1: no sizes */
    bool changes;
    bool has_times; /* a second apart or so, some of them running backwards */
};
void trace_by_dice(const struct trace_dice *dice, struct trace *trace);

#endif
