/* faults.h - what goes wrong on purpose: scripted or seeded, first match. */
#ifndef POPBOX_ORIGIN_FAULTS_H
#define POPBOX_ORIGIN_FAULTS_H

#include "cache/base/json.h"
#include "cache/base/rng.h"
#include "origin/origin.h"

#define FAULT_RULES_MAX    64
#define FAULT_REQUESTS_MAX 64
#define FAULT_DELAY_MS_MAX INT64_C(86400000)

/* "faults": [{"path": "/x*", "method": "GET", "requests": [1, 3],
 *             "percent": 10, "fault": "truncate", "at_bytes": 5,
 *             "delay_ms": 20, "status": 503}]
 *
 * path and method (both absent: every request) say which requests a rule
 * counts; requests picks some of them by number, from 1; percent draws. The
 * first rule that picks a request decides. */
struct fault_rule {
    struct span path; /* a glob over the raw path; absent: any */
    struct span method;
    uint64_t *requests; /* n_requests of them; none: every one */
    size_t n_requests;
    double chance;  /* 1: always */
    uint64_t n_met; /* requests that were counted */
    struct fault fault;
    int status; /* the origin's own error of that status; 0: none */
};

/* Zero-initialised: nothing ever goes wrong. Its rules live in an arena of the
 * owner. */
struct faults {
    struct fault_rule *rules;
    size_t n_rules;
    struct rng rng;
};

/* What befalls one request. */
struct fault_choice {
    struct fault fault;
    int status; /* 0, or 400 to 599: answer with that error */
};

/* Reads the members "faults" and "fault_seed" of an origin's description. 0, or
 * ERR_* with the place in the reader. */
MUST_USE int faults_read(struct faults *faults, struct arena *arena,
                         struct json_reader *reader, const struct json *origin);
/* Counts the request and says what befalls it. */
struct fault_choice faults_choose(struct faults *faults,
                                  const struct http_request *req);

#endif
