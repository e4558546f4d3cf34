/* apigateway.h - the fake API Gateway: REST APIs and HTTP APIs. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_APIGATEWAY_H
#define POPBOX_ORIGIN_APIGATEWAY_APIGATEWAY_H

#include "cache/base/json.h"
#include "origin/origin.h"

/* {"type": "apigateway-rest",
 *  "openapi": {...}          the API as `aws apigateway get-export` prints it
 *                            with the integrations: OpenAPI 3 or Swagger 2.0
 *  "backends": {"https://backend.example": {"type": "plain", ...}}
 *                            who answers for an integration's "uri": the
 *                            longest address that it begins with. Any origin
 *  "stage": "prod"           the first part of every path; "": none, as behind
 *                            a custom domain name. Otherwise the document's
 *  "faults": [...], "fault_seed": 1,   see origin/faults.h; a "status" is the
 *                            gateway's own error of that status
 *  "id_seed": 1}             of the request ids
 *
 * {"type": "apigateway-http",
 *  "openapi": {...}          as above, with its x-amazon-apigateway-cors, or
 *  "api": {...}              what `aws apigatewayv2 get-api` prints, or
 *                            `get-apis` when it has one item: CorsConfiguration
 *  "backend": {...}          answers every route that "openapi" has not
 *  "preflight_status": 204,  AWS does not say which; 200 to 299
 *  "backends", "stage", "faults", "fault_seed", "id_seed": as above}
 *
 * What a document says and is not modelled here, and would change an answer, is
 * an error with its place. What only describes (schemas, parameters, tags ...)
 * is passed over. Of an authorizer only this is modelled: a request that brings
 * what it asks for, whatever its value, is let through.
 *
 * Both return 0, or ERR_* with the place in reader->error. */
MUST_USE int apigateway_rest_read(struct origin **out,
                                  struct json_reader *reader,
                                  const struct json *value, int64_t now_ms);
MUST_USE int apigateway_http_read(struct origin **out,
                                  struct json_reader *reader,
                                  const struct json *value, int64_t now_ms);

#endif
