/* forwarded_values.h - AWS's legacy ForwardedValues: forward and key in one. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_FORWARDED_VALUES_H
#define POPBOX_POLICIES_CLOUDFRONT_FORWARDED_VALUES_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

/* Reads the object that AWS calls ForwardedValues and the TTLs beside it in the
 * behavior into out's key, forward and ttl (cloudfront.md 2.2, 3.2): what no
 * list names is forwarded all the same - Origin too - but for a few headers.
 * Errors are the reader's. */
void forwarded_values_read(struct behavior *out, const struct aws_in *in,
                           const struct json *behavior);

#endif
