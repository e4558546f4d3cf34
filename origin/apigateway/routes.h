/* routes.h - which route of an API a request is for, the most specific one. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_ROUTES_H
#define POPBOX_ORIGIN_APIGATEWAY_ROUTES_H

#include "origin/apigateway/api.h"

/* The variables of a path: {id} and {proxy+}. */
struct route_variables {
    struct span names[API_VARIABLES_MAX];
    struct span values[API_VARIABLES_MAX];
    size_t n;
};

struct route_found {
    const struct api_route *route;   /* NULL: none */
    const struct api_method *method; /* NULL: the route has no such method */
    struct route_variables variables;
};

/* A path that a document may name; else what is wrong with it. */
const char *route_path_fault(struct span path);
/* Both answer the same paths. */
bool route_same(struct span a, struct span b);
/* path without its stage. A REST API chooses by the path alone, an HTTP API
 * among those routes that have the method; "/$default" takes what is left. */
struct route_found route_find(const struct api *api, struct span path,
                              struct span method);

#endif
