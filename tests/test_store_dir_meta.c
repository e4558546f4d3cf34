/* test_store_dir_meta.c - descriptions of objects as text, there and back. */
#include "edge/store_dir_meta.h"

#include <criterion/criterion.h>

static struct http_header lines[] = {
    {{"Content-Type", 12}, {"text/plain", 10}},
    {{"x-amz-meta-a", 12}, {"", 0}},
    {{"x-amz-meta-b", 12}, {" \303\244 b: ", 7}}};

static const struct store_object object = {.key = {"a\nheader x\n\n", 12},
                                           .size = 1234567890123,
                                           .modified_ms = 1700000000123,
                                           .etag = {"\"e-2\"", 5},
                                           .headers = {lines, 3, 3}};

static void write_text(struct buf *text)
{
    buf_init(text, DIR_META_MAX);
    dir_meta_write(text, &object);
    cr_assert_not(text->overflow);
}

Test(store_dir_meta, what_was_written_is_read)
{
    struct dir_meta *meta;
    struct buf text;
    size_t len;

    write_text(&text);
    len = text.len;
    buf_add(&text, SPAN("the body\n\n"));
    cr_assert_eq(dir_meta_read(buf_span(&text), &meta), (int)len);
    cr_assert(span_eq(meta->object.key, object.key));
    cr_assert(span_eq(meta->object.etag, object.etag));
    cr_assert_eq(meta->object.size, object.size);
    cr_assert_eq(meta->object.modified_ms, object.modified_ms);
    cr_assert_eq(meta->object.headers.n, 3u);
    for (size_t i = 0; i < 3; i++) {
        cr_assert(span_eq(meta->object.headers.at[i].name, lines[i].name));
        cr_assert(span_eq(meta->object.headers.at[i].value, lines[i].value));
    }
    dir_meta_unref(meta);
    buf_fini(&text);
}

Test(store_dir_meta, every_truncation_is_refused)
{
    struct dir_meta *meta;
    struct buf text;

    write_text(&text);
    for (size_t len = 0; len < text.len; len++) {
        cr_assert_lt(dir_meta_read(span_cut(buf_span(&text), 0, len), &meta), 0,
                     "%zu bytes", len);
        cr_assert_null(meta);
    }
    buf_fini(&text);
}

Test(store_dir_meta, what_we_never_write_is_refused)
{
    static const char *const rows[] = {
        "",
        "popbox-object 2\nkey 1\na\nsize 1\nmodified_ms 1\netag x\n\n",
        "popbox-object 1\nkey 0\n\nsize 1\nmodified_ms 1\netag x\n\n",
        "popbox-object 1\nkey 2\na\nsize 1\nmodified_ms 1\netag x\n\n",
        "popbox-object 1\nkey 1\na\nsize -1\nmodified_ms 1\netag x\n\n",
        "popbox-object 1\nkey 1\na\nsize 1\nmodified_ms x\netag x\n\n",
        "popbox-object 1\nkey 1\na\nsize 1\nmodified_ms 1\nheader a b\n\n",
        "popbox-object 1\nkey 1\na\nsize 1\nmodified_ms 1\netag x\nheader a\n"
        "\n",
        "popbox-object 1\nkey 1\na\nsize 1\nmodified_ms 1\netag x\n"
        "header a( b\n\n",
        "popbox-object 1\nkey 1\na\nsize 18446744073709551616\n"
        "modified_ms 1\netag x\n\n"};
    struct dir_meta *meta;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_assert_lt(dir_meta_read(span_str(rows[i]), &meta), 0, "row %zu", i);
}
