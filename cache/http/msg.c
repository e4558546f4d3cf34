/* msg.c - methods, reason phrases and ordered lists of header lines. */
#include "cache/http/msg.h"

#include "cache/base/assert.h"

#define FIRST_CAP 16 /* lines; doubled when they are full */

/* ---- names of the standard ----------------------------------------------- */

enum http_method http_method_of(struct span method)
{
    static const struct {
        struct span name;
        enum http_method method;
    } known[] = {
        {SPAN_STATIC("GET"), HTTP_GET},
        {SPAN_STATIC("HEAD"), HTTP_HEAD},
        {SPAN_STATIC("POST"), HTTP_POST},
        {SPAN_STATIC("PUT"), HTTP_PUT},
        {SPAN_STATIC("DELETE"), HTTP_DELETE},
        {SPAN_STATIC("OPTIONS"), HTTP_OPTIONS},
        {SPAN_STATIC("PATCH"), HTTP_PATCH},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (span_eq(method, known[i].name))
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
    static const struct span names[] = {
        SPAN_STATIC("connection"),       SPAN_STATIC("keep-alive"),
        SPAN_STATIC("proxy-connection"), SPAN_STATIC("te"),
        SPAN_STATIC("trailer"),          SPAN_STATIC("transfer-encoding"),
        SPAN_STATIC("upgrade")};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, names[i]))
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
    at = arena_alloc(arena, cap * sizeof(*at));
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

/* ---- copies --------------------------------------------------------------
 *
 * Every request is copied once, on its way into the cache: so all of it goes
 * into one piece of the arena, the lines first, then their bytes.
 */

static size_t lines_size(const struct http_headers *headers)
{
    size_t size = headers->n * sizeof(*headers->at);

    for (size_t i = 0; i < headers->n; i++)
        size += headers->at[i].name.len + headers->at[i].value.len;
    return size;
}

/* Returns where the next one goes; an absent span stays absent. */
static char *put(char *at, struct span *copy, struct span bytes)
{
    *copy = span_absent(bytes) ? bytes : span_of(at, bytes.len);
    if (bytes.len > 0)
        memcpy(at, bytes.ptr, bytes.len);
    return at + bytes.len;
}

/* room: lines_size bytes, aligned for lines. */
static char *put_lines(char *room, struct http_headers *copy,
                       const struct http_headers *from)
{
    struct http_header *lines = (struct http_header *)(void *)room;
    char *at = room + from->n * sizeof(*lines);

    for (size_t i = 0; i < from->n; i++) {
        at = put(at, &lines[i].name, from->at[i].name);
        at = put(at, &lines[i].value, from->at[i].value);
    }
    *copy = (struct http_headers){lines, from->n, from->n};
    return at;
}

int http_headers_copy(struct http_headers *to, struct arena *arena,
                      const struct http_headers *from)
{
    char *room = NULL;

    if (from->n <= HTTP_HEADERS_MAX)
        room = arena_alloc(arena, lines_size(from));
    if (!room)
        return ERR_TOO_LONG;
    (void)put_lines(room, to, from); /* where it ends */
    return 0;
}

int http_request_copy(struct http_request *to, struct arena *arena,
                      const struct http_request *from)
{
    size_t size = from->method.len + from->scheme.len + from->authority.len +
                  from->path.len + from->query.len + lines_size(&from->headers);
    struct http_request copy;
    char *at = NULL;

    if (from->headers.n <= HTTP_HEADERS_MAX)
        at = arena_alloc(arena, size);
    if (!at)
        return ERR_TOO_LONG;
    at = put_lines(at, &copy.headers, &from->headers);
    at = put(at, &copy.method, from->method);
    at = put(at, &copy.scheme, from->scheme);
    at = put(at, &copy.authority, from->authority);
    at = put(at, &copy.path, from->path);
    (void)put(at, &copy.query, from->query); /* the last one */
    *to = copy;
    return 0;
}
