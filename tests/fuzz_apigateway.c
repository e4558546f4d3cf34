/*
 * fuzz_apigateway.c - any description of an API: refused, or it answers.
 *
 * The input is the JSON of an origin. One that is taken gets requests at the
 * paths people would try, with and without Origin; each answer's length is
 * true, and an HTTP API without an allowed Origin grants nothing of its own.
 */
#include "origin/origins.h"

#include "cache/base/assert.h"

#define ARENA_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = {
    "/", "/prod/pets", "/prod/pets/1", "/live/a/b/c", "/pets", "//", "*"};
static const char *const methods[] = {"GET", "OPTIONS", "POST"};

static void read_all(struct origin *origin, struct origin_exchange *ex)
{
    uint64_t got = 0;
    struct span piece;

    ASSERT(ex->answer.head.status >= 100);
    ASSERT(ex->answer.head.status < 600);
    while (ex->answer.has_body && got < (1 << 20) &&
           (piece = origin_read(origin, ex, 4096)).len > 0)
        got += piece.len;
    ASSERT(!ex->answer.has_body || ex->answer.length < 0 || got >= (1 << 20) ||
           (uint64_t)ex->answer.length == got);
    for (size_t i = 0; i < ex->answer.head.headers.n; i++)
        ASSERT(span_is_token(ex->answer.head.headers.at[i].name));
}

static void ask(struct origin *origin, struct arena *arena,
                const struct http_request *req)
{
    struct origin_exchange ex = {.arena = arena};
    bool has_body = http_method_of(req->method) == HTTP_POST;
    struct origin_viewer viewer = {.address = SPAN("192.0.2.1"),
                                   .body_length = has_body ? 4 : 0};

    if (origin_begin(origin, &ex, 0, req, &viewer) == ORIGIN_ACCEPT_BODY) {
        if (has_body)
            origin_body(origin, &ex, SPAN("body"));
        origin_commit(origin, &ex, 0, true);
    }
    read_all(origin, &ex);
    origin_end(origin, &ex);
    arena_reset(arena);
}

static void ask_everything(struct origin *origin)
{
    struct arena arena;

    arena_init(&arena, ARENA_MAX);
    for (size_t p = 0; p < sizeof(paths) / sizeof(paths[0]); p++)
        for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++) {
            struct http_request req = {.method = span_str(methods[m]),
                                       .scheme = SPAN("https"),
                                       .authority = SPAN("api.test"),
                                       .path = span_str(paths[p]),
                                       .query = SPAN("a=1&b")};
            struct http_header lines[] = {
                {SPAN("Origin"), SPAN("https://a.test")},
                {SPAN("Access-Control-Request-Method"), SPAN("PUT")}};

            ask(origin, &arena, &req);
            req.headers = (struct http_headers){lines, 2, 2};
            ask(origin, &arena, &req);
        }
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_reader reader;
    struct origin *origin = NULL;
    int err = json_open(&reader, "fuzz", span_of((const char *)data, size));

    if (err == 0)
        err = origins_read(&origin, &reader, json_root(&reader), 0);
    ASSERT((err == 0) == (origin != NULL));
    ASSERT((err == 0) == !reader.failed);
    json_close(&reader);
    if (origin)
        ask_everything(origin);
    origin_free(origin);
    return 0;
}
