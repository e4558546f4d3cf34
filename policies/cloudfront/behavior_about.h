/*
 * behavior_about.h - what a behavior's JSON says beside its recipes: names.
 *
 * Nothing here decides anything: `import` and `explain` tell with it where a
 * setting comes from, and what of a behavior is not modelled.
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_ABOUT_H
#define POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_ABOUT_H

#include "policies/cloudfront/aws.h"
#include "policies/cloudfront/policy_set.h"

struct behavior_about {
    struct span target; /* TargetOriginId: an origin, or a group of them */
    /* Names of policies, AWS's own without "Managed-"; an id where there is no
     * name, "(inline)" for a whole policy without one; absent: none. */
    struct span cache_policy; /* absent: ForwardedValues */
    struct span origin_request_policy;
    struct span response_headers_policy;
    struct span viewer_protocol; /* absent: allow-all */
    bool has_functions;          /* of either kind: not run here */
    bool is_signed;              /* viewers need a signature: not checked */
};

/* Of a behavior that behavior_read took, with the same policies. Copies into
 * the arena; past its ceiling names are absent. */
void behavior_about_read(struct behavior_about *out, const struct aws_in *in,
                         const struct json *value,
                         const struct policy_set *policies);

#endif
