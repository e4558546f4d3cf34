/*
 * arena.c - memory that is given back all at once, with a ceiling.
 *
 * A chain of blocks, each larger than what was asked of it. A reset keeps the
 * largest of them, so an arena that serves one request after the other soon
 * allocates no more. The ceiling counts bytes handed out (rounded up to the
 * alignment), not the slack of blocks: the same requests fail at the same place
 * whatever the arena held before.
 */
#include "cache/base/arena.h"

#include "cache/base/assert.h"
#include "cache/base/err.h"
#include "cache/base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#define ALIGNMENT       16u
#define BLOCK_BYTES_MIN 4096u
#define BLOCK_BYTES_MAX 65536u

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t cap;
    size_t pad; /* keeps the bytes that follow aligned */
};

_Static_assert(sizeof(struct arena_block) % ALIGNMENT == 0, "alignment");

static char *bytes_of(struct arena_block *block)
{
    return (char *)(block + 1);
}

void arena_init(struct arena *arena, size_t max)
{
    *arena = (struct arena){.max = max};
}

static void free_chain(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        mem_free(block);
        block = next;
    }
}

void arena_fini(struct arena *arena)
{
    free_chain(arena->first);
    arena_init(arena, arena->max);
}

/* The block that is worth keeping: the largest that is not out of all
 * proportion. A round that needed more than one block so makes the next one
 * need fewer, until one is enough. */
static struct arena_block *block_to_keep(struct arena_block *block)
{
    struct arena_block *keep = NULL;
    for (; block; block = block->next)
        if (block->cap <= BLOCK_BYTES_MAX && (!keep || block->cap > keep->cap))
            keep = block;
    return keep;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = block_to_keep(arena->first);
    struct arena_block *block = arena->first;
    while (block) {
        struct arena_block *next = block->next;
        if (block != keep)
            mem_free(block);
        block = next;
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    arena->first = keep;
    arena->last = keep;
    arena->used = 0;
}

/* Blocks double up to a size at which one more matters little. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t cap = arena->last ? arena->last->cap * 2 : BLOCK_BYTES_MIN;
    if (cap > BLOCK_BYTES_MAX)
        cap = BLOCK_BYTES_MAX;
    if (cap < size)
        cap = size;

    struct arena_block *block = mem_alloc(sizeof(*block) + cap);
    *block = (struct arena_block){.cap = cap};
    if (arena->last)
        arena->last->next = block;
    else
        arena->first = block;
    arena->last = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - (ALIGNMENT - 1))
        return NULL;
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (rounded > arena->max || arena->used > arena->max - rounded)
        return NULL;

    struct arena_block *block = arena->last;
    if (!block || block->cap - block->used < rounded)
        block = add_block(arena, rounded);
    void *ptr = bytes_of(block) + block->used;
    block->used += rounded;
    arena->used += rounded;
    return ptr;
}

void *arena_zalloc(struct arena *arena, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size)
        return NULL;
    void *ptr = arena_alloc(arena, n * size);
    if (ptr)
        memset(ptr, 0, n * size);
    return ptr;
}

int arena_copy(struct arena *arena, struct span bytes, struct span *copy)
{
    *copy = SPAN_ABSENT;
    if (span_absent(bytes))
        return 0;
    if (bytes.len == SIZE_MAX)
        return ERR_TOO_LONG;
    char *to = arena_alloc(arena, bytes.len + 1);
    if (!to)
        return ERR_TOO_LONG;
    memcpy(to, bytes.ptr, bytes.len);
    to[bytes.len] = '\0';
    *copy = span_of(to, bytes.len);
    return 0;
}

struct span arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    ASSERT(len >= 0);

    size_t room = (size_t)len + 1;
    char *to = arena_alloc(arena, room);
    if (!to)
        return SPAN_ABSENT;
    va_start(args, format);
    int written = vsnprintf(to, room, format, args);
    va_end(args);
    ASSERT(written == len);
    return span_of(to, (size_t)len);
}
