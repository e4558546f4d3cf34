/*
 * classes.c - the values that a configuration tells apart.
 *
 * Order matters: what stands first is tried first, so that the shortest
 * counterexample is also the plainest one.
 */
#include "bench/check/classes.h"

#include "bench/url.h"

struct collect {
    struct check_classes *classes;
    struct arena *arena;
    struct class_values patterns;
    struct class_values names; /* patterns of header names, in lower case */
    bool http, https;
};

static void add(struct class_values *values, struct span value)
{
    if (span_absent(value))
        return;
    for (size_t i = 0; i < values->n; i++)
        if (span_eq(values->at[i], value))
            return;
    if (values->n == CLASS_VALUES_MAX)
        values->full = true;
    else
        values->at[values->n++] = value;
}

static void add_page(struct collect *in, struct span origin)
{
    struct span copy;

    if (arena_copy(in->arena, origin, &copy) != 0)
        return;
    if (span_eq(copy, SPAN("null")) || url_is_origin(copy))
        add(&in->classes->origins, copy);
    else
        add(&in->classes->strange, copy);
}

/* The pattern with its star filled in. */
static struct span filled(struct collect *in, struct span pattern,
                          const char *with)
{
    size_t star = span_find(pattern, '*', 0);

    return arena_printf(in->arena, "%.*s%s%.*s",
                        SPAN_ARG(span_cut(pattern, 0, star)), with,
                        SPAN_ARG(span_cut(pattern, star + 1, pattern.len)));
}

static const char *const any_site[2] = {"https://a.example",
                                        "https://b.example"};

/* Two members of a pattern. */
static void add_pattern(struct collect *in, struct span pattern)
{
    size_t star = span_find(pattern, '*', 0);
    bool whole = star + 1 == pattern.len;

    in->http |= span_starts(pattern, SPAN("http:"));
    in->https |= !span_starts(pattern, SPAN("http:"));
    add(&in->patterns, pattern);
    if (star == pattern.len) {
        add_page(in, pattern);
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (pattern.len == 1)
            add_page(in, span_str(any_site[i]));
        else if (star == 0)
            add_page(in, filled(in, pattern, i ? "https://b" : "https://a"));
        else if (whole &&
                 span_starts(SPAN("https://"), span_cut(pattern, 0, star)))
            add_page(in,
                     filled(in, pattern, any_site[i] + (star > 7 ? 8 : star)));
        else
            add_page(in, filled(in, pattern,
                                whole ? (i ? "b.example" : "a.example")
                                      : (i ? "b" : "a")));
    }
}

/* What misses an exact value, or a class by suffix, by a little. */
static void add_near(struct collect *in, struct span pattern)
{
    struct span host =
        span_cut(pattern, span_find(pattern, '/', 0) + 2, pattern.len);
    size_t star = span_find(host, '*', 0);
    bool secure = span_starts(pattern, SPAN("https://"));

    if (span_find(pattern, '/', 0) == pattern.len)
        return;
    if (star < host.len)
        host = span_cut(host, star + 1, host.len);
    if (host.len > 0 && host.ptr[0] == '.')
        host = span_cut(host, 1, host.len);
    add_page(in, arena_printf(in->arena, "%s://evil%.*s",
                              secure ? "https" : "http", SPAN_ARG(host)));
    add_page(in, arena_printf(in->arena, "%s://%.*s", secure ? "http" : "https",
                              SPAN_ARG(host)));
    add_page(in, arena_printf(in->arena, "https://%.*s:8443", SPAN_ARG(host)));
    add(&in->classes->strange,
        arena_printf(in->arena, "https://%.*s/", SPAN_ARG(host)));
}

/* ---- from the config -------------------------------------------------------
 */

static void add_method(struct collect *in, struct span method)
{
    struct span copy;

    if (arena_copy(in->arena, method, &copy) == 0)
        add(&in->classes->methods, copy);
}

static struct span lower_of(struct collect *in, struct span name)
{
    char *lower = arena_alloc(in->arena, name.len + 1);

    if (!lower)
        return SPAN_ABSENT;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = ascii_lower(name.ptr[i]);
    return span_of(lower, name.len);
}

static void add_header(struct collect *in, struct span pattern)
{
    size_t star = span_find(pattern, '*', 0);
    struct span name = pattern;

    add(&in->names, lower_of(in, pattern));
    for (int i = 0; i < (star < pattern.len ? 2 : 1); i++) {
        if (star < pattern.len)
            name = filled(in, pattern,
                          star == 0 ? (i ? "x-b" : "x-a") : (i ? "b" : "a"));
        add(&in->classes->headers, lower_of(in, name));
    }
}

