/* sim_input.h - traces for popbox sim: files, pipes, and made ones. */
#ifndef POPBOX_EDGE_SIM_INPUT_H
#define POPBOX_EDGE_SIM_INPUT_H

#include "bench/synth.h"
#include "bench/trace.h"
#include "edge/sim_keys.h"

struct sim_input {
    struct trace trace;
    enum trace_format format; /* TRACE_AUTO: it was made */
};

/* What else is wanted of a trace. */
struct sim_wish {
    bool times;
    struct sim_keys *keys; /* filled too; NULL: none */
};

/* Who takes a trace's records; ERR_FULL: no more. */
struct sim_sink {
    int (*take)(void *user, const struct trace_record *record);
    void *user;
};

/* Hands over record by record and keeps none. As sim_input_read otherwise. */
enum status sim_input_each(const char *path, const struct tracefile_spec *spec,
                           const struct sim_sink *sink,
                           enum trace_format *format);
/* "-" is standard input. What went wrong has been said; so have bad lines. The
 * caller owns the trace (trace_fini), in every case. */
enum status sim_input_read(const char *path, const struct tracefile_spec *spec,
                           const struct sim_wish *wish,
                           struct sim_input *input);
/* ERR_FULL cannot be: a spec has limits. */
void sim_input_make(const struct synth_spec *spec, const struct sim_wish *wish,
                    struct sim_input *input);
/* The made trace as CSV with a header; "-" is standard output. */
enum status sim_input_write(const struct synth_spec *spec, const char *path);

#endif
