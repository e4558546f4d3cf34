/* kinds.h - what a REST API and an HTTP API each do with a request. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_KINDS_H
#define POPBOX_ORIGIN_APIGATEWAY_KINDS_H

#include "origin/apigateway/reply.h"

struct gateway_kind {
    /* Answers, or says that the backend is to be asked (true). status: an error
     * that befalls the request before anything else; 0: none. */
    bool (*route)(struct reply *reply, int status);
    /* The backend has answered, or failed to. */
    void (*finish)(struct reply *reply);
    /* The gateway cannot make sense of its own configuration. */
    void (*fail)(struct reply *reply);
};

extern const struct gateway_kind gateway_rest;
extern const struct gateway_kind gateway_http;

#endif
