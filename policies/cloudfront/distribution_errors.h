/* distribution_errors.h - AWS's CustomErrorResponses. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_ERRORS_H
#define POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_ERRORS_H

#include "policies/cloudfront/distribution.h"

/* Fills errors and pages. */
void distribution_errors_read(struct distribution *out, const struct aws_in *in,
                              const struct json *config);
/* ErrorCachingMinTTL holds for the whole distribution: for each behavior. */
void distribution_errors_spread(struct distribution *out,
                                const struct aws_in *in);

#endif
