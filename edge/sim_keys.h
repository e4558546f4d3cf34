/*
 * sim_keys.h - real cache policies among the keys of popbox sim.
 *
 * A word of --keys may be a file of AWS JSON with one cache policy, as the AWS
 * CLI prints it, or the name or id of a managed one. Each has its own numbering
 * of the trace, made while the trace is read.
 */
#ifndef POPBOX_EDGE_SIM_KEYS_H
#define POPBOX_EDGE_SIM_KEYS_H

#include "bench/sweep.h"
#include "cache/base/json.h"
#include "edge/cmd.h"

struct sim_key_file {
    struct buf text;
    struct json_reader reader;
};

struct sim_keys {
    struct sweep_given given[SWEEP_GIVEN_MAX];
    struct trace_builder *builders[SWEEP_GIVEN_MAX]; /* of the trace at hand */
    size_t n;
    struct trace_keyer keyer;
    struct arena arena; /* of the policies */
    struct sim_key_file files[SWEEP_GIVEN_MAX];
    size_t n_files;
};

/* keys: as --keys has them, or absent. What went wrong has been said.
 * sim_keys_fini is due in every case. */
enum status sim_keys_read(struct sim_keys *keys, struct span words);
void sim_keys_fini(struct sim_keys *keys);

/* A trace begins; each of its records; its end: given[].trace are filled. */
void sim_keys_begin(struct sim_keys *keys, bool keep_times);
MUST_USE int sim_keys_add(struct sim_keys *keys,
                          const struct trace_record *record);
void sim_keys_end(struct sim_keys *keys);

#endif
