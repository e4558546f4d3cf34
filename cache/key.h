/* key.h - the identity of a cached response. */
#ifndef POPBOX_CACHE_KEY_H
#define POPBOX_CACHE_KEY_H

#include "cache/base/buf.h"
#include "cache/recipe.h"

#define KEY_BYTES_MAX 16384

/* What a key is made of beside the request. */
struct key_place {
    const struct key_recipe *recipe;
    struct span domain; /* the distribution's own, not the viewer's Host */
};

/* Spells the key of request into text (reset first); scratch serves for sorted
 * cookies and filtered queries. Returns 0 or ERR_TOO_LONG. */
MUST_USE int key_build(struct buf *text, const struct key_place *place,
                       const struct http_request *request,
                       struct arena *scratch);

/* Whether an invalidation names the key's path: a '*' at the pattern's end
 * stands for anything, and only a pattern with '?' speaks of the query, as far
 * as it is keyed (cloudfront.md section 9). Header variants all go together. */
bool key_invalidated(struct span key, struct span pattern);

#endif
