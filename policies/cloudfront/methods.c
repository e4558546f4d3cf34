/*
 * methods.c - AWS's AllowedMethods and CachedMethods of a behavior.
 *
 * Three sets are legal for the first, two for the second (cloudfront.md 2.3).
 */
#include "policies/cloudfront/methods.h"

#define BIT(method) (1u << (method))
#define READS       (BIT(HTTP_GET) | BIT(HTTP_HEAD))
#define READS_ASKED (READS | BIT(HTTP_OPTIONS))
#define METHODS_MAX 7

static unsigned bits_of(const struct aws_in *in, struct aws_list list)
{
    unsigned bits = 0;

    for (const struct json *item = list.first; item; item = json_next(item)) {
        enum http_method method = HTTP_METHOD_OTHER;

        if (json_type(item) == JSON_STRING)
            method = http_method_of(json_string(item));
        if (method == HTTP_METHOD_OTHER)
            json_fail(in->reader, item,
                      "must be one of GET, HEAD, OPTIONS, PUT, POST, PATCH, "
                      "DELETE");
        else if (bits & BIT(method))
            json_fail(in->reader, item, "this method is listed twice");
        else
            bits |= BIT(method);
    }
    return bits;
}

static unsigned read_allowed(const struct aws_in *in,
                             const struct json *behavior)
{
    struct aws_list list =
        aws_list_get(in, behavior, "AllowedMethods", METHODS_MAX);
    unsigned bits = bits_of(in, list);

    if (!list.at)
        return READS;
    if (bits != READS && bits != READS_ASKED && bits != BEHAVIOR_METHODS_ALL)
        json_fail(in->reader, list.at,
                  "CloudFront allows GET, HEAD; or GET, HEAD, OPTIONS; or all "
                  "seven methods");
    return bits;
}

static unsigned read_cached(const struct aws_in *in,
                            const struct json *behavior)
{
    const struct json *allowed = json_member(behavior, "AllowedMethods");
    bool inside = allowed && json_type(allowed) == JSON_OBJECT;
    struct aws_list list = aws_list_get(in, inside ? allowed : behavior,
                                        "CachedMethods", METHODS_MAX);
    unsigned bits = bits_of(in, list);

    if (!list.at)
        return READS;
    if (bits != READS && bits != READS_ASKED)
        json_fail(in->reader, list.at,
                  "CloudFront caches GET, HEAD; or GET, HEAD, OPTIONS");
    return bits;
}

void methods_read(struct behavior *out, const struct aws_in *in,
                  const struct json *behavior)
{
    out->allowed_methods = read_allowed(in, behavior);
    out->cached_methods = read_cached(in, behavior);
    if (out->cached_methods & ~out->allowed_methods)
        json_fail(in->reader, behavior,
                  "OPTIONS is cached but not allowed: add it to "
                  "AllowedMethods");
}
