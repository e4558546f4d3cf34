/* origin_request_policy.h - AWS's OriginRequestPolicyConfig: what is forwarded.
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_ORIGIN_REQUEST_POLICY_H
#define POPBOX_POLICIES_CLOUDFRONT_ORIGIN_REQUEST_POLICY_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

struct origin_request_policy {
    struct span id;   /* absent: an inline one */
    struct span name; /* absent: an inline one without */
    bool managed;     /* one of AWS's own */
    struct forward_recipe forward;
};

/* Reads the object that AWS calls OriginRequestPolicyConfig, validated as AWS
 * does (cloudfront.md 3.1, 9). 0, or ERR_* with in->reader->error. */
MUST_USE int origin_request_policy_read(struct origin_request_policy *out,
                                        const struct aws_in *in,
                                        const struct json *config);

#endif
