/* stored_headers.h - which lines of an origin's answer an entry keeps. */
#ifndef POPBOX_CACHE_STORED_HEADERS_H
#define POPBOX_CACHE_STORED_HEADERS_H

#include "cache/recipe.h"

/* From a fresh answer: without hop-by-hop lines, the origin's Age and X-Cache,
 * with Vary and Set-Cookie as the behavior says, with a Date. */
MUST_USE int stored_headers(struct http_headers *out, struct arena *arena,
                            const struct behavior *behavior,
                            const struct http_headers *answer, int64_t now_ms);

/* After a 304: the stored lines, updated by what stored_headers() makes of the
 * 304's, as far as the behavior's rules let it (RFC 9111 3.2; CloudFront:
 * cloudfront.md 4.3). */
MUST_USE int refreshed_headers(struct http_headers *out, struct arena *arena,
                               const struct behavior *behavior,
                               const struct http_headers *stored,
                               const struct http_headers *answer);

/* Date in Unix milliseconds, or now_ms where it is missing or invalid. */
int64_t answer_date_ms(const struct http_headers *headers, int64_t now_ms);

#endif
