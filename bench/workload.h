/*
 * workload.h - a seeded crowd: who asks for what, drawn from distributions.
 *
 * Objects are drawn from a Zipf distribution, sites uniformly. Same spec, same
 * visits, on every machine.
 */
#ifndef POPBOX_BENCH_WORKLOAD_H
#define POPBOX_BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>

#define WORKLOAD_OBJECTS_MAX 10000000u
#define WORKLOAD_NO_SITE     UINT32_MAX

struct workload_spec {
    uint64_t seed;
    uint32_t n_objects; /* 1 to WORKLOAD_OBJECTS_MAX */
    uint32_t n_sites;   /* > 0 */
    double zipf;        /* exponent, >= 0; 0: every object alike */
    double no_origin;   /* share of visits without Origin, 0 to 1 */
    double probes;      /* share of visits that are an attacker's, 0 to 1 */
};

struct workload_visit {
    uint32_t object; /* 0: the most popular one */
    uint32_t site;   /* or WORKLOAD_NO_SITE */
    bool probe;      /* an attacker's, in the name of site 0 (S57) */
};

struct workload;

/* The caller owns it (workload_free). */
struct workload *workload_new(const struct workload_spec *spec);
void workload_free(struct workload *workload);
/* The next visit; there is no end. */
struct workload_visit workload_next(struct workload *workload);

#endif
