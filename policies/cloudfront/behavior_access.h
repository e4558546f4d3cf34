/* behavior_access.h - whom a behavior trusts to sign URLs and cookies. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_ACCESS_H
#define POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_ACCESS_H

#include "policies/cloudfront/behavior.h"

/* TrustedKeyGroups, TrustedSigners, and popbox.public_keys in their place.
 * Notes the keys that were not given, with the commands that print them. Errors
 * are the reader's. */
void behavior_access_read(struct behavior *out, const struct aws_in *in,
                          const struct json *value,
                          const struct access_set *given);

#endif
