/* validators.c - entity tags, dates and the order of conditions. */
#include "cache/http/validators.h"

#include "cache/http/date.h"

/* ---- entity tags --------------------------------------------------------- */

static bool is_weak(struct span etag)
{
    return span_starts(etag, SPAN("W/"));
}

static struct span opaque(struct span etag)
{
    return is_weak(etag) ? span_cut(etag, 2, etag.len) : etag;
}

bool etag_match_weak(struct span a, struct span b)
{
    return !span_absent(a) && !span_absent(b) && span_eq(opaque(a), opaque(b));
}

bool etag_match_strong(struct span a, struct span b)
{
    return etag_match_weak(a, b) && !is_weak(a) && !is_weak(b);
}

/* End of the element that starts at from. In an entity tag a backslash escapes
 * nothing (RFC 9110 8.8.3), so a list of them is not one of quoted strings. */
static size_t element_end(struct span list, size_t from)
{
    size_t quote = from;

    if (span_starts(span_cut(list, from, list.len), SPAN("W/")))
        quote += 2;
    if (quote < list.len && list.ptr[quote] == '"') {
        size_t end = span_find(list, '"', quote + 1);

        if (end < list.len)
            return end + 1;
    }
    return span_find(list, ',', from);
}

static bool element_is(struct span element, struct span etag, bool strong)
{
    struct span tag = opaque(etag);

    if (strong ? etag_match_strong(element, etag)
               : etag_match_weak(element, etag))
        return true;
    if (strong && (is_weak(etag) || is_weak(element)))
        return false;
    return tag.len >= 2 && tag.ptr[0] == '"' && tag.ptr[tag.len - 1] == '"' &&
           span_eq(opaque(element), span_cut(tag, 1, tag.len - 1));
}

bool etag_list_has(struct span list, struct span etag, bool strong)
{
    size_t at = 0;

    if (span_eq(span_trim(list), SPAN("*")))
        return true;
    while (at < list.len) {
        size_t end;

        if (memchr(" \t,", list.ptr[at], 3)) {
            at++;
            continue;
        }
        end = element_end(list, at);
        if (element_is(span_trim(span_cut(list, at, end)), etag, strong))
            return true;
        at = end;
    }
    return false;
}

/* ---- conditions ---------------------------------------------------------- */

struct conditions {
    const struct http_headers *request;
    struct span etag;
    struct span last_modified;
    int64_t now_s;
};

/* What one condition says. */
enum answer { NOT_ASKED, HOLDS, FAILS };

/* Whether the tags asked for, on one line or on several, name the resource's.
 */
static enum answer names_tag(const struct conditions *it, struct span name,
                             bool strong)
{
    enum answer answer = NOT_ASKED;

    for (size_t i = 0; i < it->request->n; i++) {
        const struct http_header *line = &it->request->at[i];

        if (!span_ieq(line->name, name))
            continue;
        if (etag_list_has(line->value, it->etag, strong))
            return HOLDS;
        answer = FAILS;
    }
    return answer;
}

/* Whether the resource is no newer than the date asked for. Not asked, too, if
 * either is no date or the date is a list (RFC 9110 13.1.3, 13.1.4). */
static enum answer is_no_newer(const struct conditions *it, struct span name)
{
    int64_t changed_s, asked_s;

    if (http_headers_count(it->request, name) != 1 ||
        !http_date_parse(http_headers_get(it->request, name), it->now_s,
                         &asked_s) ||
        !http_date_parse(it->last_modified, it->now_s, &changed_s))
        return NOT_ASKED;
    return changed_s <= asked_s ? HOLDS : FAILS;
}

/* Whether a line's name begins with "If-". Most requests have none. */
static bool asks_for_conditions(const struct http_headers *request)
{
    for (size_t i = 0; i < request->n; i++)
        if (span_ieq(span_cut(request->at[i].name, 0, 3), SPAN("if-")))
            return true;
    return false;
}

/* The numbers are the steps of RFC 9110 13.2.2. */
enum condition condition_judge(const struct http_headers *request,
                               struct span etag, struct span last_modified,
                               int64_t now_s)
{
    struct conditions it = {request, etag, last_modified, now_s};
    enum answer must, must_not;

    if (!asks_for_conditions(request))
        return CONDITION_NONE;
    must = names_tag(&it, SPAN("if-match"), true); /* 1 */
    if (must == NOT_ASKED)
        must = is_no_newer(&it, SPAN("if-unmodified-since")); /* 2 */
    if (must == FAILS)
        return CONDITION_FAILED;
    must_not = names_tag(&it, SPAN("if-none-match"), false); /* 3 */
    if (must_not == NOT_ASKED)
        must_not = is_no_newer(&it, SPAN("if-modified-since")); /* 4 */
    if (must_not == HOLDS)
        return CONDITION_NOT_MODIFIED;
    return must == NOT_ASKED && must_not == NOT_ASKED ? CONDITION_NONE
                                                      : CONDITION_PROCEED;
}

bool if_range_holds(struct span value, struct span etag,
                    struct span last_modified)
{
    if (span_absent(value))
        return true;
    if (span_starts(value, SPAN("\"")) || span_starts(value, SPAN("W/")))
        return etag_match_strong(value, etag);
    return !span_absent(last_modified) && span_eq(value, last_modified);
}
