/* signed_policy.h - what a signed URL or cookie allows, from its JSON. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_SIGNED_POLICY_H
#define POPBOX_POLICIES_CLOUDFRONT_SIGNED_POLICY_H

#include "cache/base/arena.h"
#include "cache/base/err.h"
#include "cache/base/ip_range.h"

struct signed_policy {
    struct span resource; /* a URL with '*' and '?'; "*": any */
    int64_t until_s;      /* DateLessThan */
    int64_t after_s;      /* DateGreaterThan; -1: any time */
    bool has_addresses;   /* IpAddress */
    struct ip_range addresses;
};

/* {"Statement": [{"Resource", "Condition": {"DateLessThan": …}}]}: one
 * statement, and a date until which it holds. Copies into the arena. ERR_* when
 * it is none. */
MUST_USE int signed_policy_read(struct signed_policy *out, struct arena *arena,
                                struct span text);

#endif
