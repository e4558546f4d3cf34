/* origins.h - an origin from its JSON description. */
#ifndef POPBOX_ORIGIN_ORIGINS_H
#define POPBOX_ORIGIN_ORIGINS_H

#include "cache/base/json.h"
#include "origin/origin.h"

/* Members of a description that are not the origin's own but its user's: where
 * it is found and how it is asked. Every kind leaves them alone. */
#define ORIGINS_USER_MEMBERS                                 \
    "domain", "listen", "CustomHeaders", "connect_attempts", \
        "connect_timeout_ms", "read_timeout_ms"

/* Makes the origin that value describes; its "type" says which kind, the other
 * members are that kind's (s3/s3.h, plain.h). now_ms dates what it holds from
 * the start. Returns 0, or ERR_* with the place in reader->error and *out NULL.
 * The caller owns *out (origin_free). */
MUST_USE int origins_read(struct origin **out, struct json_reader *reader,
                          const struct json *value, int64_t now_ms);

#endif
