/*
 * cors.c - the CORS check and the check of a preflight's answer.
 *
 * What the Fetch standard decides, this decides; why it says no follows the
 * order of questions in Chromium, because its names are what a developer reads
 * in the console. Chromium asks whether the whole value is one that matches,
 * then whether it looks like several, then whether it is a URL at all: only a
 * value that no URL parser takes is "invalid", everything else "not equal".
 */
#include "cache/http/cors.h"

#include "cache/base/assert.h"

#define ALLOW_ORIGIN      SPAN("access-control-allow-origin")
#define ALLOW_CREDENTIALS SPAN("access-control-allow-credentials")
#define ALLOW_METHODS     SPAN("access-control-allow-methods")
#define ALLOW_HEADERS     SPAN("access-control-allow-headers")

static struct cors_result result(enum cors_verdict verdict, struct span value)
{
    return (struct cors_result){verdict, value};
}

/* ---- a value as Chromium sees it ----------------------------------------- */

static bool is_alpha(char c)
{
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the scheme in front of the first ':'; 0 if there is none. */
static size_t scheme_len(struct span url)
{
    size_t len = span_find(url, ':', 0);

    if (len == url.len || len == 0 || !is_alpha(url.ptr[0]))
        return 0;
    for (size_t i = 0; i < len; i++)
        if (!is_alpha(url.ptr[i]) && !is_digit(url.ptr[i]) &&
            !memchr("+-.", url.ptr[i], 3))
            return 0;
    return len;
}

static bool is_special(struct span scheme)
{
    return span_ieq(scheme, SPAN("http")) || span_ieq(scheme, SPAN("https")) ||
           span_ieq(scheme, SPAN("ws")) || span_ieq(scheme, SPAN("wss")) ||
           span_ieq(scheme, SPAN("ftp"));
}

/* Nothing, or ':' and a port (which may be empty). */
static bool is_port(struct span text)
{
    uint64_t port;

    return text.len <= 1 ||
           (span_u64(span_cut(text, 1, text.len), &port) && port <= 65535);
}

/* Groups of up to four hexadecimal digits: eight, or fewer around one "::". */
static bool is_ipv6(struct span text)
{
    size_t n_groups = 0, n_digits = 0;
    bool shortened = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_lower(text.ptr[i]);
        bool pair = c == ':' && i + 1 < text.len && text.ptr[i + 1] == ':';

        if (pair && shortened)
            return false;
        if (c == ':' && !pair && (n_digits == 0 || i + 1 == text.len))
            return false;
        if (c != ':' && !is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        n_digits = c == ':' ? 0 : n_digits + 1;
        n_groups += n_digits == 1;
        if (n_digits > 4)
            return false;
        shortened |= pair;
        i += pair;
    }
    return shortened ? n_groups < 8 : n_groups == 8;
}

/* host[:port], with what the URL standard forbids in a host left out. */
static bool is_host_port(struct span text)
{
    size_t end = span_starts(text, SPAN("[")) ? span_find(text, ']', 0) + 1
                                              : span_find(text, ':', 0);
    struct span host = span_cut(text, 0, end);

    if (end > text.len || host.len == 0)
        return false;
    if (host.ptr[0] == '[')
        return is_ipv6(span_cut(host, 1, host.len - 1)) &&
               (end == text.len || text.ptr[end] == ':') &&
               is_port(span_cut(text, end, text.len));
    for (size_t i = 0; i < host.len; i++)
        if ((unsigned char)host.ptr[i] <= ' ' || host.ptr[i] == 0x7f ||
            memchr("<>[]^|%\"`{}", host.ptr[i], 11))
            return false;
    return is_port(span_cut(text, end, text.len));
}

/* Whether Chromium's URL parser takes the value. As there, this is no strict
 * test of an origin: it only chooses between two sentences. */
static bool is_url(struct span value)
{
    size_t from = scheme_len(value);
    size_t end;
    struct span rest;

    if (from == 0)
        return false;
    if (!is_special(span_cut(value, 0, from)))
        return true;
    from++;
    while (from < value.len && memchr("/\\", value.ptr[from], 2))
        from++;
    rest = span_cut(value, from, value.len);
    for (end = 0; end < rest.len; end++)
        if (memchr("/\\?#", rest.ptr[end], 4))
            break;
    rest = span_cut(rest, 0, end);
    while (span_find(rest, '@', 0) < rest.len)
        rest = span_cut(rest, span_find(rest, '@', 0) + 1, rest.len);
    return is_host_port(rest);
}

/* ---- the CORS check ------------------------------------------------------ */

static struct cors_result refuse_origin(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == ' ' || value.ptr[i] == ',')
            return result(CORS_MULTIPLE_ALLOW_ORIGIN, value);
    if (!span_eq(value, SPAN("null")) && !is_url(value))
        return result(CORS_INVALID_ALLOW_ORIGIN, value);
    return result(CORS_ALLOW_ORIGIN_MISMATCH, value);
}

