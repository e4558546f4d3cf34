/* distribution_origin.h - one origin of a distribution. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_ORIGIN_H
#define POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_ORIGIN_H

#include "policies/cloudfront/distribution.h"

/* Reads an item of Origins, with the API's defaults and ranges (cloudfront.md
 * 5.3). Errors are the reader's. */
void distribution_origin_read(struct distribution_origin *out,
                              struct node_origin *target,
                              const struct aws_in *in,
                              const struct json *value);

#endif
