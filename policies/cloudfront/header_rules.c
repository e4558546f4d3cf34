/*
 * header_rules.c - where AWS lets a configuration name which header.
 *
 * From the developer guide's pages on request and response behavior, on custom
 * headers towards the origin, and on response headers policies
 * (cloudfront.md 3.1, 3.2, 7.1, 7.2).
 */
#include "policies/cloudfront/header_rules.h"

#define K HEADER_KEYED
#define F HEADER_FORWARDED
#define C HEADER_ORIGIN_CUSTOM
#define S HEADER_REPLY_SET
#define R HEADER_REPLY_REMOVE

/* name: lower case, '*' at its end for anything. refused: for which uses. */
static const struct {
    const char *name;
    unsigned refused;
} rows[] = {
    {"access-control-*", S},
    {"authorization", F},
    {"cache-control", K | C},
    {"cloudfront-viewer-address", K},
    {"cloudfront-viewer-asn", K},
    {"cloudfront-viewer-ja3-fingerprint", K},
    {"connection", K | F | C | S | R},
    {"content-encoding", S | R},
    {"content-length", K | F | C | S | R},
    {"cookie", K | F | C},
    {"expect", S | R},
    {"host", C | S | R},
    {"if-*", C},
    {"keep-alive", S | R},
    {"max-forwards", K | C},
    {"pragma", K | C},
    {"proxy-*", K | F | C | S | R},
    {"range", C},
    {"request-range", K},
    {"te", K | F | C},
    {"trailer", K | F | C | S | R},
    {"transfer-encoding", K | F | C | S | R},
    {"upgrade", K | F | C | S | R},
    {"via", C | S | R},
    {"warning", S | R},
    {"x-accel-*", S | R},
    {"x-amz-*", C},
    {"x-amz-cf-*", S | R},
    {"x-amz-cf-id", K | F},
    {"x-amzn-*", S | R},
    {"x-cache", S | R},
    {"x-edge-*", K | F | C | S | R},
    {"x-forwarded-proto", K | F | S | R},
    {"x-real-ip", K | F | C | S | R},
};

static bool means(struct span pattern, struct span name)
{
    if (pattern.ptr[pattern.len - 1] != '*')
        return span_ieq(pattern, name);
    return span_ieq(span_cut(pattern, 0, pattern.len - 1),
                    span_cut(name, 0, pattern.len - 1));
}

static bool is_refused(struct span name, enum header_use use)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if ((rows[i].refused & use) && means(span_str(rows[i].name), name))
            return true;
    return false;
}

const char *header_refusal(struct span name, enum header_use use)
{
    if (!span_is_token(name))
        return "is not a header name";
    if (!is_refused(name, use))
        return NULL;
    switch (use) {
    case HEADER_KEYED:
        return "cannot be part of the cache key on CloudFront";
    case HEADER_FORWARDED:
        return "cannot be named in an origin request policy on CloudFront "
               "(Authorization goes in a cache policy)";
    case HEADER_ORIGIN_CUSTOM:
        return "cannot be a custom header towards an origin on CloudFront";
    case HEADER_REPLY_SET:
        return "cannot be a custom header of a response headers policy on "
               "CloudFront (CORS headers go in CorsConfig)";
    case HEADER_REPLY_REMOVE:
        return "cannot be removed by a response headers policy on CloudFront";
    }
    return NULL;
}
