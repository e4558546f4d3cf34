/*
 * lab_api.h - the lab's admin API: what the page asks and changes, as JSON.
 *
 * Documented in edge/lab/README.md. Nothing here knows a rule of caching or
 * CORS: documents go to bench/ and what comes back is written out.
 */
#ifndef POPBOX_EDGE_LAB_API_H
#define POPBOX_EDGE_LAB_API_H

#include "edge/lab_http.h"
#include "edge/lab_live.h"

struct lab_api {
    struct lab_live *live;
    struct lab_places *places; /* the pages' port is known later */
    uint16_t port;             /* the lab's own */
};

/* Answers a request below /api/ that was let in already. */
void lab_api_answer(const struct lab_api *api, const struct http_request *head,
                    struct span body, struct lab_answer *answer);

#endif
