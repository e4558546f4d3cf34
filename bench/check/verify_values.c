/* verify_values.c - whether values are enough for a behavior's predicates. */
#include "bench/check/verify_values.h"

#include "bench/url.h"

struct looking {
    struct check_classes *classes;
    const char *missing;
    bool http, https;
};

static bool is_page(struct span value)
{
    return span_eq(value, SPAN("null")) || url_is_origin(value);
}

/* As globs are matched, letters in lower case where names are compared. */
static size_t n_members(const struct class_values *values, struct span pattern)
{
    size_t n = 0;

    for (size_t i = 0; i < values->n; i++)
        n += span_glob(pattern, values->at[i]);
    return n;
}

static bool has_star(struct span pattern)
{
    return span_find(pattern, '*', 0) < pattern.len;
}

/* Something with the pattern's host in it that does not match. */
static bool has_near(const struct class_values *values, struct span pattern,
                     struct span host)
{
    for (size_t i = 0; i < values->n; i++) {
        struct span value = values->at[i];

        for (size_t at = 0; at + host.len <= value.len; at++)
            if (memcmp(value.ptr + at, host.ptr, host.len) == 0 &&
                !span_glob(pattern, value))
                return true;
    }
    return false;
}

static struct span host_of(struct span pattern)
{
    size_t slash = span_find(pattern, '/', 0);
    struct span host = span_cut(pattern, slash + 2, pattern.len);
    size_t star = span_find(host, '*', 0);

    if (star < host.len)
        host = span_cut(host, star + 1, host.len);
    if (host.len > 0 && host.ptr[0] == '.')
        host = span_cut(host, 1, host.len);
    return host;
}

static void need_origin(struct looking *in, struct span pattern)
{
    const struct class_values *pages = &in->classes->origins;
    const struct class_values *strange = &in->classes->strange;
    size_t n = n_members(pages, pattern) + n_members(strange, pattern);

    if (span_starts(pattern, SPAN("http:")))
        in->http = true;
    else
        in->https = true;
    if (n < (has_star(pattern) ? 2u : 1u))
        in->missing = "two members of a pattern of Origin, or one of a value";
    if (is_page(pattern) && n_members(pages, pattern) == 0)
        in->missing = "a page of an origin that a rule names";
    if (span_find(pattern, '/', 0) < pattern.len &&
        !has_near(pages, pattern, host_of(pattern)) &&
        !has_near(strange, pattern, host_of(pattern)))
        in->missing = "an Origin that misses a rule by a little";
}

static bool is_member(struct span value, struct span pattern)
{
    size_t star = span_find(pattern, '*', 0);
    struct span head = span_cut(pattern, 0, star);
    struct span tail = span_cut(pattern, star + 1, pattern.len);

    if (star == pattern.len)
        return span_ieq(value, pattern);
    return value.len >= head.len + tail.len &&
           span_ieq(span_cut(value, 0, head.len), head) &&
           span_ieq(span_cut(value, value.len - tail.len, value.len), tail);
}

static void need_header(struct looking *in, struct span pattern)
{
    const struct class_values *headers = &in->classes->headers;
    size_t n = 0;

    for (size_t i = 0; i < headers->n; i++)
        n += is_member(headers->at[i], pattern);
    if (n < (has_star(pattern) ? 2u : 1u))
        in->missing = "two members of a pattern of header names, or one";
}

static void need_method(struct looking *in, struct span method)
{
    for (size_t i = 0; i < in->classes->methods.n; i++)
        if (span_eq(in->classes->methods.at[i], method))
            return;
    in->missing = "a method that a rule names";
}

/* ---- the predicates ---------------------------------------------------------
 */

static void each(struct looking *in, const struct json *list,
                 void (*need)(struct looking *in, struct span pattern))
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (json_type(one) == JSON_STRING)
            need(in, json_string(one));
}

/* A bucket's rules, in whatever they are wrapped. */
static void look_at_rules(struct looking *in, const struct json *value)
{
    for (const struct json *inner = json_first(value); inner;
         inner = json_next(inner)) {
        struct span name = json_name(inner);

        if (span_eq(name, SPAN("AllowedOrigins")))
            each(in, inner, need_origin);
        else if (span_eq(name, SPAN("AllowedHeaders")))
            each(in, inner, need_header);
        else if (span_eq(name, SPAN("AllowedMethods")))
            each(in, inner, need_method);
        else
            look_at_rules(in, inner);
    }
}

static void look_at_origin(struct looking *in, const struct json *origin)
{
    const struct json *allow = json_member(origin, "allow_origin");

    for (const struct json *bucket = json_first(json_member(origin, "buckets"));
         bucket; bucket = json_next(bucket))
        look_at_rules(in, json_member(bucket, "cors"));
    if (json_member(origin, "buckets"))
        return;
    each(in, json_member(origin, "only"), need_origin);
    if (allow && json_type(allow) == JSON_STRING)
        need_origin(in, span_eq(json_string(allow), SPAN("reflect"))
                            ? SPAN("*")
                            : json_string(allow));
    if (json_member(origin, "preflight"))
        need_header(in, SPAN("*"));
}

static void look_at_behavior(struct looking *in,
                             const struct behavior *behavior)
{
    const struct reply_cors *cors = &behavior->reply.cors;
    struct span name;

    for (size_t i = 0; cors->enabled && i < cors->n_allow_origins; i++)
        need_origin(in, cors->allow_origins[i]);
    for (size_t at = 0;
         cors->enabled && span_list_next(cors->allow_headers, &at, &name);)
        need_header(in, name);
    for (size_t at = 0;
         cors->enabled && span_list_next(cors->allow_methods, &at, &name);)
        need_method(in, name);
    for (size_t i = 0; i < behavior->key.n_allowed_origins; i++)
        need_origin(in, behavior->key.allowed_origins[i]);
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        if (span_ieq(behavior->forward.custom[i].name, SPAN("origin")))
            need_origin(in, behavior->forward.custom[i].value);
}

/* What nothing names: two sites, no site, no method of anybody's. */
static void look_at_strangers(struct looking *in)
{
    static const char *const methods[] = {"GET", "HEAD", "PUT", "POPBOX"};

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        need_method(in, span_str(methods[i]));
    if (n_members(&in->classes->origins, SPAN("null")) == 0 ||
        n_members(&in->classes->origins, SPAN("https://stranger.example")) ==
            0 ||
        n_members(&in->classes->origins, SPAN("https://other.example")) == 0 ||
        n_members(&in->classes->strange, SPAN("")) == 0)
        in->missing = "an Origin that no rule names: null, empty, strangers";
    need_header(in, SPAN("x-unlisted"));
}

const char *verify_values(struct check_classes *classes,
                          const struct json *config,
                          const struct behavior *behavior)
{
    struct looking in = {.classes = classes};

    for (size_t i = 0; i < classes->origins.n; i++)
        if (!is_page(classes->origins.at[i]))
            return "no page has such an Origin";
    for (const struct json *origin = json_first(json_member(config, "origins"));
         origin; origin = json_next(origin))
        look_at_origin(&in, origin);
    look_at_behavior(&in, behavior);
    look_at_strangers(&in);
    classes->http_only = in.http && !in.https;
    return in.missing;
}
