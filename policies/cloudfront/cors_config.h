/* cors_config.h - AWS's CorsConfig: CORS lines computed on delivery. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_CORS_CONFIG_H
#define POPBOX_POLICIES_CLOUDFRONT_CORS_CONFIG_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

/* What ALL means among AccessControlAllowMethods. */
#define CORS_CONFIG_ALL_METHODS                            \
    {                                                      \
        "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS", 44 \
    }

/* config: the object, or NULL for none. Errors are the reader's. */
void cors_config_read(struct reply_cors *out, const struct aws_in *in,
                      const struct json *config);

#endif
