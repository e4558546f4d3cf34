/* directives.h - Cache-Control, as a cache reads it (RFC 9111 5.2, 5861). */
#ifndef POPBOX_CACHE_HTTP_DIRECTIVES_H
#define POPBOX_CACHE_HTTP_DIRECTIVES_H

#include "cache/http/msg.h"

#define CACHE_CONTROL_ABSENT (-1)

/* Seconds are CACHE_CONTROL_ABSENT or 0 to 2^31-1 (larger ones are clamped; RFC
 * 9111 1.2.2). A malformed number counts as 0, of two the first one counts
 * (RFC 9111 4.2.1). */
struct cache_control {
    bool present; /* any Cache-Control line at all */
    bool no_store;
    bool no_cache; /* without field names; no-cache="x" sets no_cache_fields */
    bool no_cache_fields;
    bool no_cache_set_cookie; /* Set-Cookie is among those names */
    bool is_private;          /* with field names, too */
    bool is_public;
    bool must_revalidate;
    bool immutable;
    int64_t max_age_s;
    int64_t s_maxage_s;
    int64_t stale_while_revalidate_s;
    int64_t stale_if_error_s;
};

/* Reads every Cache-Control line; unknown directives are passed over. */
void cache_control_read(struct cache_control *cc,
                        const struct http_headers *headers);

#endif
