/* tags.c - an object's tags, as text: "key=value&key=value", percent-encoded.
 */
#include "origin/s3/tags.h"

bool tags_next(struct span tags, size_t *at, struct span *key,
               struct span *value)
{
    size_t end = span_find(tags, '&', *at);
    size_t equals = span_find(tags, '=', *at);

    if (*at >= tags.len)
        return false;
    if (equals > end)
        equals = end;
    *key = span_cut(tags, *at, equals);
    *value = equals < end ? span_cut(tags, equals + 1, end) : SPAN("");
    *at = end + 1;
    return true;
}

struct span tags_value(struct span tags, struct span key)
{
    struct span each;
    struct span value;

    for (size_t at = 0; tags_next(tags, &at, &each, &value);)
        if (span_eq(each, key))
            return value;
    return SPAN_ABSENT;
}
