/* managed.h - the policies that AWS itself offers, by id and by name. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_MANAGED_H
#define POPBOX_POLICIES_CLOUDFRONT_MANAGED_H

#include "policies/cloudfront/cache_policy.h"
#include "policies/cloudfront/origin_request_policy.h"
#include "policies/cloudfront/response_headers_policy.h"

/* The tables of cloudfront.md section 1, in its order. */
extern const struct cache_policy managed_cache_policies[];
extern const size_t n_managed_cache_policies;
extern const struct origin_request_policy managed_origin_request_policies[];
extern const size_t n_managed_origin_request_policies;
extern const struct response_headers_policy managed_response_headers_policies[];
extern const size_t n_managed_response_headers_policies;

/* Whether key is the policy's id or its name, with "Managed-" before it or not;
 * exact case. */
bool managed_is(struct span id, struct span name, struct span key);

/* NULL if AWS has none of that id or name. */
const struct cache_policy *managed_cache_policy(struct span key);
const struct origin_request_policy *
managed_origin_request_policy(struct span key);
const struct response_headers_policy *
managed_response_headers_policy(struct span key);

/* Their names without "Managed-", joined with ", " in the arena, for messages;
 * absent past its ceiling. */
struct span managed_cache_policy_names(struct arena *arena);
struct span managed_origin_request_policy_names(struct arena *arena);
struct span managed_response_headers_policy_names(struct arena *arena);

#endif
