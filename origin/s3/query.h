/* query.h - the parameters of a query string, decoded. */
#ifndef POPBOX_ORIGIN_S3_QUERY_H
#define POPBOX_ORIGIN_S3_QUERY_H

#include "cache/base/arena.h"
#include "cache/base/err.h"

#define QUERY_PARAMETERS_MAX 64

struct query_parameter {
    struct span name;
    struct span value; /* absent: there was no '=' */
    struct span raw_name;
    struct span raw_value;
};

struct query {
    struct query_parameter at[QUERY_PARAMETERS_MAX];
    size_t n;
};

/* raw: without '?', may be absent. ERR_SYNTAX for a broken %XX or bytes that
 * are no UTF-8, ERR_FULL for too many parameters, ERR_TOO_LONG past the arena.
 */
MUST_USE int query_read(struct query *query, struct arena *arena,
                        struct span raw);
bool query_has(const struct query *query, const char *name);
/* Value of the first parameter of that name; "" when it has no '='; absent. */
struct span query_get(const struct query *query, const char *name);

#endif
