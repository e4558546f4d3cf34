/*
 * verify.h - a certificate of a clean answer, verified.
 *
 * Nothing of what found the answer takes part: no exploration, no reduction.
 * The requests are made anew from the values that the certificate lists, which
 * are held against the documents; each state is made by playing what it says
 * leads there; then each request is sent in each state, whatever the origin is
 * like, and what comes of it has to be a state that is there, with the verdict
 * that is written down, and none that breaks a property. What is trusted: the
 * node, the origins, the CORS check.
 */
#ifndef POPBOX_BENCH_CHECK_VERIFY_H
#define POPBOX_BENCH_CHECK_VERIFY_H

#include "cache/base/json.h"

struct verify_report {
    uint32_t n_readings, n_behaviors, n_keys;
    uint64_t n_states;
    uint64_t n_transitions; /* requests in a state, all of them */
};

/* file: for messages. documents: the config that they make, which has to be
 * the certificate's; NULL: the certificate's own is taken. 0, or ERR_SYNTAX
 * with the line and the reason in error. */
MUST_USE int verify_run(struct verify_report *report, const char *file,
                        struct span text, const struct json *documents,
                        struct buf *error);

#endif
