/*
 * directives.c - Cache-Control, as a cache reads it.
 *
 * Where a line is broken, the reading that stores or reuses less wins: a number
 * that is none counts as 0, and a no-cache whose field names cannot be read is
 * a no-cache of everything (RFC 9111 4.2.1 and 5.2.2).
 */
#include "cache/http/directives.h"

#define SECONDS_MAX INT64_C(2147483647) /* 2^31-1 (RFC 9111 1.2.2) */

struct directive {
    struct span name;
    struct span argument; /* without its quotes; absent: no '=' */
    bool broken;          /* an argument that is neither token nor quoted */
};

/* Inside of a quoted string that is whole, else absent. */
static struct span unquote(struct span text)
{
    size_t at = 1;

    if (!span_starts(text, SPAN("\"")))
        return SPAN_ABSENT;
    while (at < text.len && text.ptr[at] != '"')
        at += text.ptr[at] == '\\' ? 2 : 1;
    return at == text.len - 1 ? span_cut(text, 1, at) : SPAN_ABSENT;
}

static struct directive read_directive(struct span element)
{
    size_t equals = span_find(element, '=', 0);
    struct directive it = {.name = span_trim(span_cut(element, 0, equals))};
    bool blank_before = it.name.len < equals;
    struct span inside;

    if (equals == element.len)
        return it;
    it.argument = span_cut(element, equals + 1, element.len);
    inside = unquote(it.argument);
    it.broken =
        blank_before || (span_absent(inside) && !span_is_token(it.argument));
    if (!span_absent(inside))
        it.argument = inside;
    return it;
}

static bool is_digits(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

static int64_t seconds_of(const struct directive *it)
{
    uint64_t seconds;

    if (it->broken || !is_digits(it->argument))
        return 0;
    if (!span_u64(it->argument, &seconds) || seconds > (uint64_t)SECONDS_MAX)
        return SECONDS_MAX;
    return (int64_t)seconds;
}

/* True if name is one of those with seconds, of which the first counts. */
static bool take_seconds(struct cache_control *cc, const struct directive *it)
{
    const struct {
        struct span name;
        int64_t *seconds;
    } known[] = {
        {SPAN("max-age"), &cc->max_age_s},
        {SPAN("s-maxage"), &cc->s_maxage_s},
        {SPAN("stale-while-revalidate"), &cc->stale_while_revalidate_s},
        {SPAN("stale-if-error"), &cc->stale_if_error_s},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!span_ieq(it->name, known[i].name))
            continue;
        if (*known[i].seconds == CACHE_CONTROL_ABSENT)
            *known[i].seconds = seconds_of(it);
        return true;
    }
    return false;
}

static bool names_set_cookie(struct span fields)
{
    struct span name;
    size_t at = 0;

    while (span_list_next(fields, &at, &name))
        if (span_ieq(name, SPAN("set-cookie")))
            return true;
    return false;
}

static void take_flag(struct cache_control *cc, const struct directive *it)
{
    const struct {
        struct span name;
        bool *flag;
    } known[] = {
        {SPAN("no-store"), &cc->no_store},
        {SPAN("private"), &cc->is_private},
        {SPAN("public"), &cc->is_public},
        {SPAN("must-revalidate"), &cc->must_revalidate},
        {SPAN("immutable"), &cc->immutable},
    };
    bool has_fields = it->argument.len > 0 && !it->broken;

    if (span_ieq(it->name, SPAN("no-cache"))) {
        cc->no_cache |= !has_fields;
        cc->no_cache_fields |= has_fields;
        cc->no_cache_set_cookie |= has_fields && names_set_cookie(it->argument);
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (span_ieq(it->name, known[i].name))
            *known[i].flag = true;
}

void cache_control_read(struct cache_control *cc,
                        const struct http_headers *headers)
{
    *cc = (struct cache_control){
        .max_age_s = CACHE_CONTROL_ABSENT,
        .s_maxage_s = CACHE_CONTROL_ABSENT,
        .stale_while_revalidate_s = CACHE_CONTROL_ABSENT,
        .stale_if_error_s = CACHE_CONTROL_ABSENT,
    };
    for (size_t i = 0; i < headers->n; i++) {
        struct span element;
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, SPAN("cache-control")))
            continue;
        cc->present = true;
        while (span_list_next(headers->at[i].value, &at, &element)) {
            struct directive it = read_directive(element);

            if (!take_seconds(cc, &it))
                take_flag(cc, &it);
        }
    }
}
