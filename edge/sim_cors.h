/* sim_cors.h - popbox sim --cors: the price of each cure, over many crowds. */
#ifndef POPBOX_EDGE_SIM_CORS_H
#define POPBOX_EDGE_SIM_CORS_H

#include "bench/cors_price.h"
#include "edge/cmd.h"
#include "edge/sim_input.h"

#define SIM_CORS_BLOCKS_MAX 5

/* What has been reckoned. */
struct sim_cors {
    struct price_spec spec;
    struct price_block blocks[SIM_CORS_BLOCKS_MAX];
    struct price_report report; /* of these */
};

/* Crowds of 1, 2, 5, 20 and 100 sites, or of n_sites alone (> 0), on
 * n_threads. What went wrong has been said. */
enum status sim_cors_crowds(struct sim_cors *cors, uint32_t n_sites,
                            unsigned n_threads);
/* A trace that knows its sites; name is borrowed. */
enum status sim_cors_trace(struct sim_cors *cors, const struct trace *trace,
                           struct span name);

#endif
