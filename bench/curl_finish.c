/* curl_finish.c - a read command line put together as one request. */
#include "bench/curl_options.h"

#include "bench/url.h"

/* ---- the URL ---------------------------------------------------------------
 */

static bool has_scheme(struct span url)
{
    return span_ieq(span_cut(url, 0, 7), SPAN("http://")) ||
           span_ieq(span_cut(url, 0, 8), SPAN("https://"));
}

/* Scheme and host in lower case, as curl sends them; the rest as it is. */
static int lower_host(struct curl_reading *in, struct span url,
                      struct span *lowered)
{
    size_t slashes = span_find(url, '/', 0) + 2;
    size_t end = slashes;
    char *text;

    while (end < url.len && url.ptr[end] != '/' && url.ptr[end] != '?')
        end++;
    if (arena_copy(in->arena, url, lowered) < 0)
        return curl_too_long(in);
    text = (char *)(uintptr_t)lowered->ptr; /* our own copy */
    for (size_t i = 0; i < end && i < url.len; i++)
        text[i] = ascii_lower(text[i]);
    return 0;
}

static int add_query(struct curl_reading *in)
{
    struct curl_line *line = in->line;
    bool any = span_find(line->url, '?', 0) < line->url.len;
    struct span whole =
        arena_printf(in->arena, "%.*s%c%.*s", SPAN_ARG(line->url),
                     any ? '&' : '?', SPAN_ARG(buf_span(&in->data)));

    if (span_absent(whole))
        return curl_too_long(in);
    line->url = whole;
    return 0;
}

static int finish_url(struct curl_reading *in)
{
    struct curl_line *line = in->line;
    struct span url = line->url;
    struct url parts;

    if (span_absent(url)) {
        buf_add_str(in->error, "the command line has no URL");
        return ERR_MISSING;
    }
    if (in->is_get && in->has_data && add_query(in) < 0)
        return ERR_TOO_LONG;
    url = line->url;
    if (span_starts(url, SPAN("/"))) {
        url = arena_printf(in->arena, "http://host%.*s", SPAN_ARG(url));
    } else {
        if (!has_scheme(url))
            url = arena_printf(in->arena, "http://%.*s", SPAN_ARG(url));
        if (span_absent(url) || lower_host(in, url, &line->url) < 0)
            return ERR_TOO_LONG;
        url = line->url;
    }
    if (span_absent(url))
        return curl_too_long(in);
    if (url_split(url, &parts) == 0)
        return 0;
    buf_addf(in->error,
             "%.*s: is no URL of http or https; blanks and letters beyond "
             "ASCII are written as %%XX",
             SPAN_ARG(line->url));
    return ERR_SYNTAX;
}

/* ---- the rest --------------------------------------------------------------
 */

/* What curl says without being asked; a browser says it for a page. */
static int add_own(struct curl_reading *in)
{
    struct http_headers *headers = &in->line->headers;
    int err = 0;

    if (!in->no_agent && !http_headers_count(headers, SPAN("user-agent")))
        err |= http_headers_add(headers, in->arena, SPAN("User-Agent"),
                                SPAN("curl/8.5.0"));
    if (!in->no_accept && !http_headers_count(headers, SPAN("accept")))
        err |= http_headers_add(headers, in->arena, SPAN("Accept"),
                                in->is_json ? SPAN("application/json")
                                            : SPAN("*/*"));
    if (in->compressed && !http_headers_count(headers, SPAN("accept-encoding")))
        err |= http_headers_add(headers, in->arena, SPAN("Accept-Encoding"),
                                SPAN("deflate, gzip, br, zstd"));
    return err ? curl_too_long(in) : 0;
}

static int finish_data(struct curl_reading *in)
{
    struct curl_line *line = in->line;
    struct span type = in->is_json ? SPAN("application/json")
                                   : SPAN("application/x-www-form-urlencoded");

    if (!in->has_data || in->is_get)
        return 0;
    if (in->data.overflow ||
        arena_copy(in->arena, buf_span(&in->data), &line->body) < 0)
        return curl_too_long(in);
    if (span_absent(line->method))
        line->method = SPAN("POST");
    if (!http_headers_count(&line->headers, SPAN("content-type")) &&
        http_headers_add(&line->headers, in->arena, SPAN("Content-Type"),
                         type) < 0)
        return curl_too_long(in);
    return 0;
}

static int check_page(struct curl_reading *in)
{
    struct curl_line *line = in->line;
    const struct load_spec *load = &line->load;

    if (span_absent(line->page)) {
        if (!load->as && !load->crossorigin && !load->mode &&
            !load->credentials && !load->cache && span_absent(line->browser))
            return 0;
        buf_add_str(in->error, "--as, --crossorigin, --mode, --credentials, "
                               "--cache and --browser go with --page");
        return ERR_MISSING;
    }
    if (span_absent(line->host) && span_absent(line->body))
        return 0;
    buf_add_str(in->error, span_absent(line->host)
                               ? "a page's request with a body is not "
                                 "modelled; leave out --page or the data"
                               : "a page cannot set the header Host");
    return ERR_UNKNOWN;
}

int curl_finish(struct curl_reading *in)
{
    struct curl_line *line = in->line;
    int err = finish_url(in);

    if (!err)
        err = finish_data(in);
    if (!err)
        err = check_page(in);
    if (err)
        return err;
    if (in->is_head && span_absent(line->method))
        line->method = SPAN("HEAD");
    if (!span_absent(line->page))
        return 0;
    if (span_absent(line->method))
        line->method = SPAN("GET");
    return add_own(in);
}
