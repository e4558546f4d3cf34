/* http_values.c - heads and sets of names for tests, written as text. */
#include "tests/http_values.h"

#include "cache/base/assert.h"
#include "cache/base/buf.h"

/* Up to " | "; steps over it. */
static struct span next_part(struct span *rest)
{
    struct span part;
    size_t i = 0;

    while (i < rest->len &&
           !span_starts(span_cut(*rest, i, rest->len), SPAN(" | ")))
        i++;
    part = span_cut(*rest, 0, i);
    *rest = span_cut(*rest, i + 3, rest->len);
    return part;
}

static void add_lines(struct http_headers *headers, struct arena *arena,
                      struct span rest)
{
    while (rest.len > 0) {
        struct span part = next_part(&rest);
        size_t colon = span_find(part, ':', 0);
        int err = http_headers_add(
            headers, arena, span_trim(span_cut(part, 0, colon)),
            span_trim(span_cut(part, colon + 1, part.len)));

        ASSERT(err == 0);
        ASSERT(colon < part.len);
    }
}

struct http_headers headers_of(struct arena *arena, const char *text)
{
    struct http_headers headers = {0};

    add_lines(&headers, arena, span_str(text ? text : ""));
    return headers;
}

struct http_request request_of(struct arena *arena, const char *text)
{
    struct http_request request = {.scheme = SPAN("http"),
                                   .authority = SPAN("www.example.net")};
    struct span rest = span_str(text);
    struct span first = next_part(&rest);
    size_t blank = span_find(first, ' ', 0);
    size_t mark = span_find(first, '?', blank + 1);

    request.method = span_cut(first, 0, blank);
    request.path = span_cut(first, blank + 1, mark);
    if (mark < first.len)
        request.query = span_cut(first, mark + 1, first.len);
    add_lines(&request.headers, arena, rest);
    return request;
}

const char *headers_text(struct arena *arena,
                         const struct http_headers *headers)
{
    struct span copy;
    struct buf text;
    int err;

    buf_init(&text, 1u << 20);
    for (size_t i = 0; i < headers->n; i++) {
        struct span value = headers->at[i].value;

        buf_addf(&text, "%s%.*s: %.*s", i > 0 ? " | " : "",
                 SPAN_ARG(headers->at[i].name),
                 SPAN_ARG(span_absent(value) ? SPAN("-") : value));
    }
    err = arena_copy(arena, buf_span(&text), &copy);
    ASSERT(err == 0);
    buf_fini(&text);
    return copy.ptr;
}

struct name_set names_of(struct arena *arena, const char *text)
{
    struct span list = span_str(text), name;
    struct span *names = arena_zalloc(arena, 32, sizeof(*names));
    struct name_set set = {.names = names};
    size_t at = span_find(list, ' ', 0);

    if (span_eq(list, SPAN("all"))) {
        set.rule = NAMES_ALL;
    } else if (!span_eq(list, SPAN("none"))) {
        set.rule =
            span_starts(list, SPAN("but ")) ? NAMES_ALL_EXCEPT : NAMES_LISTED;
        while (span_list_next(list, &at, &name))
            names[set.n_names++] = name;
    }
    return set;
}
