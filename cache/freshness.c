/*
 * freshness.c - may an answer be stored, and for how long.
 *
 * Statuses fall into four classes (CloudFront: HTTP 4xx and 5xx caching):
 *   normal    2xx and 3xx: the TTL table
 *   error     404, 410, 414, 500 to 504: stored for the error TTL at least
 *   if asked  400, 403, 405, 412, 415: stored only with max-age or s-maxage
 *   never     everything else
 * A ceiling or floor of the TTL bounds applies as the table in
 * cloudfront.md 4.1 says: the maximum only to what the origin said, the default
 * only where it said nothing, the minimum always.
 */
#include "cache/freshness.h"

#include "cache/http/date.h"
#include "cache/http/directives.h"
#include "cache/http/vary.h"

enum status_class {
    STATUS_NORMAL,
    STATUS_ERROR,
    STATUS_IF_ASKED,
    STATUS_NEVER
};

/* What the origin itself says of the lifetime. */
struct said {
    enum reason reason; /* JUDGE_DEFAULT_TTL: nothing */
    int64_t ttl_s;
};

static enum status_class class_of(int status)
{
    switch (status) {
    case 200:
    case 203:
    case 204:
    case 300:
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return STATUS_NORMAL;
    case 404:
    case 410:
    case 414:
    case 500:
    case 501:
    case 502:
    case 503:
    case 504:
        return STATUS_ERROR;
    case 400:
    case 403:
    case 405:
    case 412:
    case 415:
        return STATUS_IF_ASKED;
    default:
        return STATUS_NEVER;
    }
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

/* What the origin counts its seconds from: its own Date where its Age counts
 * too (RFC 9111 4.2.1), else now, as CloudFront does. */
static int64_t from_s(const struct judged *it)
{
    int64_t now_s = it->now_ms / 1000, date_s;

    if (!it->behavior->rules.count_origin_age ||
        !http_date_parse(http_headers_get(it->headers, SPAN("date")), now_s,
                         &date_s))
        return now_s;
    return date_s;
}

static struct said what_is_said(const struct judged *it,
                                const struct cache_control *cc)
{
    struct span expires = http_headers_get(it->headers, SPAN("expires"));
    int64_t now_s = from_s(it), until_s;

    if (cc->s_maxage_s != CACHE_CONTROL_ABSENT)
        return (struct said){JUDGE_S_MAXAGE, cc->s_maxage_s};
    if (cc->max_age_s != CACHE_CONTROL_ABSENT)
        return (struct said){JUDGE_MAX_AGE, cc->max_age_s};
    if (span_absent(expires))
        return (struct said){JUDGE_DEFAULT_TTL, 0};
    if (!http_date_parse(expires, now_s, &until_s) || until_s < now_s)
        until_s = now_s; /* an invalid date means: expired (RFC 9111 5.3) */
    return (struct said){JUDGE_EXPIRES, until_s - now_s};
}

/* RFC 9111 4.2.2: a tenth of the time since the last change; < 0: none. Not
 * for what RFC 9110 15.1 leaves out of the heuristically cacheable. */
static int64_t heuristic_s(const struct judged *it)
{
    struct span text = http_headers_get(it->headers, SPAN("last-modified"));
    int64_t now_s = it->now_ms / 1000, changed_s;

    if (it->status == 302 || it->status == 303 || it->status == 307)
        return -1;
    if (!http_date_parse(text, now_s, &changed_s) || changed_s >= now_s)
        return -1;
    return (now_s - changed_s) / 10;
}

static struct judgement no(enum reason reason)
{
    return (struct judgement){.reason = reason};
}

static struct judgement yes(enum reason reason, int64_t ttl_s)
{
    return (struct judgement){
        .reason = reason, .storable = true, .ttl_s = ttl_s};
}

/* no-store, private, no-cache: the last row of the TTL table. */
static struct judgement judge_refusal(const struct judged *it,
                                      const struct cache_control *cc)
{
    const struct rules *rules = &it->behavior->rules;
    int64_t min_s = it->behavior->ttl.min_s;
    struct judgement kept;

    if (min_s > 0 && !rules->obey_no_store_at_min &&
        (!cc->is_private || rules->private_is_storable))
        return yes(JUDGE_MIN_TTL, min_s);
    if (cc->no_store)
        return no(JUDGE_NO_STORE);
    if (cc->is_private)
        return no(JUDGE_PRIVATE);
    kept = yes(JUDGE_NO_CACHE, 0);
    kept.revalidate_always = true;
    return kept;
}

static struct judgement judge_silent(const struct judged *it)
{
    const struct ttl_bounds *ttl = &it->behavior->ttl;
    int64_t heuristic;

