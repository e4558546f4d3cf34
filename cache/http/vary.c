/*
 * vary.c - which request headers a response says that it depends on.
 *
 * Two requests have the same value of a header when their lines, joined with
 * ", ", are the same bytes (RFC 9111 4.1); no line at all is a value of its
 * own. The join is walked, not built: matching allocates nothing.
 */
#include "cache/http/vary.h"

static bool is_vary(struct span name)
{
    return span_ieq(name, SPAN("vary"));
}

bool vary_is_any(const struct http_headers *response)
{
    for (size_t i = 0; i < response->n; i++) {
        struct span element;
        size_t at = 0;

        if (!is_vary(response->at[i].name))
            continue;
        while (span_list_next(response->at[i].value, &at, &element))
            if (span_eq(element, SPAN("*")))
                return true;
    }
    return false;
}

bool vary_is_beyond_encoding(const struct http_headers *response)
{
    for (size_t i = 0; i < response->n; i++) {
        struct span element;
        size_t at = 0;

        if (!is_vary(response->at[i].name))
            continue;
        while (span_list_next(response->at[i].value, &at, &element))
            if (!span_ieq(element, SPAN("Accept-Encoding")))
                return true;
    }
    return false;
}

/* ---- selecting ----------------------------------------------------------- */

MUST_USE static int select_name(struct http_headers *selected,
                                struct arena *arena, struct span name,
                                const struct http_headers *request)
{
    bool found = false;

    if (http_headers_count(selected, name) > 0)
        return 0;
    for (size_t i = 0; i < request->n; i++) {
        if (!span_ieq(request->at[i].name, name))
            continue;
        found = true;
        if (http_headers_add(selected, arena, name, request->at[i].value) < 0)
            return ERR_TOO_LONG;
    }
    return found ? 0 : http_headers_add(selected, arena, name, SPAN_ABSENT);
}

int vary_select(struct http_headers *selected, struct arena *arena,
                const struct http_headers *response,
                const struct http_headers *request)
{
    *selected = (struct http_headers){0};
    for (size_t i = 0; i < response->n; i++) {
        struct span name;
        size_t at = 0;

        if (!is_vary(response->at[i].name))
            continue;
        while (span_list_next(response->at[i].value, &at, &name))
            if (!span_eq(name, SPAN("*")) &&
                select_name(selected, arena, name, request) < 0)
                return ERR_TOO_LONG;
    }
    return 0;
}

/* ---- matching ------------------------------------------------------------ */

/* A walk over the bytes of all lines of a name, joined. */
struct walk {
    const struct http_headers *headers;
    struct span name;
    size_t line; /* the current one; headers->n: past the last */
    size_t at;   /* value.len and value.len + 1 are the ", " after it */
};

static void next_line(struct walk *walk, size_t from)
{
    walk->at = 0;
    for (walk->line = from; walk->line < walk->headers->n; walk->line++)
        if (span_ieq(walk->headers->at[walk->line].name, walk->name) &&
            !span_absent(walk->headers->at[walk->line].value))
            return;
}

static bool is_over(const struct walk *walk)
{
    return walk->line == walk->headers->n;
}

/* The next byte, or -1 at the end. */
static int next_byte(struct walk *walk)
{
    struct walk after = *walk;
    struct span value;

    if (is_over(walk))
        return -1;
    value = walk->headers->at[walk->line].value;
    if (walk->at < value.len)
        return (unsigned char)value.ptr[walk->at++];
    next_line(&after, walk->line + 1);
    if (walk->at == value.len && !is_over(&after)) {
        walk->at++;
        return ',';
    }
    *walk = after;
    return is_over(walk) ? -1 : ' ';
}

static bool same_value(const struct http_headers *a,
                       const struct http_headers *b, struct span name)
{
    struct walk in_a = {.headers = a, .name = name};
    struct walk in_b = {.headers = b, .name = name};
    int byte;

    next_line(&in_a, 0);
    next_line(&in_b, 0);
    if (is_over(&in_a) || is_over(&in_b))
        return is_over(&in_a) && is_over(&in_b);
    do {
        byte = next_byte(&in_a);
        if (byte != next_byte(&in_b))
            return false;
    } while (byte >= 0);
    return true;
}

bool vary_match(const struct http_headers *selected,
                const struct http_headers *request)
{
    for (size_t i = 0; i < selected->n; i++)
        if (!same_value(selected, request, selected->at[i].name))
            return false;
    return true;
}
