/*
 * cors_firefox.c - the console lines that Firefox gives verdicts.
 *
 * Firefox names the URL, a reason and the status, never the page, and uses the
 * same reason for a preflight's answer as for any other.
 */
#include "cache/http/cors.h"

#include "cache/base/assert.h"

/* ‘word’ */
#define Q(word) "\xe2\x80\x98" word "\xe2\x80\x99"
#define ACAO    Q("Access-Control-Allow-Origin")

/* The reason, with '@' where the value goes. */
static const char *reason_of(enum cors_verdict verdict)
{
    switch (verdict) {
    case CORS_OK:
        break;
    case CORS_MISSING_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN:
        return "CORS header " ACAO " missing";
    case CORS_ALLOW_ORIGIN_MISMATCH:
    case CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH:
    case CORS_INVALID_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN:
        return "CORS header " ACAO " does not match " Q("@");
    case CORS_MULTIPLE_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN:
        return "Multiple CORS header " ACAO " not allowed";
    case CORS_WILDCARD_WITH_CREDENTIALS:
    case CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS:
        return "Credential is not supported if the CORS header " ACAO
               " is " Q("*");
    case CORS_INVALID_ALLOW_CREDENTIALS:
    case CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
        return "expected " Q("true") " in CORS header " Q(
            "Access-Control-Allow-Credentials");
    case CORS_PREFLIGHT_INVALID_STATUS:
        return "CORS preflight response did not succeed";
    case CORS_PREFLIGHT_REDIRECT:
        return "CORS request external redirect not allowed";
    case CORS_PREFLIGHT_INVALID_ALLOW_METHODS:
        return "invalid token " Q("@") " in CORS header " Q(
            "Access-Control-Allow-Methods");
    case CORS_PREFLIGHT_INVALID_ALLOW_HEADERS:
        return "invalid token " Q("@") " in CORS header " Q(
            "Access-Control-Allow-Headers");
    case CORS_METHOD_DISALLOWED:
        return "Did not find method in CORS header " Q(
            "Access-Control-Allow-Methods");
    case CORS_HEADER_DISALLOWED:
        return "header " Q("@") " is not allowed according to header " Q(
            "Access-Control-Allow-Headers") " from CORS preflight response";
    }
    ASSERT(verdict != CORS_OK);
    return ""; /* no other is left */
}

void cors_console_firefox(struct buf *text, const struct cors_result *result,
                          const struct cors_place *place)
{
    struct span reason = span_str(reason_of(result->verdict));
    size_t at = span_find(reason, '@', 0);

    buf_add_str(text, "Cross-Origin Request Blocked: The Same Origin Policy "
                      "disallows reading the remote resource at ");
    buf_add(text, place->url);
    buf_add_str(text, ". (Reason: ");
    buf_add(text, span_cut(reason, 0, at));
    if (at < reason.len) {
        buf_add(text, result->value);
        buf_add(text, span_cut(reason, at + 1, reason.len));
    }
    buf_addf(text, "). Status code: %d.", place->status);
}
