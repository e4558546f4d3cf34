/*
 * import.h - what was understood of an AWS configuration, in words.
 *
 * Reads the world that aws_world_write made: the edge "edge", its distribution,
 * the servers of its origins with their CORS rules, and what is not modelled.
 */
#ifndef POPBOX_BENCH_IMPORT_H
#define POPBOX_BENCH_IMPORT_H

#include "bench/topology.h"

struct import {
    const struct topology *topology;
    struct json_reader *reader; /* of the config that topology was read from */
    struct span files;          /* as on the command line, for the hints */
};

/* 80 columns. */
void import_text(const struct import *import, struct buf *out);
void import_json(const struct import *import, struct json_out *out);

#endif
