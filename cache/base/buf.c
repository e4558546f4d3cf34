/*
 * buf.c - growing bytes with a mandatory ceiling and a sticky overflow.
 *
 * There is always room for one byte beyond len, where buf_span puts its NUL;
 * max counts len only.
 */
#include "cache/base/buf.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <stdarg.h>
#include <stdio.h>

#define CAP_MIN 64u

void buf_init(struct buf *buf, size_t max)
{
    ASSERT(max > 0);
    ASSERT(max < SIZE_MAX / 2);
    *buf = (struct buf){.max = max};
}

void buf_fini(struct buf *buf)
{
    mem_free(buf->ptr);
    *buf = (struct buf){.max = buf->max};
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->overflow = false;
}

bool buf_grow(struct buf *buf, size_t n)
{
    ASSERT(buf->max > 0);
    if (buf->overflow || n > buf->max - buf->len) {
        buf->overflow = true;
        return false;
    }
    size_t need = buf->len + n + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap * 2 : CAP_MIN;
    if (cap < need)
        cap = need;
    if (cap > buf->max + 1)
        cap = buf->max + 1;
    buf->ptr = mem_realloc(buf->ptr, cap);
    buf->cap = cap;
    return true;
}

void buf_add_u64(struct buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buf_add(buf, span_of(digits + at, sizeof(digits) - at));
}

void buf_add_str(struct buf *buf, const char *str)
{
    buf_add(buf, span_str(str));
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    ASSERT(len >= 0);

    if (!buf_reserve(buf, (size_t)len))
        return;
    va_start(args, format);
    int written = vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    ASSERT(written == len);
    buf->len += (size_t)len;
}

char *buf_room(struct buf *buf, size_t n)
{
    return buf_reserve(buf, n) ? buf->ptr + buf->len : NULL;
}

void buf_grow_len(struct buf *buf, size_t n)
{
    ASSERT(n <= buf->max - buf->len);
    ASSERT(buf->len + n < buf->cap);
    buf->len += n;
}

void buf_drop(struct buf *buf, size_t n)
{
    ASSERT(n <= buf->len);
    if (n == 0)
        return;
    memmove(buf->ptr, buf->ptr + n, buf->len - n);
    buf->len -= n;
}

struct span buf_span(struct buf *buf)
{
    if (!buf->ptr) {
        buf->ptr = mem_alloc(CAP_MIN);
        buf->cap = CAP_MIN;
    }
    buf->ptr[buf->len] = '\0';
    return span_of(buf->ptr, buf->len);
}
