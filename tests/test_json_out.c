/* test_json_out.c - JSON out: commas, escapes, numbers, values as read. */
#include "cache/base/json.h"

#include <criterion/criterion.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <signal.h>

static void write_all(struct json_out *out)
{
    json_out_open(out, '{');
    json_out_key(out, "a");
    json_out_open(out, '[');
    json_out_int(out, 1);
    json_out_open(out, '{');
    json_out_close(out, '}');
    json_out_open(out, '[');
    json_out_close(out, ']');
    json_out_null(out);
    json_out_close(out, ']');
    json_out_key(out, "b\"");
    json_out_bool(out, true);
    json_out_key(out, "c");
    json_out_open(out, '{');
    json_out_key(out, "d");
    json_out_string(out, SPAN_ABSENT);
    json_out_key(out, "e");
    json_out_string(out, SPAN(""));
    json_out_close(out, '}');
    json_out_close(out, '}');
}

Test(json_out, commas_and_blanks_are_where_they_belong)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 1000);
    json_out_init(&out, &buf, false);
    write_all(&out);
    cr_assert_str_eq(buf_span(&buf).ptr, "{\"a\":[1,{},[],null],\"b\\\"\":true,"
                                         "\"c\":{\"d\":null,\"e\":\"\"}}");
    buf_reset(&buf);
    json_out_init(&out, &buf, true);
    write_all(&out);
    cr_assert_str_eq(buf_span(&buf).ptr, "{\n"
                                         "  \"a\": [\n"
                                         "    1,\n"
                                         "    {},\n"
                                         "    [],\n"
                                         "    null\n"
                                         "  ],\n"
                                         "  \"b\\\"\": true,\n"
                                         "  \"c\": {\n"
                                         "    \"d\": null,\n"
                                         "    \"e\": \"\"\n"
                                         "  }\n"
                                         "}");
    buf_fini(&buf);
}

Test(json_out, strings_are_escaped_and_made_utf8)
{
    const struct {
        struct span value;
        const char *text;
    } rows[] = {
        {SPAN("plain /<>&'"), "\"plain /<>&'\""},
        {SPAN("\"\\\b\f\n\r\t"), "\"\\\"\\\\\\b\\f\\n\\r\\t\""},
        {SPAN("a\0b\x01\x1F\x7F"), "\"a\\u0000b\\u0001\\u001f\\u007f\""},
        {SPAN("\xC2\x9B\xC2\xA0"), "\"\\u009b\xC2\xA0\""},
        {SPAN("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
         "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
        {SPAN("\xFFx\xC3"), "\"\xEF\xBF\xBDx\xEF\xBF\xBD\""},
        {SPAN("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {SPAN("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf buf;
        struct json_out out;
        buf_init(&buf, 1000);
        json_out_init(&out, &buf, false);
        json_out_string(&out, rows[i].value);
        cr_expect_str_eq(buf_span(&buf).ptr, rows[i].text);
        buf_fini(&buf);
    }
}

Test(json_out, any_two_bytes_make_a_string_that_reads_back)
{
    struct buf buf;
    buf_init(&buf, 100);
    for (unsigned i = 0; i < 65536; i++) {
        const char bytes[2] = {(char)(i >> 8), (char)(i & 0xFF)};
        struct json_out out;
        struct json_reader reader;
        buf_reset(&buf);
        json_out_init(&out, &buf, false);
        json_out_string(&out, span_of(bytes, 2));
        bool nul = !bytes[0] || !bytes[1]; /* ours does not read \u0000 */
        cr_assert_eq(json_open(&reader, "f", buf_span(&buf)),
                     nul ? ERR_SYNTAX : 0, "%04x", i);
        bool ascii = bytes[0] > 0 && bytes[1] > 0;
        cr_assert(!ascii ||
                  span_eq(json_string(json_root(&reader)), span_of(bytes, 2)));
        json_close(&reader);
    }
    buf_fini(&buf);
}

static void expect_double(double value, int decimals, const char *text)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 100);
    json_out_init(&out, &buf, false);
    json_out_double(&out, value, decimals);
    cr_expect_str_eq(buf_span(&buf).ptr, text);
    buf_fini(&buf);
}

static void expect_doubles(void)
{
    expect_double(0, 0, "0");
    expect_double(-0.0, 2, "0.00");
    expect_double(-0.004, 2, "0.00");
    expect_double(-0.006, 2, "-0.01");
    expect_double(0.5, 0, "0");
    expect_double(1.5, 0, "2");
    expect_double(2.0 / 3, 4, "0.6667");
    expect_double(-1234567.875, 2, "-1234567.88");
    expect_double(0.1, 17, "0.10000000000000001");
    expect_double(999999999999999868928.0, 1, "999999999999999868928.0");
    expect_double(1e21, 3, "1.0000000000000000e+21");
    expect_double(-DBL_MAX, 3, "-1.7976931348623157e+308");
    expect_double(DBL_MIN, 3, "0.000");
    expect_double(NAN, 3, "null");
    expect_double(-INFINITY, 3, "null");
}

Test(json_out, doubles_have_their_decimals)
{
    expect_doubles();
}

Test(json_out, doubles_have_a_point_where_the_locale_has_a_comma)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE",
                                        "fr_FR", "it_IT.UTF-8"};
    size_t n_tried = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (setlocale(LC_ALL, names[i])) {
            cr_assert_str_eq(localeconv()->decimal_point, ",");
            expect_doubles();
            n_tried++;
        }
    if (n_tried == 0)
        cr_skip_test("no locale with a decimal comma is installed");
}

