/* sources.h - the values of mappings, from the messages at hand. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_SOURCES_H
#define POPBOX_ORIGIN_APIGATEWAY_SOURCES_H

#include "origin/apigateway/mapping.h"
#include "origin/apigateway/routes.h"

/* Borrowed; integration is NULL before the backend has answered. */
struct sources {
    const struct http_request *request;
    const struct route_variables *variables;
    const struct http_headers *integration;
};

/* Absent when the source has no such thing. */
struct span source_value(const struct sources *sources,
                         const struct mapping *mapping);
/* By name; absent when the path has no such variable. */
struct span source_variable(const struct sources *sources, struct span name);

#endif
