/* guard.h - what an operation's security asks a request to bring. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_GUARD_H
#define POPBOX_ORIGIN_APIGATEWAY_GUARD_H

#include "origin/apigateway/api.h"

/* Reads the operation's "security" against the document's schemes, and
 * "x-amazon-apigateway-auth". Errors are noted. */
void guard_read(const struct api_reading *in, const struct json *document,
                const struct json *operation, struct api_guard *guard);

#endif
