/* error_page.h - the answers that the edge makes itself. */
#ifndef POPBOX_CACHE_ERROR_PAGE_H
#define POPBOX_CACHE_ERROR_PAGE_H

#include "cache/entry.h"
#include "cache/reasons.h"

struct error_page_parts {
    int status;
    enum reason reason;
    struct span request_id;
    struct span key; /* absent: never to be stored */
    uint64_t digest;
};

/* CloudFront's HTML page for status, with the reason's sentence and the
 * request's id (cloudfront.md section 6.3); its XML for ACCESS_… reasons. One
 * reference is the caller's. */
struct entry *error_page_new(const struct error_page_parts *it, int64_t now_ms);

/* CloudFront's 301 (or 307) to location, with its page of 167 bytes; an empty
 * location gives none (cloudfront.md section 6.1). One reference is the
 * caller's. */
struct entry *redirect_page_new(int status, struct span location,
                                int64_t now_ms);

#endif
