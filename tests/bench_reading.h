/* bench_reading.h - topologies and scenarios for tests, from JSON text. */
#ifndef POPBOX_TESTS_BENCH_READING_H
#define POPBOX_TESTS_BENCH_READING_H

#include "bench/scenario.h"

/* A topology and the reader that it came from. */
struct read_topology {
    struct json_reader reader;
    struct topology topology;
    int err;
};

/* Quotes in text are written as '. Given back by topology_done. */
void topology_from(struct read_topology *it, const char *text);
void topology_done(struct read_topology *it);

/* As scenario_read; quotes as ' too. scenario_fini is due. */
int scenario_from(struct scenario *scenario, const char *text);

/* The longest line of a text. */
size_t longest_line(struct span text);

#endif
