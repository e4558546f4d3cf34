/*
 * fuzz_s3_request.c - any requests at the fake S3: an answer to each.
 *
 * The input is a conversation: requests as "METHOD target", header lines, an
 * empty line and one line of body, then the next one. Whatever they are, each
 * gets an answer whose length is true, and none says anything of CORS to a
 * request without Origin.
 */
#include "tests/origin_talk.h"

#include "cache/base/assert.h"

#define REQUESTS_MAX 8
#define HEADERS_MAX  40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char description[] =
    "{'type': 's3', 'memory_mb': 1, 'buckets': {'bkt': {'cors': {'CORSRules': "
    "[{'AllowedOrigins': ['https://*.test'], 'AllowedMethods': ['GET', 'PUT'], "
    "'AllowedHeaders': ['*']}]}, 'objects': {'k': 'value', 'a/b': ''}}}}";

static struct span next_line(struct span *text)
{
    size_t end = span_find(*text, '\n', 0);
    struct span line = span_cut(*text, 0, end);

    *text = span_cut(*text, end + 1, text->len);
    return line;
}

/* What http1_in lets through: a token, a path from '/', values without NUL. */
static bool read_request(struct span *text, struct http_request *req,
                         struct arena *arena)
{
    struct span line = next_line(text);
    size_t blank = span_find(line, ' ', 0);
    struct span target = span_cut(line, blank + 1, line.len);
    size_t mark = span_find(target, '?', 0);

    *req = (struct http_request){.method = span_cut(line, 0, blank),
                                 .scheme = SPAN("http"),
                                 .path = span_cut(target, 0, mark)};
    if (mark < target.len)
        req->query = span_cut(target, mark + 1, target.len);
    while (text->len > 0 && (line = next_line(text)).len > 0) {
        size_t colon = span_find(line, ':', 0);
        struct span name = span_cut(line, 0, colon);
        struct span value = span_trim(span_cut(line, colon + 1, line.len));

        if (span_ieq(name, SPAN("Host")))
            req->authority = value;
        else if (span_is_token(name) && req->headers.n < HEADERS_MAX &&
                 colon < line.len &&
                 http_headers_add(&req->headers, arena, name, value))
            return false;
    }
    return span_is_token(req->method) && span_starts(req->path, SPAN("/"));
}

static void check(const struct origin_talk *talk,
                  const struct http_request *req, uint64_t got)
{
    const struct origin_answer *answer = &talk->ex.answer;
    bool cors = !span_absent(http_headers_get(&req->headers, SPAN("Origin")));

    ASSERT(answer->head.status >= 200);
    ASSERT(answer->head.status < 600);
    ASSERT(!answer->has_body || answer->length < 0 ||
           (uint64_t)answer->length == got);
    for (size_t i = 0; i < answer->head.headers.n && !cors; i++) {
        struct span name = answer->head.headers.at[i].name;

        ASSERT(!span_ieq(name, SPAN("Vary")));
        ASSERT(!span_starts(name, SPAN("Access-Control-")));
    }
}

static void ask(struct origin_talk *talk, const struct http_request *req,
                struct span body)
{
    struct origin_viewer viewer = {.address = SPAN("192.0.2.1"),
                                   .body_length = (int64_t)body.len};
    uint64_t got = 0;
    struct span piece;

    talk->ex = (struct origin_exchange){.arena = &talk->arena};
    if (origin_begin(talk->origin, &talk->ex, talk->now_ms, req, &viewer) ==
        ORIGIN_ACCEPT_BODY) {
        if (body.len > 0)
            origin_body(talk->origin, &talk->ex, body);
        origin_commit(talk->origin, &talk->ex, talk->now_ms, true);
    }
    while (talk->ex.answer.has_body &&
           (piece = origin_read(talk->origin, &talk->ex, 777)).len > 0)
        got += piece.len;
    check(talk, req, got);
    origin_end(talk->origin, &talk->ex);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of((const char *)data, size);
    struct origin_talk talk;

    talk_init(&talk, description);
    for (int i = 0; i < REQUESTS_MAX && text.len > 0; i++) {
        struct http_request req;

        arena_reset(&talk.arena);
        if (read_request(&text, &req, &talk.arena))
            ask(&talk, &req, next_line(&text));
    }
    talk_fini(&talk);
    return 0;
}
