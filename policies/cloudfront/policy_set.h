/* policy_set.h - the policies of an account: the managed ones and given ones.
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_POLICY_SET_H
#define POPBOX_POLICIES_CLOUDFRONT_POLICY_SET_H

#include "policies/cloudfront/access_set.h"
#include "policies/cloudfront/managed.h"

#define POLICY_SET_MAX 64 /* given ones of each kind */

/* The policies that a user gave, beside AWS's own. Zero-initialised means none.
 * Borrows from the arena of whoever read. */
struct policy_set {
    struct cache_policy cache[POLICY_SET_MAX];
    size_t n_cache;
    struct origin_request_policy origin_request[POLICY_SET_MAX];
    size_t n_origin_request;
    struct response_headers_policy response_headers[POLICY_SET_MAX];
    size_t n_response_headers;
    struct access_set access; /* keys, key groups, access controls */
};

/* Whether a document is one of those that policy_set_read takes. */
bool policy_set_takes(const struct json *document);
/* Adds what the AWS CLI prints for get-cache-policy, get-cache-policy-config
 * and list-cache-policies, and the same for the other two kinds: {ETag,
 * CachePolicy {Id, CachePolicyConfig}}, {ETag, CachePolicyConfig},
 * {CachePolicyList}; and what access_set_read takes. A config without an id is
 * found by its Name. A managed policy is passed over; of two that bear one id
 * or name the later one counts. 0, or ERR_* with in->reader->error. */
MUST_USE int policy_set_read(struct policy_set *set, const struct aws_in *in,
                             const struct json *document);

/* By id or by name, managed ones first; set may be NULL. Otherwise an error at
 * `at` that says how to get the policy (aws cloudfront get-cache-policy …), and
 * NULL. */
const struct cache_policy *policy_set_cache(const struct policy_set *set,
                                            const struct aws_in *in,
                                            const struct json *at);
const struct origin_request_policy *
policy_set_origin_request(const struct policy_set *set, const struct aws_in *in,
                          const struct json *at);
const struct response_headers_policy *
policy_set_response_headers(const struct policy_set *set,
                            const struct aws_in *in, const struct json *at);

#endif
