/* cache_policy.h - AWS's CachePolicyConfig: what is keyed, and for how long. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_CACHE_POLICY_H
#define POPBOX_POLICIES_CLOUDFRONT_CACHE_POLICY_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

#define AWS_TTL_MAX_S INT64_C(3153600000) /* a hundred years */

struct cache_policy {
    struct span id;   /* absent: an inline one */
    struct span name; /* absent: an inline one without */
    struct key_recipe key;
    struct ttl_bounds ttl;
};

/* Reads the object that AWS calls CachePolicyConfig, validated as AWS does
 * (cloudfront.md 2, 9). Everything but ParametersInCacheKeyAndForwardedToOrigin
 * may be left out. 0, or ERR_* with in->reader->error. */
MUST_USE int cache_policy_read(struct cache_policy *out,
                               const struct aws_in *in,
                               const struct json *config);

/* MinTTL, DefaultTTL, MaxTTL of an object, with the API's defaults; shared with
 * the legacy behavior, which bears them itself. */
struct ttl_bounds aws_ttl_read(const struct aws_in *in,
                               const struct json *object);

#endif
