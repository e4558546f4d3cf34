/* sim_run.h - popbox sim from its options to what it prints. */
#ifndef POPBOX_EDGE_SIM_RUN_H
#define POPBOX_EDGE_SIM_RUN_H

#include "edge/cmd.h"
#include "edge/sim_options.h"

enum status sim_run_options(const struct options *options);

#endif
