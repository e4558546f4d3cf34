/*
 * crowd.h - a crowd of visitors at an edge: what breaks, and what it costs.
 *
 * Every visitor of a site loads one object as a page with an empty browser
 * cache would; the answer that comes back goes through the CORS check.
 */
#ifndef POPBOX_BENCH_CROWD_H
#define POPBOX_BENCH_CROWD_H

#include "bench/stage.h"
#include "bench/workload.h"

#define CROWD_OBJECT_BYTES_MAX 65536u

struct crowd_spec {
    struct workload_spec visitors;
    uint64_t n_visits;
    int64_t gap_ms;        /* from one visit to the next */
    uint32_t object_bytes; /* of each object, 1 to CROWD_OBJECT_BYTES_MAX */
    struct span at;        /* "https://cdn.example/crowd/": the objects' URLs */
    struct span put;       /* where they are PUT first, absent: not at all */
};

struct crowd_result {
    uint64_t visits;
    uint64_t pages;    /* visits of sites: with Origin, not an attacker's */
    uint64_t broken;   /* pages whose CORS check failed */
    uint64_t missing;  /* of these: no Access-Control-Allow-Origin */
    uint64_t mismatch; /* of these: somebody else's */
    uint64_t hits;     /* X-Cache: Hit or RefreshHit */
    uint64_t failed;   /* visits without a whole 200 answer */
    uint64_t origin_requests; /* that the origins saw, without the PUTs */
};

/* Sends the crowd. Both folders are absolute URLs without a query (asserted).
 * The stage stands at its beginning and has no watcher afterwards. 0;
 * ERR_MISMATCH: an object could not be put; else ERR_* with the reason in
 * stage_trouble. */
MUST_USE int crowd_run(struct stage *stage, const struct crowd_spec *spec,
                       struct crowd_result *result);

#endif
