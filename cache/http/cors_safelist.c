/*
 * cors_safelist.c - methods and request headers that need no preflight.
 *
 * Fetch, "CORS-safelisted method" and "CORS-safelisted request-header": what a
 * page could send across origins before there was CORS, by name and by value.
 */
#include "cache/http/cors.h"

#define VALUE_MAX 128

bool cors_safe_method(struct span method)
{
    return span_eq(method, SPAN("GET")) || span_eq(method, SPAN("HEAD")) ||
           span_eq(method, SPAN("POST"));
}

/* "CORS-unsafe request-header byte". */
static bool is_unsafe_byte(char c)
{
    unsigned char byte = (unsigned char)c;

    return (byte < 0x20 && byte != '\t') || byte == 0x7f ||
           memchr("\"():<>?@[\\]{}", byte, 13) != NULL;
}

static bool has_unsafe_byte(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (is_unsafe_byte(value.ptr[i]))
            return true;
    return false;
}

static bool is_language(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = ascii_lower(value.ptr[i]);

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
            !memchr(" *,-.;=", c, 7))
            return false;
    }
    return true;
}

/* By the essence of the MIME type; parameters may be anything. */
static bool is_form_type(struct span value)
{
    struct span essence =
        span_trim(span_cut(value, 0, span_find(value, ';', 0)));

    return !has_unsafe_byte(value) &&
           (span_ieq(essence, SPAN("application/x-www-form-urlencoded")) ||
            span_ieq(essence, SPAN("multipart/form-data")) ||
            span_ieq(essence, SPAN("text/plain")));
}

/* ---- ranges -------------------------------------------------------------- */

static struct span digits_at(struct span value, size_t from)
{
    size_t end = from;

    while (end < value.len && value.ptr[end] >= '0' && value.ptr[end] <= '9')
        end++;
    return span_cut(value, from, end);
}

static struct span without_zeros(struct span digits)
{
    size_t n = 0;

    while (n < digits.len && digits.ptr[n] == '0')
        n++;
    return span_cut(digits, n, digits.len);
}

/* Numbers of any length. */
static bool is_less(struct span a, struct span b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    return a.len != b.len ? a.len < b.len : memcmp(a.ptr, b.ptr, a.len) < 0;
}

/* One range with a beginning: "bytes=5-" or "bytes=5-9", without blanks. */
static bool is_simple_range(struct span value)
{
    struct span unit = SPAN("bytes=");
    struct span first = digits_at(value, unit.len);
    size_t dash = unit.len + first.len;
    struct span last = digits_at(value, dash + 1);

    if (!span_starts(value, unit) || first.len == 0 || dash >= value.len ||
        value.ptr[dash] != '-' || dash + 1 + last.len != value.len)
        return false;
    return last.len == 0 || !is_less(last, first);
}

bool cors_safe_header(struct span name, struct span value)
{
    if (value.len > VALUE_MAX)
        return false;
    if (span_ieq(name, SPAN("accept")))
        return !has_unsafe_byte(value);
    if (span_ieq(name, SPAN("accept-language")) ||
        span_ieq(name, SPAN("content-language")))
        return is_language(value);
    if (span_ieq(name, SPAN("content-type")))
        return is_form_type(value);
    return span_ieq(name, SPAN("range")) && is_simple_range(value);
}
