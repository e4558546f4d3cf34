/* origin_request.h - the request that goes to the origin. */
#ifndef POPBOX_CACHE_ORIGIN_REQUEST_H
#define POPBOX_CACHE_ORIGIN_REQUEST_H

#include "cache/entry.h"
#include "cache/recipe.h"

/* What it is made from; all borrowed. */
struct origin_request_parts {
    const struct behavior *behavior;
    const struct http_request *viewer;
    struct span client; /* IP address, for X-Forwarded-For */
    struct span domain; /* the origin's, sent as Host */
    struct span via;
    struct span request_id;    /* X-Amz-Cf-Id */
    bool cached;               /* looked up: conditions and ranges stay here */
    const struct entry *stale; /* to ask about; NULL: none */
};

/* Fills out in the arena. ERR_TOO_LONG when a ceiling is met. */
MUST_USE int origin_request_build(struct http_request *out, struct arena *arena,
                                  const struct origin_request_parts *parts);

#endif
