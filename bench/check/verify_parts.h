/* verify_parts.h - what the files of the verifier share. */
#ifndef POPBOX_BENCH_CHECK_VERIFY_PARTS_H
#define POPBOX_BENCH_CHECK_VERIFY_PARTS_H

#include "bench/check/verify.h"
#include "bench/check/verify_asks.h"

#define VERIFY_STATES_MAX 65536u

struct kept {
    struct entry *entry; /* a reference; NULL: nothing */
    int64_t now_ms;
    enum check_env filled; /* what the origin was like */
    bool second;           /* it came from a group's second origin */
    struct span bytes;
};

struct verifying {
    struct verify_report *report;
    struct certificate_lines lines;
    struct arena arena;    /* of a behavior */
    struct arena document; /* the config */
    struct check_run run;
    struct verify_asks asks;
    struct span key; /* that is being verified */
    bool *mine;      /* asks that have it */
    uint32_t (*to)[N_ENVS];
    struct kept *states;
    uint32_t n_states;
    struct buf bytes;
};

/* Reads a key's part and verifies it: the states, their closure, the pages'
 * verdicts. */
MUST_USE int verify_key(struct verifying *v);

#endif
