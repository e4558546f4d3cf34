/*
 * backend_request.c - what the gateway asks a backend.
 *
 * A proxy integration passes headers and query on; another one passes the
 * Content-Type and what is mapped. So a backend behind "http" never sees
 * Origin, unless somebody maps it.
 */
#include "origin/apigateway/backend_request.h"

#include "origin/apigateway/sources.h"

/* The mapping onto that variable of the path, else the variable of that name
 * in the request's own path. */
static struct span variable(const struct sources *sources,
                            const struct mappings *mappings, struct span name)
{
    for (size_t i = 0; i < mappings->n; i++)
        if (mappings->at[i].to == MAPPING_PATH &&
            span_eq(mappings->at[i].name, name))
            return source_value(sources, &mappings->at[i]);
    return source_variable(sources, name);
}

static int fill_path(struct span *path, struct arena *arena,
                     const struct sources *sources,
                     const struct mappings *mappings)
{
    struct span text = *path;
    struct span made = SPAN("");
    size_t from = 0;

    for (size_t open = span_find(text, '{', 0); open < text.len;
         open = span_find(text, '{', from)) {
        size_t close = span_find(text, '}', open);
        struct span value =
            variable(sources, mappings, span_cut(text, open + 1, close));

        if (close == text.len || span_absent(value))
            return ERR_MISSING;
        made =
            arena_printf(arena, "%.*s%.*s%.*s", SPAN_ARG(made),
                         SPAN_ARG(span_cut(text, from, open)), SPAN_ARG(value));
        from = close + 1;
        if (span_absent(made))
            return ERR_TOO_LONG;
    }
    if (from > 0)
        *path = arena_printf(arena, "%.*s%.*s", SPAN_ARG(made),
                             SPAN_ARG(span_cut(text, from, text.len)));
    return span_absent(*path) ? ERR_TOO_LONG : 0;
}

static int add_parameter(struct http_request *req, struct arena *arena,
                         struct span name, struct span value)
{
    req->query = arena_printf(arena, "%.*s%s%.*s=%.*s", SPAN_ARG(req->query),
                              req->query.len ? "&" : "", SPAN_ARG(name),
                              SPAN_ARG(value));
    return span_absent(req->query) ? ERR_TOO_LONG : 0;
}

static int apply(struct http_request *req, struct arena *arena,
                 const struct sources *sources, const struct mappings *mappings)
{
    int err = 0;

    for (size_t i = 0; i < mappings->n && err == 0; i++) {
        const struct mapping *mapping = &mappings->at[i];
        struct span value = source_value(sources, mapping);

        if (span_absent(value))
            continue;
        if (mapping->to == MAPPING_HEADER)
            err = http_headers_set(&req->headers, arena, mapping->name, value);
        else if (mapping->to == MAPPING_QUERY)
            err = add_parameter(req, arena, mapping->name, value);
    }
    return err;
}

int backend_request_make(struct http_request *req, const struct reply *reply)
{
    const struct gateway_exchange *state = reply->state;
    const struct api_integration *integration =
        &state->found.method->integration;
    const struct sources sources = {&state->req, &state->found.variables, NULL};
    struct arena *arena = reply->ex->arena;
    struct span type =
        http_headers_get(&state->req.headers, SPAN("Content-Type"));
    int err = http_request_copy(req, arena, &state->req);

    if (err == 0 && integration->kind == API_CUSTOM) {
        req->headers = (struct http_headers){0};
        req->query = SPAN_ABSENT;
        if (!span_absent(type))
            err = http_headers_add(&req->headers, arena, SPAN("Content-Type"),
                                   type);
    }
    if (!span_absent(integration->method))
        req->method = integration->method;
    if (!span_absent(integration->authority))
        req->authority = integration->authority;
    if (err == 0 && !span_absent(integration->path)) {
        req->path = integration->path;
        err = fill_path(&req->path, arena, &sources, &integration->request);
    }
    return err ? err : apply(req, arena, &sources, &integration->request);
}
