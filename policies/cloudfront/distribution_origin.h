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

/* After that: fills signing and identity from the origin's access control or
 * identity. The fake S3 believes these lines in place of a signature; an edge
 * takes them from no viewer. of: its arn counts; access: what was given, may be
 * NULL. */
void distribution_origin_identify(struct distribution_origin *out,
                                  const struct aws_in *in,
                                  const struct distribution *of,
                                  const struct access_set *access);

#endif
