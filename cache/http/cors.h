/* cors.h - the CORS check of the Fetch standard, with Chromium's names. */
#ifndef POPBOX_CACHE_HTTP_CORS_H
#define POPBOX_CACHE_HTTP_CORS_H

#include "cache/base/buf.h"
#include "cache/http/msg.h"

/* X(name, Chromium's CorsError). The Preflight* twins are the same failures of
 * an OPTIONS answer. */
#define CORS_VERDICT_LIST(X)                                                   \
    X(CORS_OK, "ok")                                                           \
    X(CORS_MISSING_ALLOW_ORIGIN, "MissingAllowOriginHeader")                   \
    X(CORS_ALLOW_ORIGIN_MISMATCH, "AllowOriginMismatch")                       \
    X(CORS_INVALID_ALLOW_ORIGIN, "InvalidAllowOriginValue")                    \
    X(CORS_MULTIPLE_ALLOW_ORIGIN, "MultipleAllowOriginValues")                 \
    X(CORS_WILDCARD_WITH_CREDENTIALS, "WildcardOriginNotAllowed")              \
    X(CORS_INVALID_ALLOW_CREDENTIALS, "InvalidAllowCredentials")               \
    X(CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN,                                     \
      "PreflightMissingAllowOriginHeader")                                     \
    X(CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH, "PreflightAllowOriginMismatch")    \
    X(CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN, "PreflightInvalidAllowOriginValue") \
    X(CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN,                                    \
      "PreflightMultipleAllowOriginValues")                                    \
    X(CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS,                                \
      "PreflightWildcardOriginNotAllowed")                                     \
    X(CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS,                                \
      "PreflightInvalidAllowCredentials")                                      \
    X(CORS_PREFLIGHT_INVALID_STATUS, "PreflightInvalidStatus")                 \
    X(CORS_PREFLIGHT_REDIRECT, "PreflightDisallowedRedirect")                  \
    X(CORS_PREFLIGHT_INVALID_ALLOW_METHODS,                                    \
      "InvalidAllowMethodsPreflightResponse")                                  \
    X(CORS_PREFLIGHT_INVALID_ALLOW_HEADERS,                                    \
      "InvalidAllowHeadersPreflightResponse")                                  \
    X(CORS_METHOD_DISALLOWED, "MethodDisallowedByPreflightResponse")           \
    X(CORS_HEADER_DISALLOWED, "HeaderDisallowedByPreflightResponse")

enum cors_verdict {
#define CORS_ROW(name, chromium) name,
    CORS_VERDICT_LIST(CORS_ROW)
#undef CORS_ROW
};

/* The verdict, and the value that its console text quotes: the ACAO or ACAC
 * value, the method or the header name. Borrows from the response or request;
 * joined values live in the arena given. */
struct cors_result {
    enum cors_verdict verdict;
    struct span value;
};

/* Chromium's CorsError name, or "ok". */
const char *cors_verdict_name(enum cors_verdict verdict);

/* Fetch, "CORS check". page_origin as serialised ("null" for an opaque one);
 * credentials: the request's credentials mode is include. */
struct cors_result cors_check(const struct http_headers *response,
                              struct span page_origin, bool credentials,
                              struct arena *arena);

/* What a preflight asks for. */
struct cors_preflight {
    struct span page_origin;
    bool credentials;
    struct span method; /* of the request to come */
    struct span acrh;   /* its unsafe header names, lower case, sorted, joined
                           with ','; absent: none */
};

/* Fetch, "CORS-preflight fetch": check, ok status, method, headers. */
struct cors_result cors_check_preflight(const struct http_response *response,
                                        const struct cors_preflight *asked,
                                        struct arena *arena);

/* What the console line names. */
struct cors_place {
    struct span kind;            /* "fetch", "image", "font" ... */
    struct span url;             /* the last URL asked for */
    struct span redirected_from; /* the first one; absent: no redirect */
    struct span page_origin;
    int status; /* of the answer; Firefox names it */
};

/* Appends Chromium 156's console line for a verdict that is not CORS_OK. */
void cors_console_text(struct buf *text, const struct cors_result *result,
                       const struct cors_place *place);

/* The same in Firefox's words, with its typographic quotes (UTF-8). */
void cors_console_firefox(struct buf *text, const struct cors_result *result,
                          const struct cors_place *place);

/* Fetch: safelisted method; safelisted request header, by name and value. */
bool cors_safe_method(struct span method);
bool cors_safe_header(struct span name, struct span value);

#endif
