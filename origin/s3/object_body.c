/* object_body.c - an object's bytes as JSON has them: text, or base64. */
#include "origin/s3/object_body.h"

#include "origin/s3/encodings.h"

static struct span decode(struct json_reader *reader, const struct json *at,
                          struct arena *arena)
{
    struct span text = json_string(at);
    unsigned char *bytes = arena_alloc(arena, text.len + 1);
    size_t len;

    if (!bytes) {
        json_fail(reader, at, "is too long");
        return SPAN_ABSENT;
    }
    if (base64_read(text, bytes, text.len, &len) != 0) {
        json_fail(reader, at, "is not base64");
        return SPAN_ABSENT;
    }
    return span_of((const char *)bytes, len);
}

struct span object_body_read(struct json_reader *reader,
                             const struct json *object, struct arena *arena)
{
    const struct json *base64 = json_get(reader, object, "base64", JSON_STRING);
    struct span body = json_get_string(reader, object, "body", SPAN_ABSENT);

    if (!base64)
        return body;
    if (!span_absent(body))
        json_fail(reader, base64, "stands in place of \"body\"");
    return decode(reader, base64, arena);
}
