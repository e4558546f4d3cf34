/* msg.c - methods, reason phrases and ordered lists of header lines. */
#include "cache/http/msg.h"

#include "cache/base/assert.h"

#define FIRST_CAP 16 /* lines; doubled when they are full */

/* ---- names of the standard ----------------------------------------------- */

enum http_method http_method_of(struct span method)
{
    static const struct {
        const char *name;
        enum http_method method;
    } known[] = {
        {"GET", HTTP_GET},       {"HEAD", HTTP_HEAD},
        {"POST", HTTP_POST},     {"PUT", HTTP_PUT},
        {"DELETE", HTTP_DELETE}, {"OPTIONS", HTTP_OPTIONS},
        {"PATCH", HTTP_PATCH},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (span_eq(method, span_str(known[i].name)))
            return known[i].method;
    return HTTP_METHOD_OTHER;
}

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};

const char *http_reason(int status)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "";
}

bool http_is_hop_by_hop(struct span name)
{
    static const char *const names[] = {
        "connection", "keep-alive",        "proxy-connection", "te",
        "trailer",    "transfer-encoding", "upgrade"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

/* ---- header lists -------------------------------------------------------- */

/* Room for n lines. The old array stays in the arena until its reset: with
 * doubling that is never more than the array in use. */
MUST_USE static int reserve(struct http_headers *headers, struct arena *arena,
                            size_t n)
{
    size_t cap = headers->cap ? headers->cap : FIRST_CAP;
    struct http_header *at;

    if (n > HTTP_HEADERS_MAX)
        return ERR_TOO_LONG;
    if (n <= headers->cap)
        return 0;
    while (cap < n)
        cap *= 2;
    at = arena_zalloc(arena, cap, sizeof(*at));
    if (!at)
        return ERR_TOO_LONG;
    if (headers->n > 0)
        memcpy(at, headers->at, headers->n * sizeof(*at));
    headers->at = at;
    headers->cap = cap;
    return 0;
}

int http_headers_add(struct http_headers *headers, struct arena *arena,
                     struct span name, struct span value)
{
    ASSERT(!span_absent(name));
    if (reserve(headers, arena, headers->n + 1) < 0)
        return ERR_TOO_LONG;
    headers->at[headers->n++] = (struct http_header){name, value};
    return 0;
}

int http_headers_set(struct http_headers *headers, struct arena *arena,
                     struct span name, struct span value)
{
    (void)http_headers_remove(headers, name); /* none is fine */
    return http_headers_add(headers, arena, name, value);
}

size_t http_headers_remove(struct http_headers *headers, struct span name)
{
    size_t kept = 0;
    size_t before = headers->n;

    for (size_t i = 0; i < before; i++)
        if (!span_ieq(headers->at[i].name, name))
            headers->at[kept++] = headers->at[i];
    headers->n = kept;
    return before - kept;
}

struct span http_headers_get(const struct http_headers *headers,
                             struct span name)
{
    for (size_t i = 0; i < headers->n; i++)
        if (span_ieq(headers->at[i].name, name))
            return headers->at[i].value;
    return SPAN_ABSENT;
}

size_t http_headers_count(const struct http_headers *headers, struct span name)
{
    size_t n = 0;

    for (size_t i = 0; i < headers->n; i++)
        n += span_ieq(headers->at[i].name, name);
    return n;
}

struct span http_headers_joined(const struct http_headers *headers,
                                struct span name, struct arena *arena)
{
    size_t n = http_headers_count(headers, name);
    size_t size = 0, len = 0;
    char *joined;

    if (n <= 1)
        return http_headers_get(headers, name);
    for (size_t i = 0; i < headers->n; i++)
        if (span_ieq(headers->at[i].name, name))
            size += headers->at[i].value.len + 2;
    joined = arena_alloc(arena, size);
    if (!joined)
        return SPAN_ABSENT;
    for (size_t i = 0; i < headers->n; i++) {
        struct span value = headers->at[i].value;

        if (!span_ieq(headers->at[i].name, name))
            continue;
        if (value.len > 0)
            memcpy(joined + len, value.ptr, value.len);
        len += value.len;
        memcpy(joined + len, ", ", 2);
        len += 2;
    }
    ASSERT(len == size);
    return span_of(joined, len - 2);
}

/* ---- copies -------------------------------------------------------------- */

int http_headers_copy(struct http_headers *to, struct arena *arena,
                      const struct http_headers *from)
{
    struct http_headers copy = {0};

    if (from->n > 0 && reserve(&copy, arena, from->n) < 0)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < from->n; i++) {
        struct http_header *line = &copy.at[i];

        if (arena_copy(arena, from->at[i].name, &line->name) < 0 ||
            arena_copy(arena, from->at[i].value, &line->value) < 0)
            return ERR_TOO_LONG;
    }
    copy.n = from->n;
    *to = copy;
    return 0;
}

int http_request_copy(struct http_request *to, struct arena *arena,
                      const struct http_request *from)
{
    struct http_request copy = {0};

    if (arena_copy(arena, from->method, &copy.method) < 0 ||
        arena_copy(arena, from->scheme, &copy.scheme) < 0 ||
        arena_copy(arena, from->authority, &copy.authority) < 0 ||
        arena_copy(arena, from->path, &copy.path) < 0 ||
        arena_copy(arena, from->query, &copy.query) < 0 ||
        http_headers_copy(&copy.headers, arena, &from->headers) < 0)
        return ERR_TOO_LONG;
    *to = copy;
    return 0;
}
