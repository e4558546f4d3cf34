/*
 * synth.h - traces made from a seed: popularity, scans, churn, sizes, sites.
 *
 * Most requests draw an object from a Zipf distribution. Shares of them are
 * something else: objects asked for once, scans over cold objects in their
 * order, a flash crowd at one new object. Same spec, same records.
 */
#ifndef POPBOX_BENCH_SYNTH_H
#define POPBOX_BENCH_SYNTH_H

#include "bench/tracefile.h"

#define SYNTH_OBJECTS_MAX  10000000u
#define SYNTH_REQUESTS_MAX 1000000000u
#define SYNTH_SITES_MAX    1000000u

enum synth_sizes {
    SYNTH_UNIT,      /* no sizes */
    SYNTH_FIXED,     /* all of the mean */
    SYNTH_LOGNORMAL, /* shape: sigma of the logarithm */
    SYNTH_PARETO     /* shape: alpha, above 1 */
};

struct synth_spec {
    uint64_t seed;
    uint64_t n_requests;
    uint32_t n_objects; /* of the Zipf distribution */
    double zipf;
    double one_hits;      /* share of requests, 0 to 1 */
    double scans;         /* share of requests */
    uint32_t scan_length; /* > 0: requests of one scan */
    double flash; /* share of requests of the middle tenth, to one object */
    uint64_t
        churn; /* each so many requests a rank has a new object; 0: never */
    enum synth_sizes sizes;
    double mean_bytes; /* >= 1 */
    double shape;
    uint32_t n_sites; /* 0: no Origin anywhere */
    double site_zipf; /* how skewed they are */
    double no_origin; /* share of requests without */
    int64_t gap_ms;   /* from one request to the next */
};

struct synth;

/* The caller owns it. */
struct synth *synth_new(const struct synth_spec *spec);
void synth_free(struct synth *synth);
/* False at the end. The record's spans live until the next call. */
bool synth_next(struct synth *synth, struct trace_record *record);
/* Bytes of an object, by its id. */
uint64_t synth_size_of(const struct synth_spec *spec, uint64_t object);

#endif
