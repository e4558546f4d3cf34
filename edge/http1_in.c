/*
 * http1_in.c - HTTP/1 messages in: a whole head, then pieces of the body.
 *
 * The home of llhttp. A head is scanned first (http1_head), and only when it is
 * whole does llhttp read it, in one go: so no span is ever split, nothing is
 * copied, and a head is refused when either of the two readers refuses it or
 * when they count its lines differently. llhttp's own framing is not used: it
 * is paused at the head's end, and what follows is decided by http1_framing.
 * Counted bodies are counted here; only chunked ones go through llhttp again,
 * with a ceiling on what is not body (extensions, sizes, trailers), which
 * llhttp reads without end (CVE-2024-22019).
 */
#include "edge/http1_in.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/http1_target.h"

/* llhttp.h gives seven of its methods the names that msg.h gives to ours. */
#define HTTP_GET     LLHTTP_GET
#define HTTP_HEAD    LLHTTP_HEAD
#define HTTP_POST    LLHTTP_POST
#define HTTP_PUT     LLHTTP_PUT
#define HTTP_DELETE  LLHTTP_DELETE
#define HTTP_OPTIONS LLHTTP_OPTIONS
#define HTTP_PATCH   LLHTTP_PATCH
#include <llhttp.h>
#undef HTTP_GET
#undef HTTP_HEAD
#undef HTTP_POST
#undef HTTP_PUT
#undef HTTP_DELETE
#undef HTTP_OPTIONS
#undef HTTP_PATCH

/* Bytes of a chunked body that are not body: between two pieces of it, and of
 * all extensions together. */
#define GAP_MAX        8192u
#define EXTENSIONS_MAX 16384u

struct http1_in {
    llhttp_t parser;
    enum http1_kind kind;
    struct http1_head head;
    struct http1_message *message; /* while a head is read */
    size_t n_lines;
    bool torn; /* llhttp cut a span in two */
    enum http1_framing framing;
    int64_t left;      /* HTTP1_LENGTH: bytes still to come */
    struct span piece; /* chunked: what llhttp has just found */
    bool whole;        /* chunked: the last chunk has been read */
    size_t gap;        /* chunked: bytes since the last piece */
    size_t extensions;
};

/* ---- llhttp's callbacks -------------------------------------------------- */

/* Takes the bytes of a span that must come in one piece. */
static void take_once(struct http1_in *in, struct span *span, const char *at,
                      size_t len)
{
    if (span->len > 0)
        in->torn = true;
    *span = span_of(at, len);
}

static int on_method(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    take_once(in, &in->message->request.method, at, len);
    return HPE_OK;
}

static int on_url(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    take_once(in, &in->message->target, at, len);
    return HPE_OK;
}

static int on_status(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    take_once(in, &in->message->response.reason, at, len);
    return HPE_OK;
}

/* A name begins a line. No more lines than the scan has counted are taken. */
static int on_header_field(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    if (!in->message) /* a trailer */
        return HPE_OK;
    if (in->n_lines == in->head.n_lines)
        return HPE_USER;
    in->message->lines[in->n_lines++] =
        (struct http_header){span_of(at, len), span_of(at + len, 0)};
    return HPE_OK;
}

static int on_header_value(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    if (!in->message)
        return HPE_OK;
    if (in->n_lines == 0)
        return HPE_USER;
    take_once(in, &in->message->lines[in->n_lines - 1].value, at, len);
    return HPE_OK;
}

static int on_headers_complete(llhttp_t *parser)
{
    (void)parser;
    return HPE_PAUSED;
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    in->piece = span_of(at, len);
    return HPE_PAUSED;
}

static int on_message_complete(llhttp_t *parser)
{
    struct http1_in *in = parser->data;

    in->whole = true;
    return HPE_PAUSED;
}

/* A size line has been read, 0 for the last chunk. */
static int on_chunk_header(llhttp_t *parser)
{
    return parser->content_length > (uint64_t)HTTP1_LENGTH_MAX ? HPE_USER
                                                               : HPE_OK;
}

static int on_extension(llhttp_t *parser, const char *at, size_t len)
{
    struct http1_in *in = parser->data;

    (void)at;
    in->extensions += len;
    return in->extensions > EXTENSIONS_MAX ? HPE_USER : HPE_OK;
}

static const llhttp_settings_t settings = {
    .on_method = on_method,
    .on_url = on_url,
    .on_status = on_status,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
    .on_chunk_header = on_chunk_header,
    .on_chunk_extension_name = on_extension,
    .on_chunk_extension_value = on_extension,
};

/* ---- heads --------------------------------------------------------------- */

struct http1_in *http1_in_new(enum http1_kind kind)
{
    struct http1_in *in = mem_zalloc(1, sizeof(*in));

    in->kind = kind;
    return in;
}

void http1_in_free(struct http1_in *in)
{
    mem_free(in);
}

static void clear(struct http1_message *message)
{
    memset(&message->request, 0, sizeof(message->request));
    memset(&message->response, 0, sizeof(message->response));
    memset(&message->frame, 0, sizeof(message->frame));
    message->target = SPAN_ABSENT;
}

/* The head's second reading: llhttp's, which fills message. */
static enum http1_verdict read_head(struct http1_in *in, struct span head,
                                    struct http1_message *message)
{
    llhttp_errno_t error;

