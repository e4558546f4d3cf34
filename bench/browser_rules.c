/*
 * browser_rules.c - what a load's kind and attributes mean for its request.
 *
 * The actor's side of the Fetch standard: mode, credentials, whether Origin is
 * sent, whether a preflight comes first. It shares nothing with the check of
 * the answer (cache/http/cors) but the two questions which methods and headers
 * are safe.
 */
#include "bench/browser_rules.h"

#include <stdlib.h>

#include "cache/base/buf.h"

#define ACRH_MAX       4096
#define SAFE_VALUE_MAX 1024 /* of all safelisted headers together */

static const char *const kind_text[] = {
#define KIND_ROW(name, word, kind) kind,
    LOAD_AS_LIST(KIND_ROW)
#undef KIND_ROW
};

struct span load_kind_text(enum load_as as)
{
    return span_str(kind_text[as]);
}

static bool is_tag(enum load_as as)
{
    return as != LOAD_FETCH && as != LOAD_XHR && as != LOAD_FONT &&
           as != LOAD_MODULE;
}

/* s3.md 7.1: tags are no-cors without crossorigin; fonts and modules are always
 * cors. */
static bool is_cors(const struct load_spec *spec)
{
    if (is_tag(spec->as))
        return spec->crossorigin != CROSSORIGIN_NONE;
    return spec->as != LOAD_FETCH || spec->mode != LOAD_MODE_NO_CORS;
}

bool load_is_credentialed(const struct load_spec *spec)
{
    if (is_tag(spec->as))
        return spec->crossorigin != CROSSORIGIN_ANONYMOUS;
    if (spec->as == LOAD_MODULE)
        return spec->crossorigin == CROSSORIGIN_USE_CREDENTIALS;
    return spec->as != LOAD_FONT &&
           spec->credentials == LOAD_CREDENTIALS_INCLUDE;
}

/* Only these six are written in capitals by the browser; `patch` stays. */
static struct span normal_method(struct span method)
{
    static const char *const known[] = {"DELETE",  "GET",  "HEAD",
                                        "OPTIONS", "POST", "PUT"};

    if (span_absent(method))
        return SPAN("GET");
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (span_ieq(method, span_str(known[i])))
            return span_str(known[i]);
    return method;
}

