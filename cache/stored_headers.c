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
#include "cache/viewer_facts.h"

/* CloudFront judges devices by it (cloudfront.md 4.4). */
static bool judges_device(const struct name_set *set)
{
    if (set->rule != NAMES_LISTED)
        return false;
    for (size_t i = 0; i < set->n_names; i++)
        if (viewer_fact_of(set->names[i]) == VIEWER_FACT_GUESSED)
            return true;
    return false;
}

static bool vary_name_stays(const struct behavior *behavior, struct span name)
{
    if (span_ieq(name, SPAN("user-agent")) &&
        (judges_device(&behavior->key.headers) ||
         judges_device(&behavior->forward.headers)))
        return true;
    return span_ieq(name, SPAN("accept-encoding")) ||
           span_ieq(name, SPAN("cookie")) ||
           name_set_has(&behavior->key.headers, name, true) ||
           name_set_has(&behavior->forward.headers, name, true);
}

/* The names of one Vary line that stay, joined; absent: none does. The line
 * itself when all do. */
static int filter_vary(struct span *filtered, struct arena *arena,
                       const struct behavior *behavior, struct span value)
{
    struct span name;
    size_t at = 0, len = 0;
    bool all = true;
    char *text;

    *filtered = value;
    while (span_list_next(value, &at, &name))
        all &= vary_name_stays(behavior, name);
    if (all)
        return 0;
    text = arena_alloc(arena, 2 * value.len); /* "a,b" becomes "a, b" */
    if (!text)
        return ERR_TOO_LONG;
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
    *filtered = len > 0 ? span_of(text, len) : SPAN_ABSENT;
    return 0;
}

/* RFC 9110 8.8.3; CloudFront drops what is not one (cloudfront.md 6.2). */
static bool is_etag(struct span value)
{
    if (span_starts(value, SPAN("W/")))
        value = span_cut(value, 2, value.len);
    return value.len >= 2 && value.ptr[0] == '"' &&
           value.ptr[value.len - 1] == '"';
}

/* Said anew on every delivery, or by the framing, or not for others to see. */
static bool is_dropped(const struct behavior *behavior,
                       const struct http_header *line)
{
    if (span_ieq(line->name, SPAN("set-cookie")))
        return behavior->rules.strip_set_cookie &&
               !behavior_forwards_cookies(behavior);
    if (span_ieq(line->name, SPAN("etag")))
        return !is_etag(line->value);
    return http_is_hop_by_hop(line->name) ||
           span_ieq(line->name, SPAN("age")) ||
           span_ieq(line->name, SPAN("x-cache")) ||
           span_ieq(line->name, SPAN("content-length"));
}

/* Adds one line of the origin's as far as it is kept. */
static int keep(struct http_headers *out, struct arena *arena,
                const struct behavior *behavior, const struct http_header *line)
{
    struct span value = line->value;

    if (is_dropped(behavior, line))
        return 0;
    if (behavior->rules.filter_vary && span_ieq(line->name, SPAN("vary")) &&
        filter_vary(&value, arena, behavior, line->value) < 0)
        return ERR_TOO_LONG;
    return span_absent(value) ? 0
                              : http_headers_add(out, arena, line->name, value);
}

int stored_headers(struct http_headers *out, struct arena *arena,
                   const struct behavior *behavior,
                   const struct http_headers *answer, int64_t now_ms)
{
    char date[HTTP_DATE_LEN + 1];
    struct span copy;

    *out = (struct http_headers){0};
    for (size_t i = 0; i < answer->n; i++)
        if (keep(out, arena, behavior, &answer->at[i]) < 0)
            return ERR_TOO_LONG;
    if (http_headers_count(out, SPAN("date")) > 0)
        return 0;
    http_date_format(now_ms / 1000, date);
    if (arena_copy(arena, span_str(date), &copy) < 0)
        return ERR_TOO_LONG;
    return http_headers_add(out, arena, SPAN("Date"), copy);
}

/* Whether a line of a 304 stands in for the stored ones of its name. */
static bool updates(const struct behavior *behavior, struct span name)
{
    if (span_ieq(name, SPAN("date")) || span_ieq(name, SPAN("expires")) ||
        span_ieq(name, SPAN("cache-control")))
        return true;
    if (behavior->compress && span_ieq(name, SPAN("etag")))
        return false; /* the stored one may be weak for a reason */
    return behavior->rules.refresh_merges &&
           !span_ieq(name, SPAN("content-encoding")) &&
           !span_ieq(name, SPAN("content-range")) &&
           !span_ieq(name, SPAN("content-type"));
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
