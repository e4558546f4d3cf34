/*
 * answers.h - what the origins say, asked once for each request.
 *
 * An answer is found by the bytes of the request, ids of the edge's own left
 * out, and by what the origin is like. Equal answers are one object, so
 * comparing them is comparing numbers; Date and S3's request ids count as
 * equal.
 */
#ifndef POPBOX_BENCH_CHECK_ANSWERS_H
#define POPBOX_BENCH_CHECK_ANSWERS_H

#include "bench/check/env.h"
#include "bench/topology.h"

struct answer {
    uint32_t number; /* equal answers have equal numbers */
    struct http_response head;
    int64_t length;
    bool has_body;
    bool speaks; /* false: the connection fails */
    struct span body;
};

struct answers;

/* Of a config's origins, borrowed until answers_free; NULL with an error in the
 * reader. The caller owns it. */
struct answers *answers_new(struct json_reader *config);
void answers_free(struct answers *answers);

/* What origin number `origin` says to the request. NULL past a ceiling. */
const struct answer *answers_ask(struct answers *answers, size_t origin,
                                 enum check_env env,
                                 const struct http_request *request);
/* The same, whatever the origin is like. ERR_TOO_LONG past a ceiling. */
MUST_USE int answers_ask_all(struct answers *answers, size_t origin,
                             const struct http_request *request,
                             const struct answer *all[N_ENVS]);

#endif
