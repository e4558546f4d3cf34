/* origin_custom.h - custom headers that CloudFront adds towards an origin. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_ORIGIN_CUSTOM_H
#define POPBOX_POLICIES_CLOUDFRONT_ORIGIN_CUSTOM_H

#include "policies/cloudfront/aws.h"

/* AWS's CustomHeaders of an origin: {Quantity, Items: [{HeaderName,
 * HeaderValue}]}, with AWS's bans and limits (cloudfront.md 3.1, 9). Takes the
 * member `name` of object; absent: none. */
MUST_USE int origin_custom_read(struct http_headers *out,
                                const struct aws_in *in,
                                const struct json *object, const char *name);

#endif
