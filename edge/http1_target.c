/*
 * http1_target.c - a request's target and Host become authority, path, query.
 *
 * RFC 9112 3.2. One authority comes out, for the key and for what is forwarded:
 * an absolute-form target must agree with Host. Refused: authority-form (there
 * is no tunnel), fragments, user information, an asterisk outside OPTIONS, and
 * every authority that is not a plain host with an optional port - a host that
 * holds a comma or a slash is two opinions about where it ends.
 */
#include "edge/http1_target.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    char lower = ascii_lower(c);

    return is_digit(c) || (lower >= 'a' && lower <= 'z');
}

/* reg-name and IPv4 (RFC 3986 3.2.2), without sub-delims and pct-encoding. */
static bool is_name_byte(char c)
{
    return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool is_ipv6_byte(char c)
{
    char lower = ascii_lower(c);

    return is_digit(c) || (lower >= 'a' && lower <= 'f') || c == ':' ||
           c == '.';
}

/* Where the host ends, before the port; 0: it is none. */
static size_t host_end(struct span authority)
{
    size_t i = 0;

    if (authority.len > 0 && authority.ptr[0] == '[') {
        for (i = 1; i < authority.len && is_ipv6_byte(authority.ptr[i]); i++)
            ;
        return i > 1 && i < authority.len && authority.ptr[i] == ']' ? i + 1
                                                                     : 0;
    }
    while (i < authority.len && is_name_byte(authority.ptr[i]))
        i++;
    return i;
}

static bool is_authority(struct span authority)
{
    size_t end = host_end(authority);
    uint64_t port;

    if (end == 0)
        return false;
    if (end == authority.len)
        return true;
    return authority.ptr[end] == ':' && authority.len - end <= 6 &&
           span_u64(span_cut(authority, end + 1, authority.len), &port) &&
           port <= UINT16_MAX;
}

/* Length of "http://" or "https://" at the start, or 0. */
static size_t scheme_len(struct span target)
{
    if (span_ieq(span_cut(target, 0, 7), SPAN("http://")))
        return 7;
    if (span_ieq(span_cut(target, 0, 8), SPAN("https://")))
        return 8;
    return 0;
}

static void split_path(struct http_request *request, struct span target)
{
    size_t mark = span_find(target, '?', 0);

    request->path = span_cut(target, 0, mark);
    request->query = mark < target.len ? span_cut(target, mark + 1, target.len)
                                       : SPAN_ABSENT;
}

/* RFC 9112 3.2.2; without a path it stands for "/", or for "*" in OPTIONS. */
static enum http1_verdict read_absolute(struct http_request *request,
                                        struct span target, size_t begin)
{
    size_t slash = span_find(target, '/', begin);
    size_t mark = span_find(target, '?', begin);
    size_t end = slash < mark ? slash : mark;
    struct span authority = span_cut(target, begin, end);

    if (!is_authority(authority))
        return HTTP1_BAD;
    if (!span_absent(request->authority) &&
        !span_ieq(authority, request->authority))
        return HTTP1_BAD;
    request->authority = authority;
    split_path(request, span_cut(target, end, target.len));
    if (request->path.len == 0 && span_absent(request->query) &&
        span_eq(request->method, SPAN("OPTIONS")))
        request->path = SPAN("*");
    else if (request->path.len == 0)
        request->path = SPAN("/");
    return HTTP1_OK;
}

enum http1_verdict http1_target_read(struct http_request *request,
                                     struct span target, struct span host)
{
    size_t begin = scheme_len(target);

    if (!span_absent(host) && !is_authority(host))
        return HTTP1_BAD;
    if (span_eq(request->method, SPAN("CONNECT")) ||
        span_find(target, '#', 0) < target.len)
        return HTTP1_BAD;
    request->authority = host;
    request->query = SPAN_ABSENT;
    if (begin)
        return read_absolute(request, target, begin);
    if (span_eq(target, SPAN("*"))) {
        request->path = target;
        return span_eq(request->method, SPAN("OPTIONS")) ? HTTP1_OK : HTTP1_BAD;
    }
    if (target.len == 0 || target.ptr[0] != '/')
        return HTTP1_BAD;
    split_path(request, target);
    return HTTP1_OK;
}
