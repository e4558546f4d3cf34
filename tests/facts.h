/* facts.h - one behavior of a distribution, with requests played at it */
#ifndef POPBOX_TESTS_FACTS_H
#define POPBOX_TESTS_FACTS_H

#include "tests/played.h"

/* Members of a behavior. */
#define FACTS_OPTIMIZED \
    "'CachePolicyId': '658327ea-f89d-4fab-a63d-7e88639e58f6'"
#define FACTS_DISABLED "'CachePolicyId': '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'"
#define FACTS_UNCOMPRESSED \
    "'CachePolicyId': 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d'"
#define FACTS_LEGACY(n, names)                                          \
    "'ForwardedValues': {'QueryString': false, 'Cookies': {'Forward': " \
    "'none'}, 'Headers': {'Quantity': " n ", 'Items': [" names "]}}, "  \
    "'MinTTL': 0"
/* The account's own cache policy, to go in a case's `policy`. */
#define FACTS_MINE "'CachePolicyId': '" POLICY_ID "'"
#define FACTS_POLICY(ttl, headers, cookies, query)                           \
    "{'CachePolicy': {'Id': '" POLICY_ID "', 'CachePolicyConfig': {'Name': " \
    "'mine', " ttl ", 'ParametersInCacheKeyAndForwardedToOrigin': "          \
    "{'EnableAcceptEncodingGzip': false, 'HeadersConfig': " headers          \
    ", 'CookiesConfig': " cookies ", 'QueryStringsConfig': " query "}}}}"

/* All but behavior may be NULL; ' in place of ". */
struct facts_case {
    const char *behavior;     /* members of the default behavior: a policy */
    const char *more;         /* others of it, each with its comma */
    const char *distribution; /* members of the distribution, likewise */
    const char *policy;       /* another file: a policy */
    const char *cors;         /* of the bucket */
    const char *change;       /* on the config that comes of it */
    bool bucket;              /* the origin is a bucket, not a plain one */
    bool missing;             /* ... which has no object */
};

struct facts {
    struct played played;
    struct arena arena;
    bool begun;
};

/* A line that lives as long as the facts; before or after facts_open. */
const char *facts_line(struct facts *facts, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A bucket has every object that is asked for. */
void facts_open(struct facts *facts, const struct facts_case *it,
                const char *const *steps);
void facts_close(struct facts *facts);
/* The files must be refused with these words; "": with any. */
void facts_refused(struct facts *facts, const struct facts_case *it,
                   const char *says);
/* Of step n, from 1: the first word of X-Cache, the status, a header of the
 * answer ("": there is none). */
void facts_cache_is(const struct facts *facts, size_t n, const char *wanted);
void facts_status_is(const struct facts *facts, size_t n, int wanted);
void facts_header_is(const struct facts *facts, size_t n, const char *name,
                     const char *wanted);

#endif
