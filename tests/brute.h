/*
 * brute.h - every history of raw requests, played one by one, for tests.
 *
 * What the checker reasons about in classes and slices is enumerated here
 * plainly: each sequence of up to `depth` raw requests of a small universe, in
 * a world of its own, then a page's load with the model browser. There is no
 * reduction, nothing is kept from one play to the next, and nothing is shared
 * with the checker but the core.
 */
#ifndef POPBOX_TESTS_BRUTE_H
#define POPBOX_TESTS_BRUTE_H

#include "bench/topology.h"

#define BRUTE_ORIGINS_MAX 6
#define BRUTE_STORY_MAX   512

/* Requests are GET, HEAD and OPTIONS, with each origin or none, ACRM none, GET,
 * HEAD, PUT or PATCH (which S3 does not know), ACRH none, x-a or y-b; a step
 * may also be a day that passes. Loads are GET and HEAD by each origin's page,
 * with x-a or without, with credentials or without. */
struct brute_universe {
    const char *url;
    const char *origins[BRUTE_ORIGINS_MAX]; /* ended by NULL */
    bool brotli;     /* everybody accepts br and gzip, as browsers do */
    bool preflights; /* loads with x-a, too */
};

enum brute_property {
    BRUTE_POISONED,   /* P1: read alone, refused after the history */
    BRUTE_INADEQUATE, /* P2: refused alone, granted */
    BRUTE_WIDENED,    /* P3: read after the history, not granted */
    N_BRUTE_PROPERTIES
};

struct brute_found {
    unsigned steps[N_BRUTE_PROPERTIES]; /* of a shortest one; 0: none */
    char story[N_BRUTE_PROPERTIES][BRUTE_STORY_MAX]; /* the first of these */
    uint64_t plays;
};

/* Gives the edges room for a few answers only: worlds are then made faster.
 * Before brute_run. */
void brute_shrink(struct topology *topology);
/* Plays them all. granting: the same with an edge that keys on everything,
 * asked without a history, or NULL: then P1 alone is looked for. Both have a
 * page for each origin, in that order. */
void brute_run(struct brute_found *found, const struct topology *topology,
               const struct topology *granting,
               const struct brute_universe *universe, unsigned depth);

#endif
