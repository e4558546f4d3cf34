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

/* What becomes of a header of the viewer's on the way to the origin. */
enum header_fate {
    HEADER_KEYED,     /* goes: a part of the key */
    HEADER_FORWARDED, /* goes: the forwarding recipe names it */
    HEADER_UNASKED,   /* goes though nothing names it: AWS's legacy settings */
    HEADER_REPLACED,  /* a custom header of the origin has this name */
    HEADER_OWN,       /* the edge says it itself, made from the viewer's or not
                         at all: Accept-Encoding, Cookie, User-Agent, Via … */
    HEADER_HOP,       /* of this connection, or never passed on */
    HEADER_CONDITION, /* a condition or a range: stays where answers are shared
                       */
    HEADER_UNNAMED    /* dropped: nothing names it */
};
/* Decides by the header's name. Of parts it reads behavior and cached. */
enum header_fate origin_request_fate(const struct origin_request_parts *parts,
                                     struct span name);

/* Fills out in the arena. ERR_TOO_LONG when a ceiling is met. */
MUST_USE int origin_request_build(struct http_request *out, struct arena *arena,
                                  const struct origin_request_parts *parts);

#endif
