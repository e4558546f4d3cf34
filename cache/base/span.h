/* span.h - borrowed bytes with a length; absent differs from empty. */
#ifndef POPBOX_CACHE_BASE_SPAN_H
#define POPBOX_CACHE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed: whoever keeps the bytes copies them. ptr NULL means absent. */
struct span {
    const char *ptr;
    size_t len;
};

#define SPAN_ABSENT ((struct span){NULL, 0})
/* From a string literal; the second one initialises a static. */
#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})
#define SPAN_STATIC(literal)            \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }
/* For printf's "%.*s". An absent span prints as nothing. */
#define SPAN_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

static inline struct span span_of(const char *ptr, size_t len)
{
    return (struct span){ptr, len};
}

/* From a NUL-terminated string of our own (never network data). */
static inline struct span span_str(const char *str)
{
    return (struct span){str, str ? strlen(str) : 0};
}

static inline bool span_absent(struct span s)
{
    return s.ptr == NULL;
}

/* Same bytes; absent equals only absent. */
static inline bool span_eq(struct span a, struct span b)
{
    if (!a.ptr || !b.ptr)
        return !a.ptr && !b.ptr;
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* span_ieq of two spans of one length. */
bool span_ieq_bytes(struct span a, struct span b);

/* As span_eq, ASCII letters compared without case. Header names are looked up
 * with this: nearly all of them differ in length already. */
static inline bool span_ieq(struct span a, struct span b)
{
    return a.len == b.len && span_ieq_bytes(a, b);
}

/* Total order by bytes, absent first: < 0, 0, > 0. */
int span_cmp(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
/* Offset of the first byte c at or after from, or s.len. */
static inline size_t span_find(struct span s, char c, size_t from)
{
    const char *found;

    if (from >= s.len)
        return s.len;
    found = memchr(s.ptr + from, c, s.len - from);
    return found ? (size_t)(found - s.ptr) : s.len;
}

/* Without leading and trailing SP and HT (RFC 9110 5.6.3). */
struct span span_trim(struct span s);
/* [from, end) of s; both are clamped to s.len. Absent stays absent. */
static inline struct span span_cut(struct span s, size_t from, size_t end)
{
    if (!s.ptr)
        return s;
    if (end > s.len)
        end = s.len;
    if (from > end)
        from = end;
    return span_of(s.ptr + from, end - from);
}

/* Past the list element that begins at `at`: at its comma, or at the end. A
 * quoted string (RFC 9110 5.6.4) without an end takes all that is left. */
size_t span_list_end(struct span list, size_t at);
/* Next element of a comma-separated list, trimmed, empty ones skipped;
 * quoted strings are kept whole. False at the end. Start with *at = 0. */
bool span_list_next(struct span list, size_t *at, struct span *element);
/* Decimal digits only, no sign, no space. False if empty or above UINT64_MAX.
 */
bool span_u64(struct span s, uint64_t *value);
/* An RFC 9110 5.6.2 token, not empty. */
bool span_is_token(struct span s);
/* Whole-string match; '*' stands for any bytes (none included), '?' for one.
 * Linear in s.len * pattern.len at the worst; case-sensitive. */
bool span_glob(struct span pattern, struct span s);

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

#endif