    clear(message);
    in->message = message;
    in->n_lines = 0;
    in->torn = false;
    llhttp_init(&in->parser,
                in->kind == HTTP1_REQUEST ? HTTP_REQUEST : HTTP_RESPONSE,
                &settings);
    in->parser.data = in;
    error = llhttp_execute(&in->parser, head.ptr, head.len);
    in->message = NULL;
    if (error != HPE_PAUSED || in->torn || in->n_lines != in->head.n_lines)
        return HTTP1_BAD;
    for (size_t i = 0; i < in->n_lines; i++)
        message->lines[i].value = span_trim(message->lines[i].value);
    message->frame.http_1_0 = in->parser.http_minor == 0;
    return HTTP1_OK;
}

/* Ready for the body of this message and for the head of the next. */
static void begin_body(struct http1_in *in, const struct http1_frame *frame)
{
    in->head = (struct http1_head){0};
    in->framing = frame->framing;
    in->left = frame->framing == HTTP1_LENGTH ? frame->length : 0;
    in->whole = frame->framing == HTTP1_NO_BODY;
    in->gap = 0;
    in->extensions = 0;
}

enum http1_verdict http1_in_request(struct http1_in *in, struct span bytes,
                                    struct http1_message *message,
                                    size_t *head_len)
{
    enum http1_verdict verdict = http1_head_scan(&in->head, in->kind, bytes);
    struct http_request *request = &message->request;

    ASSERT(in->kind == HTTP1_REQUEST);
    *head_len = 0;
    if (verdict == HTTP1_OK) {
        *head_len = in->head.line;
        verdict = read_head(in, span_cut(bytes, in->head.begin, in->head.line),
                            message);
    }
    if (verdict != HTTP1_OK)
        return verdict;
    request->headers =
        (struct http_headers){message->lines, in->n_lines, HTTP_HEADERS_MAX};
    request->scheme = SPAN("http");
    verdict = http1_frame_request(&message->frame, &request->headers);
    if (verdict == HTTP1_OK)
        verdict =
            http1_target_read(request, message->target, message->frame.host);
    begin_body(in, &message->frame);
    return verdict;
}

enum http1_verdict http1_in_response(struct http1_in *in, struct span bytes,
                                     bool to_head,
                                     struct http1_message *message,
                                     size_t *head_len)
{
    enum http1_verdict verdict = http1_head_scan(&in->head, in->kind, bytes);
    struct http_response *response = &message->response;

    ASSERT(in->kind == HTTP1_RESPONSE);
    *head_len = 0;
    if (verdict == HTTP1_OK) {
        *head_len = in->head.line;
        verdict = read_head(in, span_cut(bytes, 0, in->head.line), message);
    }
    if (verdict != HTTP1_OK)
        return verdict;
    response->headers =
        (struct http_headers){message->lines, in->n_lines, HTTP_HEADERS_MAX};
    response->status = in->parser.status_code;
    if (span_absent(response->reason))
        response->reason = SPAN("");
    verdict = http1_frame_response(&message->frame, &response->headers,
                                   response->status, to_head);
    begin_body(in, &message->frame);
    return response->status == 101 ? HTTP1_BAD : verdict;
}

/* ---- bodies -------------------------------------------------------------- */

static enum http1_verdict read_counted(struct http1_in *in, struct span bytes,
                                       size_t *taken, struct span *piece)
{
    size_t n = bytes.len;

    if ((uint64_t)in->left < n)
        n = (size_t)in->left;
    in->left -= (int64_t)n;
    *taken = n;
    *piece = span_cut(bytes, 0, n);
    return in->left == 0 ? HTTP1_OK : HTTP1_MORE;
}

/* One run of llhttp, up to the next piece, the end, or the end of bytes. */
static enum http1_verdict read_chunked(struct http1_in *in, struct span bytes,
                                       size_t *taken, struct span *piece)
{
    llhttp_errno_t error;

    in->piece = span_of(bytes.ptr, 0);
    llhttp_resume(&in->parser);
    error = llhttp_execute(&in->parser, bytes.ptr, bytes.len);
    if (error != HPE_OK && error != HPE_PAUSED)
        return HTTP1_BAD;
    *taken = error == HPE_OK
                 ? bytes.len
                 : (size_t)(llhttp_get_error_pos(&in->parser) - bytes.ptr);
    *piece = in->piece;
    in->gap += *taken - piece->len;
    if (in->gap > GAP_MAX)
        return HTTP1_BAD;
    if (piece->len > 0)
        in->gap = 0;
    return in->whole ? HTTP1_OK : HTTP1_MORE;
}

enum http1_verdict http1_in_body(struct http1_in *in, struct span bytes,
                                 size_t *taken, struct span *piece)
{
    *taken = 0;
    *piece = span_of(bytes.ptr, 0);
    switch (in->framing) {
    case HTTP1_NO_BODY:
        return HTTP1_OK;
    case HTTP1_LENGTH:
        return read_counted(in, bytes, taken, piece);
    case HTTP1_CHUNKED:
        if (in->whole)
            return HTTP1_OK;
        return bytes.len ? read_chunked(in, bytes, taken, piece) : HTTP1_MORE;
    case HTTP1_UNTIL_CLOSE:
        *taken = bytes.len;
        *piece = bytes;
        return HTTP1_MORE;
    }
    return HTTP1_BAD;
}

enum http1_verdict http1_in_close(const struct http1_in *in)
{
    return in->framing == HTTP1_UNTIL_CLOSE ? HTTP1_OK : HTTP1_BAD;
}
