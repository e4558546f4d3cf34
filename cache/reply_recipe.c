/*
 * reply_recipe.c - a response headers policy, applied on delivery.
 *
 * CORS lines are computed from the viewer's own Origin, whatever is stored:
 * with override on, that is a cure for a poisoned entry; with override off, a
 * stored CORS line - a stale one too - makes the whole section step aside (the
 * newer reading of AWS's text; fill_each has the older one). It never answers a
 * preflight: it only decorates the answer.
 */
#include "cache/reply_recipe.h"

bool reply_recipe_is_empty(const struct reply_recipe *recipe)
{
    return !recipe->cors.enabled && !recipe->timing.enabled &&
           recipe->n_remove == 0 && recipe->n_set == 0;
}

static bool is_cors_line(struct span name)
{
    static const struct span prefix = {"access-control-", 15};

    return name.len > prefix.len &&
           span_ieq(span_cut(name, 0, prefix.len), prefix);
}

static bool has_cors_line(const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++)
        if (is_cors_line(headers->at[i].name))
            return true;
    return false;
}

/* Any origin, an exact one, or '*' as the leftmost label with or without a
 * scheme before it (cloudfront.md section 7.1). */
static bool origin_matches(struct span pattern, struct span page_origin)
{
    size_t star = span_find(pattern, '*', 0);
    size_t scheme_end;

    if (star == pattern.len)
        return span_eq(pattern, page_origin);
    if (pattern.len == 1)
        return true;
    if (star > 0)
        return span_glob(pattern, page_origin);
    scheme_end = span_find(page_origin, ':', 0);
    if (scheme_end + 3 > page_origin.len)
        return false;
    return span_glob(pattern,
                     span_cut(page_origin, scheme_end + 3, page_origin.len));
}

/* What Access-Control-Allow-Origin is to say; absent: nothing. */
static struct span allowed_origin(const struct reply_cors *cors,
                                  struct span page_origin)
{
    for (size_t i = 0; i < cors->n_allow_origins; i++)
        if (span_eq(cors->allow_origins[i], SPAN("*")))
            return SPAN("*");
    for (size_t i = 0; i < cors->n_allow_origins; i++)
        if (origin_matches(cors->allow_origins[i], page_origin))
            return page_origin;
    return SPAN_ABSENT;
}

/* One CORS line, unless the origin's own stays. */
static int put_cors(struct http_headers *out, struct arena *arena,
                    const struct reply_cors *cors, struct http_header line)
{
    if (span_absent(line.value))
        return 0;
    if (!cors->override && http_headers_count(out, line.name) > 0)
        return 0;
    return http_headers_set(out, arena, line.name, line.value);
}

static int put_preflight(struct http_headers *out, struct arena *arena,
                         const struct reply_cors *cors)
{
    struct span max_age = SPAN_ABSENT;
    int err = 0;

    if (cors->max_age_s >= 0) {
        max_age = arena_printf(arena, "%lld", (long long)cors->max_age_s);
        if (span_absent(max_age))
            return ERR_TOO_LONG;
    }
    err |= put_cors(out, arena, cors,
                    (struct http_header){SPAN("Access-Control-Allow-Headers"),
                                         cors->allow_headers});
    err |= put_cors(out, arena, cors,
                    (struct http_header){SPAN("Access-Control-Allow-Methods"),
                                         cors->allow_methods});
    err |=
        put_cors(out, arena, cors,
                 (struct http_header){SPAN("Access-Control-Max-Age"), max_age});
    return err ? ERR_TOO_LONG : 0;
}

static int put_allowed(struct http_headers *out, struct arena *arena,
                       const struct reply_cors *cors, struct span allow_origin)
{
    struct span credentials =
        cors->credentials && !span_eq(allow_origin, SPAN("*")) ? SPAN("true")
                                                               : SPAN_ABSENT;
    int err = 0;

    err |= put_cors(out, arena, cors,
                    (struct http_header){SPAN("Access-Control-Allow-Origin"),
                                         allow_origin});
    err |= put_cors(out, arena, cors,
                    (struct http_header){
                        SPAN("Access-Control-Allow-Credentials"), credentials});
    err |= put_cors(out, arena, cors,
                    (struct http_header){SPAN("Access-Control-Expose-Headers"),
                                         cors->expose_headers});
    return err ? ERR_TOO_LONG : 0;
}

/* A list with "*": Vary: Origin on answers to requests without Origin and no
 * Vary on the others (as recorded, however odd); an exact list: always. */
static int put_vary(struct http_headers *out, struct arena *arena,
                    const struct reply_cors *cors, bool has_origin)
{
    bool any = false;

    for (size_t i = 0; i < cors->n_allow_origins; i++)
        any |= span_eq(cors->allow_origins[i], SPAN("*"));
    if (any && has_origin) {
        (void)http_headers_remove(out, SPAN("vary")); /* none is fine */
        return 0;
    }
    return http_headers_set(out, arena, SPAN("Vary"), SPAN("Origin"));
}

static void drop_cors_lines(struct http_headers *out)
{
    size_t i = 0;

    while (i < out->n)
        if (is_cors_line(out->at[i].name))
            (void)http_headers_remove(out, out->at[i].name); /* at least it */
        else
            i++;
}

static int apply_cors(struct http_headers *out, struct arena *arena,
                      const struct reply_cors *cors,
                      const struct http_request *viewer)
{
    struct span page_origin =
        http_headers_get(&viewer->headers, SPAN("origin"));
    struct span allow_origin;
    bool preflight = http_method_of(viewer->method) == HTTP_OPTIONS;

    if (!cors->override && !cors->fill_each && has_cors_line(out))
        return 0;
    if (put_vary(out, arena, cors, !span_absent(page_origin)) < 0)
        return ERR_TOO_LONG;
    if (span_absent(page_origin))
        return 0;
    allow_origin = allowed_origin(cors, page_origin);
    if (cors->override)
        drop_cors_lines(out);
    if (span_absent(allow_origin))
        return 0;
    if (put_allowed(out, arena, cors, allow_origin) < 0)
        return ERR_TOO_LONG;
    return preflight ? put_preflight(out, arena, cors) : 0;
}

static bool is_removed(const struct reply_recipe *recipe, struct span name)
{
    for (size_t i = 0; i < recipe->n_remove; i++)
        if (span_ieq(recipe->remove[i], name))
            return true;
    return false;
}

int reply_recipe_apply(struct http_headers *out, struct arena *arena,
                       const struct reply_recipe *recipe,
                       const struct http_headers *stored,
                       const struct http_request *viewer)
{
    for (size_t i = 0; i < stored->n; i++)
        if (!is_removed(recipe, stored->at[i].name) &&
            http_headers_add(out, arena, stored->at[i].name,
                             stored->at[i].value) < 0)
            return ERR_TOO_LONG;
    if (recipe->cors.enabled &&
        apply_cors(out, arena, &recipe->cors, viewer) < 0)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < recipe->n_set; i++) {
        const struct reply_header *line = &recipe->set[i];

        if (!line->override && http_headers_count(out, line->name) > 0)
            continue;
        if (recipe->cors.enabled && span_ieq(line->name, SPAN("vary")))
            continue; /* the CORS section sees to it (cloudfront.md 7.1) */
        if (http_headers_set(out, arena, line->name, line->value) < 0)
            return ERR_TOO_LONG;
    }
    return 0;
}
