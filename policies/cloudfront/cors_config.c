/* cors_config.c - AWS's CorsConfig: CORS lines computed on delivery. */
#include "policies/cloudfront/cors_config.h"

static const char *const known[] = {"AccessControlAllowOrigins",
                                    "AccessControlAllowHeaders",
                                    "AccessControlAllowMethods",
                                    "AccessControlExposeHeaders",
                                    "AccessControlAllowCredentials",
                                    "AccessControlMaxAgeSec",
                                    "OriginOverride"};

/* Behind "scheme://", if there is one. */
static struct span host_of(struct span origin)
{
    for (size_t i = 0; i + 2 < origin.len; i++)
        if (memcmp(origin.ptr + i, "://", 3) == 0)
            return span_cut(origin, i + 3, origin.len);
    return origin;
}

/* "*", an origin, or '*' as its leftmost label. */
static bool is_origin_pattern(struct span pattern)
{
    static const char bad[] = "*/?#@ ,\"'<>\\";
    struct span host = host_of(pattern);

    if (span_eq(pattern, SPAN("*")) || span_eq(pattern, SPAN("null")))
        return true;
    if (span_starts(host, SPAN("*.")))
        host = span_cut(host, 2, host.len);
    for (size_t i = 0; i < host.len; i++)
        if (strchr(bad, host.ptr[i]))
            return false;
    return host.len > 0;
}

/* A browser's Origin has a scheme, so an exact one without can never be it. */
static bool lacks_scheme(struct span pattern)
{
    return host_of(pattern).ptr == pattern.ptr &&
           span_find(pattern, '*', 0) == pattern.len &&
           !span_eq(pattern, SPAN("null"));
}

static void read_origins(struct reply_cors *out, const struct aws_in *in,
                         const struct json *config)
{
    struct aws_strings origins =
        aws_strings_get(in, config, known[0], AWS_LIST_MAX);
    const struct json *at = json_member(config, known[0]);

    for (size_t i = 0; i < origins.n; i++)
        if (lacks_scheme(origins.at[i]))
            aws_note(in, SPAN("AccessControlAllowOrigins.Scheme"),
                     SPAN("AWS takes an origin without a scheme; compared as a "
                          "whole, no browser's Origin is equal to it"));
    out->allow_origins = origins.at;
    out->n_allow_origins = origins.n;
    if (origins.n == 0)
        json_fail(in->reader, at ? at : config,
                  "AccessControlAllowOrigins must name an origin, or *");
    for (size_t i = 0; i < origins.n; i++)
        if (!is_origin_pattern(origins.at[i]))
            json_fail(in->reader, at,
                      "%.*s is no origin that CloudFront takes: *, an origin "
                      "such as https://www.example.com, or one whose leftmost "
                      "label is *",
                      SPAN_ARG(origins.at[i]));
}

static struct span read_methods(const struct aws_in *in,
                                const struct json *config)
{
    static const struct span all = CORS_CONFIG_ALL_METHODS;
    struct aws_strings methods = aws_strings_get(in, config, known[2], 8);

    for (size_t i = 0; i < methods.n; i++) {
        struct span name, method = methods.at[i];
        size_t at = 0;
        bool found = false;

        if (span_eq(method, SPAN("ALL")))
            return all;
        while (span_list_next(all, &at, &name))
            found |= span_eq(name, method);
        if (!found)
            json_fail(in->reader, json_member(config, known[2]),
                      "%.*s is no method that CloudFront takes: GET, HEAD, "
                      "PUT, POST, PATCH, DELETE, OPTIONS, or ALL",
                      SPAN_ARG(method));
    }
    return aws_join(in, methods);
}

/* Header names, or *. */
static struct span read_headers(const struct aws_in *in,
                                const struct json *config, const char *member)
{
    struct aws_strings names =
        aws_strings_get(in, config, member, AWS_LIST_MAX);

    for (size_t i = 0; i < names.n; i++)
        if (!span_is_token(names.at[i])) /* "*" is one */
            json_fail(in->reader, json_member(config, member),
                      "%.*s is not a header name", SPAN_ARG(names.at[i]));
    return aws_join(in, names);
}

static int64_t read_max_age(const struct aws_in *in, const struct json *config)
{
    const int64_t range[2] = {0, INT32_MAX};

    return json_get_int(in->reader, config, known[5], range, -1);
}

void cors_config_read(struct reply_cors *out, const struct aws_in *in,
                      const struct json *config)
{
    *out = (struct reply_cors){.max_age_s = -1};
    if (!config)
        return;
    out->enabled = true;
    read_origins(out, in, config);
    out->allow_headers = read_headers(in, config, known[1]);
    out->allow_methods = read_methods(in, config);
    out->expose_headers = read_headers(in, config, known[3]);
    out->credentials = json_get_bool(in->reader, config, known[4], false);
    out->max_age_s = read_max_age(in, config);
    if (json_need(in->reader, config, "OriginOverride", JSON_BOOL))
        out->override =
            json_get_bool(in->reader, config, "OriginOverride", false);
    if (out->credentials && !span_absent(out->allow_headers) &&
        span_find(out->allow_headers, '*', 0) < out->allow_headers.len)
        json_fail(in->reader, json_member(config, known[1]),
                  "the parameter Access-Control-Allow-Headers cannot contain * "
                  "when allowCredentials is true");
    aws_note_unknown(in, config, "CorsConfig", known,
                     sizeof(known) / sizeof(known[0]));
}
