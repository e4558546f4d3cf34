/* sim_node.h - popbox sim --node: traces through a whole edge. */
#ifndef POPBOX_EDGE_SIM_NODE_H
#define POPBOX_EDGE_SIM_NODE_H

#include "edge/cmd.h"
#include "edge/sim_input.h"

/* Which trace: that file, or a made one where path is NULL. */
struct sim_node_trace {
    const char *path;
    struct span name; /* for people */
    struct tracefile_spec file;
    struct synth_spec made;
};

/* All cells, --policies x --sizes, in one pass; told. warm_up: share of the
 * requests. What went wrong has been said. */
enum status sim_node_run(const struct options *options,
                         const struct sim_node_trace *trace, double warm_up);

#endif
