/* openapi.h - an API out of an OpenAPI 3 or Swagger 2.0 document in JSON. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_OPENAPI_H
#define POPBOX_ORIGIN_APIGATEWAY_OPENAPI_H

#include "origin/apigateway/api.h"

/* Fills the API's routes, errors, CORS block and stage; its backends are known
 * already. Errors are noted in the reader. */
void openapi_read(const struct api_reading *in, const struct json *document);

#endif
