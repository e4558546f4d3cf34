/* test_json_caps.c - strict JSON: what is too much, exactly, and its message.
 */
#include "cache/base/json.h"

#include <criterion/criterion.h>

static void add_times(struct buf *text, const char *what, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add_str(text, what);
}

/* What is wrong with text, "" for nothing; the code in *err. Empties text. */
static const char *error_of(struct json_reader *reader, struct buf *text,
                            int *err)
{
    cr_assert(!text->overflow);
    *err = json_open(reader, "f.json", buf_span(text));
    json_close(reader);
    buf_reset(text);
    return reader->error;
}

Test(json_caps, depth_is_capped_exactly)
{
    struct json_reader reader;
    struct buf text;
    int err;
    buf_init(&text, JSON_TEXT_MAX);
    add_times(&text, "[", JSON_DEPTH_MAX);
    add_times(&text, "]", JSON_DEPTH_MAX);
    (void)error_of(&reader, &text, &err);
    cr_assert_eq(err, 0);

    add_times(&text, "{\"a\":", JSON_DEPTH_MAX);
    add_times(&text, "[", 100000);
    const char *error = error_of(&reader, &text, &err);
    cr_assert_eq(err, ERR_DEPTH);
    cr_assert(strstr(error, ".a.a.a: nested deeper than 64 levels"), "%s",
              error);
    cr_assert(strncmp(error, "f.json:1:321: $.a.a", 19) == 0, "%s", error);
    buf_fini(&text);
}

Test(json_caps, members_and_elements_are_capped_exactly)
{
    struct json_reader reader;
    struct buf text;
    int err;
    buf_init(&text, JSON_TEXT_MAX);
    for (size_t more = 0; more <= 1; more++) {
        buf_add_str(&text, "[0");
        add_times(&text, ",0", JSON_MEMBERS_MAX - 1 + more);
        buf_add_str(&text, "]");
        const char *error = error_of(&reader, &text, &err);
        cr_assert_str_eq(error,
                         more ? "f.json:1:8194: $: more than 4096 elements; "
                                "split the array"
                              : "");

        buf_add_str(&text, "{\"x\":0");
        for (size_t i = 1; i < JSON_MEMBERS_MAX + more; i++)
            buf_addf(&text, ",\"%zu\":0", i * 7919 % 4099);
        buf_add_str(&text, "}");
        (void)error_of(&reader, &text, &err);
        cr_assert_eq(err, more ? ERR_TOO_LONG : 0);
    }
    buf_fini(&text);
}

Test(json_caps, numbers_and_documents_are_capped_exactly)
{
    struct json_reader reader;
    struct buf text;
    int err;
    buf_init(&text, JSON_TEXT_MAX + 1);
    for (size_t more = 0; more <= 1; more++) {
        buf_add_str(&text, "0.");
        add_times(&text, "3", 61 + more);
        const char *error = error_of(&reader, &text, &err);
        cr_assert_str_eq(error, more ? "f.json:1:1: $: a number of 64 "
                                       "characters; at most 63 are read"
                                     : "");
        buf_add_str(&text, "7");
        add_times(&text, " ", JSON_TEXT_MAX - 1 + more);
        error = error_of(&reader, &text, &err);
        cr_assert_str_eq(error, more ? "f.json:1:1: $: 4194305 bytes; at most "
                                       "4194304 are read"
                                     : "");
    }
    buf_fini(&text);
}

Test(json_caps, messages_keep_their_room_and_their_terminal)
{
    struct json_reader reader;
    struct buf text;
    char file[1000];
    buf_init(&text, JSON_TEXT_MAX);
    memset(file, 'f', sizeof(file) - 1);
    file[sizeof(file) - 1] = '\0';
    for (size_t i = 0; i < 20; i++) {
        buf_add_str(&text, "{\"");
        add_times(&text, "\xC3\xA9", 30 + i);
        buf_add_str(&text, "\\u001b[31m\xC2\x9B\":");
    }
    buf_add_str(&text, "?");
    cr_assert_eq(json_open(&reader, file, buf_span(&text)), ERR_SYNTAX);
    json_close(&reader);
    cr_assert(strstr(reader.error, "found '?' where a value must be"));
    cr_assert(strncmp(reader.error, "...fff", 6) == 0);

    buf_reset(&text);
    buf_add_str(&text, "{\"\\u001b[31m\":1,\"\xC2\x9B\":2}");
    cr_assert_eq(json_open(&reader, "a\x1B", buf_span(&text)), 0);
    json_fail(&reader, json_first(json_root(&reader)), "%0600d\x1B", 7);
    json_close(&reader);
    cr_assert_eq(strlen(reader.error), JSON_ERROR_MAX - 1u);
    cr_assert(strncmp(reader.error, "a?:1:15: $[\"\\u001b[31m\"]: 000", 29) ==
                  0,
              "%s", reader.error);
    cr_assert_str_eq(reader.error + JSON_ERROR_MAX - 5, "0...");
    buf_fini(&text);
}
