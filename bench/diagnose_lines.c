/*
 * diagnose_lines.c - requests and answers in a pasted transcript.
 *
 * curl -v marks lines with > and <, curl -i and -I print the answer bare, the
 * panels of browsers print "Request URL:" and put values below their names.
 * People cut pieces out of all of these. So each line is taken for what it
 * looks like: a command line, a request line, a status line, a header; and a
 * header belongs to the request or to the answer by its mark, else by its name.
 * What begins a request or, after an answer, another answer begins an exchange.
 */
#include "bench/curl_line.h"
#include "bench/diagnose_parts.h"
#include "bench/url.h"

/* Where the reading stands. */
struct transcript_reader {
    struct diagnosis *diagnosis;
    struct diagnose_exchange *now; /* or NULL */
    struct span pending;           /* a name whose value is on the next line */
    bool pending_request;
    bool after_blank;
    size_t line;
    int err;
};

static const char *const request_names[] = {
    "origin",
    "host",
    "referer",
    "user-agent",
    "accept",
    "accept-encoding",
    "accept-language",
    "range",
    "if-none-match",
    "if-modified-since",
    "cookie",
    "authorization",
    "access-control-request-method",
    "access-control-request-headers",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-dest",
};

static bool is_request_name(struct span name)
{
    for (size_t i = 0; i < sizeof(request_names) / sizeof(*request_names); i++)
        if (span_ieq(name, span_str(request_names[i])))
            return true;
    return false;
}

/* ---- exchanges ------------------------------------------------------------
 */

static struct diagnose_exchange *begin(struct transcript_reader *reader)
{
    reader->now = diagnose_exchange_new(reader->diagnosis, reader->line);
    if (!reader->now)
        reader->err = ERR_FULL;
    reader->after_blank = false;
    return reader->now;
}

static struct diagnose_exchange *current(struct transcript_reader *reader)
{
    return reader->now ? reader->now : begin(reader);
}

static struct diagnose_exchange *for_request(struct transcript_reader *reader)
{
    if (reader->now && reader->now->has_answer)
        return begin(reader);
    return current(reader);
}

static void add_header(struct transcript_reader *reader, bool to_request,
                       struct span name, struct span value)
{
    struct diagnose_exchange *now = current(reader);
    struct http_headers *headers;

    /* A second block of bare headers is another answer's. */
    if (now && !to_request && reader->after_blank && now->has_answer &&
        http_headers_count(&now->answer, name) > 0)
        now = begin(reader);
    if (!now)
        return;
    headers = to_request ? &now->request : &now->answer;
    if (!to_request)
        now->has_answer = true;
    if (http_headers_add(headers, &reader->diagnosis->arena, name, value))
        reader->err = ERR_TOO_LONG;
}

/* ---- kinds of lines -------------------------------------------------------
 */

/* "HTTP/2 200", "HTTP/1.1 403 Forbidden": the status, or 0. */
static int status_of(struct span line)
{
    size_t blank = span_find(line, ' ', 0);
    uint64_t status;

    if (!span_starts(line, SPAN("HTTP/")) || blank + 4 > line.len ||
        !span_u64(span_cut(line, blank + 1, blank + 4), &status) ||
        status < 100 || status > 599)
        return 0;
    return (int)status;
}

static void read_status(struct transcript_reader *reader, int status)
{
    struct diagnose_exchange *now = current(reader);

    if (status < 200)
        return;
    if (now && (now->status || now->has_answer)) {
        bool again = now->knows_request && !now->has_answer;

        now = again ? now : begin(reader);
    }
    if (!now)
        return;
    now->status = status;
    now->has_answer = true;
    now->complete = true;
}

/* "GET /x HTTP/1.1". The host comes in a line of its own. */
static bool read_request_line(struct transcript_reader *reader,
                              struct span line)
{
    size_t blank = span_find(line, ' ', 0);
    size_t end = span_find(line, ' ', blank + 1);
    struct span method = span_cut(line, 0, blank);
    struct diagnose_exchange *now;

    if (!span_starts(span_cut(line, end, line.len), SPAN(" HTTP/")) ||
        !span_is_token(method))
        return false;
    now = for_request(reader);
    if (!now)
        return true;
    now->method = method;
    now->knows_request = true;
    if (span_absent(now->url))
        now->url = span_cut(line, blank + 1, end);
    return true;
}

/* What a pasted curl line asks for; one that cannot be read is passed over. */
static bool read_curl(struct transcript_reader *reader, struct span line)
{
    struct arena *arena = &reader->diagnosis->arena;
    struct diagnose_exchange *now;
    struct curl_line curl;
    struct buf error;
    int err;

    while (line.len > 2 && (line.ptr[0] == '$' || line.ptr[0] == '%' ||
                            line.ptr[0] == '#' || line.ptr[0] == ' '))
        line = span_cut(line, 1, line.len);
    if (!span_starts(line, SPAN("curl ")))
        return false;
    buf_init(&error, 4096);
    err = curl_line_read(&curl, arena, line, &error);
    buf_fini(&error);
    now = begin(reader);
    if (err || !now)
        return true;
    now->url = curl.url;
    now->method = curl.method;
    now->request = curl.headers;
    now->knows_request = true;
    return true;
}

