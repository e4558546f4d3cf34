/*
 * fuzz_store_dir_meta.c - any bytes as an object's description: refused, or
 * written again as they were.
 */
#include "edge/store_dir_meta.h"

#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dir_meta *meta;
    struct dir_meta *again;
    struct buf text;
    int used = dir_meta_read(span_of((const char *)data, size), &meta);

    if (used < 0)
        return 0;
    ASSERT((size_t)used <= size);
    buf_init(&text, 2 * DIR_META_MAX);
    dir_meta_write(&text, &meta->object);
    ASSERT(dir_meta_read(buf_span(&text), &again) == (int)text.len ||
           text.len > DIR_META_MAX);
    ASSERT(!again || span_eq(again->object.key, meta->object.key));
    ASSERT(!again || again->object.headers.n == meta->object.headers.n);
    dir_meta_unref(again);
    dir_meta_unref(meta);
    buf_fini(&text);
    return 0;
}
