/* viewer_facts.h - request headers in which the edge tells about a viewer. */
#ifndef POPBOX_CACHE_VIEWER_FACTS_H
#define POPBOX_CACHE_VIEWER_FACTS_H

#include "cache/recipe.h"

/* How good the value is that popbox gives to a CloudFront-... header. */
enum viewer_fact {
    VIEWER_FACT_EXACT,   /* from the request itself */
    VIEWER_FACT_GUESSED, /* from a few words of User-Agent */
    VIEWER_FACT_ASSUMED, /* the same for everybody */
    VIEWER_FACT_UNKNOWN  /* none: there is no such line */
};

/* name begins with "CloudFront-" or does not: then UNKNOWN. */
enum viewer_fact viewer_fact_of(struct span name);
bool viewer_fact_is_named(struct span name);

struct viewer_facts {
    const struct behavior *behavior;
    struct span client; /* IP address */
    bool http_1_0;
};

/* Whether the behavior's key or origin is to be told anything. */
bool viewer_facts_needed(const struct viewer_facts *facts);

/* request, with the headers that the behavior names, in out. ERR_TOO_LONG past
 * a ceiling. */
MUST_USE int viewer_facts_add(struct http_request *out, struct arena *arena,
                              const struct http_request *request,
                              const struct viewer_facts *facts);

#endif
