/* vary.h - which request headers a response says that it depends on. */
#ifndef POPBOX_CACHE_HTTP_VARY_H
#define POPBOX_CACHE_HTTP_VARY_H

#include "cache/http/msg.h"

/* "*" somewhere in the Vary lines (RFC 9110 12.5.5): never matches again. */
bool vary_is_any(const struct http_headers *response);
/* A name other than Accept-Encoding somewhere in the Vary lines. */
bool vary_is_beyond_encoding(const struct http_headers *response);
/* Picks out of request the lines of the headers that the response's Vary names,
 * each header once; one that the request lacks is noted with an absent value.
 * What a cache keeps to match later requests (RFC 9111 4.1). Replaces selected;
 * names (the response's) and values are borrowed. "*" is left out. */
MUST_USE int vary_select(struct http_headers *selected, struct arena *arena,
                         const struct http_headers *response,
                         const struct http_headers *request);
/* Whether request has the same value for each header in selected. An empty
 * selection (a response without Vary) matches every request. */
bool vary_match(const struct http_headers *selected,
                const struct http_headers *request);

#endif
