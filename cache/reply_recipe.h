/* reply_recipe.h - a response headers policy, applied on delivery. */
#ifndef POPBOX_CACHE_REPLY_RECIPE_H
#define POPBOX_CACHE_REPLY_RECIPE_H

#include "cache/recipe.h"

/* Whether the recipe does anything at all. */
bool reply_recipe_is_empty(const struct reply_recipe *recipe);

/* Appends to out the stored lines as they leave the edge towards this viewer:
 * removals first, then CORS, then the other lines (cloudfront.md section 7).
 * Nothing that is stored is touched. */
MUST_USE int reply_recipe_apply(struct http_headers *out, struct arena *arena,
                                const struct reply_recipe *recipe,
                                const struct http_headers *stored,
                                const struct http_request *viewer);

#endif
