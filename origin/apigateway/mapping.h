/* mapping.h - what goes from one message into another, and body templates. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_MAPPING_H
#define POPBOX_ORIGIN_APIGATEWAY_MAPPING_H

#include "cache/base/json.h"
#include "cache/http/msg.h"

#define MAPPINGS_MAX 64

enum mapping_part { MAPPING_HEADER, MAPPING_QUERY, MAPPING_PATH };

/* Where a value comes from. */
enum mapping_from {
    MAPPING_STATIC,             /* value itself, written 'value' */
    MAPPING_REQUEST_HEADER,     /* method.request.header.NAME */
    MAPPING_REQUEST_QUERY,      /* method.request.querystring.NAME */
    MAPPING_REQUEST_PATH,       /* method.request.path.NAME */
    MAPPING_INTEGRATION_HEADER, /* integration.response.header.NAME */
    N_MAPPING_FROM
};

struct mapping {
    enum mapping_part to;
    struct span name; /* of the header, parameter or variable that is set */
    enum mapping_from from;
    struct span value; /* the static value, or the source's name */
};

struct mappings {
    struct mapping *at;
    size_t n;
};

struct api_reading;

/* Which targets an object of mappings may name. */
struct mapping_target {
    const char *prefix; /* "method.response.header." */
    enum mapping_part to;
};
struct mapping_rules {
    const struct mapping_target *targets;
    size_t n_targets;
    unsigned from; /* bit 1 << enum mapping_from: allowed sources */
};

/* Reads {TARGET: SOURCE}; errors are noted. object may be NULL: none. */
void mappings_read(const struct api_reading *in, const struct json *object,
                   const struct mapping_rules *rules, struct mappings *to);

/* A body template with nothing to compute in it, or only what `variables`
 * names ("$context.requestId"); other Velocity is an error. Kept. */
struct span template_read(const struct api_reading *in,
                          const struct json *value,
                          const char *const *variables, size_t n);
/* The template with each variable replaced; absent past the arena's ceiling. */
struct span template_fill(struct arena *arena, struct span text,
                          const char *const *variables,
                          const struct span *values, size_t n);

#endif
