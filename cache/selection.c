/* selection.c - the parts of a request that a set of names selects. */
#include "cache/selection.h"

#define COOKIES_MAX 64

static bool either(const struct name_set *a, const struct name_set *b,
                   struct span name)
{
    return name_set_has(a, name, false) || (b && name_set_has(b, name, false));
}

static bool is_rule(const struct name_set *a, const struct name_set *b,
                    enum name_rule rule)
{
    return a->rule == rule || (b && b->rule == rule);
}

static struct span name_of(struct span part)
{
    return span_cut(part, 0, span_find(part, '=', 0));
}

struct span select_query(struct span query, const struct name_set *set,
                         const struct name_set *or_set, struct arena *arena)
{
    char *text;
    size_t len = 0, at = 0;

    if (span_absent(query) || is_rule(set, or_set, NAMES_ALL))
        return query;
    if (set->rule == NAMES_NONE && (!or_set || or_set->rule == NAMES_NONE))
        return SPAN_ABSENT;
    text = arena_alloc(arena, query.len + 1);
    if (!text)
        return SPAN_ABSENT;
    while (at <= query.len) {
        size_t end = span_find(query, '&', at);
        struct span part = span_cut(query, at, end);

        if (part.len > 0 && either(set, or_set, name_of(part))) {
            if (len > 0)
                text[len++] = '&';
            memcpy(text + len, part.ptr, part.len);
            len += part.len;
        }
        at = end + 1;
    }
    return len > 0 ? span_of(text, len) : SPAN_ABSENT;
}

/* Insertion keeps equal names in the viewer's order. */
static void insert_sorted(struct span *cookies, size_t *n, struct span cookie)
{
    size_t i = *n;

    for (; i > 0; i--) {
        if (span_cmp(name_of(cookies[i - 1]), name_of(cookie)) <= 0)
            break;
        cookies[i] = cookies[i - 1];
    }
    cookies[i] = cookie;
    (*n)++;
}

static size_t collect_cookies(const struct http_headers *headers,
                              const struct name_set *set,
                              const struct name_set *or_set,
                              struct span cookies[COOKIES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < headers->n; i++) {
        struct span value = headers->at[i].value;
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, SPAN("cookie")))
            continue;
        while (at <= value.len && n < COOKIES_MAX) {
            size_t end = span_find(value, ';', at);
            struct span cookie = span_trim(span_cut(value, at, end));

            if (cookie.len > 0 && either(set, or_set, name_of(cookie)))
                insert_sorted(cookies, &n, cookie);
            at = end + 1;
        }
    }
    return n;
}

struct span select_cookies(const struct http_headers *headers,
                           const struct name_set *set,
                           const struct name_set *or_set, struct arena *arena)
{
    struct span cookies[COOKIES_MAX];
    size_t n, len = 0;
    char *text;

    if (set->rule == NAMES_NONE && (!or_set || or_set->rule == NAMES_NONE))
        return SPAN_ABSENT;
    n = collect_cookies(headers, set, or_set, cookies);
    if (n == 0)
        return SPAN_ABSENT;
    for (size_t i = 0; i < n; i++)
        len += cookies[i].len + 2;
    text = arena_alloc(arena, len);
    if (!text)
        return SPAN_ABSENT;
    len = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            text[len++] = ';';
            text[len++] = ' ';
        }
        memcpy(text + len, cookies[i].ptr, cookies[i].len);
        len += cookies[i].len;
    }
    return span_of(text, len);
}

/* q=0 is not documented for CloudFront; it counts as not sent (RFC 9110
 * 12.4.2), which can only make an answer less compressed. */
static bool coding_wanted(struct span element, struct span coding)
{
    size_t semicolon = span_find(element, ';', 0);
    struct span q = span_trim(span_cut(element, semicolon + 1, element.len));

    if (!span_ieq(span_trim(span_cut(element, 0, semicolon)), coding))
        return false;
    return !span_eq(q, SPAN("q=0")) && !span_eq(q, SPAN("q=0.0")) &&
           !span_eq(q, SPAN("q=0.00")) && !span_eq(q, SPAN("q=0.000"));
}

enum encoding_choice select_encoding(const struct http_headers *headers,
                                     bool gzip, bool brotli)
{
    bool sent = false, has_gzip = false, has_brotli = false;

    if (!gzip && !brotli)
        return ENCODING_AS_IS;
    for (size_t i = 0; i < headers->n; i++) {
        struct span element;
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, SPAN("accept-encoding")))
            continue;
        sent = true;
        while (span_list_next(headers->at[i].value, &at, &element)) {
            has_gzip |= gzip && coding_wanted(element, SPAN("gzip"));
            has_brotli |= brotli && coding_wanted(element, SPAN("br"));
        }
    }
    if (!sent)
        return ENCODING_ABSENT;
    if (has_gzip && has_brotli)
        return ENCODING_BOTH;
    if (has_gzip)
        return ENCODING_GZIP;
    return has_brotli ? ENCODING_BROTLI : ENCODING_IDENTITY;
}

struct span encoding_text(enum encoding_choice choice)
{
    switch (choice) {
    case ENCODING_AS_IS:
    case ENCODING_ABSENT:
        return SPAN_ABSENT;
    case ENCODING_IDENTITY:
        return SPAN("identity");
    case ENCODING_GZIP:
        return SPAN("gzip");
    case ENCODING_BROTLI:
        return SPAN("br");
    case ENCODING_BOTH:
        return SPAN("br,gzip");
    }
    return SPAN_ABSENT;
}

struct span select_header(const struct http_request *request, struct span name)
{
    if (span_ieq(name, SPAN("host")))
        return request->authority;
    return http_headers_get(&request->headers, name);
}
