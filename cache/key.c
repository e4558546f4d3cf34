/*
 * key.c - the identity of a cached response.
 *
 * A key spells out the request parts that the recipe selects, in fixed order:
 * tag, length, bytes. No value can then imitate a separator, and an absent
 * header ("=-") differs from an empty one ("=0:"). A blank between the parts is
 * there for the human reader only. Requests that share a key get the same
 * bytes: a recipe without Origin decides that every site may be handed the
 * first site's CORS headers.
 *
 *     d14:d1.example.net p8:/cat.png h6:origin=17:https://a.example
 *
 * GET and HEAD share a key, OPTIONS has one of its own (cloudfront.md 2); host
 * and scheme of the viewer are not part of it.
 */
#include "cache/key.h"

#include "cache/selection.h"

static void put_value(struct buf *text, char mark, struct span value)
{
    buf_add_byte(text, mark);
    if (span_absent(value)) {
        buf_add_byte(text, '-');
        return;
    }
    buf_add_u64(text, value.len);
    buf_add_byte(text, ':');
    buf_add(text, value);
}

static void put(struct buf *text, char tag, struct span value)
{
    if (text->len > 0)
        buf_add_byte(text, ' ');
    put_value(text, tag, value);
}

static void put_header(struct buf *text, struct span name, struct span value)
{
    put(text, 'h', name);
    put_value(text, '=', value);
}

/* Two Origin lines are one value here, as they are for the origin: the first
 * alone could stand in the key for what the second one did. */
static void put_origin(struct buf *text, const struct key_recipe *recipe,
                       struct span page_origin)
{
    switch (recipe->origin) {
    case KEY_ORIGIN_OFF:
        return;
    case KEY_ORIGIN_PRESENT:
        put(text, 'o', span_absent(page_origin) ? SPAN("no") : SPAN("yes"));
        return;
    case KEY_ORIGIN_CLASS:
        for (size_t i = 0; i < recipe->n_allowed_origins; i++)
            if (span_eq(recipe->allowed_origins[i], page_origin)) {
                put(text, 'o', page_origin);
                return;
            }
        put(text, 'g', span_absent(page_origin) ? SPAN("none") : SPAN("other"));
        return;
    }
}

static void put_if_any(struct buf *text, char tag, struct span value)
{
    if (!span_absent(value))
        put(text, tag, value);
}

static void put_encoding(struct buf *text, const struct key_recipe *recipe,
                         const struct http_headers *headers)
{
    enum encoding_choice choice =
        select_encoding(headers, recipe->gzip, recipe->brotli);

    if (choice != ENCODING_IDENTITY)
        put_if_any(text, 'e', encoding_text(choice));
}

static int put_headers(struct buf *text, const struct name_set *set,
                       const struct http_request *request,
                       struct arena *scratch)
{
    struct span value;

    for (size_t i = 0; i < set->n_names; i++) {
        if (select_header(&value, scratch, request, set->names[i]) < 0)
            return ERR_TOO_LONG;
        put_header(text, set->names[i], value);
    }
    return 0;
}

int key_build(struct buf *text, const struct key_place *place,
              const struct http_request *request, struct arena *scratch)
{
    const struct key_recipe *recipe = place->recipe;
    struct span query, cookies, page_origin;

    if (select_query(&query, scratch, request->query, &recipe->query, NULL) <
            0 ||
        select_header(&page_origin, scratch, request, SPAN("origin")) < 0 ||
        select_cookies(&cookies, scratch, &request->headers, &recipe->cookies,
                       NULL) < 0)
        return ERR_TOO_LONG;
    buf_reset(text);
    put(text, 'd', place->domain);
    if (http_method_of(request->method) == HTTP_OPTIONS)
        put(text, 'm', SPAN("OPTIONS"));
    put(text, 'p', request->path);
    put_if_any(text, 'q', query);
    put_encoding(text, recipe, &request->headers);
    put_origin(text, recipe, page_origin);
    if (put_headers(text, &recipe->headers, request, scratch) < 0)
        return ERR_TOO_LONG;
    put_if_any(text, 'c', cookies);
    return text->overflow ? ERR_TOO_LONG : 0;
}

/* One "tag length : bytes" at *at; steps over it. */
static struct span take(struct span key, size_t *at, char tag)
{
    size_t colon = span_find(key, ':', *at);
    struct span digits = span_cut(key, *at + 1, colon);
    uint64_t len;

    if (*at >= key.len || key.ptr[*at] != tag || !span_u64(digits, &len))
        return SPAN_ABSENT;
    *at = colon + 1 + len + 1;
    return span_cut(key, colon + 1, colon + 1 + len);
}

/* The path; what is keyed of the query goes to *query (absent: none). */
static struct span path_of(struct span key, struct span *query)
{
    struct span path;
    size_t at = 0;

    (void)take(key, &at, 'd');
    (void)take(key, &at, 'm'); /* absent but for OPTIONS */
    path = take(key, &at, 'p');
    *query = take(key, &at, 'q');
    return path;
}

bool key_invalidated(struct span key, struct span pattern)
{
    struct span query, path = path_of(key, &query);
    bool open_end = pattern.len > 0 && pattern.ptr[pattern.len - 1] == '*';
    struct span fixed =
        span_cut(pattern, 0, open_end ? pattern.len - 1 : pattern.len);
    size_t mark = span_find(fixed, '?', 0);
    struct span fixed_query = span_cut(fixed, mark + 1, fixed.len);

    if (mark == fixed.len)
        return open_end ? span_starts(path, fixed)
                        : span_eq(path, fixed) && span_absent(query);
    if (!span_eq(path, span_cut(fixed, 0, mark)) || span_absent(query))
        return false;
    return open_end ? span_starts(query, fixed_query)
                    : span_eq(query, fixed_query);
}