    if (!it->behavior->rules.heuristic_freshness || ttl->default_s > 0)
        return yes(JUDGE_DEFAULT_TTL,
                   ttl->default_s > ttl->min_s ? ttl->default_s : ttl->min_s);
    heuristic = heuristic_s(it);
    return heuristic < 0
               ? no(JUDGE_NO_TTL)
               : yes(JUDGE_HEURISTIC, clamp(heuristic, ttl->min_s, ttl->max_s));
}

static struct judgement judge_normal(const struct judged *it,
                                     const struct cache_control *cc)
{
    const struct ttl_bounds *ttl = &it->behavior->ttl;
    struct said said = what_is_said(it, cc);

    if (cc->no_store || cc->no_cache || cc->is_private)
        return judge_refusal(it, cc);
    if (said.reason == JUDGE_DEFAULT_TTL)
        return judge_silent(it);
    return yes(said.reason, clamp(said.ttl_s, ttl->min_s, ttl->max_s));
}

int64_t error_ttl_s(const struct behavior *behavior, int status)
{
    for (size_t i = 0; i < behavior->n_error_ttls; i++)
        if (behavior->error_ttls[i].status == status)
            return behavior->error_ttls[i].ttl_s;
    return behavior->rules.error_ttl_s;
}

static struct judgement judge_error(const struct judged *it,
                                    const struct cache_control *cc,
                                    enum status_class class)
{
    const struct rules *rules = &it->behavior->rules;
    struct said said = what_is_said(it, cc);
    bool asked = said.reason == JUDGE_S_MAXAGE || said.reason == JUDGE_MAX_AGE;
    bool obeys = it->status == 404 || it->status == 410 || it->status == 414 ||
                 it->status == 501;
    int64_t ttl_s = error_ttl_s(it->behavior, it->status);

    if (class == STATUS_IF_ASKED && rules->errors_need_max_age && !asked)
        return no(JUDGE_STATUS);
    if (rules->obey_no_store_at_min || (obeys && rules->error_obeys_no_store)) {
        if (cc->no_store || cc->no_cache)
            return no(JUDGE_NO_STORE);
        if (cc->is_private)
            return no(JUDGE_PRIVATE);
    }
    if (said.reason != JUDGE_DEFAULT_TTL) {
        int64_t said_s = clamp(said.ttl_s, 0, it->behavior->ttl.max_s);

        if (said_s >= ttl_s)
            return yes(said.reason, said_s);
    }
    return ttl_s > 0 ? yes(JUDGE_ERROR_TTL, ttl_s) : no(JUDGE_NO_TTL);
}

/* What no lifetime can make storable. */
static enum reason obstacle(const struct judged *it,
                            const struct cache_control *cc)
{
    const struct rules *rules = &it->behavior->rules;
    struct span authorization =
        http_headers_get(&it->request->headers, SPAN("authorization"));

    if ((rules->honour_vary || it->behavior->ttl.min_s == 0) &&
        vary_is_any(it->headers)) /* cloudfront.md 4.4: "Vary: *" */
        return JUDGE_VARY_ANY;
    if (rules->any_vary_is_unstorable && vary_is_beyond_encoding(it->headers))
        return JUDGE_VARY_NAMED;
    if (!rules->authorized_is_storable && !span_absent(authorization) &&
        !cc->is_public && !cc->must_revalidate &&
        cc->s_maxage_s == CACHE_CONTROL_ABSENT)
        return JUDGE_AUTHORIZED;
    if (!rules->set_cookie_is_storable &&
        http_headers_count(it->headers, SPAN("set-cookie")) > 0)
        return JUDGE_SET_COOKIE;
    return REASON_NONE;
}

static bool has_validator(const struct http_headers *headers)
{
    return !span_absent(http_headers_get(headers, SPAN("etag"))) ||
           !span_absent(http_headers_get(headers, SPAN("last-modified")));
}

/* RFC 5861 3; CloudFront bounds it by the max TTL (cloudfront.md 4.2). */
static int64_t stale_while_s(const struct judged *it,
                             const struct cache_control *cc)
{
    if (cc->must_revalidate ||
        cc->stale_while_revalidate_s == CACHE_CONTROL_ABSENT)
        return 0;
    return clamp(cc->stale_while_revalidate_s, 0, it->behavior->ttl.max_s);
}

/* RFC 5861 4; without the directive the profile decides. */
static int64_t stale_on_error_s(const struct judged *it,
                                const struct cache_control *cc)
{
    if (cc->must_revalidate)
        return 0;
    if (cc->stale_if_error_s != CACHE_CONTROL_ABSENT)
        return clamp(cc->stale_if_error_s, 0, it->behavior->ttl.max_s);
    return it->behavior->rules.stale_on_error ? STALE_FOR_EVER : 0;
}

/* RFC 9111 4.2.3, "corrected initial age" of an answer that took no time. */
static int64_t initial_age_s(const struct judged *it)
{
    int64_t age_s = it->now_ms / 1000 - from_s(it);
    uint64_t told_s;

    if (!it->behavior->rules.count_origin_age)
        return 0;
    if (age_s < 0)
        age_s = 0;
    if (span_u64(http_headers_get(it->headers, SPAN("age")), &told_s) &&
        told_s < INT32_MAX && (int64_t)told_s > age_s)
        age_s = (int64_t)told_s;
    return age_s;
}

struct judgement judge(const struct judged *it)
{
    enum status_class class = class_of(it->status);
    struct cache_control cc;
    struct judgement result;
    enum reason why;

    cache_control_read(&cc, it->headers);
    why = obstacle(it, &cc);
    if (why != REASON_NONE)
        return no(why);
    if (class == STATUS_NEVER)
        return no(JUDGE_STATUS);
    result = class == STATUS_NORMAL ? judge_normal(it, &cc)
                                    : judge_error(it, &cc, class);
    if (result.storable && result.ttl_s == 0 && !has_validator(it->headers))
        return no(JUDGE_NO_TTL); /* stale at once, and nothing to ask with */
    result.stale_while_s = stale_while_s(it, &cc);
    if (it->status < 500) /* an old failure is no better than a new one */
        result.stale_on_error_s = stale_on_error_s(it, &cc);
    result.set_cookie_once =
        cc.no_cache_set_cookie &&
        http_headers_count(it->headers, SPAN("set-cookie")) > 0;
    result.initial_age_s = initial_age_s(it);
    return result;
}
