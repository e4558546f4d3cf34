/* response_headers_policy.h - AWS's ResponseHeadersPolicyConfig. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_RESPONSE_HEADERS_POLICY_H
#define POPBOX_POLICIES_CLOUDFRONT_RESPONSE_HEADERS_POLICY_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

struct response_headers_policy {
    struct span id;   /* absent: an inline one */
    struct span name; /* absent: an inline one without */
    struct reply_recipe reply;
};

/* Reads the object that AWS calls ResponseHeadersPolicyConfig, validated as AWS
 * does (cloudfront.md 7, 9). ServerTimingHeadersConfig is noted as not
 * modelled. 0, or ERR_* with in->reader->error. */
MUST_USE int response_headers_policy_read(struct response_headers_policy *out,
                                          const struct aws_in *in,
                                          const struct json *config);

#endif
