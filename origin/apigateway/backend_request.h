/* backend_request.h - what the gateway asks a backend. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_BACKEND_REQUEST_H
#define POPBOX_ORIGIN_APIGATEWAY_BACKEND_REQUEST_H

#include "origin/apigateway/reply.h"

/* Fills req, which borrows from the exchange. ERR_MISSING: the address has a
 * variable that nothing fills; ERR_TOO_LONG: past a limit. */
MUST_USE int backend_request_make(struct http_request *req,
                                  const struct reply *reply);

#endif
