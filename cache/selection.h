/*
 * selection.h - the parts of a request that a set of names selects.
 *
 * Used by the key and by the request to the origin alike, so that what is keyed
 * is exactly what is sent (security.md row 11).
 */
#ifndef POPBOX_CACHE_SELECTION_H
#define POPBOX_CACHE_SELECTION_H

#include "cache/recipe.h"

#define SELECTION_COOKIES_MAX 512

/* The "name=value" parts of the query whose name either set means, in their
 * order, '&' between them (CloudFront splits at '&' only). or_set may be NULL.
 * The raw query itself when all of it is selected; absent when nothing is.
 * ERR_TOO_LONG past the arena's ceiling. */
MUST_USE int select_query(struct span *selected, struct arena *arena,
                          struct span query, const struct name_set *set,
                          const struct name_set *or_set);

/* The cookies that either set means, sorted by name as CloudFront sorts them,
 * joined with "; "; absent when none is. ERR_TOO_LONG past the arena's ceiling
 * or SELECTION_COOKIES_MAX. */
MUST_USE int select_cookies(struct span *selected, struct arena *arena,
                            const struct http_headers *headers,
                            const struct name_set *set,
                            const struct name_set *or_set);

/* The lines of that name joined; Host is the authority. Absent when there is
 * none. ERR_TOO_LONG past the arena's ceiling. */
MUST_USE int select_header(struct span *selected, struct arena *arena,
                           const struct http_request *request,
                           struct span name);

/* CloudFront's normalised Accept-Encoding for key and origin. */
enum encoding_choice {
    ENCODING_AS_IS,    /* both flags off: a header like any other */
    ENCODING_ABSENT,   /* the viewer sent none */
    ENCODING_IDENTITY, /* sent, but nothing enabled in it: not keyed */
    ENCODING_GZIP,
    ENCODING_BROTLI,
    ENCODING_BOTH
};
enum encoding_choice select_encoding(const struct http_headers *headers,
                                     bool gzip, bool brotli);
/* "br,gzip" and so on, "identity"; absent for AS_IS and ABSENT. */
struct span encoding_text(enum encoding_choice choice);

#endif
