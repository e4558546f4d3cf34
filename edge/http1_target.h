/*
 * http1_target.h - a request's target and Host become authority, path, query.
 */
#ifndef POPBOX_EDGE_HTTP1_TARGET_H
#define POPBOX_EDGE_HTTP1_TARGET_H

#include "cache/http/msg.h"
#include "edge/http1_head.h"

/* Fills authority, path and query; request->method is set. host: the value of
 * the Host line, or absent. HTTP1_OK or HTTP1_BAD. */
enum http1_verdict http1_target_read(struct http_request *request,
                                     struct span target, struct span host);

#endif
