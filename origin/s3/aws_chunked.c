/*
 * aws_chunked.c - the aws-chunked body coding, decoded as it comes.
 *
 *     body    = *chunk last
 *     chunk   = hex [";chunk-signature=" hex64] CRLF bytes CRLF
 *     last    = "0" [";chunk-signature=" hex64] CRLF *trailer CRLF
 *     trailer = name ":" value CRLF
 *
 * Lines are collected, data is passed through where it lies.
 */
#include "origin/s3/aws_chunked.h"

#include "cache/base/assert.h"

#define SIZE_DIGITS_MAX 15 /* keeps the sum within 60 bits */

void aws_chunked_init(struct aws_chunked *in, struct arena *arena)
{
    in->arena = arena;
    in->state = AWS_CHUNKED_SIZE;
    in->left = 0;
    in->last = false;
    in->trailers = (struct http_headers){0};
    in->line_len = 0;
    in->signature[0] = '\0';
}

/* Keeps what ";chunk-signature=" says, if it is as long as one. */
static void read_signature(struct aws_chunked *in, struct span extension)
{
    struct span name = SPAN(";chunk-signature=");
    struct span value = span_cut(extension, name.len, extension.len);

    in->signature[0] = '\0';
    if (!span_starts(extension, name) || value.len != AWS_CHUNKED_SIGNATURE)
        return;
    memcpy(in->signature, value.ptr, value.len);
    in->signature[value.len] = '\0';
}

/* The value of a hexadecimal digit, or 16. */
static uint64_t digit(char c)
{
    if (c >= '0' && c <= '9')
        return (uint64_t)(c - '0');
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? (uint64_t)(c - 'a') + 10 : 16;
}

static int read_size(struct aws_chunked *in, struct span line)
{
    struct span digits = span_cut(line, 0, span_find(line, ';', 0));

    if (digits.len == 0)
        return ERR_SYNTAX;
    if (digits.len > SIZE_DIGITS_MAX)
        return ERR_TOO_LONG;
    in->left = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digit(digits.ptr[i]) == 16)
            return ERR_SYNTAX;
        in->left = in->left * 16 + digit(digits.ptr[i]);
    }
    read_signature(in, span_cut(line, digits.len, line.len));
    in->last = in->left == 0;
    in->state = in->last ? AWS_CHUNKED_TRAILER : AWS_CHUNKED_DATA;
    return 0;
}

static int read_trailer(struct aws_chunked *in, struct span line)
{
    size_t colon = span_find(line, ':', 0);
    struct span name;
    struct span value;

    if (line.len == 0) {
        in->state = AWS_CHUNKED_DONE;
        return 0;
    }
    if (!span_is_token(span_cut(line, 0, colon)) || colon == line.len)
        return ERR_SYNTAX;
    if (in->trailers.n == AWS_CHUNKED_TRAILERS_MAX)
        return ERR_FULL;
    if (arena_copy(in->arena, span_cut(line, 0, colon), &name) ||
        arena_copy(in->arena, span_trim(span_cut(line, colon + 1, line.len)),
                   &value))
        return ERR_TOO_LONG;
    return http_headers_add(&in->trailers, in->arena, name, value);
}

static int read_line(struct aws_chunked *in, struct span line)
{
    switch (in->state) {
    case AWS_CHUNKED_SIZE:
        return read_size(in, line);
    case AWS_CHUNKED_TRAILER:
        return read_trailer(in, line);
    case AWS_CHUNKED_DATA_END:
        in->state = AWS_CHUNKED_SIZE;
        return line.len == 0 ? 0 : ERR_SYNTAX;
    case AWS_CHUNKED_DATA:
    case AWS_CHUNKED_DONE:
    case AWS_CHUNKED_BROKEN:
        break;
    }
    return ERR_SYNTAX;
}

/* Collects a line out of *input and reads it once it is whole. */
static int take_line(struct aws_chunked *in, struct span *input)
{
    size_t end = span_find(*input, '\n', 0);
    struct span line;

    if (end > sizeof(in->line) - in->line_len)
        return ERR_TOO_LONG;
    memcpy(in->line + in->line_len, input->ptr, end);
    in->line_len += end;
    if (end == input->len) {
        *input = SPAN("");
        return 0;
    }
    *input = span_cut(*input, end + 1, input->len);
    line = span_of(in->line, in->line_len);
    if (span_ends(line, SPAN("\r")))
        line = span_cut(line, 0, line.len - 1);
    in->line_len = 0;
    return read_line(in, line);
}

int aws_chunked_take(struct aws_chunked *in, struct span *input,
                     struct span *data)
{
    size_t len = input->len;
    int failed;

    ASSERT(input->len > 0);
    *data = SPAN("");
    if (in->state == AWS_CHUNKED_DATA) {
        if (len > in->left)
            len = (size_t)in->left;
        *data = span_cut(*input, 0, len);
        *input = span_cut(*input, len, input->len);
        in->left -= len;
        if (in->left == 0)
            in->state = AWS_CHUNKED_DATA_END;
        return 0;
    }
    failed = in->state == AWS_CHUNKED_DONE || in->state == AWS_CHUNKED_BROKEN
                 ? ERR_SYNTAX
                 : take_line(in, input);
    if (failed) {
        in->state = AWS_CHUNKED_BROKEN;
        *input = SPAN("");
    }
    return failed;
}

bool aws_chunked_may_end(const struct aws_chunked *in)
{
    return in->state == AWS_CHUNKED_DONE ||
           (in->state == AWS_CHUNKED_TRAILER && in->line_len == 0);
}
