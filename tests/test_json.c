/* test_json.c - strict JSON: what is refused, with which words, and where. */
#include "cache/base/json.h"

#include "cache/base/mem.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* What is wrong with text, "" for nothing; the code in *err. */
static const char *error_of(struct json_reader *reader, struct span text,
                            int *err)
{
    *err = json_open(reader, "f.json", text);
    cr_assert_eq(*err != 0, reader->failed, "a code and a text, or neither");
    cr_assert_eq(json_root(reader) == NULL, *err != 0);
    json_close(reader);
    return reader->error;
}

static const struct {
    const char *text;
    int err;
    const char *error;
} invalid[] = {
    /* no value, or half of one */
    {"", ERR_SYNTAX, "1:1: $: the document is empty"},
    {" \n ", ERR_SYNTAX, "2:2: $: the document is empty"},
    {"[1,2", ERR_SYNTAX,
     "1:5: $: the document ends here; ',' or ']' is missing, and 1 bracket is "
     "not closed"},
    {"{\"a\":[", ERR_SYNTAX,
     "1:7: $.a[0]: the document ends here; a value is missing, and 2 brackets "
     "are not closed"},
    {"{\"a\"", ERR_SYNTAX,
     "1:5: $.a: the document ends here; ':' is missing, and 1 bracket is not "
     "closed"},
    {"-", ERR_SYNTAX, "1:2: $: the document ends here; a digit is missing"},
    {"{", ERR_SYNTAX,
     "1:2: $: the document ends here; a member's name in double quotes is "
     "missing, and 1 bracket is not closed"},
    /* brackets, commas, colons */
    {"[1 2]", ERR_SYNTAX, "1:4: $: found '2' where ',' or ']' must be"},
    {"[1}", ERR_SYNTAX, "1:3: $: found '}' where ',' or ']' must be"},
    {"{\"a\":1]", ERR_SYNTAX, "1:7: $: found ']' where ',' or '}' must be"},
    {"{\"a\" 1}", ERR_SYNTAX, "1:6: $.a: found '1' where ':' must be"},
    {"{1:1}", ERR_SYNTAX,
     "1:2: $: found '1' where a member's name in double quotes must be"},
    {"[,1]", ERR_SYNTAX, "1:2: $[0]: found ',' where a value must be"},
    {"[1,]", ERR_SYNTAX,
     "1:4: $[1]: found ']' after a comma; remove the comma"},
    {"{\"a\":1, }", ERR_SYNTAX,
     "1:9: $: found '}' after a comma; remove the comma"},
    {"{\"a\":}", ERR_SYNTAX, "1:6: $.a: found '}' where a value must be"},
    {"]", ERR_SYNTAX, "1:1: $: found ']' where a value must be"},
    {"[1] x", ERR_SYNTAX,
     "1:5: $: text after the end of the document; remove it"},
    {"{}{}", ERR_SYNTAX,
     "1:3: $: text after the end of the document; remove it"},
    {"\v1", ERR_SYNTAX, "1:1: $: found byte 0x0B where a value must be"},
    {"[\xC3\xA9]", ERR_SYNTAX,
     "1:2: $[0]: found '\xC3\xA9' where a value must be"},
    {"[\xA0]", ERR_SYNTAX, "1:2: $[0]: found byte 0xA0 where a value must be"},
    /* habits of other languages */
    {"{a:1}", ERR_SYNTAX, "1:2: $: put the member's name in double quotes"},
    {"{'a':1}", ERR_SYNTAX, "1:2: $: put the member's name in double quotes"},
    {"['a']", ERR_SYNTAX,
     "1:2: $[0]: found a single quote; put strings in double quotes"},
    {"[ // x\n]", ERR_SYNTAX,
     "1:3: $[0]: found '/'; JSON has no comments, remove it"},
    {"{#\n}", ERR_SYNTAX, "1:2: $: found '#'; JSON has no comments, remove it"},
    {"{\"a\":True}", ERR_SYNTAX, "1:6: $.a: found True; JSON writes it true"},
    {"[NULL]", ERR_SYNTAX, "1:2: $[0]: found NULL; JSON writes it null"},
    {"[NaN]", ERR_SYNTAX,
     "1:2: $[0]: found NaN, which JSON does not have; write a number or null"},
    {"[tru]", ERR_SYNTAX,
     "1:2: $[0]: found tru where a value must be; put a string in double "
     "quotes"},
    {"nulls", ERR_SYNTAX,
     "1:1: $: found nulls where a value must be; put a string in double "
     "quotes"},
    /* numbers */
    {"0123", ERR_SYNTAX, "1:1: $: a number has no leading zeros; remove them"},
    {"[-01]", ERR_SYNTAX,
     "1:2: $[0]: a number has no leading zeros; remove them"},
    {"[+1]", ERR_SYNTAX,
     "1:2: $[0]: found '+'; a number begins with a digit or with '-'"},
    {"[.5]", ERR_SYNTAX,
     "1:2: $[0]: found '.'; a number begins with a digit or with '-'"},
    {"[1.]", ERR_SYNTAX, "1:4: $[0]: found ']' where a digit must be"},
    {"[1e]", ERR_SYNTAX, "1:4: $[0]: found ']' where a digit must be"},
    {"[1e+-1]", ERR_SYNTAX, "1:5: $[0]: found '-' where a digit must be"},
    {"[--1]", ERR_SYNTAX, "1:3: $[0]: found '-' where a digit must be"},
    {"[0x10]", ERR_SYNTAX, "1:3: $: found 'x' where ',' or ']' must be"},
    {"[1e400]", ERR_RANGE,
     "1:2: $[0]: this number is too large: beyond 1.8e308"},
    {"{\"n\":-1e999}", ERR_RANGE,
     "1:6: $.n: this number is too large: beyond 1.8e308"},
    /* strings */
    {"[\"abc", ERR_SYNTAX, "1:2: $[0]: this string has no closing quote"},
    {"\"a\\", ERR_SYNTAX,
     "1:3: $: no such escape; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r "
     "\\t "
     "\\uXXXX"},
    {"\"\\x41\"", ERR_SYNTAX,
     "1:2: $: no such escape; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r "
     "\\t "
     "\\uXXXX"},
    {"\"\\u12G4\"", ERR_SYNTAX, "1:2: $: \\u needs four hexadecimal digits"},
    {"\"\\u0000\"", ERR_SYNTAX,
     "1:2: $: \\u0000 is not taken in strings; remove it"},
    {"{\"\\u0000\":1}", ERR_SYNTAX,
     "1:3: $: \\u0000 is not taken in strings; remove it"},
    {"\"\\ud800\"", ERR_SYNTAX,
     "1:2: $: \\uD800 is half a surrogate pair; write both halves or the "
     "character itself"},
    {"\"\\udc00\\ud800\"", ERR_SYNTAX,
     "1:2: $: \\uDC00 is half a surrogate pair; write both halves or the "
     "character itself"},
    {"\"\\ud83d\\u0041\"", ERR_SYNTAX,
     "1:2: $: \\uD83D is half a surrogate pair; write both halves or the "
     "character itself"},
    {"[\"a\nb\"]", ERR_SYNTAX,
     "1:4: $[0]: the line ends inside a string; close it with \" or write \\n"},
    {"\"\t\"", ERR_SYNTAX,
     "1:2: $: control byte 0x09 in a string; write \\u0009"},
    /* UTF-8: lone, overlong, surrogate, above U+10FFFF, cut off */
    {"\"\x80\"", ERR_SYNTAX,
     "1:2: $: byte 0x80 is not UTF-8 here; save the document as UTF-8"},
    {"\"\xC0\xAF\"", ERR_SYNTAX,
     "1:2: $: byte 0xC0 is not UTF-8 here; save the document as UTF-8"},
    {"\"\xE0\x80\xAF\"", ERR_SYNTAX,
     "1:2: $: byte 0xE0 is not UTF-8 here; save the document as UTF-8"},
    {"\"\xED\xA0\x80\"", ERR_SYNTAX,
     "1:2: $: byte 0xED is not UTF-8 here; save the document as UTF-8"},
    {"\"\xF4\x90\x80\x80\"", ERR_SYNTAX,
     "1:2: $: byte 0xF4 is not UTF-8 here; save the document as UTF-8"},
    {"\"\xC3\xA9\xE2\x82\"", ERR_SYNTAX,
     "1:3: $: byte 0xE2 is not UTF-8 here; save the document as UTF-8"},
    {"\xEF\xBB\xBF{}", ERR_SYNTAX,
     "1:1: $: a byte order mark; save the document as UTF-8 without it"},
    {"\xFF\xFE{", ERR_SYNTAX,
     "1:1: $: this looks like UTF-16; save the document as UTF-8"},
    /* names given twice: the first second one, escapes undone */
    {"{\"a\":1,\"b\":{\"x\":1,\n\"y\":2, \"x\" : 3},\"a\":2}", ERR_DUPLICATE,
     "2:17: $.a: this name is given twice in one object; remove one"},
    {"{\"b\":{\"x\":1,\n\"y\":2, \"x\" : 3}}", ERR_DUPLICATE,
     "2:8: $.b.x: this name is given twice in one object; remove one"},
    {"{\"a\\\"\":1, \"\\u0061\\\"\":2}", ERR_DUPLICATE,
     "1:11: $[\"a\\\"\"]: this name is given twice in one object; remove one"},
    {"{\"\":1,\"\":2}", ERR_DUPLICATE,
     "1:7: $[\"\"]: this name is given twice in one object; remove one"},
    {"{\"b\":1,\"a\":1,\"b\":2,\"a\":2}", ERR_DUPLICATE,
     "1:14: $.b: this name is given twice in one object; remove one"},
    /* places: lines, columns in characters, names that are no words */
    {"{\n  \"\xC3\xA9\xE2\x82\xAC\": [0, {\"x y\": ?}]\n}", ERR_SYNTAX,
     "2:21: $[\"\xC3\xA9\xE2\x82\xAC\"][1][\"x y\"]: found '?' where a value "
     "must be"},
};

