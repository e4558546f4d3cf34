/*
 * config.h - what `popbox serve` runs: a JSON file, or a few options.
 *
 *     {"origins": ..., "edges": ..., "pages": ...,    see bench/topology.h
 *      "limits": {"conns_max": 10000, ...}}           see struct edge_limits
 * An origin of type s3 may be kept in a folder: see edge/kept_s3.h.
 */
#ifndef POPBOX_EDGE_CONFIG_H
#define POPBOX_EDGE_CONFIG_H

#include "bench/topology.h"
#include "edge/drive.h"
#include "edge/kept_s3.h"

#define CONFIG_SEED_BYTES 32

/* Embedded; given back by config_fini. */
struct config {
    struct topology topology;
    struct edge_limits limits;
    struct kept_s3 *kept;         /* of each origin */
    char seed[CONFIG_SEED_BYTES]; /* of every edge's index */
};

/* file is what messages call the text. ERR_* with a sentence and its place in
 * error; config_fini is due with 0 only. */
MUST_USE int config_read(struct config *config, const char *file,
                         struct span text, struct buf *error);
void config_fini(struct config *config);

/* An edge without a file. Absent and 0 mean the default. */
struct config_edge {
    struct span origin; /* URL: "http://127.0.0.1:9000" */
    struct span listen; /* HOST:PORT */
    struct span cache_policy;
    struct span origin_request_policy;
    struct span response_headers_policy;
    struct span profile;
    struct span evict;
    int64_t capacity_bytes;
    int64_t read_timeout_ms;
    bool honour_vary;
};
/* Appends the JSON of a config with that edge. ERR_SYNTAX, ERR_UNKNOWN with a
 * sentence in error: the origin is no URL to be asked. */
MUST_USE int config_of_edge(struct buf *json, const struct config_edge *edge,
                            struct buf *error);

#endif
