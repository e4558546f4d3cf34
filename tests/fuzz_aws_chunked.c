/*
 * fuzz_aws_chunked.c - any bytes as aws-chunked: the same at every split.
 *
 * Decoded whole, byte by byte and in pieces that the input itself chooses, the
 * same data comes out and the same end is reached.
 */
#include "origin/s3/aws_chunked.h"

#include "cache/base/assert.h"
#include "cache/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    struct buf data;
    size_t n_trailers;
    int failed;
    bool may_end;
};

static void decode(struct span text, size_t piece, struct outcome *to)
{
    struct aws_chunked in;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    buf_init(&to->data, 1 << 20);
    aws_chunked_init(&in, &arena);
    to->failed = 0;
    for (size_t at = 0; at < text.len && !to->failed; at += piece) {
        struct span input = span_cut(text, at, at + piece);

        while (input.len > 0 && !to->failed) {
            struct span bytes;

            to->failed = aws_chunked_take(&in, &input, &bytes);
            buf_add(&to->data, bytes);
        }
    }
    to->n_trailers = in.trailers.n;
    to->may_end = aws_chunked_may_end(&in);
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of((const char *)data, size);
    size_t pieces[3] = {size + 1, 1, size > 0 ? data[0] % 7u + 2 : 2};
    struct outcome outcomes[3];

    for (int i = 0; i < 3; i++)
        decode(text, pieces[i], &outcomes[i]);
    for (int i = 1; i < 3; i++) {
        ASSERT(!outcomes[i].failed == !outcomes[0].failed);
        ASSERT(outcomes[i].may_end == outcomes[0].may_end);
        ASSERT(outcomes[i].n_trailers == outcomes[0].n_trailers);
        ASSERT(
            span_eq(buf_span(&outcomes[i].data), buf_span(&outcomes[0].data)));
    }
    for (int i = 0; i < 3; i++)
        buf_fini(&outcomes[i].data);
    return 0;
}
