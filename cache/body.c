/*
 * body.c - a response body in chunks.
 *
 * The first chunk has exactly the size that Content-Length announces, so that a
 * small object costs no slack; without an announcement chunks double from 4 to
 * 64 KiB. Chunks are capped, so that a window gives memory back in small steps.
 */
#include "cache/body.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define CHUNK_MIN 4096u
#define CHUNK_MAX 65536u

struct body_chunk {
    struct body_chunk *next;
    uint64_t start; /* offset of its first byte in the body */
    uint32_t len;
    uint32_t cap;
    char bytes[];
};

struct body *body_new(uint64_t expected)
{
    struct body *body = mem_zalloc(1, sizeof(*body));

    body->refs = 1;
    body->expected = expected;
    return body;
}

struct body *body_ref(struct body *body)
{
    ASSERT(body->refs > 0);
    body->refs++;
    return body;
}

void body_unref(struct body *body)
{
    struct body_chunk *chunk, *next;

    if (!body)
        return;
    ASSERT(body->refs > 0);
    if (--body->refs > 0)
        return;
    for (chunk = body->first; chunk; chunk = next) {
        next = chunk->next;
        mem_free(chunk);
    }
    mem_free(body);
}

static uint32_t next_cap(const struct body *body)
{
    uint64_t rest;

    if (body->expected > body->total) {
        rest = body->expected - body->total;
        return rest < CHUNK_MAX ? (uint32_t)rest : CHUNK_MAX;
    }
    if (!body->last || body->last->cap < CHUNK_MIN)
        return CHUNK_MIN;
    return body->last->cap < CHUNK_MAX / 2 ? body->last->cap * 2 : CHUNK_MAX;
}

static void append_chunk(struct body *body)
{
    uint32_t cap = next_cap(body);
    struct body_chunk *chunk = mem_alloc(sizeof(*chunk) + cap);

    chunk->next = NULL;
    chunk->start = body->total;
    chunk->len = 0;
    chunk->cap = cap;
    if (body->last)
        body->last->next = chunk;
    else
        body->first = chunk;
    body->last = chunk;
    body->memory += sizeof(*chunk) + cap;
}

void body_add(struct body *body, struct span bytes)
{
    ASSERT(body->state == BODY_OPEN);
    while (bytes.len > 0) {
        struct body_chunk *chunk = body->last;
        size_t n;

        if (!chunk || chunk->len == chunk->cap) {
            append_chunk(body);
            chunk = body->last;
        }
        n = chunk->cap - chunk->len;
        if (n > bytes.len)
            n = bytes.len;
        memcpy(chunk->bytes + chunk->len, bytes.ptr, n);
        chunk->len += (uint32_t)n;
        body->total += n;
        bytes = span_cut(bytes, n, bytes.len);
    }
}

/* The chunk that holds offset; NULL when the bytes are still to come. */
static struct body_chunk *seek(const struct body *body,
                               const struct body_cursor *cursor)
{
    struct body_chunk *chunk = cursor->chunk ? cursor->chunk : body->first;

    while (chunk && cursor->offset >= chunk->start + chunk->len)
        chunk = chunk->next;
    ASSERT(!chunk || cursor->offset >= chunk->start);
    return chunk;
}

struct span body_next(struct body *body, struct body_cursor *cursor,
                      uint64_t max)
{
    struct body_chunk *chunk = seek(body, cursor);
    uint64_t from, n;

    if (!chunk || max == 0)
        return SPAN_ABSENT;
    from = cursor->offset - chunk->start;
    n = chunk->len - from;
    if (n > max)
        n = max;
    cursor->chunk = chunk;
    cursor->offset += n;
    return span_of(chunk->bytes + from, (size_t)n);
}

/* A cursor may rest on the chunk that ends exactly at its offset, so only
 * chunks that end strictly below are dropped. */
void body_drop(struct body *body, uint64_t offset)
{
    while (body->first && body->first != body->last &&
           body->first->start + body->first->len < offset) {
        struct body_chunk *chunk = body->first;

        body->first = chunk->next;
        body->memory -= sizeof(*chunk) + chunk->cap;
        mem_free(chunk);
    }
}
