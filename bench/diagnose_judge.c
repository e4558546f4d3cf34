/*
 * diagnose_judge.c - what the headers of a pasted exchange tell.
 *
 * Of a page's hundred requests one is broken. When it can be found, by its URL
 * in a console line or because the CORS check fails, only exchanges about that
 * URL are looked at; else all of them.
 */
#include "bench/diagnose_parts.h"
#include "bench/url.h"
#include "cache/http/cors.h"
#include "cache/http/directives.h"

#define DAY_S UINT64_C(86400)

static struct span asked(const struct diagnose_exchange *exchange,
                         const char *name)
{
    return http_headers_get(&exchange->request, span_str(name));
}

static struct span answered(const struct diagnose_exchange *exchange,
                            const char *name)
{
    return http_headers_get(&exchange->answer, span_str(name));
}

static struct span page_of(const struct diagnosis *diagnosis,
                           const struct diagnose_exchange *exchange)
{
    struct span origin = asked(exchange, "origin");

    return span_absent(origin) ? diagnosis->page : origin;
}

/* Whether text has the word, in any case. */
static bool has(struct span text, const char *word)
{
    struct span part = span_str(word);

    for (size_t i = 0; i + part.len <= text.len; i++)
        if (span_ieq(span_cut(text, i, i + part.len), part))
            return true;
    return false;
}

/* A header whose value has the word: where it stands. */
static void see_if(struct diagnosis *diagnosis,
                   const struct diagnose_exchange *exchange, const char *name,
                   const char *word, enum diagnose_fact fact)
{
    struct span value = answered(exchange, name);

    if (!span_absent(value) && has(value, word))
        diagnose_see(diagnosis, fact, exchange->place, value);
}

/* ---- the request ----------------------------------------------------------
 */

/* "?t=1732000000000" and its kin: a parameter that is a long number. */
static bool is_busted(struct span query)
{
    size_t digits = 0;

    for (size_t i = 0; i < query.len; i++) {
        digits = query.ptr[i] >= '0' && query.ptr[i] <= '9' ? digits + 1 : 0;
        if (digits >= 10)
            return true;
    }
    return false;
}

static void judge_url(struct diagnosis *diagnosis, struct span text,
                      size_t place)
{
    struct url url;
    bool is_signed;

    if (span_absent(text) || url_split(text, &url))
        return;
    is_signed = has(url.query, "signature=");
    if (is_signed)
        diagnose_see(diagnosis, SEEN_SIGNED, place, text);
    else if (is_busted(url.query))
        diagnose_see(diagnosis, SEEN_BUSTER, place, text);
    if (has(url.host, "execute-api"))
        diagnose_see(diagnosis, SEEN_API_GATEWAY, place, text);
    if (has(url.host, ".s3.") || has(url.host, ".s3-"))
        diagnose_see(diagnosis, SEEN_S3, place, text);
    if (has(url.host, "cloudfront.net"))
        diagnose_see(diagnosis, SEEN_CLOUDFRONT, place, text);
    if (span_ends(url.path, SPAN(".m3u8")) ||
        span_ends(url.path, SPAN(".ts")) || span_ends(url.path, SPAN(".mpd")))
        diagnose_see(diagnosis, SEEN_MEDIA, place, text);
}

static void see_asked(struct diagnosis *diagnosis,
                      const struct diagnose_exchange *exchange,
                      const char *name, enum diagnose_fact fact)
{
    struct span value = asked(exchange, name);

    if (!span_absent(value))
        diagnose_see(diagnosis, fact, exchange->place, value);
}

