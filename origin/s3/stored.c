/* stored.c - which headers of a PUT are kept with the object. */
#include "origin/s3/stored.h"

#define META "x-amz-meta-"

static bool is_meta(struct span name)
{
    return span_ieq(span_cut(name, 0, sizeof(META) - 1), SPAN(META));
}

static struct span lower(struct arena *arena, struct span text)
{
    char *out = arena_alloc(arena, text.len + 1);

    if (!out)
        return SPAN_ABSENT;
    for (size_t i = 0; i < text.len; i++)
        out[i] = ascii_lower(text.ptr[i]);
    out[text.len] = '\0';
    return span_of(out, text.len);
}

static int keep_metadata(struct http_headers *kept, struct arena *arena,
                         const struct http_headers *headers)
{
    size_t bytes = 0;

    for (size_t i = 0; i < headers->n; i++) {
        const struct http_header *line = &headers->at[i];
        struct span name;

        if (!is_meta(line->name))
            continue;
        bytes += line->name.len - (sizeof(META) - 1) + line->value.len;
        if (bytes > STORED_METADATA_MAX)
            return ERR_RANGE;
        name = lower(arena, line->name);
        if (span_absent(name) ||
            http_headers_add(kept, arena, name, line->value))
            return ERR_TOO_LONG;
    }
    return 0;
}

/* Without the coding that only wrapped the upload, wherever it stands; absent
 * when none is left. */
static struct span content_encoding(struct arena *arena, struct span value)
{
    struct span kept = SPAN_ABSENT;
    struct span each;
    bool wrapped = false;
    size_t at = 0;

    while (span_list_next(value, &at, &each)) {
        if (span_ieq(each, SPAN("aws-chunked")))
            wrapped = true;
        else if (span_absent(kept))
            kept = each;
        else
            kept = arena_printf(arena, "%.*s, %.*s", SPAN_ARG(kept),
                                SPAN_ARG(each));
    }
    return wrapped ? kept : value;
}

int stored_from_request(struct http_headers *kept, struct arena *arena,
                        const struct http_headers *headers)
{
    static const char *const names[] = {
        "Cache-Control",       "Content-Disposition",
        "Content-Encoding",    "Content-Language",
        "Content-Type",        "Expires",
        "x-amz-storage-class", "x-amz-website-redirect-location"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct span name = span_str(names[i]);
        struct span value = http_headers_get(headers, name);

        if (span_eq(name, SPAN("Content-Type")) && value.len == 0)
            value = SPAN("binary/octet-stream");
        if (span_eq(name, SPAN("Content-Encoding")))
            value = content_encoding(arena, value);
        if (span_eq(name, SPAN("x-amz-storage-class")) &&
            span_eq(value, SPAN("STANDARD")))
            value = SPAN_ABSENT;
        if (!span_absent(value) && http_headers_add(kept, arena, name, value))
            return ERR_TOO_LONG;
    }
    return keep_metadata(kept, arena, headers);
}

bool stored_is_checksum(struct span name)
{
    return span_starts(name, SPAN("x-amz-checksum-"));
}

bool stored_is_ours(struct span name)
{
    return span_starts(name, SPAN("x-popbox-"));
}