/* Fetch, "forbidden request-header": script sets them in vain. */
static bool is_forbidden(struct span name)
{
    static const char *const names[] = {"accept-charset",
                                        "accept-encoding",
                                        "access-control-request-headers",
                                        "access-control-request-method",
                                        "connection",
                                        "content-length",
                                        "cookie",
                                        "date",
                                        "dnt",
                                        "expect",
                                        "host",
                                        "keep-alive",
                                        "origin",
                                        "referer",
                                        "set-cookie",
                                        "te",
                                        "trailer",
                                        "transfer-encoding",
                                        "upgrade",
                                        "via"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return span_ieq(span_cut(name, 0, 4), SPAN("sec-")) ||
           span_ieq(span_cut(name, 0, 6), SPAN("proxy-"));
}

/* A conditional or partial request of script's own is no business of the HTTP
 * cache (Fetch, "HTTP-network-or-cache fetch"). */
static bool passes_cache(struct span name)
{
    static const char *const names[] = {
        "if-modified-since", "if-none-match", "if-unmodified-since",
        "if-match",          "if-range",      "range"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

static struct span default_accept(enum load_as as)
{
    if (as == LOAD_IMG)
        return SPAN("image/avif,image/webp,image/apng,image/svg+xml,image/*,"
                    "*/*;q=0.8");
    return as == LOAD_STYLE ? SPAN("text/css,*/*;q=0.1") : SPAN("*/*");
}

/* Fetch, "no-CORS-safelisted request-header": Range, safe or not, is none. */
static bool is_simple(const struct http_header *line)
{
    return cors_safe_header(line->name, line->value) &&
           !span_ieq(line->name, SPAN("range"));
}

static int add_script_headers(struct load_rules *rules, struct arena *arena,
                              const struct load_spec *spec)
{
    int err = 0;

    for (size_t i = 0; i < spec->n_headers && !err; i++) {
        const struct http_header *line = &spec->headers[i];

        if (is_forbidden(line->name) || (!rules->cors && !is_simple(line)))
            continue;
        rules->alone |= passes_cache(line->name);
        err = http_headers_add(&rules->headers, arena, line->name, line->value);
    }
    return err;
}

/* Origin goes with every cors request to another origin, and with whatever is
 * not GET or HEAD. */
static int make_headers(struct load_rules *rules, struct arena *arena,
                        const struct load_spec *spec)
{
    bool reads = span_eq(rules->method, SPAN("GET")) ||
                 span_eq(rules->method, SPAN("HEAD"));
    int err = add_script_headers(rules, arena, spec);

    if (!err && !http_headers_count(&rules->headers, SPAN("Accept")))
        err = http_headers_add(&rules->headers, arena, SPAN("Accept"),
                               default_accept(spec->as));
    if (!err)
        err = http_headers_add(&rules->headers, arena, SPAN("Accept-Encoding"),
                               spec->as == LOAD_MEDIA
                                   ? SPAN("identity;q=1, *;q=0")
                                   : SPAN("gzip, deflate, br"));
    if (!err && spec->cache != LOAD_CACHE_DEFAULT)
        err = http_headers_add(&rules->headers, arena, SPAN("Cache-Control"),
                               SPAN("no-cache"));
    if (!err && ((rules->cors && rules->cross) || !reads))
        err = http_headers_add(&rules->headers, arena, SPAN("Origin"),
                               spec->page_origin);
    return err;
}

static int by_name(const void *a, const void *b)
{
    return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static struct span lower_case(struct arena *arena, struct span name)
{
    char *copy = arena_alloc(arena, name.len + 1);

    if (!copy)
        return SPAN_ABSENT;
    for (size_t i = 0; i < name.len; i++)
        copy[i] = ascii_lower(name.ptr[i]);
    copy[name.len] = '\0';
    return span_of(copy, name.len);
}

/* Fetch, "CORS-unsafe request-header names", in lower case. A thousand bytes of
 * safe values are not safe any more. */
static int unsafe_names(struct arena *arena, const struct load_spec *spec,
                        struct span *names, size_t *n_names)
{
    size_t safe_bytes = 0;

    for (size_t i = 0; i < spec->n_headers; i++)
        if (cors_safe_header(spec->headers[i].name, spec->headers[i].value))
            safe_bytes += spec->headers[i].value.len;
    for (size_t i = 0; i < spec->n_headers; i++) {
        const struct http_header *line = &spec->headers[i];

        if (is_forbidden(line->name) ||
            (safe_bytes <= SAFE_VALUE_MAX &&
             cors_safe_header(line->name, line->value)))
            continue;
        names[*n_names] = lower_case(arena, line->name);
        if (span_absent(names[*n_names]))
            return ERR_TOO_LONG;
        ++*n_names;
    }
    return 0;
}

/* Each once, joined by ',' without a blank. */
static int join_names(struct arena *arena, const struct span *names, size_t n,
                      struct span *joined)
{
    struct buf text;
    int err;

    buf_init(&text, ACRH_MAX);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && span_eq(names[i], names[i - 1]))
            continue;
        if (text.len)
            buf_add_byte(&text, ',');
        buf_add(&text, names[i]);
    }
    err = text.overflow ? ERR_TOO_LONG
                        : arena_copy(arena, buf_span(&text), joined);
    buf_fini(&text);
    return err;
}

/* Lower case, sorted. */
static int make_acrh(struct load_rules *rules, struct arena *arena,
                     const struct load_spec *spec)
{
    struct span names[HTTP_HEADERS_MAX];
    size_t n_names = 0;
    int err;

    if (spec->n_headers > HTTP_HEADERS_MAX)
        return ERR_TOO_LONG;
    err = unsafe_names(arena, spec, names, &n_names);
    if (err || n_names == 0)
        return err;
    qsort(names, n_names, sizeof(names[0]), by_name);
    return join_names(arena, names, n_names, &rules->acrh);
}

int load_rules_make(struct load_rules *rules, struct arena *arena,
                    const struct load_spec *spec, const struct url *url)
{
    bool safe_method;
    int err;

    *rules = (struct load_rules){
        .cross = !url_same_origin(url, spec->page_origin),
        .cors = is_cors(spec),
        .credentials = load_is_credentialed(spec),
        .method = normal_method(spec->method),
        .alone = spec->cache == LOAD_CACHE_NO_STORE,
    };
    safe_method = cors_safe_method(rules->method);
    rules->forbidden = !rules->cors && !safe_method;
    err = make_headers(rules, arena, spec);
    rules->pass_cache = rules->alone || !span_eq(rules->method, SPAN("GET"));
    if (!err && rules->cors && rules->cross)
        err = make_acrh(rules, arena, spec);
    rules->preflight = rules->cors && rules->cross &&
                       (!safe_method || !span_absent(rules->acrh));
    return err;
}

int load_rules_preflight(struct http_headers *headers, struct arena *arena,
                         const struct load_rules *rules,
                         struct span page_origin)
{
    int err = http_headers_add(headers, arena, SPAN("Accept"), SPAN("*/*"));

    if (!err)
        err = http_headers_add(headers, arena, SPAN("Accept-Encoding"),
                               SPAN("gzip, deflate, br"));
    if (!err)
        err = http_headers_add(headers, arena,
                               SPAN("Access-Control-Request-Method"),
                               rules->method);
    if (!err && !span_absent(rules->acrh))
        err = http_headers_add(headers, arena,
                               SPAN("Access-Control-Request-Headers"),
                               rules->acrh);
    if (!err)
        err = http_headers_add(headers, arena, SPAN("Origin"), page_origin);
    return err;
}
