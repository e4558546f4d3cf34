/*
 * cache_policy.c - AWS's CachePolicyConfig: what is keyed, and for how long.
 *
 * Fills the key and the TTL bounds, nothing else. What is keyed is also sent to
 * the origin; the mechanism sees to that.
 */
#include "policies/cloudfront/cache_policy.h"

#include "policies/cloudfront/names.h"

#define DAY_S  INT64_C(86400)
#define YEAR_S INT64_C(31536000)

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

struct ttl_bounds aws_ttl_read(const struct aws_in *in,
                               const struct json *object)
{
    const int64_t range[2] = {0, AWS_TTL_MAX_S};
    struct ttl_bounds ttl;

    ttl.min_s = json_get_int(in->reader, object, "MinTTL", range, 0);
    ttl.default_s = json_get_int(in->reader, object, "DefaultTTL", range,
                                 larger(DAY_S, ttl.min_s));
    ttl.max_s = json_get_int(in->reader, object, "MaxTTL", range,
                             larger(YEAR_S, ttl.default_s));
    if (ttl.default_s < ttl.min_s)
        json_fail(in->reader, json_member(object, "DefaultTTL"),
                  "DefaultTTL is less than MinTTL (%lld)",
                  (long long)ttl.min_s);
    else if (ttl.max_s < ttl.default_s)
        json_fail(in->reader, json_member(object, "MaxTTL"),
                  "MaxTTL is less than DefaultTTL (%lld%s)",
                  (long long)ttl.default_s,
                  json_member(object, "DefaultTTL")
                      ? ""
                      : ", which holds when it is left out");
    return ttl;
}

/* Surprise 22. The words are those of AWS's own answer. */
static void check_disabled(const struct aws_in *in,
                           const struct cache_policy *policy,
                           const struct json *at)
{
    const struct key_recipe *key = &policy->key;
    const char *name = NULL;

    if (policy->ttl.max_s > 0)
        return;
    if (key->gzip)
        name = "EnableAcceptEncodingGzip";
    else if (key->brotli)
        name = "EnableAcceptEncodingBrotli";
    else if (key->headers.rule != NAMES_NONE)
        name = "HeaderBehavior";
    else if (key->cookies.rule != NAMES_NONE)
        name = "CookieBehavior";
    else if (key->query.rule != NAMES_NONE)
        name = "QueryStringBehavior";
    if (name)
        json_fail(in->reader, at,
                  "the parameter %s is invalid for policy with caching "
                  "disabled: raise MaxTTL above 0, or key on nothing and "
                  "forward by an origin request policy",
                  name);
}

static void read_key(const struct aws_in *in, struct key_recipe *key,
                     const struct json *config)
{
    static const char *const known[] = {
        "EnableAcceptEncodingGzip", "EnableAcceptEncodingBrotli",
        "HeadersConfig", "CookiesConfig", "QueryStringsConfig"};

    key->gzip = json_get_bool(in->reader, config, known[0], false);
    key->brotli = json_get_bool(in->reader, config, known[1], false);
    key->headers = aws_headers_read(in, config, HEADER_KEYED);
    key->cookies = aws_cookies_read(in, config);
    key->query = aws_query_read(in, config);
    if ((key->gzip || key->brotli) &&
        name_set_has(&key->headers, SPAN("accept-encoding"), true))
        json_fail(in->reader, json_member(config, "HeadersConfig"),
                  "the parameter Headers contains Accept-Encoding that is not "
                  "allowed: EnableAcceptEncoding... keys on it already");
    aws_note_unknown(in, config, "ParametersInCacheKeyAndForwardedToOrigin",
                     known, sizeof(known) / sizeof(known[0]));
}

int cache_policy_read(struct cache_policy *out, const struct aws_in *in,
                      const struct json *config)
{
    static const char *const known[] = {
        "Comment",    "Name",   "MinTTL",
        "DefaultTTL", "MaxTTL", "ParametersInCacheKeyAndForwardedToOrigin"};
    const struct json *parameters =
        json_get(in->reader, config, known[5], JSON_OBJECT);

    *out = (struct cache_policy){0};
    aws_comment_check(in, config);
    out->name = aws_string_get(in, config, "Name");
    out->ttl = aws_ttl_read(in, config);
    if (parameters) {
        read_key(in, &out->key, parameters);
        check_disabled(in, out, parameters);
    }
    aws_note_unknown(in, config, "CachePolicyConfig", known,
                     sizeof(known) / sizeof(known[0]));
    return aws_done(in);
}
