/*
 * fuzz_sigv4.c - any bytes as a signature: nobody gets in without the secret.
 *
 * The input is taken as an Authorization header and as a query string, each
 * with the headers that a signed request has. Whatever it says, the answer is a
 * refusal.
 */
#include "tests/origin_talk.h"

#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char description[] =
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AKIAIOSFODNN7EXAMPLE',"
    " 'secret_key': 'not to be guessed'}}, 'buckets': {'bkt': {'objects': {'k':"
    " 'secret'}}}}";

static void ask(struct origin_talk *talk, struct span authorization,
                struct span query)
{
    struct origin_viewer viewer = {.address = SPAN("192.0.2.1"),
                                   .body_length = 0};
    struct http_request req = {.method = SPAN("GET"),
                               .scheme = SPAN("http"),
                               .authority = SPAN("bkt.s3.localhost"),
                               .path = SPAN("/k"),
                               .query = query};
    int failed = 0;

    arena_reset(&talk->arena);
    talk->ex = (struct origin_exchange){.arena = &talk->arena};
    if (!span_absent(authorization))
        failed |= http_headers_add(&req.headers, &talk->arena,
                                   SPAN("Authorization"), authorization);
    failed |= http_headers_add(&req.headers, &talk->arena, SPAN("x-amz-date"),
                               SPAN("20251125T020000Z"));
    failed |= http_headers_add(&req.headers, &talk->arena,
                               SPAN("x-amz-content-sha256"),
                               SPAN("UNSIGNED-PAYLOAD"));
    ASSERT(!failed);
    (void)origin_begin(talk->origin, &talk->ex, talk->now_ms, &req, &viewer);
    ASSERT(talk->ex.answer.head.status >= 400);
    origin_end(talk->origin, &talk->ex);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of((const char *)data, size);
    struct origin_talk talk;

    talk_init(&talk, description);
    ask(&talk, text, SPAN_ABSENT);
    ask(&talk, SPAN_ABSENT, text);
    talk_fini(&talk);
    return 0;
}
