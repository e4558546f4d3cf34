/* range.c - the one byte range of a body that a Range header asks for. */
#include "cache/http/range.h"

static enum range_verdict suffix(struct span digits, uint64_t size,
                                 uint64_t *first, uint64_t *len)
{
    uint64_t n;

    if (!span_u64(digits, &n))
        return RANGE_WHOLE;
    if (n == 0 || size == 0)
        return RANGE_UNSATISFIABLE;
    *len = n < size ? n : size;
    *first = size - *len;
    return RANGE_PART;
}

enum range_verdict range_read(struct span value, uint64_t size, uint64_t *first,
                              uint64_t *len)
{
    struct span range = span_cut(value, sizeof("bytes=") - 1, value.len);
    size_t dash = span_find(range, '-', 0);
    struct span to = span_cut(range, dash + 1, range.len);
    uint64_t last = UINT64_MAX;

    if (!span_starts(value, SPAN("bytes=")) || dash == range.len)
        return RANGE_WHOLE;
    if (dash == 0)
        return suffix(to, size, first, len);
    if (!span_u64(span_cut(range, 0, dash), first) ||
        (to.len > 0 && !span_u64(to, &last)) || last < *first)
        return RANGE_WHOLE;
    if (*first >= size)
        return RANGE_UNSATISFIABLE;
    if (last >= size)
        last = size - 1;
    *len = last - *first + 1;
    return RANGE_PART;
}
