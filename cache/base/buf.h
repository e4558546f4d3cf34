/* buf.h - growing bytes with a mandatory ceiling and a sticky overflow. */
#ifndef POPBOX_CACHE_BASE_BUF_H
#define POPBOX_CACHE_BASE_BUF_H

#include "cache/base/span.h"

/* Owns ptr. An addition that would pass max adds nothing and sets overflow,
 * and so does every later one: one check at the end covers them all. */
struct buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max;
    bool overflow;
};

/* max: the ceiling in bytes, > 0. Allocates nothing yet. */
void buf_init(struct buf *buf, size_t max);
void buf_fini(struct buf *buf);
/* Empty again, overflow cleared, memory kept. */
void buf_reset(struct buf *buf);
/* Makes room for n more bytes and a NUL; false (and overflow) past the ceiling.
 */
bool buf_grow(struct buf *buf, size_t n);

/* The same, where there mostly is room. */
static inline bool buf_reserve(struct buf *buf, size_t n)
{
    return (!buf->overflow && n < buf->cap - buf->len) || buf_grow(buf, n);
}

static inline void buf_add(struct buf *buf, struct span bytes)
{
    if (!buf_reserve(buf, bytes.len) || bytes.len == 0)
        return;
    memcpy(buf->ptr + buf->len, bytes.ptr, bytes.len);
    buf->len += bytes.len;
}

static inline void buf_add_byte(struct buf *buf, char byte)
{
    if (buf_reserve(buf, 1))
        buf->ptr[buf->len++] = byte;
}

void buf_add_u64(struct buf *buf, uint64_t value);
/* From a NUL-terminated string of our own. */
void buf_add_str(struct buf *buf, const char *str);
void buf_addf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Room for n more bytes at the returned place, to be taken with buf_grow_len;
 * NULL (and overflow) past the ceiling. */
char *buf_room(struct buf *buf, size_t n);
/* Counts n bytes written at buf_room's place. */
void buf_grow_len(struct buf *buf, size_t n);
/* Drops the first n bytes. */
void buf_drop(struct buf *buf, size_t n);
/* The bytes so far, a NUL after them: ptr[len] == 0. Never absent. Valid until
 * the next addition. */
struct span buf_span(struct buf *buf);

#endif
