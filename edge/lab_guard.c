/* lab_guard.c - who may ask the lab's server, and what: CSRF, DNS rebinding. */
#include "edge/lab_guard.h"

#include <stdio.h>

#define NAME_LEN_MAX 96

/* "name:port", and without the port where that is HTTP's own. */
static bool is_host(struct span host, struct span name, uint16_t port)
{
    char text[NAME_LEN_MAX];
    int len =
        snprintf(text, sizeof(text), "%.*s:%u", SPAN_ARG(name), (unsigned)port);

    if (len < 0 || (size_t)len >= sizeof(text))
        return false;
    return span_ieq(host, span_of(text, (size_t)len)) ||
           (port == 80 && span_ieq(host, name));
}

static bool is_ours(const struct http_request *head, uint16_t port,
                    const struct span *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_host(head->authority, names[i], port))
            return true;
    return false;
}

/* Whoever sends an Origin is a page; only the page of the very host that is
 * asked is ours. */
static bool is_own_page(const struct http_request *head, struct span origin)
{
    const struct span scheme = SPAN("http://");

    return span_starts(origin, scheme) &&
           span_eq(span_cut(origin, scheme.len, origin.len), head->authority);
}

enum lab_guard lab_guard(const struct http_request *head, uint16_t port,
                         const struct span *names, size_t n)
{
    struct span origin = http_headers_get(&head->headers, SPAN("Origin"));
    struct span type = http_headers_get(&head->headers, SPAN("Content-Type"));
    bool is_post = span_eq(head->method, SPAN("POST"));

    if (!is_ours(head, port, names, n))
        return LAB_GUARD_HOST;
    if (!span_absent(origin) && !is_own_page(head, origin))
        return LAB_GUARD_ORIGIN;
    if (!is_post && !span_eq(head->method, SPAN("GET")) &&
        !span_eq(head->method, SPAN("HEAD")))
        return LAB_GUARD_METHOD;
    if (is_post && !span_ieq(type, SPAN("application/json")))
        return LAB_GUARD_TYPE;
    return LAB_GUARD_OK;
}

const char *lab_guard_text(enum lab_guard guard)
{
    switch (guard) {
    case LAB_GUARD_OK:
        return "";
    case LAB_GUARD_HOST:
        return "this server is not asked by that name";
    case LAB_GUARD_ORIGIN:
        return "only the lab's own page may ask";
    case LAB_GUARD_METHOD:
        return "GET looks, POST changes; nothing else is known here";
    case LAB_GUARD_TYPE:
        return "a POST needs Content-Type: application/json";
    }
    return "";
}
