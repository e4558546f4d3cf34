/*
 * live_origin.h - an origin for tests that does what the request says.
 *
 * GET /N            a body of N bytes: 'a' to 'z' over and over
 * GET /N?chunked    the same without a length
 * X-Fault: KIND     hang, reset, truncate (at half), garbage
 * X-Delay: MS       before the head
 * X-Cc: VALUE       Cache-Control of the answer
 * PUT, POST         takes the body, answers with its length
 */
#ifndef POPBOX_TESTS_LIVE_ORIGIN_H
#define POPBOX_TESTS_LIVE_ORIGIN_H

#include "origin/origin.h"

struct live_origin {
    struct origin base;
    unsigned n_asked;
    unsigned n_open;  /* exchanges that have begun and not ended */
    uint64_t n_taken; /* bytes of request bodies */
    uint64_t n_given; /* bytes of answers that were pulled */
};

void live_origin_init(struct live_origin *origin);

#endif