static void judge_request(struct diagnosis *diagnosis,
                          const struct diagnose_exchange *exchange)
{
    struct span origin = asked(exchange, "origin");
    struct span acrm = asked(exchange, "access-control-request-method");

    judge_url(diagnosis, exchange->url, exchange->place);
    if (!span_absent(origin))
        diagnose_see(diagnosis, SEEN_WITH_ORIGIN, exchange->place, origin);
    else if (exchange->knows_request)
        diagnose_see(diagnosis, SEEN_WITHOUT_ORIGIN, exchange->place,
                     exchange->url);
    if (span_eq(origin, SPAN("null")))
        diagnose_see(diagnosis, SEEN_NULL_ORIGIN, exchange->place, origin);
    if (span_eq(exchange->method, SPAN("OPTIONS")))
        diagnose_see(diagnosis, SEEN_PREFLIGHT, exchange->place, acrm);
    else if (!span_absent(acrm))
        diagnose_see(diagnosis, SEEN_ACRM_ON_GET, exchange->place, acrm);
    see_asked(diagnosis, exchange, "range", SEEN_RANGE);
    see_asked(diagnosis, exchange, "cookie", SEEN_COOKIE);
    see_asked(diagnosis, exchange, "if-none-match", SEEN_CONDITIONAL);
    see_asked(diagnosis, exchange, "if-modified-since", SEEN_CONDITIONAL);
    if (exchange->from_browser)
        diagnose_see(diagnosis, SEEN_BROWSER_COPY, exchange->place,
                     exchange->url);
    if (exchange->from_worker)
        diagnose_see(diagnosis, SEEN_WORKER, exchange->place, exchange->url);
}

/* ---- the answer -----------------------------------------------------------
 */

static void judge_caches(struct diagnosis *diagnosis,
                         const struct diagnose_exchange *exchange)
{
    static const struct {
        const char *name;
        const char *word;
        enum diagnose_fact fact;
    } rows[] = {
        {"x-cache", "RefreshHit", SEEN_REFRESHED},
        {"x-cache", "Error", SEEN_EDGE_ERROR},
        {"cf-cache-status", "Hit", SEEN_HIT},
        {"cf-cache-status", "Revalidated", SEEN_REFRESHED},
        {"x-cache", "cloudfront", SEEN_CLOUDFRONT},
        {"via", "cloudfront", SEEN_CLOUDFRONT},
        {"x-amz-cf-pop", "", SEEN_CLOUDFRONT},
        {"cf-ray", "", SEEN_CLOUDFLARE},
        {"server", "cloudflare", SEEN_CLOUDFLARE},
        {"via", "varnish", SEEN_FASTLY},
        {"x-served-by", "cache-", SEEN_FASTLY},
        {"server", "Akamai", SEEN_AKAMAI},
        {"x-cache", "TCP_", SEEN_AKAMAI},
        {"server", "AmazonS3", SEEN_S3},
        {"x-amz-apigw-id", "", SEEN_API_GATEWAY},
        {"apigw-requestid", "", SEEN_API_GATEWAY},
    };
    struct span age = answered(exchange, "age");
    struct span x_cache = answered(exchange, "x-cache");
    uint64_t age_s;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        see_if(diagnosis, exchange, rows[i].name, rows[i].word, rows[i].fact);
    if (!exchange->knows_request || !span_absent(asked(exchange, "origin"))) {
        /* Without Origin a miss tells nothing of what a page would get. */
        see_if(diagnosis, exchange, "x-cache", "Miss", SEEN_MISS);
        see_if(diagnosis, exchange, "cf-cache-status", "Miss", SEEN_MISS);
    }
    if (!span_absent(x_cache) && has(x_cache, "hit") &&
        !has(x_cache, "RefreshHit"))
        diagnose_see(diagnosis, SEEN_HIT, exchange->place, x_cache);
    if (span_absent(age) || !span_u64(age, &age_s) || age_s == 0)
        return;
    diagnose_see(diagnosis, SEEN_AGE, exchange->place, age);
    if (age_s > DAY_S)
        diagnose_see(diagnosis, SEEN_AGE_DAYS, exchange->place, age);
}

