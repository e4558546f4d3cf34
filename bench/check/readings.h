/*
 * readings.h - the ways in which AWS's documentation can be read.
 *
 * Where it leaves something open, a knob of policies/README.md says how it is
 * read; each one that a configuration has to do with is also tried turned.
 */
#ifndef POPBOX_BENCH_CHECK_READINGS_H
#define POPBOX_BENCH_CHECK_READINGS_H

#include "bench/topology.h"

#define READINGS_MAX 4

/* The knobs that matter to an edge; how many. */
size_t readings_of(const struct node_config *config,
                   const char *knobs[READINGS_MAX]);
/* The config with its edge's knob turned, as a topology; topology_fini is due
 * in both cases. 0, or ERR_* with config->error set. */
MUST_USE int reading_topology(struct topology *topology,
                              struct json_reader *config, struct span edge,
                              const char *knob);

#endif
