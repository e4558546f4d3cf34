/* compress.h - which answers the edge compresses, and what their heads say. */
#ifndef POPBOX_CACHE_COMPRESS_H
#define POPBOX_CACHE_COMPRESS_H

#include "cache/compressor.h"
#include "cache/recipe.h"

struct compress_case {
    const struct behavior *behavior;
    const struct http_request *asked; /* as the origin got it */
    const struct http_response *head; /* as the origin sent it */
    int64_t length;                   /* of the body; < 0: not told */
    bool cached;                      /* looked up under a key */
};

enum compress_format compress_choose(const struct compress_case *it);

/* Changes the lines that are to be kept: Content-Encoding, a weak ETag, Vary.
 * ERR_TOO_LONG past a ceiling. */
MUST_USE int compress_head(struct http_headers *headers, struct arena *arena,
                           enum compress_format format);

#endif