Test(json, invalid_documents_are_refused_with_place_and_cure)
{
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        struct json_reader reader;
        int err;
        const char *error = error_of(&reader, span_str(invalid[i].text), &err);
        cr_expect_eq(err, invalid[i].err, "%s: %d", invalid[i].text, err);
        cr_expect(strncmp(error, "f.json:", 7) == 0);
        cr_expect_str_eq(error + 7, invalid[i].error, "%s", invalid[i].text);
    }
}

Test(json, nul_bytes_and_utf16_are_named)
{
    const struct {
        struct span text;
        const char *error;
    } rows[] = {
        {SPAN("\"a\0b\""),
         "f.json:1:3: $: a NUL byte is not taken in strings; remove it"},
        {SPAN("[1]\0"),
         "f.json:1:4: $: text after the end of the document; remove it"},
        {SPAN("[\0 ]"),
         "f.json:1:1: $: this looks like UTF-16; save the document as UTF-8"},
        {SPAN("[ \0]"),
         "f.json:1:3: $[0]: found byte 0x00 where a value must be"},
        {SPAN("\0{\0}"),
         "f.json:1:1: $: this looks like UTF-16; save the document as UTF-8"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_reader reader;
        int err;
        cr_expect_str_eq(error_of(&reader, rows[i].text, &err), rows[i].error);
        cr_expect_eq(err, ERR_SYNTAX);
    }
}

static const char rich[] =
    " {\"Id\": \"E\\u00e91\\ud83d\\ude00\\\\\\/\\\"\\b\\f\\n\\r\\t\",\r\n"
    "\t\"n\":[0,-0,1.5,-12.25e+3,1E-2,9007199254740993,true,false,null],\n"
    "  \"deep\":{\"a\":{\"b\":[[],{},[{\"c\":\"\xF0\x9F\x98\x80\"}]]}} , "
    "\"\":\"\"} \n";

Test(json, every_truncation_is_an_error_with_a_place)
{
    size_t whole = strlen(rich);
    while (rich[whole - 1] != '}')
        whole--;
    for (size_t len = 0; len <= sizeof(rich) - 1; len++) {
        char *exact = mem_alloc(len);
        memcpy(exact, rich, len);
        struct json_reader reader;
        int err;
        const char *error = error_of(&reader, span_of(exact, len), &err);
        mem_free(exact);
        if (len >= whole) {
            cr_assert_eq(err, 0, "%zu: %s", len, error);
            continue;
        }
        cr_assert_eq(err, ERR_SYNTAX, "%zu bytes", len);
        unsigned line;
        unsigned column;
        int path = 0;
        cr_assert_eq(sscanf(error, "f.json:%u:%u: $%n", &line, &column, &path),
                     2);
        cr_assert(path > 0 && line >= 1 && line <= 3 && column >= 1, "%s",
                  error);
    }
}

Test(json, every_flipped_byte_is_read_or_refused)
{
    for (size_t i = 0; i < sizeof(rich) - 1; i++)
        for (unsigned byte = 0; byte < 256; byte += 5) {
            char text[sizeof(rich)];
            memcpy(text, rich, sizeof(rich));
            text[i] = (char)byte;
            struct json_reader reader;
            int err;
            (void)error_of(&reader, span_of(text, sizeof(rich) - 1), &err);
        }
}

Test(json, values_are_walked_in_document_order)
{
    struct json_reader reader;
    cr_assert_eq(json_open(&reader, "f.json", span_str(rich)), 0);
    const struct json *root = json_root(&reader);
    cr_assert_eq(json_count(root), 4u);
    const struct json *id = json_first(root);
    cr_assert(span_eq(json_name(id), SPAN("Id")));
    cr_assert(
        span_eq(json_string(id), SPAN("E\xC3\xA9"
                                      "1\xF0\x9F\x98\x80\\/\"\b\f\n\r\t")));
    const struct json *n = json_next(id);
    cr_assert_eq(n, json_member(root, "n"));
    cr_assert_eq(json_count(n), 9u);
    static const struct {
        double value;
        const char *text;
    } numbers[] = {{0, "0"},       {0, "-0"},
                   {1.5, "1.5"},   {-12250, "-12.25e+3"},
                   {0.01, "1E-2"}, {9007199254740992, "9007199254740993"}};
    const struct json *at = json_first(n);
    for (size_t i = 0; i < 6; i++, at = json_next(at)) {
        cr_assert(span_absent(json_name(at)));
        cr_assert_eq(json_number(at), numbers[i].value);
        cr_assert(span_eq(json_number_text(at), span_str(numbers[i].text)));
    }
    cr_assert(json_bool(at));
    cr_assert(!json_bool(json_next(at)));
    cr_assert_str_eq(json_type_text(json_next(json_next(at))), "null");
    cr_assert_null(json_member(root, "id"), "exact case");
    cr_assert_null(json_member(n, "n"), "an array has no members");
    cr_assert_null(json_member(NULL, "n"));
    cr_assert_eq(json_count(id), 0u);
    cr_assert_null(json_first(id));
    cr_assert_eq(json_count(NULL), 0u);
    cr_assert_null(json_first(NULL));
    cr_assert_not_null(json_member(root, ""));
    json_close(&reader);
    json_close(&reader);
}
