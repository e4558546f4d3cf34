/* test_json_get.c - members as a configuration wants them: every refusal. */
#include "cache/base/json.h"

#include <criterion/criterion.h>

static const char document[] = "{\n"
                               " \"s\": \"text\", \"e\": \"\", \"n\": 7,\n"
                               " \"b\": true, \"a\": [1, {\"k\": \"v\"}],\n"
                               " \"o\": {\"Min\": 1}, \"z\": null}";

static void open_text(struct json_reader *reader, const char *text)
{
    cr_assert_eq(json_open(reader, "c.json", span_str(text)), 0, "%s",
                 reader->error);
}

static void expect_error(struct json_reader *reader, const char *error)
{
    cr_expect_str_eq(reader->error, error);
    cr_expect_eq(reader->failed, *error != '\0');
    json_close(reader);
}

Test(json_get, members_of_the_right_type_are_returned)
{
    struct json_reader reader;
    open_text(&reader, document);
    const struct json *root = json_root(&reader);
    static const int64_t range[2] = {7, 7};
    static const char *const words[] = {"", "tex", "text"};
    cr_assert(
        span_eq(json_get_string(&reader, root, "s", SPAN("x")), SPAN("text")));
    cr_assert(span_eq(json_get_string(&reader, root, "e", SPAN("x")), SPAN("")),
              "empty is not absent");
    cr_assert_eq(json_get_int(&reader, root, "n", range, 1), 7);
    cr_assert(json_get_bool(&reader, root, "b", false));
    cr_assert_eq(json_get_enum(&reader, root, "s", JSON_WORDS(words), 9), 2);
    cr_assert_eq(json_get_enum(&reader, root, "e", JSON_WORDS(words), 9), 0);
    cr_assert_eq(json_get(&reader, root, "a", JSON_ARRAY),
                 json_member(root, "a"));
    cr_assert_eq(json_need(&reader, root, "o", JSON_OBJECT),
                 json_member(root, "o"));
    expect_error(&reader, "");
}

Test(json_get, what_is_absent_or_null_is_the_fallback)
{
    static const char *const names[] = {"z", "nowhere", "S"};
    static const int64_t range[2] = {0, 10};
    static const char *const words[] = {"w"};
    struct json_reader reader;
    open_text(&reader, document);
    const struct json *objects[] = {json_root(&reader), NULL};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 2; j++) {
            const struct json *object = objects[j];
            const char *name = names[i];
            cr_assert(span_absent(
                json_get_string(&reader, object, name, SPAN_ABSENT)));
            cr_assert_eq(json_get_int(&reader, object, name, range, 99), 99);
            cr_assert(json_get_bool(&reader, object, name, true));
            cr_assert_eq(
                json_get_enum(&reader, object, name, JSON_WORDS(words), -1),
                -1);
            cr_assert_null(json_get(&reader, object, name, JSON_ARRAY));
        }
    json_only(&reader, NULL, NULL, 0);
    expect_error(&reader, "");
}

Test(json_get, a_wrong_type_is_an_error_whatever_was_wanted)
{
    static const char *const names[] = {"s", "n", "b", "a", "o"};
    static const enum json_type types[] = {JSON_STRING, JSON_NUMBER, JSON_BOOL,
                                           JSON_ARRAY, JSON_OBJECT};
    static const char *const found[] = {
        "2:7: $.s: a string", "2:29: $.n: a number", "3:7: $.b: a boolean",
        "3:18: $.a: an array", "4:7: $.o: an object"};
    static const char *const wanted[] = {
        "a string", "a number", "true or false", "an array", "an object"};
    static const char *const cures[5][5] = {
        {"", ": write it without quotes", ": write it without quotes",
         ": put it in [ ]", ""},
        {": put it in quotes", "", "", ": put it in [ ]", ""},
        {": put it in quotes", "", "", ": put it in [ ]", ""},
        {"", "", "", "", ""},
        {"", "", "", ": put it in [ ]", ""}};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++) {
            char error[200] = "";
            struct json_reader reader;
            open_text(&reader, document);
            const struct json *got =
                json_need(&reader, json_root(&reader), names[i], types[j]);
            cr_assert_eq(got != NULL, i == j);
            if (i != j) {
                strcat(error, "c.json:");
                strcat(error, found[i]);
                strcat(error, "; it must be ");
                strcat(error, wanted[j]);
                strcat(error, cures[i][j]);
            }
            expect_error(&reader, error);
        }
}

