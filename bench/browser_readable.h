/* browser_readable.h - which headers of an answer a script may read. */
#ifndef POPBOX_BENCH_BROWSER_READABLE_H
#define POPBOX_BENCH_BROWSER_READABLE_H

#include "cache/http/msg.h"

/* Fetch, "CORS-safelisted response-header name", and what
 * Access-Control-Expose-Headers names; for a request with credentials its * is
 * a name like any other. For an answer that passed the CORS check. */
bool browser_may_read(const struct http_headers *answer, struct span name,
                      bool credentials);

#endif
