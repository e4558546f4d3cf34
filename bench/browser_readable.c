/* browser_readable.c - which headers of an answer a script may read. */
#include "bench/browser_readable.h"

static bool is_among(struct span name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

static bool is_exposed(const struct http_headers *answer, struct span name,
                       bool credentials)
{
    for (size_t i = 0; i < answer->n; i++) {
        struct span element;
        size_t at = 0;

        if (!span_ieq(answer->at[i].name,
                      SPAN("Access-Control-Expose-Headers")))
            continue;
        while (span_list_next(answer->at[i].value, &at, &element))
            if (span_ieq(element, name) ||
                (!credentials && span_eq(element, SPAN("*"))))
                return true;
    }
    return false;
}

bool browser_may_read(const struct http_headers *answer, struct span name,
                      bool credentials)
{
    static const char *const safe[] = {
        "Cache-Control", "Content-Language", "Content-Length", "Content-Type",
        "Expires",       "Last-Modified",    "Pragma"};
    static const char *const never[] = {"Set-Cookie", "Set-Cookie2"};

    if (is_among(name, never, sizeof(never) / sizeof(*never)))
        return false;
    return is_among(name, safe, sizeof(safe) / sizeof(*safe)) ||
           is_exposed(answer, name, credentials);
}
