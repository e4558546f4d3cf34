/* integration.h - "x-amazon-apigateway-integration": who answers a method. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_INTEGRATION_H
#define POPBOX_ORIGIN_APIGATEWAY_INTEGRATION_H

#include "origin/apigateway/api.h"

/* declared: the operation's "responses", which must announce every header that
 * a response of the integration sets; may be NULL. Errors are noted. */
void integration_read(const struct api_reading *in, const struct json *object,
                      const struct json *declared,
                      struct api_integration *integration);

/* The response for a status of the backend's, or NULL. */
const struct api_response *
integration_response(const struct api_integration *integration, int status);

/* The template for a Content-Type (absent: application/json), or NULL. */
const struct api_template *
integration_template(const struct api_integration *integration,
                     struct span content_type);

#endif
