/* signed_access.h - signed URLs and cookies: may this viewer have it? */
#ifndef POPBOX_POLICIES_CLOUDFRONT_SIGNED_ACCESS_H
#define POPBOX_POLICIES_CLOUDFRONT_SIGNED_ACCESS_H

#include "cache/recipe.h"
#include "policies/cloudfront/access_set.h"

/* Whose signatures count. */
struct signed_access {
    const struct access_key *keys;
    size_t n_keys;
    bool is_complete; /* false: there are trusted keys beside these, which
                         nobody gave; what they signed is believed */
};

/* Fills access so that it asks self, which outlives it. */
void signed_access_fill(struct viewer_access *access,
                        const struct signed_access *self);

#endif
