/* reply.h - an answer of the gateway in the making, and the conversation. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_REPLY_H
#define POPBOX_ORIGIN_APIGATEWAY_REPLY_H

#include "origin/apigateway/api.h"
#include "origin/apigateway/routes.h"

/* One request's conversation, in the exchange's arena. */
struct gateway_exchange {
    unsigned magic;
    int64_t now_ms;
    struct http_request req; /* a copy, its path without the stage */
    bool in_stage;           /* its path began with the stage */
    struct span request_id;  /* of a REST API */
    struct span gateway_id;
    struct route_found found;
    struct origin_exchange inner; /* with the backend */
    bool asked;                   /* inner began */
    bool passes;                  /* the body is the backend's */
    struct span body;             /* otherwise */
    size_t body_at;               /* given out so far */
};

/* An answer in the making; failed is sticky. */
struct reply {
    const struct api *api;
    struct origin_exchange *ex;
    struct gateway_exchange *state;
    int failed;
};

/* A head with status and Date. */
void reply_begin(struct reply *reply, int status);
/* An absent value adds nothing. */
void reply_add(struct reply *reply, struct span name, struct span value);
/* Replaces what there was. */
void reply_set(struct reply *reply, struct span name, struct span value);
/* Ends it with these bytes, or with the backend's body. */
void reply_text(struct reply *reply, struct span body);
void reply_pass(struct reply *reply);

/* What may stand in the body of a gateway response. */
#define N_ERROR_VARIABLES 4
extern const char *const error_variables[N_ERROR_VARIABLES];

/* How a backend failed, if it did. */
enum backend_end { BACKEND_ANSWERED, BACKEND_TIMED_OUT, BACKEND_BROKE };
/* Looks at the inner answer; the outer one gets the delay that was seen, at
 * most limit_ms. The gateway reads a whole answer before it passes it on, so a
 * truncated one counts as broken. */
enum backend_end reply_backend_end(struct reply *reply, int64_t limit_ms);

/* What a request must bring and does not; API_OPEN: nothing is missing. */
enum api_guard_kind reply_guard(const struct reply *reply);

#endif
