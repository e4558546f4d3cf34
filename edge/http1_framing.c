/*
 * http1_framing.c - where a message ends, and whether the connection goes on.
 *
 * RFC 9112 6.3 with every choice that it leaves taken the strict way, because
 * a message that two servers frame differently smuggles a request: one
 * Content-Length, digits only; one Transfer-Encoding that says exactly
 * "chunked"; never both; no Transfer-Encoding on HTTP/1.0.
 *
 * A viewer's Connection line removes nothing but the standard hop-by-hop lines:
 * else `Connection: Origin` would strip a header that the key relies on
 * (Varnish CVE-2022-45059). An origin may strip what it sends itself.
 */
#include "edge/http1_framing.h"

enum field {
    FIELD_OTHER,
    FIELD_LENGTH,
    FIELD_ENCODING,
    FIELD_CONNECTION,
    FIELD_HOST,
    FIELD_EXPECT,
    FIELD_HOP
};

/* What the framing lines said. */
struct found {
    unsigned lengths;
    unsigned encodings;
    unsigned hosts;
    struct span length;
    struct span encoding;
    bool close;
    bool keep_alive;
};

/* By length first: most names are turned away by one comparison. */
static enum field field_of(struct span name)
{
    switch (name.len) {
    case 4:
        return span_ieq(name, SPAN("Host")) ? FIELD_HOST : FIELD_OTHER;
    case 6:
        return span_ieq(name, SPAN("Expect")) ? FIELD_EXPECT : FIELD_OTHER;
    case 14:
        return span_ieq(name, SPAN("Content-Length")) ? FIELD_LENGTH
                                                      : FIELD_OTHER;
    case 17:
        return span_ieq(name, SPAN("Transfer-Encoding")) ? FIELD_ENCODING
                                                         : FIELD_OTHER;
    case 10:
        if (span_ieq(name, SPAN("Connection")))
            return FIELD_CONNECTION;
        return http_is_hop_by_hop(name) ? FIELD_HOP : FIELD_OTHER;
    case 2:
    case 7:
    case 16:
        return http_is_hop_by_hop(name) ? FIELD_HOP : FIELD_OTHER;
    }
    return FIELD_OTHER;
}

static void note_connection(struct found *found, struct span value)
{
    struct span word;
    size_t at = 0;

    while (span_list_next(value, &at, &word)) {
        if (span_ieq(word, SPAN("close")))
            found->close = true;
        else if (span_ieq(word, SPAN("keep-alive")))
            found->keep_alive = true;
    }
}

/* Whether the line stays among the headers. */
static bool note_line(struct found *found, struct http1_frame *frame,
                      const struct http_header *line)
{
    switch (field_of(line->name)) {
    case FIELD_OTHER:
        return true;
    case FIELD_LENGTH:
        found->lengths++;
        found->length = line->value;
        return false;
    case FIELD_ENCODING:
        found->encodings++;
        found->encoding = line->value;
        return false;
    case FIELD_CONNECTION:
        note_connection(found, line->value);
        return false;
    case FIELD_HOST:
        found->hosts++;
        frame->host = line->value;
        return false;
    case FIELD_EXPECT:
        if (span_ieq(line->value, SPAN("100-continue")))
            frame->expects_continue = true;
        return false;
    case FIELD_HOP:
        return false;
    }
    return true;
}

/* Reads Content-Length and Transfer-Encoding; HTTP1_UNTIL_CLOSE: neither. */
static enum http1_verdict read_framing(struct http1_frame *frame,
                                       const struct found *found)
{
    uint64_t length;

    frame->length = -1;
    frame->framing = HTTP1_UNTIL_CLOSE;
    if (found->lengths + found->encodings > 1)
        return HTTP1_BAD;
    if (found->encodings) {
        frame->framing = HTTP1_CHUNKED;
        return !frame->http_1_0 && span_ieq(found->encoding, SPAN("chunked"))
                   ? HTTP1_OK
                   : HTTP1_BAD;
    }
    if (found->lengths) {
        if (!span_u64(found->length, &length) ||
            length > (uint64_t)HTTP1_LENGTH_MAX)
            return HTTP1_BAD;
        frame->framing = HTTP1_LENGTH;
        frame->length = (int64_t)length;
    }
    return HTTP1_OK;
}

static enum http1_verdict read_lines(struct http1_frame *frame,
                                     struct found *found,
                                     struct http_headers *headers)
{
    size_t kept = 0;

    frame->host = SPAN_ABSENT;
    frame->expects_continue = false;
    for (size_t i = 0; i < headers->n; i++) {
        if (note_line(found, frame, &headers->at[i]))
            headers->at[kept++] = headers->at[i];
    }
    headers->n = kept;
    frame->keep_alive =
        !found->close && (!frame->http_1_0 || found->keep_alive);
    return read_framing(frame, found);
}

enum http1_verdict http1_frame_request(struct http1_frame *frame,
                                       struct http_headers *headers)
{
    struct found found = {0};

    if (read_lines(frame, &found, headers) != HTTP1_OK)
        return HTTP1_BAD;
    if (found.hosts > 1 || (found.hosts == 0 && !frame->http_1_0))
        return HTTP1_BAD;
    /* An empty body may be expected, too: botocore, answered without a 100
     * before, misreads what comes next on the connection. */
    if (frame->framing == HTTP1_UNTIL_CLOSE || frame->http_1_0)
        frame->expects_continue = false;
    frame->unframed = frame->framing == HTTP1_UNTIL_CLOSE;
    if (frame->unframed || frame->length == 0) {
        frame->framing = HTTP1_NO_BODY;
        frame->length = 0;
    }
    return HTTP1_OK;
}

static bool is_named(const struct http_headers *connections, struct span name)
{
    for (size_t i = 0; i < connections->n; i++) {
        struct span word;
        size_t at = 0;

        while (span_list_next(connections->at[i].value, &at, &word)) {
            if (span_ieq(word, name))
                return true;
        }
    }
    return false;
}

/* Takes out the lines that the Connection lines name (RFC 9110 7.6.1). */
static void strip_named(struct http_headers *headers)
{
    struct http_header lines[HTTP_HEADERS_MAX];
    struct http_headers connections = {lines, 0, HTTP_HEADERS_MAX};
    size_t kept = 0;

    for (size_t i = 0; i < headers->n; i++) {
        if (span_ieq(headers->at[i].name, SPAN("Connection")))
            lines[connections.n++] = headers->at[i];
    }
    for (size_t i = 0; i < headers->n; i++) {
        struct span name = headers->at[i].name;

        if (field_of(name) != FIELD_OTHER || !is_named(&connections, name))
            headers->at[kept++] = headers->at[i];
    }
    headers->n = kept;
}

enum http1_verdict http1_frame_response(struct http1_frame *frame,
                                        struct http_headers *headers,
                                        int status, bool to_head)
{
    bool bodiless = to_head || status < 200 || status == 204 || status == 304;
    struct found found = {0};

    strip_named(headers);
    if (read_lines(frame, &found, headers) != HTTP1_OK)
        return HTTP1_BAD;
    if (frame->framing == HTTP1_UNTIL_CLOSE && !bodiless)
        frame->keep_alive = false;
    if (status == 204)
        frame->length = 0;
    if (bodiless || frame->length == 0)
        frame->framing = HTTP1_NO_BODY;
    return HTTP1_OK;
}