static void judge_status(struct diagnosis *diagnosis,
                         const struct diagnose_exchange *exchange)
{
    static const struct {
        int from, to;
        enum diagnose_fact fact;
    } rows[] = {
        {206, 206, SEEN_206}, {304, 304, SEEN_304}, {301, 303, SEEN_3XX},
        {307, 308, SEEN_3XX}, {403, 403, SEEN_403}, {404, 404, SEEN_404},
        {500, 599, SEEN_5XX},
    };
    struct span type = answered(exchange, "content-type");

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (exchange->status >= rows[i].from && exchange->status <= rows[i].to)
            diagnose_see(diagnosis, rows[i].fact, exchange->place, SPAN_ABSENT);
    if (exchange->status == 200 && !span_absent(type) &&
        has(type, "text/html") && !span_absent(asked(exchange, "origin")))
        diagnose_see(diagnosis, SEEN_HTML, exchange->place, type);
}

static void judge_keeping(struct diagnosis *diagnosis,
                          const struct diagnose_exchange *exchange)
{
    struct span control = answered(exchange, "cache-control");
    bool has_date = !span_absent(answered(exchange, "last-modified"));

    if (!span_absent(control) &&
        (has(control, "no-store") || has(control, "private")))
        diagnose_see(diagnosis, SEEN_NO_STORE, exchange->place, control);
    else if (span_absent(control)
                 ? has_date
                 : has(control, "max-age") && !has(control, "max-age=0"))
        diagnose_see(diagnosis, SEEN_KEPT, exchange->place, control);
}

/* What the check would say of this answer. */
static void judge_check(struct diagnosis *diagnosis,
                        const struct diagnose_exchange *exchange,
                        struct span page)
{
    struct cors_result result =
        cors_check(&exchange->answer, page, false, &diagnosis->arena);
    static const struct {
        enum cors_verdict verdict;
        enum diagnose_fact fact;
    } rows[] = {
        {CORS_MISSING_ALLOW_ORIGIN, SEEN_MISSING},
        {CORS_ALLOW_ORIGIN_MISMATCH, SEEN_MISMATCH},
        {CORS_INVALID_ALLOW_ORIGIN, SEEN_INVALID},
        {CORS_MULTIPLE_ALLOW_ORIGIN, SEEN_MULTIPLE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].verdict == result.verdict)
            diagnose_see(diagnosis, rows[i].fact, exchange->place,
                         result.value);
}

static void judge_cors(struct diagnosis *diagnosis,
                       const struct diagnose_exchange *exchange)
{
    static const struct span name = SPAN_STATIC("access-control-allow-origin");
    struct span allowed = http_headers_get(&exchange->answer, name);
    struct span vary =
        http_headers_joined(&exchange->answer, SPAN("vary"), &diagnosis->arena);
    struct span page = page_of(diagnosis, exchange);
    bool varies = !span_absent(vary) && has(vary, "origin");

    if (span_absent(allowed) && exchange->complete)
        diagnose_see(diagnosis, SEEN_NO_ACAO, exchange->place, SPAN_ABSENT);
    else if (span_eq(allowed, SPAN("*")))
        diagnose_see(diagnosis, SEEN_STAR, exchange->place, allowed);
    else if (!span_absent(allowed))
        diagnose_see(diagnosis, SEEN_NAMED, exchange->place, allowed);
    if (varies)
        diagnose_see(diagnosis, SEEN_VARY, exchange->place, vary);
    else if (exchange->complete)
        diagnose_see(diagnosis, SEEN_NO_VARY, exchange->place, vary);
    see_if(diagnosis, exchange, "access-control-allow-credentials", "true",
           SEEN_CREDENTIALS);
    if (exchange->complete && span_eq(exchange->method, SPAN("OPTIONS")) &&
        span_absent(answered(exchange, "access-control-max-age")))
        diagnose_see(diagnosis, SEEN_NO_MAX_AGE, exchange->place, SPAN_ABSENT);
    if (http_headers_count(&exchange->answer, name) > 1)
        diagnose_see(diagnosis, SEEN_MULTIPLE, exchange->place, allowed);
    if (span_absent(diagnosis->allowed))
        diagnosis->allowed = allowed;
    if (!span_absent(page) && (exchange->complete || !span_absent(allowed)))
        judge_check(diagnosis, exchange, page);
}

/* ---- the value ------------------------------------------------------------
 */

