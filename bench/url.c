/*
 * url.c - absolute http URLs, taken apart and compared by origin and site.
 *
 * A strict subset of what browsers take: what a scenario or a configuration
 * writes is ours to get right, so that nothing has to be normalised and a URL
 * compares by its bytes.
 */
#include "bench/url.h"

static bool host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

/* The length of the host at the start of text, its brackets included, or 0. */
static size_t host_len(struct span text)
{
    size_t i = 0;

    if (text.len && text.ptr[0] == '[') {
        size_t end = span_find(text, ']', 0);

        for (i = 1; i < end; i++)
            if (!host_byte(text.ptr[i]) && text.ptr[i] != ':')
                return 0;
        return end < text.len && end > 1 ? end + 1 : 0;
    }
    while (i < text.len && host_byte(text.ptr[i]))
        i++;
    return i;
}

static int read_authority(struct span authority, struct url *url)
{
    size_t len = host_len(authority);
    uint64_t port;

    if (len == 0)
        return ERR_SYNTAX;
    url->authority = authority;
    url->host = authority.ptr[0] == '[' ? span_cut(authority, 1, len - 1)
                                        : span_cut(authority, 0, len);
    url->port = SPAN_ABSENT;
    if (len == authority.len)
        return 0;
    url->port = span_cut(authority, len + 1, authority.len);
    if (authority.ptr[len] != ':' || !span_u64(url->port, &port) || port < 1 ||
        port > 65535 || url->port.ptr[0] == '0')
        return ERR_SYNTAX;
    return 0;
}

/* Absent where it is the scheme's own, written or not. */
static struct span port_that_counts(const struct url *url)
{
    struct span own =
        span_eq(url->scheme, SPAN("https")) ? SPAN("443") : SPAN("80");

    return span_eq(url->port, own) ? SPAN_ABSENT : url->port;
}

static bool is_visible(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~' || text.ptr[i] == '#')
            return false;
    return true;
}

int url_split(struct span text, struct url *url)
{
    size_t start, end, mark;

    *url = (struct url){.path = SPAN("/")};
    if (span_starts(text, SPAN("https://")))
        url->scheme = SPAN("https");
    else if (span_starts(text, SPAN("http://")))
        url->scheme = SPAN("http");
    else
        return ERR_UNKNOWN;
    if (!is_visible(text))
        return ERR_SYNTAX;

    start = url->scheme.len + strlen("://");
    mark = span_find(text, '?', start);
    end = span_find(text, '/', start);
    if (end > mark)
        end = mark;
    if (end < mark)
        url->path = span_cut(text, end, mark);
    if (mark < text.len)
        url->query = span_cut(text, mark + 1, text.len);
    return read_authority(span_cut(text, start, end), url);
}

/* ---- resolving --------------------------------------------------------- */

/* The length of "https:" at the start of text, 0 without a scheme. */
static size_t scheme_len(struct span text)
{
    size_t i = 0;

    while (i < text.len &&
           (host_byte(ascii_lower(text.ptr[i])) || text.ptr[i] == '+'))
        i++;
    return i > 0 && i < text.len && text.ptr[i] == ':' ? i + 1 : 0;
}

/* The base's path up to its last slash, that included. */
static struct span folder_of(const struct url *base)
{
    size_t len = base->path.len;

    while (len > 0 && base->path.ptr[len - 1] != '/')
        len--;
    return span_cut(base->path, 0, len);
}

