/* arena.h - memory that is given back all at once, with a ceiling. */
#ifndef POPBOX_CACHE_BASE_ARENA_H
#define POPBOX_CACHE_BASE_ARENA_H

#include "cache/base/span.h"

struct arena_block;

struct arena {
    struct arena_block *first;
    struct arena_block *last;
    size_t used;
    size_t max;
};

/* max: ceiling on the bytes handed out. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t max);
void arena_fini(struct arena *arena);
/* Gives everything back but keeps one block for the next round. */
void arena_reset(struct arena *arena);
/* 16-byte aligned, not cleared; NULL past the ceiling. */
void *arena_alloc(struct arena *arena, size_t size);
/* As arena_alloc(n * size), cleared; NULL also when the product wraps. */
void *arena_zalloc(struct arena *arena, size_t n, size_t size);
/* A copy with a NUL after it; an absent span gives an absent span. Past the
 * ceiling *copy is absent and ERR_TOO_LONG is returned. */
int arena_copy(struct arena *arena, struct span bytes, struct span *copy)
    __attribute__((warn_unused_result));
/* As snprintf into the arena; absent past the ceiling. */
struct span arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