Test(json_get, a_missing_member_is_said_at_its_object)
{
    static const struct {
        const char *text;
        const char *name;
        const char *error;
    } rows[] = {
        {"{\"a\":1}", "Name",
         "c.json:1:1: $: \"Name\" is missing; add it, a string"},
        {"{\"name\":\"x\"}", "Name",
         "c.json:1:2: $.name: unknown; rename it to \"Name\", which is "
         "missing"},
        {"{\"max_age\":\"x\"}", "MaxAge",
         "c.json:1:2: $.max_age: unknown; rename it to \"MaxAge\", which is "
         "missing"},
        {"{\"MaxTTL\":\"x\"}", "MinTTL",
         "c.json:1:1: $: \"MinTTL\" is missing; add it, a string"},
        {"{\"Name\":null}", "Name",
         "c.json:1:9: $.Name: null; it must be a string"},
        {"[1]", "Name", "c.json:1:1: $: an array; it must be an object"},
        {"null", "Name", "c.json:1:1: $: null; it must be an object"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader reader;
        open_text(&reader, rows[i].text);
        cr_assert_null(
            json_need(&reader, json_root(&reader), rows[i].name, JSON_STRING));
        expect_error(&reader, rows[i].error);
    }
    struct json_reader reader;
    open_text(&reader, "{}");
    cr_assert_null(json_need(&reader, NULL, "x", JSON_BOOL));
    expect_error(&reader,
                 "c.json:1:1: $: \"x\" is missing; add it, true or false");
}

Test(json_get, the_first_error_stays_and_reading_goes_on)
{
    static const int64_t range[2] = {0, 1};
    struct json_reader reader;
    open_text(&reader, document);
    const struct json *root = json_root(&reader);
    cr_assert_eq(json_get_int(&reader, root, "n", range, 1), 1);
    cr_assert_null(json_need(&reader, root, "q", JSON_ARRAY));
    json_fail(&reader, NULL, "later");
    cr_assert(
        span_eq(json_get_string(&reader, root, "s", SPAN_ABSENT), SPAN("text")),
        "what is right is still returned");
    expect_error(&reader,
                 "c.json:2:29: $.n: 7 is out of range; it must be 0 to 1");
}

Test(json_get, integers_are_exact_or_refused)
{
    static const int64_t all[2] = {INT64_MIN, INT64_MAX};
    static const int64_t few[2] = {-5, 5};
    static const struct {
        const char *text;
        const int64_t *range;
        int64_t value; /* where there is no error */
        const char *error;
    } rows[] = {
        {"0", few, 0, NULL},
        {"-0", few, 0, NULL},
        {"-5", few, -5, NULL},
        {"5", few, 5, NULL},
        {"9007199254740991", all, 9007199254740991, NULL},
        {"-9007199254740991", all, -9007199254740991, NULL},
        {"6", few, 0, "6 is out of range; it must be -5 to 5"},
        {"-6", few, 0, "-6 is out of range; it must be -5 to 5"},
        {"9007199254740993", all, 0,
         "9007199254740993 is out of range; it must be -9007199254740991 to "
         "9007199254740991"},
        {"9007199254740992", all, 0,
         "9007199254740992 is out of range; it must be -9007199254740991 to "
         "9007199254740991"},
        {"18446744073709551616", few, 0,
         "18446744073709551616 is out of range; it must be -5 to 5"},
        {"-99999999999999999999999999", few, 0,
         "-99999999999999999999999999 is out of range; it must be -5 to 5"},
        {"1.5", few, 0, "1.5 is not a whole number in plain digits"},
        {"1.0", few, 0, "1.0 is not a whole number in plain digits"},
        {"1e3", all, 0, "1e3 is not a whole number in plain digits"},
        {"1E0", all, 0, "1E0 is not a whole number in plain digits"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader reader;
        char text[100] = "{\"n\":";
        char error[200] = "";
        open_text(&reader, strcat(strcat(text, rows[i].text), "}"));
        int64_t value =
            json_get_int(&reader, json_root(&reader), "n", rows[i].range, 42);
        cr_expect_eq(value, rows[i].error ? 42 : rows[i].value, "%s",
                     rows[i].text);
        if (rows[i].error)
            strcat(strcat(error, "c.json:1:6: $.n: "), rows[i].error);
        expect_error(&reader, error);
    }
}

Test(json_get, unknown_words_and_members_get_advice)
{
    static const char *const words[] = {"none", "whitelist", "allExcept"};
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {"\"Whitelist\"", "\"Whitelist\" is unknown; did you mean "
                          "\"whitelist\"? "
                          "The known ones are none, whitelist, allExcept"},
        {"\"whitleist\"", "\"whitleist\" is unknown; did you mean "
                          "\"whitelist\"? "
                          "The known ones are none, whitelist, allExcept"},
        {"\"all-except\"", "\"all-except\" is unknown; did you mean "
                           "\"allExcept\"? "
                           "The known ones are none, whitelist, allExcept"},
        {"\"nome\"", "\"nome\" is unknown; did you mean \"none\"? "
                     "The known ones are none, whitelist, allExcept"},
        {"\"all\"", "\"all\" is unknown; the known "
                    "ones are none, whitelist, allExcept"},
        {"\"\"", "\"\" is unknown; the known "
                 "ones are none, whitelist, allExcept"},
        {"\"\\u001b[0m\"", "\"?[0m\" is unknown; the known "
                           "ones are none, whitelist, allExcept"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader reader;
        char text[100] = "{\"w\":";
        char error[200] = "c.json:1:6: $.w: ";
        open_text(&reader, strcat(strcat(text, rows[i].text), "}"));
        cr_expect_eq(json_get_enum(&reader, json_root(&reader), "w",
                                   JSON_WORDS(words), -7),
                     -7);
        expect_error(&reader, strcat(error, rows[i].error));
    }
}

Test(json_get, only_known_members_pass)
{
    static const char *const names[] = {"Origin", "MaxAge", "x\"y"};
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {"{}", ""},
        {"{\"MaxAge\":1,\"Origin\":null}", ""},
        {"{\n\"MaxAge\" :1, \"orgin\" :\n 2,\"zzz\":3}",
         "c.json:2:14: $.orgin: unknown; did you mean \"Origin\"? "
         "The known ones are Origin, MaxAge, x\"y"},
        {"{\"x\\\"y\":1,\"x\\\"z\\\\\":2}",
         "c.json:1:11: $[\"x\\\"z\\\\\"]: unknown; the known "
         "ones are Origin, MaxAge, x\"y"},
        {"[]", "c.json:1:1: $: an array; it must be an object"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader reader;
        open_text(&reader, rows[i].text);
        json_only(&reader, json_root(&reader), names, 3);
        expect_error(&reader, rows[i].error);
    }
    struct json_reader reader;
    open_text(&reader, "{\"a\":1}");
    json_only(&reader, json_root(&reader), NULL, 0);
    expect_error(&reader, "c.json:1:2: $.a: unknown; remove it, nothing "
                          "belongs here");
}

Test(json_get, a_long_list_of_known_names_is_cut_not_the_error)
{
    char names[100][24];
    const char *known[100];
    for (int i = 0; i < 100; i++) {
        known[i] = names[i];
        memcpy(names[i], "a-rather-long-name-0000", 24);
        names[i][20] = (char)('0' + i / 10);
        names[i][21] = (char)('0' + i % 10);
    }
    struct json_reader reader;
    open_text(&reader, "{\"unheard\":1}");
    json_only(&reader, json_root(&reader), known, 100);
    cr_assert(reader.failed);
    cr_assert(strlen(reader.error) < 260);
    cr_assert_str_eq(reader.error + strlen(reader.error) - 5, ", ...");
    json_close(&reader);
}

Test(json_get, errors_at_values_name_line_column_and_path)
{
    struct json_reader reader;
    open_text(&reader, document);
    const struct json *list = json_member(json_root(&reader), "a");
    const struct json *inner = json_next(json_first(list));
    json_fail(&reader, json_first(inner), "%s %d", "no", 5);
    expect_error(&reader, "c.json:3:28: $.a[1].k: no 5");

    open_text(&reader, " \n {}");
    json_fail(&reader, NULL, "nothing is in it");
    expect_error(&reader, "c.json:2:2: $: nothing is in it");
}
