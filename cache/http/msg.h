/* msg.h - HTTP requests and responses as values; ordered header lists. */
#ifndef POPBOX_CACHE_HTTP_MSG_H
#define POPBOX_CACHE_HTTP_MSG_H

#include "cache/base/arena.h"
#include "cache/base/err.h"
#include "cache/base/span.h"

#define HTTP_HEADERS_MAX 128 /* lines in one message */

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_PATCH,
    HTTP_METHOD_OTHER
};

struct http_header {
    struct span name;  /* a token, in the sender's case */
    struct span value; /* trimmed; may be empty; absent in a vary_select only */
};

/* Lines in order, duplicates kept. The array is grown in an arena; names and
 * values are borrowed. Zero-initialised means empty. */
struct http_headers {
    struct http_header *at;
    size_t n;
    size_t cap;
};

/* Host is not among the headers: it is the authority. Framing and hop-by-hop
 * lines (RFC 9110 7.6.1) never get this far. */
struct http_request {
    struct span method;    /* as sent, case-sensitive */
    struct span scheme;    /* "http" or "https" */
    struct span authority; /* host or host:port; absent: none was sent */
    struct span path;      /* raw, starts with '/', or "*" */
    struct span query;     /* raw, without '?'; absent differs from empty */
    struct http_headers headers;
};

struct http_response {
    int status;         /* 100 to 599 */
    struct span reason; /* may be empty */
    struct http_headers headers;
};

enum http_method http_method_of(struct span method);
/* The standard reason phrase, "" when there is none. */
const char *http_reason(int status);

/* Appends a line whose bytes are borrowed. ERR_TOO_LONG past HTTP_HEADERS_MAX
 * or the arena's ceiling. */
MUST_USE int http_headers_add(struct http_headers *headers, struct arena *arena,
                              struct span name, struct span value);
/* Drops every line of that name, then adds one. */
MUST_USE int http_headers_set(struct http_headers *headers, struct arena *arena,
                              struct span name, struct span value);
/* Drops every line of that name; how many there were. */
size_t http_headers_remove(struct http_headers *headers, struct span name);
/* Value of the first line of that name (case-insensitive), or absent. */
struct span http_headers_get(const struct http_headers *headers,
                             struct span name);
size_t http_headers_count(const struct http_headers *headers, struct span name);
/* All lines of that name joined with ", " (RFC 9110 5.2): the one line itself,
 * or a join in the arena; absent if none or past the ceiling. */
struct span http_headers_joined(const struct http_headers *headers,
                                struct span name, struct arena *arena);
/* Every line copied, bytes too, in place of what `to` had; on an error `to` is
 * as it was. */
MUST_USE int http_headers_copy(struct http_headers *to, struct arena *arena,
                               const struct http_headers *from);
/* Every part copied, bytes too; an error as above. */
MUST_USE int http_request_copy(struct http_request *to, struct arena *arena,
                               const struct http_request *from);

/* A field that belongs to one connection and is never passed on: Connection,
 * Keep-Alive, Proxy-Connection, TE, Trailer, Transfer-Encoding, Upgrade
 * (RFC 9110 7.6.1). */
bool http_is_hop_by_hop(struct span name);

#endif