/* Scheme and host in front of what the reference leaves out (RFC 3986 5.3). */
static struct span join(const struct url *base, struct span to,
                        struct arena *arena)
{
    if (to.len == 0)
        return arena_printf(
            arena, "%.*s://%.*s%.*s%s%.*s", SPAN_ARG(base->scheme),
            SPAN_ARG(base->authority), SPAN_ARG(base->path),
            span_absent(base->query) ? "" : "?", SPAN_ARG(base->query));
    if (scheme_len(to))
        return arena_printf(arena, "%.*s", SPAN_ARG(to));
    if (span_starts(to, SPAN("//")))
        return arena_printf(arena, "%.*s:%.*s", SPAN_ARG(base->scheme),
                            SPAN_ARG(to));
    if (span_starts(to, SPAN("/")))
        return arena_printf(arena, "%.*s://%.*s%.*s", SPAN_ARG(base->scheme),
                            SPAN_ARG(base->authority), SPAN_ARG(to));
    if (span_starts(to, SPAN("?")))
        return arena_printf(arena, "%.*s://%.*s%.*s%.*s",
                            SPAN_ARG(base->scheme), SPAN_ARG(base->authority),
                            SPAN_ARG(base->path), SPAN_ARG(to));
    return arena_printf(arena, "%.*s://%.*s%.*s%.*s", SPAN_ARG(base->scheme),
                        SPAN_ARG(base->authority), SPAN_ARG(folder_of(base)),
                        SPAN_ARG(to));
}

/* RFC 3986 5.2.4, in place, for a path that begins with '/'; its new length. */
static size_t drop_dots(char *path, size_t len)
{
    size_t out = 0, end;

    for (size_t at = 0; at < len; at = end) {
        struct span segment;

        for (end = at + 1; end < len && path[end] != '/';)
            end++;
        segment = span_of(path + at + 1, end - at - 1);
        if (!span_eq(segment, SPAN(".")) && !span_eq(segment, SPAN(".."))) {
            memmove(path + out, path + at, end - at);
            out += end - at;
            continue;
        }
        while (segment.len == 2 && out > 0 && path[--out] != '/')
            ;
        if (end == len)
            path[out++] = '/';
    }
    return out;
}

static void lower(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        text[i] = ascii_lower(text[i]);
}

/* Where the authority ends: before the path, the query or the end. */
static size_t authority_end(struct span text)
{
    size_t at = scheme_len(text) + strlen("//");
    size_t slash = span_find(text, '/', at);
    size_t mark = span_find(text, '?', at);

    return slash < mark ? slash : mark;
}

int url_resolve(const struct url *base, struct span location,
                struct arena *arena, struct span *out)
{
    struct span to = span_cut(location, 0, span_find(location, '#', 0));
    struct span text = join(base, to, arena);
    size_t start, end, len;
    struct url url;
    char *own;

    if (span_absent(text))
        return ERR_TOO_LONG;
    start = authority_end(text);
    if (start > text.len)
        return ERR_SYNTAX;
    own = arena_alloc(arena, text.len + 1);
    if (!own)
        return ERR_TOO_LONG;
    memcpy(own, text.ptr, text.len);
    lower(own, start);
    end = span_find(text, '?', start);
    len = start + drop_dots(own + start, end - start);
    memmove(own + len, text.ptr + end, text.len - end);
    len += text.len - end;
    own[len] = '\0';
    *out = span_of(own, len);
    return url_split(*out, &url);
}

/* ---- origins and sites ------------------------------------------------- */

bool url_is_origin(struct span text)
{
    struct url url;

    return url_split(text, &url) == 0 &&
           text.len == url.scheme.len + strlen("://") + url.authority.len &&
           span_eq(url.port, port_that_counts(&url));
}

bool url_same_origin(const struct url *url, struct span page_origin)
{
    struct url page;

    return url_split(page_origin, &page) == 0 &&
           span_eq(url->scheme, page.scheme) && span_eq(url->host, page.host) &&
           span_eq(port_that_counts(url), port_that_counts(&page));
}

static bool is_address(struct span host)
{
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == ':')
            return true;
        else if (host.ptr[i] != '.' && (host.ptr[i] < '0' || host.ptr[i] > '9'))
            return false;
    return true;
}

struct span url_site(const struct url *url, struct arena *arena)
{
    struct span host = url->host;
    int dots = 0;

    for (size_t i = host.len; i > 0 && !is_address(host); i--)
        if (host.ptr[i - 1] == '.' && ++dots == 2) {
            host = span_cut(host, i, host.len);
            break;
        }
    return arena_printf(arena, "%.*s://%.*s", SPAN_ARG(url->scheme),
                        SPAN_ARG(host));
}