/* By a pattern that does not take every name. */
static bool is_taken(const struct collect *in, const char *name)
{
    for (size_t i = 0; i < in->names.n; i++)
        if (in->names.at[i].len > 1 &&
            span_glob(in->names.at[i], span_str(name)))
            return true;
    return false;
}

static void add_unlisted(struct collect *in)
{
    static const char *const names[] = {"x-unlisted", "unlisted", "popbox-y"};
    size_t i = 0;

    while (i < 2 && is_taken(in, names[i]))
        i++;
    add(&in->classes->headers, span_str(names[i]));
}

static void take_rules(struct collect *in, const struct json *cors)
{
    struct json_reader unused = {.file = ""};
    struct cors_config *config = cors_config_from_json(&unused, cors);

    for (size_t i = 0; config && i < config->n_rules; i++) {
        const struct cors_rule *rule = &config->rules[i];
        struct span copy;

        for (size_t k = 0; k < rule->origins.n; k++)
            if (arena_copy(in->arena, rule->origins.at[k], &copy) == 0)
                add_pattern(in, copy);
        for (size_t k = 0; k < rule->methods.n; k++)
            add_method(in, rule->methods.at[k]);
        for (size_t k = 0; k < rule->headers.n; k++)
            if (arena_copy(in->arena, rule->headers.at[k], &copy) == 0)
                add_header(in, copy);
    }
    cors_config_free(config);
}

static void take_plain(struct collect *in, const struct json *origin)
{
    const struct json *allow = json_member(origin, "allow_origin");

    for (const struct json *one = json_first(json_member(origin, "only")); one;
         one = json_next(one))
        if (json_type(one) == JSON_STRING)
            add_pattern(in, json_string(one));
    if (allow && json_type(allow) == JSON_STRING)
        add_pattern(in, span_eq(json_string(allow), SPAN("reflect"))
                            ? SPAN("*")
                            : json_string(allow));
    if (json_member(origin, "preflight"))
        add_header(in, SPAN("*"));
}

static void take_origins(struct collect *in, const struct json *config)
{
    for (const struct json *origin = json_first(json_member(config, "origins"));
         origin; origin = json_next(origin)) {
        const struct json *buckets = json_member(origin, "buckets");

        for (const struct json *bucket = json_first(buckets); bucket;
             bucket = json_next(bucket))
            if (json_member(bucket, "cors"))
                take_rules(in, json_member(bucket, "cors"));
        if (!buckets)
            take_plain(in, origin);
    }
}

/* A response headers policy answers preflights by lists of its own. */
static void take_policy(struct collect *in, const struct reply_cors *cors)
{
    struct span name;
    size_t at = 0;

    if (!cors->enabled)
        return;
    for (size_t i = 0; i < cors->n_allow_origins; i++)
        add_pattern(in, cors->allow_origins[i]);
    while (span_list_next(cors->allow_headers, &at, &name))
        add_header(in, name);
    at = 0;
    while (span_list_next(cors->allow_methods, &at, &name))
        add_method(in, name);
}

static void take_behavior(struct collect *in, const struct behavior *behavior)
{
    take_policy(in, &behavior->reply.cors);
    for (size_t i = 0; i < behavior->key.n_allowed_origins; i++)
        add_pattern(in, behavior->key.allowed_origins[i]);
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        if (span_ieq(behavior->forward.custom[i].name, SPAN("origin")))
            add_pattern(in, behavior->forward.custom[i].value);
}

void check_classes_of(struct check_classes *classes, struct arena *arena,
                      const struct json *config,
                      const struct behavior *behavior)
{
    struct collect in = {.classes = classes, .arena = arena};

    *classes = (struct check_classes){0};
    take_origins(&in, config);
    take_behavior(&in, behavior);
    for (size_t i = 0; i < in.patterns.n; i++)
        add_near(&in, in.patterns.at[i]);
    add_page(&in, SPAN("https://stranger.example"));
    add_page(&in, SPAN("https://other.example"));
    add_page(&in, SPAN("null"));
    add(&classes->strange, SPAN(""));
    add_method(&in, SPAN("GET"));
    add_method(&in, SPAN("HEAD"));
    add_method(&in, SPAN("PUT"));
    add_method(&in, SPAN("POPBOX"));
    add_unlisted(&in);
    classes->http_only = in.http && !in.https;
}
