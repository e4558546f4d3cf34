/* lines.c - header lists from the text that a test shows. */
#include "tests/lines.h"

#include "cache/base/assert.h"

struct http_headers lines_of(struct arena *arena, const char *text)
{
    struct http_headers headers = {0};
    struct span left = span_str(text);

    while (left.len > 0) {
        size_t end = span_find(left, '\n', 0);
        size_t colon = span_find(left, ':', 0);
        int err;

        ASSERT(colon < end);
        err = http_headers_add(&headers, arena, span_cut(left, 0, colon),
                               span_trim(span_cut(left, colon + 1, end)));
        ASSERT(err == 0);
        left = span_cut(left, end + 1, left.len);
    }
    return headers;
}
