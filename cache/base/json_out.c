/*
 * json_out.c - JSON text, value by value.
 *
 * The same calls give the same bytes on every machine: no locale is asked, and
 * what is not JSON (a key in an array, a bracket left open, infinity) is
 * asserted against or replaced, never written.
 */
#include "cache/base/json.h"

#include "cache/base/assert.h"
#include "cache/base/json_parts.h"

#include <math.h>

#define DECIMALS_MAX 17
#define FIXED_BELOW  1e21 /* as ECMAScript does */

void json_out_init(struct json_out *out, struct buf *buf, bool pretty)
{
    *out = (struct json_out){.buf = buf, .pretty = pretty};
}

/* ---- between values ------------------------------------------------------ */

static void new_line(struct json_out *out)
{
    buf_add_byte(out->buf, '\n');
    for (int i = 0; i < out->depth; i++)
        buf_add_str(out->buf, "  ");
}

/* Before a member or an element. */
static void separate(struct json_out *out)
{
    if (out->depth == 0)
        return;
    bool *has_member = &out->has_member[out->depth - 1];
    if (*has_member)
        buf_add_byte(out->buf, ',');
    *has_member = true;
    if (out->pretty)
        new_line(out);
}

/* Before a value: an object's stands behind its key. */
static void begin(struct json_out *out)
{
    bool in_object = out->depth > 0 && out->brackets[out->depth - 1] == '{';
    ASSERT(out->after_key == in_object);
    if (!out->after_key)
        separate(out);
    out->after_key = false;
}

void json_out_open(struct json_out *out, char bracket)
{
    ASSERT(bracket == '{' || bracket == '[');
    ASSERT(out->depth < JSON_OUT_DEPTH);
    begin(out);
    buf_add_byte(out->buf, bracket);
    out->brackets[out->depth] = bracket;
    out->has_member[out->depth] = false;
    out->depth++;
}

void json_out_close(struct json_out *out, char bracket)
{
    ASSERT(out->depth > 0);
    ASSERT(!out->after_key);
    out->depth--;
    ASSERT(bracket == (out->brackets[out->depth] == '{' ? '}' : ']'));
    if (out->pretty && out->has_member[out->depth])
        new_line(out);
    buf_add_byte(out->buf, bracket);
}

/* ---- strings ------------------------------------------------------------- */

/* Bytes that stand for themselves; the rest of ASCII, and C1, is escaped. */
static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void add_escaped(struct buf *buf, unsigned code)
{
    static const char from[] = "\"\\\b\f\n\r\t";
    static const char to[] = "\"\\bfnrt";
    const char *known = code && code < 0x80 ? strchr(from, (int)code) : NULL;
    if (known)
        buf_addf(buf, "\\%c", to[known - from]);
    else
        buf_addf(buf, "\\u%04x", code);
}

/* Writes the character that text, not empty, begins with; returns its length.
 */
static size_t add_char(struct buf *buf, struct span text)
{
    unsigned char byte = (unsigned char)text.ptr[0];
    size_t len = json_utf8_len(text);
    if (len == 0) {
        buf_add_str(buf, "\xEF\xBF\xBD");
        return 1;
    }
    if (len == 1)
        add_escaped(buf, byte);
    else if (len == 2 && byte == 0xC2 && (unsigned char)text.ptr[1] < 0xA0)
        add_escaped(buf, (unsigned char)text.ptr[1]);
    else
        buf_add(buf, span_cut(text, 0, len));
    return len;
}

static void add_string(struct buf *buf, struct span value)
{
    size_t at = 0;
    buf_add_byte(buf, '"');
    while (at < value.len) {
        size_t run = at;
        while (run < value.len && is_plain(value.ptr[run]))
            run++;
        buf_add(buf, span_cut(value, at, run));
        at = run;
        if (at < value.len)
            at += add_char(buf, span_cut(value, at, value.len));
    }
    buf_add_byte(buf, '"');
}

void json_out_key(struct json_out *out, const char *key)
{
    ASSERT(out->depth > 0);
    ASSERT(out->brackets[out->depth - 1] == '{');
    ASSERT(!out->after_key);
    separate(out);
    add_string(out->buf, span_str(key));
    buf_add_str(out->buf, out->pretty ? ": " : ":");
    out->after_key = true;
}

void json_out_string(struct json_out *out, struct span value)
{
    begin(out);
    if (span_absent(value))
        buf_add_str(out->buf, "null");
    else
        add_string(out->buf, value);
}

/* ---- scalars ------------------------------------------------------------- */

void json_out_int(struct json_out *out, int64_t value)
{
    begin(out);
    if (value < 0)
        buf_add_byte(out->buf, '-');
    /* Through uint64_t, where -INT64_MIN exists. */
    buf_add_u64(out->buf, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

/* A number as printf wrote it, in JSON's spelling: a '.' for what the locale
 * takes for it, and no sign before a zero. */
static void add_number(struct buf *buf, struct span printed)
{
    if (strspn(printed.ptr, "-0.,") == printed.len)
        printed = span_cut(printed, printed.ptr[0] == '-', printed.len);
    bool in_point = false;
    for (size_t i = 0; i < printed.len; i++) {
        char c = printed.ptr[i];
        bool known = memchr("0123456789+-e", c, 13) != NULL;
        if (known)
            buf_add_byte(buf, c);
        else if (!in_point)
            buf_add_byte(buf, '.');
        in_point = !known;
    }
}

void json_out_double(struct json_out *out, double value, int decimals)
{
    ASSERT(decimals >= 0 && decimals <= DECIMALS_MAX);
    if (!isfinite(value)) {
        json_out_null(out);
        return;
    }
    begin(out);
    struct buf printed;
    buf_init(&printed, 64);
    if (value > -FIXED_BELOW && value < FIXED_BELOW)
        buf_addf(&printed, "%.*f", decimals, value);
    else
        buf_addf(&printed, "%.16e", value);
    ASSERT(!printed.overflow);
    add_number(out->buf, buf_span(&printed));
    buf_fini(&printed);
}

void json_out_bool(struct json_out *out, bool value)
{
    begin(out);
    buf_add_str(out->buf, value ? "true" : "false");
}

void json_out_null(struct json_out *out)
{
    begin(out);
    buf_add_str(out->buf, "null");
}

/* ---- values that were read ----------------------------------------------- */

static void out_container(struct json_out *out, const struct json *value)
{
    bool object = json_type(value) == JSON_OBJECT;
    json_out_open(out, object ? '{' : '[');
    const struct json *item = json_first(value);
    for (; item; item = json_next(item)) {
        if (object)
            json_out_key(out, json_name(item).ptr);
        json_out_value(out, item);
    }
    json_out_close(out, object ? '}' : ']');
}

void json_out_value(struct json_out *out, const struct json *value)
{
    switch (json_type(value)) {
    case JSON_NULL:
        json_out_null(out);
        return;
    case JSON_BOOL:
        json_out_bool(out, json_bool(value));
        return;
    case JSON_NUMBER:
        begin(out);
        buf_add(out->buf, json_number_text(value));
        return;
    case JSON_STRING:
        json_out_string(out, json_string(value));
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        out_container(out, value);
        return;
    }
}
