/* live_origin.c - an origin for tests that does what the request says. */
#include "tests/live_origin.h"

#include "cache/base/assert.h"

#include <stdio.h>

#define LETTERS 26u
#define PIECE   (LETTERS * 2048u)

struct exchange {
    uint64_t taken;
    uint64_t length;
    uint64_t given;
    char letters[PIECE];
};

static void add(struct origin_exchange *ex, struct span name, struct span value)
{
    int error =
        http_headers_add(&ex->answer.head.headers, ex->arena, name, value);

    ASSERT(error == 0);
}

static enum fault_kind fault_of(struct span name)
{
    static const char *const names[] = {[FAULT_NONE] = "",
                                        [FAULT_HANG] = "hang",
                                        [FAULT_RESET] = "reset",
                                        [FAULT_TRUNCATE] = "truncate",
                                        [FAULT_GARBAGE] = "garbage"};

    for (int i = FAULT_HANG; i <= FAULT_GARBAGE; i++)
        if (span_eq(name, span_str(names[i])))
            return (enum fault_kind)i;
    return FAULT_NONE;
}

static uint64_t number(struct span text)
{
    uint64_t value = 0;

    return span_u64(text, &value) ? value : 0;
}

static void prepare(struct origin_exchange *ex, const struct http_request *req)
{
    struct exchange *mine = ex->state;
    struct origin_answer *answer = &ex->answer;
    struct span cc = http_headers_get(&req->headers, SPAN("X-Cc"));
    struct span copy;
    int error = arena_copy(ex->arena, cc, &copy);

    ASSERT(error == 0);
    mine->length = number(span_cut(req->path, 1, req->path.len));
    answer->head.status = 200;
    answer->length =
        span_absent(req->query) ? (int64_t)mine->length : ORIGIN_LENGTH_UNKNOWN;
    answer->has_body = !span_eq(req->method, SPAN("HEAD"));
    answer->fault.kind =
        fault_of(http_headers_get(&req->headers, SPAN("X-Fault")));
    answer->fault.at_bytes = mine->length / 2;
    answer->fault.delay_ms =
        (int64_t)number(http_headers_get(&req->headers, SPAN("X-Delay")));
    add(ex, SPAN("Date"), SPAN("Mon, 01 Jan 2024 00:00:00 GMT"));
    if (!span_absent(copy))
        add(ex, SPAN("Cache-Control"), copy);
}

static enum origin_next begin(struct origin *origin, struct origin_exchange *ex,
                              int64_t now_ms, const struct http_request *req,
                              const struct origin_viewer *viewer)
{
    struct live_origin *self = (struct live_origin *)(void *)origin;
    struct exchange *mine = arena_zalloc(ex->arena, 1, sizeof(*mine));

    (void)now_ms;
    ASSERT(mine);
    for (size_t i = 0; i < PIECE; i++)
        mine->letters[i] = (char)('a' + i % LETTERS);
    ex->state = mine;
    self->n_asked++;
    self->n_open++;
    prepare(ex, req);
    if (viewer->body_length == 0 || span_eq(req->method, SPAN("GET")))
        return ORIGIN_ANSWER;
    return ORIGIN_ACCEPT_BODY;
}

static void body(struct origin *origin, struct origin_exchange *ex,
                 struct span bytes)
{
    struct live_origin *self = (struct live_origin *)(void *)origin;
    struct exchange *mine = ex->state;

    self->n_taken += bytes.len;
    mine->taken += bytes.len;
}

static void commit(struct origin *origin, struct origin_exchange *ex,
                   int64_t now_ms, bool complete)
{
    struct exchange *mine = ex->state;

    (void)origin;
    (void)now_ms;
    (void)complete;
    mine->length = (uint64_t)snprintf(mine->letters, PIECE, "%llu",
                                      (unsigned long long)mine->taken);
    ex->answer.length = (int64_t)mine->length;
}

static struct span read_piece(struct origin *origin, struct origin_exchange *ex,
                              size_t max)
{
    struct live_origin *self = (struct live_origin *)(void *)origin;
    struct exchange *mine = ex->state;
    size_t at = mine->given % LETTERS;
    uint64_t left = mine->length - mine->given;
    size_t n = PIECE - at;

    if (n > max)
        n = max;
    if (n > left)
        n = (size_t)left;
    mine->given += n;
    self->n_given += n;
    return span_of(mine->letters + at, n);
}

static void end(struct origin *origin, struct origin_exchange *ex)
{
    (void)ex;
    ((struct live_origin *)(void *)origin)->n_open--;
}

static const struct origin_ops ops = {
    .type = "live",
    .begin = begin,
    .body = body,
    .commit = commit,
    .read = read_piece,
    .end = end,
};

void live_origin_init(struct live_origin *origin)
{
    *origin = (struct live_origin){.base = {&ops}};
}
