/* selection.c - the parts of a request that a set of names selects. */
#include "cache/selection.h"

static bool either(const struct name_set *a, const struct name_set *b,
                   struct span name)
{
    return name_set_has(a, name, false) || (b && name_set_has(b, name, false));
}

static bool is_all(const struct name_set *a, const struct name_set *b)
{
    return a->rule == NAMES_ALL || (b && b->rule == NAMES_ALL);
}

static bool is_nothing(const struct name_set *a, const struct name_set *b)
{
    return a->rule == NAMES_NONE && (!b || b->rule == NAMES_NONE);
}

static struct span name_of(struct span part)
{
    return span_cut(part, 0, span_find(part, '=', 0));
}

int select_query(struct span *selected, struct arena *arena, struct span query,
                 const struct name_set *set, const struct name_set *or_set)
{
    char *text;
    size_t len = 0, at = 0;

    *selected = SPAN_ABSENT;
    if (span_absent(query) || is_nothing(set, or_set))
        return 0;
    if (is_all(set, or_set)) {
        *selected = query;
        return 0;
    }
    text = arena_alloc(arena, query.len + 1);
    if (!text)
        return ERR_TOO_LONG;
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
    if (len > 0)
        *selected = span_of(text, len);
    return 0;
}

/* Chosen cookies, sorted by name. */
struct cookies {
    struct span at[SELECTION_COOKIES_MAX];
    size_t n;
    size_t bytes; /* joined */
};

/* Insertion keeps equal names in the viewer's order. */
static int insert_sorted(struct cookies *cookies, struct span cookie)
{
    size_t i = cookies->n;

    if (cookies->n == SELECTION_COOKIES_MAX)
        return ERR_TOO_LONG;
    for (; i > 0; i--) {
        if (span_cmp(name_of(cookies->at[i - 1]), name_of(cookie)) <= 0)
            break;
        cookies->at[i] = cookies->at[i - 1];
    }
    cookies->at[i] = cookie;
    cookies->n++;
    cookies->bytes += cookie.len + 2;
    return 0;
}

static int collect_cookies(struct cookies *cookies, struct span line,
                           const struct name_set *set,
                           const struct name_set *or_set)
{
    size_t at = 0;
    int err = 0;

    while (at <= line.len && !err) {
        size_t end = span_find(line, ';', at);
        struct span cookie = span_trim(span_cut(line, at, end));

        if (cookie.len > 0 && either(set, or_set, name_of(cookie)))
            err = insert_sorted(cookies, cookie);
        at = end + 1;
    }
    return err;
}

static int join_cookies(struct span *selected, struct arena *arena,
                        const struct cookies *cookies)
{
    char *text;
    size_t len = 0;

    if (cookies->n == 0)
        return 0;
    text = arena_alloc(arena, cookies->bytes);
    if (!text)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < cookies->n; i++) {
        if (i > 0) {
            text[len++] = ';';
            text[len++] = ' ';
        }
        memcpy(text + len, cookies->at[i].ptr, cookies->at[i].len);
        len += cookies->at[i].len;
    }
    *selected = span_of(text, len);
    return 0;
}

int select_cookies(struct span *selected, struct arena *arena,
                   const struct http_headers *headers,
                   const struct name_set *set, const struct name_set *or_set)
{
    struct cookies cookies;
    int err = 0;

    *selected = SPAN_ABSENT;
    if (is_nothing(set, or_set))
        return 0;
    cookies.n = 0;
    cookies.bytes = 0;
    for (size_t i = 0; i < headers->n && !err; i++)
        if (span_ieq(headers->at[i].name, SPAN("cookie")))
            err = collect_cookies(&cookies, headers->at[i].value, set, or_set);
    return err ? err : join_cookies(selected, arena, &cookies);
}

int select_header(struct span *selected, struct arena *arena,
                  const struct http_request *request, struct span name)
{
    *selected = span_ieq(name, SPAN("host"))
                    ? request->authority
                    : http_headers_joined(&request->headers, name, arena);
    if (span_absent(*selected) &&
        http_headers_count(&request->headers, name) > 0)
        return ERR_TOO_LONG;
    return 0;
}

/* q=0 is not documented for CloudFront; it counts as not sent (RFC 9110
 * 12.4.2), which can only make an answer less compressed. */
static bool coding_wanted(struct span element, struct span coding)
{
    size_t semicolon = span_find(element, ';', 0);
    struct span q = span_trim(span_cut(element, semicolon + 1, element.len));

    if (!span_ieq(span_trim(span_cut(element, 0, semicolon)), coding))
        return false;
    return !span_ieq(q, SPAN("q=0")) && !span_ieq(q, SPAN("q=0.0")) &&
           !span_ieq(q, SPAN("q=0.00")) && !span_ieq(q, SPAN("q=0.000"));
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