static enum diagnose_fact compare_origins(struct diagnosis *diagnosis,
                                          const struct url *allowed,
                                          const struct url *page)
{
    if (span_ieq(allowed->host, page->host))
        return SEEN_NEAR;
    if (span_eq(url_site(allowed, &diagnosis->arena),
                url_site(page, &diagnosis->arena)))
        return SEEN_SAME_SITE;
    return SEEN_STRANGER;
}

/* In what way the allowed origin is not the page's. */
static void judge_value(struct diagnosis *diagnosis)
{
    struct span value = diagnosis->allowed;
    struct url allowed, page;
    size_t place = 0;

    if (span_absent(value) || span_eq(value, SPAN("*")) ||
        span_eq(value, diagnosis->page))
        return;
    for (int i = SEEN_MISMATCH; i <= SEEN_MULTIPLE && !place; i++)
        place = diagnosis->sights[i].place;
    if (span_eq(value, SPAN("null")))
        diagnose_see(diagnosis, SEEN_ALLOWS_NULL, place, value);
    else if (span_find(value, '*', 0) < value.len)
        diagnose_see(diagnosis, SEEN_PATTERN, place, value);
    else if (span_ends(value, SPAN("/")))
        diagnose_see(diagnosis, SEEN_SLASH, place, value);
    else if (place && url_split(value, &allowed) == 0 &&
             !span_absent(diagnosis->page) &&
             url_split(diagnosis->page, &page) == 0)
        diagnose_see(diagnosis, compare_origins(diagnosis, &allowed, &page),
                     place, value);
}

/* ---- which exchanges ------------------------------------------------------
 */

static bool is_broken(struct diagnosis *diagnosis,
                      const struct diagnose_exchange *exchange)
{
    struct span origin = asked(exchange, "origin");

    return !span_absent(origin) && exchange->complete &&
           !span_absent(exchange->url) &&
           cors_check(&exchange->answer, origin, false, &diagnosis->arena)
                   .verdict != CORS_OK;
}

/* The URL that it is about, or absent. */
static struct span focus(struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->n_exchanges; i++)
        if (!span_absent(diagnosis->url) &&
            span_eq(diagnosis->exchanges[i].url, diagnosis->url))
            return diagnosis->url;
    for (size_t i = 0; i < diagnosis->n_exchanges; i++)
        if (is_broken(diagnosis, &diagnosis->exchanges[i]))
            return diagnosis->exchanges[i].url;
    return SPAN_ABSENT;
}

static void judge_exchange(struct diagnosis *diagnosis,
                           const struct diagnose_exchange *exchange)
{
    if (span_absent(diagnosis->url))
        diagnosis->url = exchange->url;
    if (span_absent(diagnosis->page))
        diagnosis->page = asked(exchange, "origin");
    judge_request(diagnosis, exchange);
    if (!exchange->has_answer && exchange->status == 0)
        return;
    judge_status(diagnosis, exchange);
    judge_caches(diagnosis, exchange);
    judge_keeping(diagnosis, exchange);
    judge_cors(diagnosis, exchange);
}

void diagnose_judge(struct diagnosis *diagnosis)
{
    struct span about = focus(diagnosis);
    const struct diagnose_exchange **of_it = arena_alloc(
        &diagnosis->arena, (diagnosis->n_exchanges + 1) * sizeof(*of_it));
    size_t n = 0;

    for (size_t i = 0; of_it && i < diagnosis->n_exchanges; i++) {
        const struct diagnose_exchange *exchange = &diagnosis->exchanges[i];

        if (!span_absent(about) && !span_absent(exchange->url) &&
            !span_eq(exchange->url, about))
            continue;
        judge_exchange(diagnosis, exchange);
        of_it[n++] = exchange;
    }
    if (of_it)
        diagnose_compare(diagnosis, of_it, n);
    if (n == 0)
        judge_url(diagnosis, diagnosis->url,
                  diagnosis->sights[SEEN_BLOCKED].place);
    judge_value(diagnosis);
}
