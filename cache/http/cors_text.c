/* cors_text.c - the names and the console lines that Chromium gives verdicts.
 */
#include "cache/http/cors.h"

#include "cache/base/assert.h"

#define ADVICE " Have the server send the header with a valid value."

const char *cors_verdict_name(enum cors_verdict verdict)
{
    static const char *const names[] = {
#define CORS_ROW(name, chromium) [name] = chromium,
        CORS_VERDICT_LIST(CORS_ROW)
#undef CORS_ROW
    };

    ASSERT((size_t)verdict < sizeof(names) / sizeof(names[0]));
    return names[verdict];
}

/* The sentence, with '@' where the value goes. */
static const char *sentence(enum cors_verdict verdict)
{
    switch (verdict) {
    case CORS_OK:
        break;
    case CORS_MISSING_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN:
        return "No 'Access-Control-Allow-Origin' header is present on the "
               "requested resource.";
    case CORS_ALLOW_ORIGIN_MISMATCH:
    case CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH:
        return "The 'Access-Control-Allow-Origin' header has a value '@' that "
               "is not equal to the supplied origin.";
    case CORS_INVALID_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN:
        return "The 'Access-Control-Allow-Origin' header contains the invalid "
               "value '@'.";
    case CORS_MULTIPLE_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN:
        return "The 'Access-Control-Allow-Origin' header contains multiple "
               "values '@', but only one is allowed.";
    case CORS_WILDCARD_WITH_CREDENTIALS:
    case CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS:
        return "The value of the 'Access-Control-Allow-Origin' header in the "
               "response must not be the wildcard '*' when the request's "
               "credentials mode is 'include'.";
    case CORS_INVALID_ALLOW_CREDENTIALS:
    case CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
        return "The value of the 'Access-Control-Allow-Credentials' header in "
               "the response is '@' which must be 'true' when the request's "
               "credentials mode is 'include'.";
    case CORS_PREFLIGHT_INVALID_STATUS:
        return "It does not have HTTP ok status.";
    case CORS_PREFLIGHT_REDIRECT:
        return "Redirect is not allowed for a preflight request.";
    case CORS_PREFLIGHT_INVALID_ALLOW_METHODS:
        return "Cannot parse Access-Control-Allow-Methods response header "
               "field in preflight response.";
    case CORS_PREFLIGHT_INVALID_ALLOW_HEADERS:
        return "Cannot parse Access-Control-Allow-Headers response header "
               "field in preflight response.";
    case CORS_METHOD_DISALLOWED:
        return "Method @ is not allowed by Access-Control-Allow-Methods in "
               "preflight response.";
    case CORS_HEADER_DISALLOWED:
        return "Request header field @ is not allowed by "
               "Access-Control-Allow-Headers in preflight response.";
    }
    ASSERT(verdict != CORS_OK);
    return ""; /* no other is left */
}

/* The last four sentences speak of the preflight by themselves. */
static bool has_preflight_prefix(enum cors_verdict verdict)
{
    return verdict >= CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN &&
           verdict <= CORS_PREFLIGHT_REDIRECT;
}

/* Advice that only fetch() is given. */
static bool is_about_a_value(enum cors_verdict verdict)
{
    return verdict == CORS_ALLOW_ORIGIN_MISMATCH ||
           verdict == CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH ||
           verdict == CORS_INVALID_ALLOW_ORIGIN ||
           verdict == CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN ||
           verdict == CORS_MULTIPLE_ALLOW_ORIGIN ||
           verdict == CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN;
}

/* XMLHttpRequest has a switch for what these two are about. */
static bool is_about_credentials(enum cors_verdict verdict)
{
    return verdict == CORS_WILDCARD_WITH_CREDENTIALS ||
           verdict == CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS ||
           verdict == CORS_INVALID_ALLOW_CREDENTIALS ||
           verdict == CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS;
}

void cors_console_text(struct buf *text, const struct cors_result *result,
                       const struct cors_place *place)
{
    struct span words = span_str(sentence(result->verdict));
    size_t at = span_find(words, '@', 0);

    buf_add_str(text, "Access to ");
    buf_add(text, place->kind);
    buf_add_str(text, " at '");
    buf_add(text, place->url);
    if (!span_absent(place->redirected_from)) {
        buf_add_str(text, "' (redirected from '");
        buf_add(text, place->redirected_from);
        buf_add_str(text, "') from origin '");
    } else {
        buf_add_str(text, "' from origin '");
    }
    buf_add(text, place->page_origin);
    buf_add_str(text, "' has been blocked by CORS policy: ");
    if (has_preflight_prefix(result->verdict))
        buf_add_str(text, "Response to preflight request doesn't pass access "
                          "control check: ");
    buf_add(text, span_cut(words, 0, at));
    if (at < words.len) {
        buf_add(text, result->value);
        buf_add(text, span_cut(words, at + 1, words.len));
    }
    if (is_about_a_value(result->verdict) &&
        span_eq(place->kind, SPAN("fetch")))
        buf_add_str(text, ADVICE);
    if (is_about_credentials(result->verdict) &&
        span_eq(place->kind, SPAN("XMLHttpRequest")))
        buf_add_str(text, " The credentials mode of requests initiated by the "
                          "XMLHttpRequest is controlled by the "
                          "withCredentials attribute.");
}
