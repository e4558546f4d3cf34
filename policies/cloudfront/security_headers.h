/* security_headers.h - AWS's SecurityHeadersConfig as header lines. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_SECURITY_HEADERS_H
#define POPBOX_POLICIES_CLOUDFRONT_SECURITY_HEADERS_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

#define SECURITY_HEADERS_MAX 6

/* Writes the lines to out (room for SECURITY_HEADERS_MAX) and returns how many.
 * config: the object, or NULL for none. */
size_t security_headers_read(struct reply_header *out, const struct aws_in *in,
                             const struct json *config);

#endif
