/*
 * fuzz_key.c - no two requests that a recipe tells apart share a key.
 *
 * The input is cut into two requests at its middle. Each gives a path, a query,
 * two headers and a cookie; their keys are equal only if everything that the
 * recipe selects is. A key can be taken apart again by its own rules, and its
 * path can be invalidated.
 */
#include "cache/base/assert.h"
#include "cache/key.h"

struct parts {
    struct span path, query, a, b, cookie; /* absent: not sent */
};

/* Up to the next newline; "-" stands for an absent part. */
static struct span next_part(struct span *rest)
{
    size_t end = span_find(*rest, '\n', 0);
    struct span part = span_cut(*rest, 0, end);

    *rest = span_cut(*rest, end + 1, rest->len);
    return span_eq(part, SPAN("-")) ? SPAN_ABSENT : part;
}

static struct parts parts_of(struct span text)
{
    struct parts parts;

    parts.path = next_part(&text);
    parts.query = next_part(&text);
    parts.a = next_part(&text);
    parts.b = next_part(&text);
    parts.cookie = next_part(&text);
    if (span_absent(parts.path))
        parts.path = SPAN("/");
    return parts;
}

static bool key_of(struct buf *text, const struct parts *parts,
                   struct arena *arena)
{
    static const struct span names[] = {{"A", 1}, {"B", 1}};
    const struct key_recipe recipe = {
        .headers = {.rule = NAMES_LISTED, .names = names, .n_names = 2},
        .cookies = {.rule = NAMES_ALL},
        .query = {.rule = NAMES_ALL},
    };
    const struct key_place place = {&recipe, SPAN("d")};
    struct http_request request = {
        .method = SPAN("GET"), .path = parts->path, .query = parts->query};
    struct http_header lines[3];

    request.headers = (struct http_headers){lines, 0, 3};
    if (!span_absent(parts->a))
        lines[request.headers.n++] = (struct http_header){names[0], parts->a};
    if (!span_absent(parts->b))
        lines[request.headers.n++] = (struct http_header){names[1], parts->b};
    if (!span_absent(parts->cookie))
        lines[request.headers.n++] =
            (struct http_header){SPAN("Cookie"), parts->cookie};
    return key_build(text, &place, &request, arena) == 0;
}

/* Cookies are sorted and trimmed on purpose, so only the rest is compared. */
static bool same_but_cookie(const struct parts *x, const struct parts *y)
{
    return span_eq(x->path, y->path) && span_eq(x->query, y->query) &&
           span_eq(x->a, y->a) && span_eq(x->b, y->b);
}

static void check_invalidation(struct buf *key, const struct parts *parts)
{
    struct span path = parts->path;
    bool plain = span_find(path, '?', 0) == path.len &&
                 span_find(path, '*', 0) == path.len;

    ASSERT(key_invalidated(buf_span(key), SPAN("*")));
    if (plain)
        ASSERT(key_invalidated(buf_span(key), path) ==
               span_absent(parts->query));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of((const char *)data, size);
    struct parts x = parts_of(span_cut(text, 0, size / 2));
    struct parts y = parts_of(span_cut(text, size / 2, size));
    struct buf one, other;
    struct arena arena;

    arena_init(&arena, 1u << 18);
    buf_init(&one, KEY_BYTES_MAX);
    buf_init(&other, KEY_BYTES_MAX);
    if (key_of(&one, &x, &arena)) {
        check_invalidation(&one, &x);
        if (key_of(&other, &y, &arena) &&
            span_eq(buf_span(&one), buf_span(&other)))
            ASSERT(same_but_cookie(&x, &y));
        y = x;
        if (key_of(&other, &y, &arena))
            ASSERT(span_eq(buf_span(&one), buf_span(&other)));
    }
    (void)key_invalidated(text, SPAN("/x*")); /* any bytes at all: no crash */
    buf_fini(&one);
    buf_fini(&other);
    arena_fini(&arena);
    return 0;
}
