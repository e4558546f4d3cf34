/*
 * behavior.h - one cache behavior, in AWS's JSON, into the plain recipes.
 *
 * A member of DistributionConfig: DefaultCacheBehavior or an item of
 * CacheBehaviors. Beside AWS's members it may bear popbox's own: whole policies
 * in place of their ids, the origin's custom headers, and "popbox" for what on
 * CloudFront takes a viewer-request function or a different cache:
 *
 *     {"PathPattern": "*.woff2",
 *      "TargetOriginId": "bucket",
 *      "CachePolicyId": "CachingOptimized",
 *      "OriginRequestPolicyId": "CORS-S3Origin",
 *      "ResponseHeadersPolicyConfig": {"CorsConfig": {...}},
 *      "popbox": {"key_origin": "class",
 *                 "allowed_origins": ["https://a.example"],
 *                 "cors_fill_each": false,
 *                 "rules": {"honour_vary": true}}}
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_H
#define POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"
#include "policies/cloudfront/policy_set.h"

/* An origin as a behavior knows it; its index is its place in the array. */
struct behavior_origin {
    struct span name; /* what TargetOriginId says */
    bool is_s3;       /* S3's REST endpoint: Host cannot be keyed, and managed
                         policies drop the response-content-* overrides */
    struct span path_prefix;          /* its OriginPath; absent: none */
    const struct http_header *custom; /* its CustomHeaders */
    size_t n_custom;
    const struct http_header *identity; /* as whom CloudFront asks it */
    size_t n_identity;
    bool yields_to_viewer; /* what a viewer signed is not signed again */
};

/* What a behavior is read against; borrowed for the call, but the custom
 * headers for as long as the behavior. */
struct behavior_env {
    const struct behavior_origin *origins;
    size_t n_origins;
    const struct rules *rules;         /* the profile's; popbox.rules changes a
                                          copy */
    const struct policy_set *policies; /* given ones; NULL: none */
    struct aws_notes *notes;           /* NULL: not wanted */
    bool is_default;   /* DefaultCacheBehavior: no PathPattern, means "*" */
    bool hand_written; /* unknown members, and what would change every answer if
                          it were modelled, are errors instead of notes */
};

/* Left out, TargetOriginId is the only origin and AllowedMethods are GET and
 * HEAD. A cache policy (or ForwardedValues) is due. Copies what it keeps into
 * the arena. 0, or ERR_* with the place in reader->error. */
MUST_USE int behavior_read(struct behavior *out, struct arena *arena,
                           struct json_reader *reader, const struct json *value,
                           const struct behavior_env *env);

#endif
