/*
 * stored_headers.c - which lines of an origin's answer an entry keeps.
 *
 * CloudFront takes names out of Vary that it does not forward, because its key
 * does not depend on them: the viewer is told less than the origin said
 * (cloudfront.md section 4.4). After a 304 it keeps the stored lines, CORS ones
 * included, so that a wrong Access-Control-Allow-Origin outlives the repair of
 * the bucket (section 4.3).
 */
#include "cache/stored_headers.h"

#include "cache/http/date.h"

static bool forwards_header(const struct behavior *behavior, struct span name)
{
    return name_set_has(&behavior->key.headers, name, true) ||
           name_set_has(&behavior->forward.headers, name, true);
}

static bool vary_name_stays(const struct behavior *behavior, struct span name)
{
    return span_ieq(name, SPAN("accept-encoding")) ||
           span_ieq(name, SPAN("cookie")) || forwards_header(behavior, name);
}

/* The names of one Vary line that stay, joined; absent: the line goes. */
static struct span filter_vary(const struct behavior *behavior,
                               struct span value, struct arena *arena)
{
    struct span name;
    size_t at = 0, len = 0;
    char *text;
    bool all = true;

    while (span_list_next(value, &at, &name))
        all &= vary_name_stays(behavior, name);
    if (all)
        return value;
    text = arena_alloc(arena, value.len + 1);
    if (!text)
        return SPAN_ABSENT;
    at = 0;
    while (span_list_next(value, &at, &name)) {
        if (!vary_name_stays(behavior, name))
            continue;
        if (len > 0) {
            text[len++] = ',';
            text[len++] = ' ';
        }
        memcpy(text + len, name.ptr, name.len);
        len += name.len;
    }
    return len > 0 ? span_of(text, len) : SPAN_ABSENT;
}

static bool forwards_cookies(const struct behavior *behavior)
{
    return behavior->key.cookies.rule != NAMES_NONE ||
           behavior->forward.cookies.rule != NAMES_NONE;
}

/* Said anew on every delivery, or by the framing. */
static bool is_dropped(const struct behavior *behavior, struct span name)
{
    if (span_ieq(name, SPAN("set-cookie")))
        return behavior->rules.strip_set_cookie && !forwards_cookies(behavior);
    return http_is_hop_by_hop(name) || span_ieq(name, SPAN("age")) ||
           span_ieq(name, SPAN("x-cache")) ||
           span_ieq(name, SPAN("content-length"));
}

int stored_headers(struct http_headers *out, struct arena *arena,
                   const struct behavior *behavior,
                   const struct http_headers *answer, int64_t now_ms)
{
    char date[HTTP_DATE_LEN + 1];
    struct span copy;

    *out = (struct http_headers){0};
    for (size_t i = 0; i < answer->n; i++) {
        struct http_header line = answer->at[i];

        if (is_dropped(behavior, line.name))
            continue;
        if (behavior->rules.filter_vary && span_ieq(line.name, SPAN("vary"))) {
            line.value = filter_vary(behavior, line.value, arena);
            if (span_absent(line.value))
                continue;
        }
        if (http_headers_add(out, arena, line.name, line.value) < 0)
            return ERR_TOO_LONG;
    }
    if (!span_absent(http_headers_get(out, SPAN("date"))))
        return 0;
    http_date_format(now_ms / 1000, date);
    if (arena_copy(arena, span_str(date), &copy) < 0)
        return ERR_TOO_LONG;
    return http_headers_add(out, arena, SPAN("Date"), copy);
}

static bool updates(const struct behavior *behavior, struct span name)
{
    if (span_ieq(name, SPAN("date")) || span_ieq(name, SPAN("expires")) ||
        span_ieq(name, SPAN("cache-control")))
        return true;
    return behavior->rules.refresh_merges &&
           !span_ieq(name, SPAN("content-encoding")) &&
           !span_ieq(name, SPAN("content-range")) &&
           !span_ieq(name, SPAN("content-type")) && !is_dropped(behavior, name);
}

int refreshed_headers(struct http_headers *out, struct arena *arena,
                      const struct behavior *behavior,
                      const struct http_headers *stored,
                      const struct http_headers *answer)
{
    *out = (struct http_headers){0};
    for (size_t i = 0; i < stored->n; i++) {
        struct span name = stored->at[i].name;

        if (updates(behavior, name) && http_headers_count(answer, name) > 0)
            continue;
        if (http_headers_add(out, arena, name, stored->at[i].value) < 0)
            return ERR_TOO_LONG;
    }
    for (size_t i = 0; i < answer->n; i++)
        if (updates(behavior, answer->at[i].name) &&
            http_headers_add(out, arena, answer->at[i].name,
                             answer->at[i].value) < 0)
            return ERR_TOO_LONG;
    return 0;
}

int64_t answer_date_ms(const struct http_headers *headers, int64_t now_ms)
{
    int64_t date_s;

    if (http_date_parse(http_headers_get(headers, SPAN("date")), now_ms / 1000,
                        &date_s))
        return date_s * 1000;
    return now_ms;
}