Test(json_out, integers_reach_both_ends)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 100);
    json_out_init(&out, &buf, false);
    json_out_open(&out, '[');
    json_out_int(&out, INT64_MIN);
    json_out_int(&out, -1);
    json_out_int(&out, 0);
    json_out_int(&out, INT64_MAX);
    json_out_close(&out, ']');
    cr_assert_str_eq(buf_span(&buf).ptr,
                     "[-9223372036854775808,-1,0,9223372036854775807]");
    buf_fini(&buf);
}

Test(json_out, what_was_read_is_written_as_it_is)
{
    static const char text[] =
        "{\"a\":[1,-0,1.50,1E+2,9007199254740993,true,false,null,\"\"],"
        "\"b\":{\"c\\\\\":{},\"\":[]},\"d\":\"\xC3\xA9\\n\"}";
    struct json_reader reader;
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 1000);
    cr_assert_eq(json_open(&reader, "f", span_str(text)), 0);
    json_out_init(&out, &buf, false);
    json_out_value(&out, json_root(&reader));
    cr_assert_str_eq(buf_span(&buf).ptr, text);
    buf_fini(&buf);
    json_close(&reader);
}

Test(json_out, the_deepest_document_fits_below_32_levels)
{
    char text[2 * JSON_DEPTH_MAX];
    struct json_reader reader;
    struct buf buf;
    struct json_out out;
    memset(text, '[', JSON_DEPTH_MAX);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    cr_assert_eq(json_open(&reader, "f", span_of(text, sizeof(text))), 0);
    buf_init(&buf, 1000);
    json_out_init(&out, &buf, false);
    for (int i = 0; i < 32; i++)
        json_out_open(&out, '[');
    json_out_value(&out, json_root(&reader));
    for (int i = 0; i < 32; i++)
        json_out_close(&out, ']');
    cr_assert_eq(buf_span(&buf).len, 2 * 32 + sizeof(text));
    buf_fini(&buf);
    json_close(&reader);
}

Test(json_out, a_full_buffer_is_an_overflow_and_no_crash)
{
    for (size_t max = 1; max < 60; max++) {
        struct buf buf;
        struct json_out out;
        buf_init(&buf, max);
        json_out_init(&out, &buf, true);
        write_all(&out);
        cr_assert(buf.overflow);
        cr_assert_leq(buf.len, max);
        buf_fini(&buf);
    }
}

Test(json_out, a_value_without_its_key_is_asserted, .signal = SIGABRT)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 100);
    json_out_init(&out, &buf, false);
    json_out_open(&out, '{');
    json_out_int(&out, 1);
}

Test(json_out, a_key_in_an_array_is_asserted, .signal = SIGABRT)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 100);
    json_out_init(&out, &buf, false);
    json_out_open(&out, '[');
    json_out_key(&out, "a");
}

Test(json_out, a_wrong_closing_bracket_is_asserted, .signal = SIGABRT)
{
    struct buf buf;
    struct json_out out;
    buf_init(&buf, 100);
    json_out_init(&out, &buf, false);
    json_out_open(&out, '[');
    json_out_close(&out, '}');
}