struct cors_result cors_check(const struct http_headers *response,
                              struct span page_origin, bool credentials,
                              struct arena *arena)
{
    struct span first = http_headers_get(response, ALLOW_ORIGIN);
    struct span value = http_headers_joined(response, ALLOW_ORIGIN, arena);

    ASSERT(!span_absent(page_origin));
    if (span_absent(first))
        return result(CORS_MISSING_ALLOW_ORIGIN, SPAN_ABSENT);
    if (span_absent(value)) /* a list that is too long to be joined */
        return result(CORS_MULTIPLE_ALLOW_ORIGIN, first);
    if (span_eq(value, SPAN("*")))
        return credentials ? result(CORS_WILDCARD_WITH_CREDENTIALS, value)
                           : result(CORS_OK, value);
    if (!span_eq(value, page_origin))
        return refuse_origin(value);
    if (!credentials)
        return result(CORS_OK, value);
    value = http_headers_joined(response, ALLOW_CREDENTIALS, arena);
    return result(span_eq(value, SPAN("true")) ? CORS_OK
                                               : CORS_INVALID_ALLOW_CREDENTIALS,
                  value);
}

/* ---- the preflight's answer ---------------------------------------------- */

/* The name that the failure of a CORS check has in a preflight. */
static enum cors_verdict preflight_twin(enum cors_verdict verdict)
{
    ASSERT(verdict >= CORS_MISSING_ALLOW_ORIGIN);
    ASSERT(verdict <= CORS_INVALID_ALLOW_CREDENTIALS);
    return (enum cors_verdict)(verdict - CORS_MISSING_ALLOW_ORIGIN +
                               CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN);
}

static bool is_redirect(const struct http_response *response)
{
    switch (response->status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return http_headers_get(&response->headers, SPAN("location")).len > 0;
    default:
        return false;
    }
}

/* Whether every element of the header's lines is a token. */
static bool is_token_list(const struct http_headers *headers, struct span name)
{
    for (size_t i = 0; i < headers->n; i++) {
        struct span element;
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, name))
            continue;
        while (span_list_next(headers->at[i].value, &at, &element))
            if (!span_is_token(element))
                return false;
    }
    return true;
}

/* Whether the header's lines name what is wanted: methods compare with case,
 * header names without. */
static bool lists(const struct http_headers *headers, struct span name,
                  struct span wanted, bool any_case)
{
    for (size_t i = 0; i < headers->n; i++) {
        struct span element;
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, name))
            continue;
        while (span_list_next(headers->at[i].value, &at, &element))
            if (any_case ? span_ieq(element, wanted) : span_eq(element, wanted))
                return true;
    }
    return false;
}

/* For a credentialed request "*" is a name like any other. */
static bool allows(const struct http_headers *headers, struct span name,
                   struct span wanted, const struct cors_preflight *asked)
{
    return lists(headers, name, wanted, span_eq(name, ALLOW_HEADERS)) ||
           (!asked->credentials && lists(headers, name, SPAN("*"), false));
}

static struct cors_result check_lists(const struct http_headers *headers,
                                      const struct cors_preflight *asked)
{
    struct span name;
    size_t at = 0;

    if (!is_token_list(headers, ALLOW_METHODS))
        return result(CORS_PREFLIGHT_INVALID_ALLOW_METHODS, SPAN_ABSENT);
    if (!is_token_list(headers, ALLOW_HEADERS))
        return result(CORS_PREFLIGHT_INVALID_ALLOW_HEADERS, SPAN_ABSENT);
    if (!cors_safe_method(asked->method) &&
        !allows(headers, ALLOW_METHODS, asked->method, asked))
        return result(CORS_METHOD_DISALLOWED, asked->method);
    while (span_list_next(asked->acrh, &at, &name))
        if (!allows(headers, ALLOW_HEADERS, name, asked))
            return result(CORS_HEADER_DISALLOWED, name);
    return result(CORS_OK, SPAN_ABSENT);
}

/* A redirect is refused unseen; then the CORS check comes before the status, so
 * that a 403 without CORS headers is "no header", not "no ok status". */
struct cors_result cors_check_preflight(const struct http_response *response,
                                        const struct cors_preflight *asked,
                                        struct arena *arena)
{
    struct cors_result check;

    if (is_redirect(response))
        return result(CORS_PREFLIGHT_REDIRECT, SPAN_ABSENT);
    check = cors_check(&response->headers, asked->page_origin,
                       asked->credentials, arena);
    if (check.verdict != CORS_OK)
        return result(preflight_twin(check.verdict), check.value);
    if (response->status < 200 || response->status > 299)
        return result(CORS_PREFLIGHT_INVALID_STATUS, SPAN_ABSENT);
    return check_lists(&response->headers, asked);
}
