/* origin_custom.c - custom headers that CloudFront adds towards an origin. */
#include "policies/cloudfront/origin_custom.h"

#include "policies/cloudfront/header_rules.h"

#define CUSTOM_MAX       10
#define CUSTOM_NAME_MAX  256
#define CUSTOM_VALUE_MAX 1783
#define CUSTOM_TOTAL_MAX 10240

static void check_name(const struct aws_in *in, const struct http_headers *out,
                       const struct json *at)
{
    struct span name = json_string(at);
    const char *why = header_refusal(name, HEADER_ORIGIN_CUSTOM);

    if (why)
        json_fail(in->reader, at, "%.*s %s", SPAN_ARG(name), why);
    if (name.len > CUSTOM_NAME_MAX)
        json_fail(in->reader, at,
                  "a header name of %zu bytes; CloudFront allows %d", name.len,
                  CUSTOM_NAME_MAX);
    if (http_headers_count(out, name) > 0)
        json_fail(in->reader, at, "%.*s is listed twice", SPAN_ARG(name));
}

/* One line; its bytes in the header list. Stops at an error. */
static size_t read_line(struct http_headers *out, const struct aws_in *in,
                        const struct json *item)
{
    static const char *const known[] = {"HeaderName", "HeaderValue"};
    const struct json *at = json_need(in->reader, item, known[0], JSON_STRING);
    struct span name, value;

    if (!at)
        return 0;
    check_name(in, out, at);
    name = aws_string_get(in, item, known[0]);
    value = aws_header_value_get(in, item, known[1], CUSTOM_VALUE_MAX);
    aws_note_unknown(in, item, "CustomHeaders", known, 2);
    if (in->reader->failed)
        return 0;
    if (http_headers_add(out, in->arena, name, value) < 0)
        json_fail(in->reader, item, "too many custom headers");
    return name.len + value.len;
}

int origin_custom_read(struct http_headers *out, const struct aws_in *in,
                       const struct json *object, const char *name)
{
    struct aws_list list = aws_list_get(in, object, name, CUSTOM_MAX);
    size_t total = 0;

    *out = (struct http_headers){0};
    for (const struct json *item = list.first; item; item = json_next(item))
        total += read_line(out, in, item);
    if (total > CUSTOM_TOTAL_MAX)
        json_fail(in->reader, list.at,
                  "custom headers of %zu bytes together; CloudFront allows %d",
                  total, CUSTOM_TOTAL_MAX);
    return aws_done(in);
}
