/*
 * fuzz_curl_line.c - any bytes as a command line: refused, or a request
 *
 * What is taken is a request that can be sent: a URL that splits, headers that
 * are lines, a page that is an origin.
 */
#include "bench/curl_line.h"
#include "bench/explain.h"
#include "bench/url.h"
#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_headers(const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        struct span value = headers->at[i].value;

        ASSERT(span_is_token(headers->at[i].name));
        ASSERT(!http_is_hop_by_hop(headers->at[i].name));
        ASSERT(span_find(value, '\n', 0) == value.len);
        ASSERT(span_find(value, '\r', 0) == value.len);
        ASSERT(span_find(value, '\0', 0) == value.len);
    }
}

static void check_request(const struct curl_line *line)
{
    struct url url;

    if (!span_starts(line->url, SPAN("/")))
        ASSERT(url_split(line->url, &url) == 0);
    ASSERT(span_absent(line->page) || span_eq(line->page, SPAN("null")) ||
           url_is_origin(line->page));
    ASSERT(!span_absent(line->page) || span_is_token(line->method));
    check_headers(&line->headers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct explain_step step;
    struct arena arena;
    struct buf error;
    int err;

    arena_init(&arena, 1 << 20);
    buf_init(&error, 1 << 20);
    err = explain_step_read(&step, &arena, span_of((const char *)data, size),
                            &error);
    ASSERT((err == 0) == (error.len == 0));
    if (!err && step.kind == EXPLAIN_ASK)
        check_request(&step.ask);
    arena_fini(&arena);
    buf_fini(&error);
    return 0;
}
