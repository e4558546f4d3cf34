/* test_json_merge.c - RFC 7396: its examples, exact numbers, caps, places. */
#include "cache/base/json.h"

#include <criterion/criterion.h>

/* Opens base and patch, merges, and writes the result into text. */
static int merge_texts(struct json_reader *merged, const char *base,
                       const char *patch, struct buf *text)
{
    struct json_reader readers[2];
    cr_assert_eq(json_open(&readers[0], "base", span_str(base)), 0);
    cr_assert_eq(json_open(&readers[1], "patch", span_str(patch)), 0);
    int err = json_merge(merged, "merged", json_root(&readers[0]),
                         json_root(&readers[1]));
    json_close(&readers[0]); /* the result is a copy */
    json_close(&readers[1]);
    if (err == 0) {
        struct json_out out;
        json_out_init(&out, text, false);
        json_out_value(&out, json_root(merged));
    }
    return err;
}

Test(json_merge, the_examples_of_rfc_7396_hold)
{
    /* Appendix A, in its order, then what it leaves open. */
    static const struct {
        const char *base;
        const char *patch;
        const char *result;
    } rows[] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
         "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
        {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
        {"{\"a\":\"foo\"}", "null", "null"},
        {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
        {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
        {"{\"a\":1}", "{\"A\":2}", "{\"a\":1,\"A\":2}"},
        {"{\"a\":1}", "{\"a\":[null,{\"b\":null}]}",
         "{\"a\":[null,{\"b\":null}]}"},
        {"{\"z\":1,\"y\":2,\"x\":3}", "{\"x\":null,\"y\":9,\"w\":8,\"v\":7}",
         "{\"z\":1,\"y\":9,\"w\":8,\"v\":7}"},
        {"{\"n\":9007199254740993}", "{\"m\":1.50e+2}",
         "{\"n\":9007199254740993,\"m\":1.50e+2}"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader merged;
        struct buf text;
        buf_init(&text, 1000);
        cr_expect_eq(merge_texts(&merged, rows[i].base, rows[i].patch, &text),
                     0);
        cr_expect_str_eq(buf_span(&text).ptr, rows[i].result, "row %zu", i);
        buf_fini(&text);
        json_close(&merged);
    }
}

Test(json_merge, an_absent_base_is_an_empty_one)
{
    struct json_reader patch;
    struct json_reader merged;
    cr_assert_eq(json_open(&patch, "p", SPAN("{\"a\":{\"b\":null,\"c\":1}}")),
                 0);
    cr_assert_eq(json_merge(&merged, "m", NULL, json_root(&patch)), 0);
    const struct json *a = json_member(json_root(&merged), "a");
    cr_assert_eq(json_count(a), 1u);
    cr_assert_eq(json_number(json_member(a, "c")), 1);
    json_close(&merged);
    json_close(&patch);
}

Test(json_merge, errors_in_a_result_name_the_path_only)
{
    struct json_reader merged;
    struct buf text;
    buf_init(&text, 1000);
    cr_assert_eq(
        merge_texts(&merged, "{\"a\":[{\"b\":1}]}", "{\"c\":2}", &text), 0);
    const struct json *list = json_member(json_root(&merged), "a");
    (void)json_need(&merged, json_first(list), "b", JSON_STRING); /* fails */
    cr_assert_str_eq(merged.error, "merged: $.a[0].b: a number; it must be a "
                                   "string: put it in quotes");
    json_close(&merged);
    buf_fini(&text);
}

static void add_members(struct buf *text, char letter, size_t n)
{
    buf_reset(text);
    buf_add_byte(text, '{');
    for (size_t i = 0; i < n; i++)
        buf_addf(text, "%s\"%c%zu\":0", i ? "," : "", letter, i);
    buf_add_byte(text, '}');
    cr_assert(!text->overflow);
}

Test(json_merge, the_caps_hold_for_the_result)
{
    struct json_reader merged;
    struct buf base;
    struct buf patch;
    struct buf text;
    buf_init(&base, JSON_TEXT_MAX);
    buf_init(&patch, JSON_TEXT_MAX);
    buf_init(&text, JSON_TEXT_MAX);
    add_members(&base, 'a', JSON_MEMBERS_MAX);
    add_members(&patch, 'a', JSON_MEMBERS_MAX);
    cr_assert_eq(
        merge_texts(&merged, buf_span(&base).ptr, buf_span(&patch).ptr, &text),
        0);
    json_close(&merged);
    add_members(&patch, 'b', 1);
    cr_assert_eq(
        merge_texts(&merged, buf_span(&base).ptr, buf_span(&patch).ptr, &text),
        ERR_TOO_LONG);
    cr_assert_str_eq(merged.error, "merged: $: more than 4096 members; split "
                                   "the object");
    json_close(&merged);

    for (int i = 0; i < 2; i++) {
        struct buf *half = i ? &patch : &base;
        buf_reset(half);
        buf_addf(half, "{\"%d\":\"", i);
        char *room = buf_room(half, JSON_TEXT_MAX / 2);
        memset(room, 'x', JSON_TEXT_MAX / 2);
        buf_grow_len(half, JSON_TEXT_MAX / 2);
        buf_add_str(half, "\"}");
    }
    cr_assert_eq(
        merge_texts(&merged, buf_span(&base).ptr, buf_span(&patch).ptr, &text),
        ERR_TOO_LONG);
    cr_assert_null(json_root(&merged));
    cr_assert_str_eq(merged.error,
                     "merged: $: longer than 4194304 bytes after the change");
    json_close(&merged);
    buf_fini(&text);
    buf_fini(&patch);
    buf_fini(&base);
}