/* "Request URL: https://..." and its kin, of a browser's panel. */
static bool read_panel(struct transcript_reader *reader, struct span name,
                       struct span value)
{
    struct diagnose_exchange *now;
    uint64_t status;

    if (span_ieq(name, SPAN("request url"))) {
        now = begin(reader);
        if (now)
            now->url = value;
    } else if (span_ieq(name, SPAN("request method"))) {
        now = current(reader);
        if (now)
            now->method = value;
    } else if (span_ieq(name, SPAN("status code"))) {
        if (span_u64(span_cut(value, 0, 3), &status) && status >= 100 &&
            status <= 599 && current(reader))
            reader->now->status = (int)status;
    } else {
        return false;
    }
    return true;
}

/* mark: '>', '<' or 0. "name: value", or "name:" alone. */
static void read_header(struct transcript_reader *reader, struct span line,
                        char mark)
{
    size_t colon = span_find(line, ':', 0);
    struct span name = span_cut(line, 0, colon);
    struct span value = span_trim(span_cut(line, colon + 1, line.len));
    bool to_request = mark == '>' || (mark == '\0' && is_request_name(name));

    if (colon == line.len ||
        (colon + 1 < line.len && line.ptr[colon + 1] != ' ' &&
         line.ptr[colon + 1] != '\t'))
        return;
    if (value.len > 0 && read_panel(reader, name, value))
        return;
    if (!span_is_token(name))
        return;
    if (value.len == 0 && mark == '\0') {
        reader->pending = name;
        reader->pending_request = to_request;
        return;
    }
    add_header(reader, to_request, name, value);
}

/* A value below its name. Whether the line was one. */
static bool read_pending(struct transcript_reader *reader, struct span line)
{
    struct span name = reader->pending;

    if (span_absent(name))
        return false;
    reader->pending = SPAN_ABSENT;
    if (span_find(line, ':', 0) + 1 == line.len)
        return false;
    add_header(reader, reader->pending_request, name, line);
    return true;
}

static char mark_of(struct span *line)
{
    char mark;

    if (line->len < 2 || (line->ptr[0] != '>' && line->ptr[0] != '<') ||
        line->ptr[1] != ' ')
        return '\0';
    mark = line->ptr[0];
    *line = span_trim(span_cut(*line, 2, line->len));
    return mark;
}

static void read_line(struct transcript_reader *reader, struct span line)
{
    char mark;
    int status;

    line = span_trim(line);
    mark = mark_of(&line);
    if (line.len == 0 || (line.len == 1 && line.ptr[0] == '<')) {
        reader->after_blank = true;
        reader->pending = SPAN_ABSENT;
        return;
    }
    if (read_pending(reader, line) || read_curl(reader, line))
        return;
    status = status_of(line);
    if (status)
        read_status(reader, status);
    else if (!read_request_line(reader, line))
        read_header(reader, line, mark);
}

/* ---- all of them ----------------------------------------------------------
 */

/* "/x" and "Host: h" become a URL. https: what pages are served by. */
static void complete_url(struct diagnosis *diagnosis,
                         struct diagnose_exchange *exchange)
{
    struct span host = http_headers_get(&exchange->request, SPAN("host"));
    struct url url;

    if (span_starts(exchange->url, SPAN("/")) && !span_absent(host))
        exchange->url = arena_printf(&diagnosis->arena, "https://%.*s%.*s",
                                     SPAN_ARG(host), SPAN_ARG(exchange->url));
    exchange->url =
        span_cut(exchange->url, 0, span_find(exchange->url, '#', 0));
    if (url_split(exchange->url, &url))
        exchange->url = SPAN_ABSENT;
}

int diagnose_lines(struct diagnosis *diagnosis, struct span text,
                   struct buf *error)
{
    struct transcript_reader reader = {.diagnosis = diagnosis, .line = 1};

    for (size_t at = 0; at < text.len && !reader.err; reader.line++) {
        size_t end = span_find(text, '\n', at);
        size_t len = end > at && text.ptr[end - 1] == '\r' ? end - 1 : end;

        read_line(&reader, span_cut(text, at, len));
        at = end + 1;
    }
    if (reader.err)
        buf_addf(error,
                 "line %zu: too many requests or headers; paste the failing "
                 "request alone",
                 reader.line - 1);
    for (size_t i = 0; i < diagnosis->n_exchanges; i++)
        complete_url(diagnosis, &diagnosis->exchanges[i]);
    return reader.err;
}
