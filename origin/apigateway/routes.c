/*
 * routes.c - which route of an API a request is for, the most specific one.
 *
 * Of two routes that match, the one is more specific that has a fixed part
 * where the other, for the first time, has a variable; {proxy+} takes what is
 * left and comes after both. Paths are compared as they are sent: undecoded,
 * and a slash at the end makes another path.
 */
#include "origin/apigateway/routes.h"

enum segment { SEGMENT_FIXED, SEGMENT_ONE, SEGMENT_REST };

/* The part after the slash at *at; moves *at to the next slash or the end. */
static struct span next_segment(struct span path, size_t *at)
{
    size_t end = span_find(path, '/', *at + 1);
    struct span segment = span_cut(path, *at + 1, end);

    *at = end;
    return segment;
}

static enum segment segment_kind(struct span segment)
{
    if (!span_starts(segment, SPAN("{")))
        return SEGMENT_FIXED;
    return span_ends(segment, SPAN("+}")) ? SEGMENT_REST : SEGMENT_ONE;
}

static struct span variable_name(struct span segment)
{
    size_t end = segment.len - 1;

    if (segment_kind(segment) == SEGMENT_REST)
        end--;
    return span_cut(segment, 1, end);
}

/* ---- what a document may say --------------------------------------------- */

static const char *segment_fault(struct span segment)
{
    bool open = span_find(segment, '{', 0) < segment.len;

    if (!open && span_find(segment, '}', 0) == segment.len)
        return NULL;
    if (!span_starts(segment, SPAN("{")) || !span_ends(segment, SPAN("}")) ||
        span_find(segment, '{', 1) < segment.len ||
        span_find(segment, '}', 0) < segment.len - 1)
        return "a variable takes a whole part of the path, like /pets/{id}";
    return variable_name(segment).len == 0 ? "a variable needs a name" : NULL;
}

const char *route_path_fault(struct span path)
{
    size_t n = 0;
    size_t variables = 0;

    if (!span_starts(path, SPAN("/")))
        return "a path begins with '/'";
    for (size_t at = 0; at < path.len; n++) {
        struct span segment = next_segment(path, &at);
        const char *fault = segment_fault(segment);

        if (fault)
            return fault;
        if (segment_kind(segment) == SEGMENT_REST && at < path.len)
            return "{name+} takes the rest of a path and stands at its end";
        variables += segment_kind(segment) != SEGMENT_FIXED;
    }
    if (n > API_SEGMENTS_MAX || variables > API_VARIABLES_MAX)
        return "has too many parts or variables";
    return NULL;
}

bool route_same(struct span a, struct span b)
{
    size_t at_a = 0;
    size_t at_b = 0;

    while (at_a < a.len && at_b < b.len) {
        struct span one = next_segment(a, &at_a);
        struct span other = next_segment(b, &at_b);

        if (segment_kind(one) != segment_kind(other) ||
            (segment_kind(one) == SEGMENT_FIXED && !span_eq(one, other)))
            return false;
    }
    return at_a == a.len && at_b == b.len;
}

/* ---- finding ------------------------------------------------------------- */

static bool matches(struct span route, struct span path,
                    struct route_variables *variables)
{
    size_t at = 0;
    size_t in = 0;

    variables->n = 0;
    while (at < route.len) {
        struct span want = next_segment(route, &at);
        size_t from = in + 1;
        struct span have;

        if (in >= path.len)
            return false;
        have = next_segment(path, &in);
        if (segment_kind(want) == SEGMENT_REST) {
            have = span_cut(path, from, path.len);
            in = path.len;
        }
        if (segment_kind(want) == SEGMENT_FIXED) {
            if (!span_eq(want, have))
                return false;
            continue;
        }
        if (have.len == 0)
            return false;
        variables->names[variables->n] = variable_name(want);
        variables->values[variables->n++] = have;
    }
    return in >= path.len;
}

static bool more_specific(struct span a, struct span b)
{
    size_t at_a = 0;
    size_t at_b = 0;

    while (at_a < a.len && at_b < b.len) {
        enum segment one = segment_kind(next_segment(a, &at_a));
        enum segment other = segment_kind(next_segment(b, &at_b));

        if (one != other)
            return one < other;
    }
    return false;
}

static const struct api_method *method_of(const struct api_route *route,
                                          struct span name)
{
    const struct api_method *any = NULL;

    for (size_t i = 0; i < route->n_methods; i++) {
        if (span_eq(route->methods[i].name, name))
            return &route->methods[i];
        if (span_eq(route->methods[i].name, SPAN("ANY")))
            any = &route->methods[i];
    }
    return any;
}

static bool is_default(const struct api *api, struct span path)
{
    return api->kind == API_HTTP && span_eq(path, SPAN("/$default"));
}

struct route_found route_find(const struct api *api, struct span path,
                              struct span method)
{
    struct route_found found = {0};

    for (size_t i = 0; i < api->n_routes; i++) {
        const struct api_route *route = &api->routes[i];
        struct route_found next = {route, method_of(route, method), {.n = 0}};

        if (is_default(api, route->path) ||
            !matches(route->path, path, &next.variables) ||
            (api->kind == API_HTTP && !next.method))
            continue;
        if (!found.route || more_specific(route->path, found.route->path))
            found = next;
    }
    for (size_t i = 0; i < api->n_routes && !found.route; i++)
        if (is_default(api, api->routes[i].path))
            found = (struct route_found){
                &api->routes[i], method_of(&api->routes[i], method), {.n = 0}};
    return found;
}
