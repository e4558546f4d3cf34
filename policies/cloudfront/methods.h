/* methods.h - AWS's AllowedMethods and CachedMethods of a behavior. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_METHODS_H
#define POPBOX_POLICIES_CLOUDFRONT_METHODS_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

/* Fills out's two method sets from the members of behavior; CachedMethods
 * stands in AllowedMethods (the API) or beside it (CloudFormation). Left out:
 * GET and HEAD. Errors are the reader's. */
void methods_read(struct behavior *out, const struct aws_in *in,
                  const struct json *behavior);

#endif
