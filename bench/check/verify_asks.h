/*
 * verify_asks.h - the requests of a behavior, made anew from a certificate.
 *
 * Every combination of the values that it lists, in the order of asks.c, then
 * what pages of each origin send. The values are held against the predicates of
 * the documents: each has its members and what misses it by a little.
 */
#ifndef POPBOX_BENCH_CHECK_VERIFY_ASKS_H
#define POPBOX_BENCH_CHECK_VERIFY_ASKS_H

#include "bench/check/certificate_lines.h"
#include "bench/check/parts.h"

struct verify_asks {
    struct certificate_lines *lines;
    struct arena *arena;
    struct slice slice; /* run, scratch, drive from outside; asks, views */
    struct span *keys;  /* of each ask, as the node spells it; absent: none */
    uint32_t *same;     /* for each ask, the one that acts for it */
    bool *verified;     /* asks whose key has been gone through */
};

/* Reads a behavior's part up to its keys. *reached: false, an earlier behavior
 * takes what it stands for. ERR_SYNTAX with the line in the lines' error. */
MUST_USE int verify_asks_read(struct verify_asks *asks, size_t behavior,
                              bool *reached);

#endif
