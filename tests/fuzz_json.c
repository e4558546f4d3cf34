/*
 * fuzz_json.c - any bytes: refused with a place, or read, written, read again.
 *
 * What is read survives both layouts of writing, and a merge of a document with
 * itself obeys RFC 7396: what a patch did, doing it again does not change.
 */
#include "cache/base/assert.h"
#include "cache/base/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Asks everything of a value that may be asked. */
static void walk(struct json_reader *reader, const struct json *value)
{
    static const int64_t range[2] = {-1000, 1000};
    static const char *const words[] = {"", "GET", "https://*.example"};
    const struct json *item = json_first(value);
    size_t n = 0;
    for (; item; item = json_next(item), n++) {
        struct span name = json_name(item);
        ASSERT(span_absent(name) == (json_type(value) == JSON_ARRAY));
        if (!span_absent(name)) {
            ASSERT(json_member(value, name.ptr) == item);
            struct json_reader quiet = *reader; /* an error for each member */
            (void)json_get_int(&quiet, value, name.ptr, range, 0);
            quiet.failed = false;
            (void)json_get_enum(&quiet, value, name.ptr, JSON_WORDS(words), 0);
            quiet.failed = false;
            json_only(&quiet, value, words, 3);
        }
        walk(reader, item);
    }
    ASSERT(n == json_count(value));
}

static void write_text(struct buf *text, const struct json *value, bool pretty)
{
    struct json_out out;
    buf_init(text, JSON_TEXT_MAX * 8);
    json_out_init(&out, text, pretty);
    json_out_value(&out, value);
    ASSERT(out.depth == 0);
    ASSERT(!text->overflow);
}

/* Writes value, reads that, writes it again: the same bytes. */
static void round_trip(const struct json *value, bool pretty)
{
    struct buf once;
    struct buf twice;
    struct json_reader reader;
    write_text(&once, value, pretty);
    ASSERT(json_open(&reader, "again", buf_span(&once)) == 0);
    write_text(&twice, json_root(&reader), pretty);
    ASSERT(span_eq(buf_span(&once), buf_span(&twice)));
    json_close(&reader);
    buf_fini(&twice);
    buf_fini(&once);
}

/* Whether the document has a null, which a merge takes for a removal. */
static bool has_null(const struct json *value)
{
    const struct json *item = json_first(value);
    while (item && !has_null(item))
        item = json_next(item);
    return item || json_type(value) == JSON_NULL;
}

/* Patches base, and the result by the same patch: nothing more changes. */
static void merge_twice(const struct json *base, const struct json *patch)
{
    struct json_reader once;
    struct json_reader twice;
    struct buf text;
    struct buf again;
    ASSERT(json_merge(&once, "once", base, patch) == 0);
    ASSERT(json_merge(&twice, "twice", json_root(&once), patch) == 0);
    write_text(&text, json_root(&once), false);
    write_text(&again, json_root(&twice), false);
    ASSERT(span_eq(buf_span(&text), buf_span(&again)));
    buf_reset(&again);
    if (base == patch && !has_null(patch)) {
        buf_fini(&again);
        write_text(&again, base, false);
        ASSERT(span_eq(buf_span(&text), buf_span(&again)));
    }
    json_close(&twice);
    json_close(&once);
    buf_fini(&again);
    buf_fini(&text);
}

static bool is_place(const char *error)
{
    if (strncmp(error, "f.json:", 7) != 0)
        return false;
    error += 7;
    for (int i = 0; i < 2; i++) {
        size_t digits = strspn(error, "0123456789");
        if (digits == 0 || error[digits] != ':')
            return false;
        error += digits + 1;
    }
    return strncmp(error, " $", 2) == 0 || strncmp(error, " ...", 4) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_reader reader;
    int err = json_open(&reader, "f.json", span_of((const char *)data, size));
    ASSERT(reader.failed == (err != 0));
    ASSERT(!err || is_place(reader.error));
    ASSERT(strlen(reader.error) < JSON_ERROR_MAX);
    const struct json *root = json_root(&reader);
    if (!err) {
        walk(&reader, root);
        round_trip(root, false);
        round_trip(root, true);
        merge_twice(root, root);
        if (json_count(root) > 1)
            merge_twice(json_first(root), json_next(json_first(root)));
    }
    json_close(&reader);
    return 0;
}
