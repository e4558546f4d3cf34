/*
 * fuzz_http1_in.c - any bytes as requests and responses, whole and in pieces.
 *
 * The first byte says where the rest is cut and which side reads it. Whatever
 * the bytes are, the reader must say the same about them whole and in two
 * pieces, and what it takes for a message must be one: names are tokens,
 * values hold no line break, one framing.
 */
#include "edge/http1_in.h"

#include "cache/base/assert.h"
#include "cache/base/buf.h"

#include <stdint.h>
#include <string.h>

#define MESSAGES_MAX 64
#define STORY_MAX    ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A reader's story: heads and bodies as they came, then how it ended. */
struct reading {
    enum http1_kind kind;
    bool to_head;
    struct http1_in *in;
    struct buf kept; /* bytes that were not taken */
    struct buf story;
    bool in_body;
    unsigned n;
    enum http1_verdict verdict;
};

static void check_line(const struct http_header *line)
{
    ASSERT(span_is_token(line->name));
    ASSERT(!span_absent(line->value));
    for (size_t i = 0; i < line->value.len; i++) {
        ASSERT(line->value.ptr[i] != '\r');
        ASSERT(line->value.ptr[i] != '\n');
        ASSERT(line->value.ptr[i] != '\0');
    }
    ASSERT(!http_is_hop_by_hop(line->name));
}

static void check_request(const struct http_request *request)
{
    ASSERT(span_is_token(request->method));
    ASSERT(span_starts(request->path, SPAN("/")) ||
           span_eq(request->path, SPAN("*")));
    ASSERT(http_headers_count(&request->headers, SPAN("Host")) == 0);
    for (size_t i = 0; i < request->headers.n; i++)
        check_line(&request->headers.at[i]);
}

static void check_response(const struct http_response *response)
{
    ASSERT(response->status >= 100 && response->status <= 599);
    ASSERT(response->status != 101);
    for (size_t i = 0; i < response->headers.n; i++)
        check_line(&response->headers.at[i]);
}

static void tell_head(struct reading *reading,
                      const struct http1_message *message)
{
    const struct http_headers *headers = reading->kind == HTTP1_REQUEST
                                             ? &message->request.headers
                                             : &message->response.headers;

    if (reading->kind == HTTP1_REQUEST) {
        check_request(&message->request);
        buf_addf(&reading->story, "%.*s %.*s %.*s?%.*s;",
                 SPAN_ARG(message->request.method),
                 SPAN_ARG(message->request.authority),
                 SPAN_ARG(message->request.path),
                 SPAN_ARG(message->request.query));
    } else {
        check_response(&message->response);
        buf_addf(&reading->story, "%d;", message->response.status);
    }
    ASSERT(message->frame.length <= HTTP1_LENGTH_MAX);
    buf_addf(&reading->story, "%d %lld %d;", (int)message->frame.framing,
             (long long)message->frame.length, message->frame.keep_alive);
    for (size_t i = 0; i < headers->n; i++)
        buf_addf(&reading->story, "%.*s=%.*s;", SPAN_ARG(headers->at[i].name),
                 SPAN_ARG(headers->at[i].value));
}

static bool read_head(struct reading *reading)
{
    struct http1_message message;
    size_t head_len = 0;
    struct span bytes = buf_span(&reading->kept);

    reading->verdict =
        reading->kind == HTTP1_REQUEST
            ? http1_in_request(reading->in, bytes, &message, &head_len)
            : http1_in_response(reading->in, bytes, reading->to_head, &message,
                                &head_len);
    if (reading->verdict != HTTP1_OK)
        return false;
    ASSERT(head_len > 0);
    ASSERT(head_len <= bytes.len);
    tell_head(reading, &message);
    buf_drop(&reading->kept, head_len);
    reading->in_body = true;
    return true;
}

static bool read_body(struct reading *reading)
{
    struct span bytes = buf_span(&reading->kept);
    struct span piece = SPAN_ABSENT;
    size_t taken = 0;

    reading->verdict = http1_in_body(reading->in, bytes, &taken, &piece);
    ASSERT(taken <= bytes.len);
    ASSERT(piece.len <= taken);
    buf_add(&reading->story, piece);
    buf_drop(&reading->kept, taken);
    if (reading->verdict == HTTP1_OK) {
        buf_add_str(&reading->story, "|");
        reading->in_body = false;
        return ++reading->n < MESSAGES_MAX;
    }
    return reading->verdict == HTTP1_MORE && taken > 0;
}

static void feed(struct reading *reading, struct span bytes)
{
    buf_add(&reading->kept, bytes);
    if (reading->verdict != HTTP1_OK && reading->verdict != HTTP1_MORE)
        return;
    while (reading->n < MESSAGES_MAX &&
           (reading->in_body ? read_body(reading) : read_head(reading)))
        continue;
}

static void reading_init(struct reading *reading, uint8_t mode)
{
    memset(reading, 0, sizeof(*reading));
    reading->kind = mode & 1 ? HTTP1_RESPONSE : HTTP1_REQUEST;
    reading->to_head = mode & 2;
    reading->in = http1_in_new(reading->kind);
    buf_init(&reading->kept, STORY_MAX);
    buf_init(&reading->story, STORY_MAX);
    reading->verdict = HTTP1_MORE;
}

static void reading_end(struct reading *reading)
{
    int closed = reading->in_body ? (int)http1_in_close(reading->in) : -1;

    buf_addf(&reading->story, "end %d %d %d", (int)reading->verdict,
             reading->in_body, closed);
    http1_in_free(reading->in);
}

static void reading_fini(struct reading *reading)
{
    buf_fini(&reading->kept);
    buf_fini(&reading->story);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reading whole;
    struct reading parts;
    struct span bytes;
    size_t cut;

    if (size < 2)
        return 0;
    bytes = span_of((const char *)data + 2, size - 2);
    cut = bytes.len * data[1] / 255;
    reading_init(&whole, data[0]);
    reading_init(&parts, data[0]);
    feed(&whole, bytes);
    feed(&parts, span_cut(bytes, 0, cut));
    feed(&parts, span_cut(bytes, cut, bytes.len));
    reading_end(&whole);
    reading_end(&parts);
    ASSERT(span_eq(buf_span(&whole.story), buf_span(&parts.story)));
    reading_fini(&whole);
    reading_fini(&parts);
    return 0;
}
