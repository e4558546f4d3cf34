/* read.h - an API out of its origin's description. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_READ_H
#define POPBOX_ORIGIN_APIGATEWAY_READ_H

#include "origin/apigateway/api.h"

/* api is zero but for its kind; inits its arena in any case. 0, or ERR_* with
 * the place in the reader; what was read up to there is in api. */
MUST_USE int gateway_read(struct api *api, struct json_reader *reader,
                          const struct json *value, int64_t now_ms);

#endif
