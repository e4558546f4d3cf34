/*
 * api.h - an API as it is deployed: routes, methods, integrations, errors.
 *
 * Plain values, read once (openapi.h, cors_block.h) and never changed. Every
 * span lives in the API's arena.
 */
#ifndef POPBOX_ORIGIN_APIGATEWAY_API_H
#define POPBOX_ORIGIN_APIGATEWAY_API_H

#include "origin/apigateway/cors_block.h"
#include "origin/apigateway/errors.h"
#include "origin/apigateway/mapping.h"
#include "origin/faults.h"
#include "origin/origin.h"

#define API_ROUTES_MAX    300 /* AWS's own quota, of both kinds */
#define API_BACKENDS_MAX  64
#define API_VARIABLES_MAX 8 /* in one path */
#define API_SEGMENTS_MAX  32

enum api_kind { API_REST, API_HTTP };

/* One answer of an integration. */
struct api_response {
    struct span pattern; /* of the backend's status; "default": any other */
    int status;
    struct mappings headers;
    struct span body; /* absent: what the backend sent; of a mock: nothing */
};

/* A template for request bodies of one Content-Type. Of a mock it chooses the
 * status; else its text is what the backend gets. */
struct api_template {
    struct span content_type;
    struct span text;
    int status; /* of a mock; 0: it names none */
};

enum api_passthrough { API_WHEN_NO_MATCH, API_WHEN_NO_TEMPLATES, API_NEVER };

enum api_integration_kind {
    API_MOCK,
    API_CUSTOM, /* "http": headers and bodies by mappings only */
    API_PROXY   /* "http_proxy", "aws_proxy": everything passes */
};

struct api_integration {
    enum api_integration_kind kind;
    struct origin *backend;  /* NULL of a mock; the API's */
    struct span method;      /* absent: the request's */
    struct span authority;   /* of the backend; absent: the request's */
    struct span path;        /* "/pets/{id}"; absent: the request's */
    struct mappings request; /* what the backend gets beside that */
    enum api_passthrough passthrough;
    struct api_template *templates;
    size_t n_templates;
    struct api_response *responses;
    size_t n_responses;
};

/* What a request must bring before anything happens. */
enum api_guard_kind {
    API_OPEN,
    API_KEY,        /* a key in x-api-key */
    API_AUTHORIZER, /* whatever the authorizer looks at, in `header` */
    API_SIGNED      /* a signature of AWS's, version 4 */
};

struct api_guard {
    enum api_guard_kind kind;
    struct span header;
};

struct api_method {
    struct span name; /* "GET"; "ANY": every other */
    struct api_guard guard;
    struct api_integration integration;
};

struct api_route {
    struct span path; /* "/pets/{id}", "/{proxy+}", "/$default" */
    struct api_method *methods;
    size_t n_methods;
};

struct api_backend {
    struct span address;
    struct origin *origin; /* owned */
};

/* Embedded in its origin. */
struct api {
    enum api_kind kind;
    struct arena arena;
    struct span stage; /* empty: not in the path */
    struct api_backend *backends;
    size_t n_backends;
    struct api_route *routes;
    size_t n_routes;
    struct error_settings errors;
    struct cors_block cors;
    int preflight_status;
    struct faults faults;
    struct rng ids;
};

/* What reading an API needs; borrowed. */
struct api_reading {
    struct api *api;
    struct json_reader *reader;
};

/* Zeroed memory of the API's, n > 0; NULL with an error noted at `at`. */
void *api_alloc(const struct api_reading *in, const struct json *at, size_t n,
                size_t size);
/* The bytes of a string value, kept. */
struct span api_keep(const struct api_reading *in, const struct json *value);

#endif
