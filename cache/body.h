/*
 * body.h - a response body in chunks, shared by the entry and its readers.
 *
 * Chunks never move once they hold bytes, so a reader's span stays valid while
 * the chunk is there. A body is *kept* (every chunk stays: it is to be stored)
 * or a *window* (chunks below the slowest reader are dropped).
 */
#ifndef POPBOX_CACHE_BODY_H
#define POPBOX_CACHE_BODY_H

#include "cache/base/span.h"

struct body_chunk;

enum body_state {
    BODY_OPEN,     /* more may come */
    BODY_COMPLETE, /* whole */
    BODY_BROKEN    /* stopped short: never to be served as whole */
};

struct body {
    struct body_chunk *first;
    struct body_chunk *last;
    uint64_t total;    /* bytes added so far */
    uint64_t memory;   /* bytes held in chunks */
    uint64_t expected; /* a hint for the size of chunks; 0: unknown */
    uint32_t refs;
    enum body_state state;
};

/* A reader's place. Zero-initialised means: at the start. */
struct body_cursor {
    struct body_chunk *chunk;
    uint64_t offset;
};

/* One reference is the caller's. expected: bytes to come, 0 if unknown. */
struct body *body_new(uint64_t expected);
struct body *body_ref(struct body *body);
/* body may be NULL. */
void body_unref(struct body *body);
/* Copies bytes to the end; the body is open (asserted). */
void body_add(struct body *body, struct span bytes);
/* The bytes at the cursor, at most max, of one chunk; the cursor moves past
 * them. Empty (absent) when there are none now. The cursor's offset must not
 * lie below what body_drop dropped. */
struct span body_next(struct body *body, struct body_cursor *cursor,
                      uint64_t max);
/* Drops the chunks that lie wholly below offset. */
void body_drop(struct body *body, uint64_t offset);

#endif
