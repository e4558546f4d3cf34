/*
 * response_headers_policy.c - AWS's ResponseHeadersPolicyConfig.
 *
 * Fills the recipe that is applied on delivery: CORS lines that are computed
 * from the viewer's own Origin, lines that are removed, lines that are set.
 * Values go out as header lines, so no control character gets past here.
 */
#include "policies/cloudfront/response_headers_policy.h"

#include "policies/cloudfront/cors_config.h"
#include "policies/cloudfront/header_rules.h"
#include "policies/cloudfront/security_headers.h"

#define CUSTOM_MAX       10
#define CUSTOM_NAME_MAX  256
#define CUSTOM_VALUE_MAX 1783
#define CUSTOM_TOTAL_MAX 10240
#define REMOVE_MAX       10

/* The member Header of an item, fit for the use; "" after an error. */
static struct span header_name(const struct aws_in *in, const struct json *item,
                               enum header_use use)
{
    const struct json *value =
        json_need(in->reader, item, "Header", JSON_STRING);
    const char *why = value ? header_refusal(json_string(value), use) : NULL;
    struct span copy;

    if (!value)
        return SPAN("");
    if (why && use == HEADER_REPLY_SET)
        json_fail(in->reader, value, "Invalid custom header: %.*s %s",
                  SPAN_ARG(json_string(value)), why);
    else if (why)
        json_fail(in->reader, value, "%.*s %s", SPAN_ARG(json_string(value)),
                  why);
    if (json_string(value).len > CUSTOM_NAME_MAX)
        json_fail(in->reader, value,
                  "a header name of %zu bytes; CloudFront allows %d",
                  json_string(value).len, CUSTOM_NAME_MAX);
    copy = aws_string_get(in, item, "Header");
    return span_absent(copy) ? SPAN("") : copy;
}

static void check_custom(const struct aws_in *in, const struct json *list,
                         const struct reply_header *lines, size_t n)
{
    size_t total = 0;

    for (size_t i = 0; i < n; i++) {
        total += lines[i].name.len + lines[i].value.len;
        for (size_t j = 0; j < i; j++)
            if (span_ieq(lines[i].name, lines[j].name))
                json_fail(in->reader, list, "%.*s is listed twice",
                          SPAN_ARG(lines[i].name));
    }
    if (total > CUSTOM_TOTAL_MAX)
        json_fail(in->reader, list,
                  "custom headers of %zu bytes together; CloudFront allows %d",
                  total, CUSTOM_TOTAL_MAX);
}

/* With CorsConfig, CloudFront manages Vary itself (cloudfront.md 7.1). */
static bool is_managed_vary(const struct aws_in *in,
                            const struct reply_recipe *reply, struct span name)
{
    if (!reply->cors.enabled || !span_ieq(name, SPAN("vary")))
        return false;
    aws_note(in, SPAN("CustomHeadersConfig.Vary"),
             SPAN("beside CorsConfig CloudFront sets Vary itself; the custom "
                  "one is ignored"));
    return true;
}

static size_t read_custom(struct reply_header *out, const struct aws_in *in,
                          const struct reply_recipe *reply,
                          const struct json *config)
{
    static const char *const known[] = {"Header", "Value", "Override"};
    struct aws_list list =
        aws_list_get(in, config, "CustomHeadersConfig", CUSTOM_MAX);
    size_t n = 0;

    for (const struct json *item = list.first; item; item = json_next(item)) {
        struct reply_header line;

        line.name = header_name(in, item, HEADER_REPLY_SET);
        line.value = aws_header_value_get(in, item, "Value", CUSTOM_VALUE_MAX);
        line.override = json_need(in->reader, item, "Override", JSON_BOOL) &&
                        json_get_bool(in->reader, item, "Override", false);
        aws_note_unknown(in, item, "CustomHeadersConfig", known, 3);
        if (!is_managed_vary(in, reply, line.name))
            out[n++] = line;
    }
    check_custom(in, list.at, out, n);
    return n;
}

static void read_remove(struct reply_recipe *reply, const struct aws_in *in,
                        const struct json *config)
{
    struct aws_list list =
        aws_list_get(in, config, "RemoveHeadersConfig", REMOVE_MAX);
    struct span *names;

    if (list.n == 0)
        return;
    names = aws_alloc(in, list.n, sizeof(*names));
    if (!names)
        return;
    for (const struct json *item = list.first; item; item = json_next(item))
        names[reply->n_remove++] = header_name(in, item, HEADER_REPLY_REMOVE);
    reply->remove = names;
}

/* SamplingRate: percent, with up to four decimals. */
static void read_timing(struct reply_timing *out, const struct aws_in *in,
                        const struct json *config)
{
    static const char *const known[] = {"Enabled", "SamplingRate"};
    const struct json *timing =
        json_get(in->reader, config, "ServerTimingHeadersConfig", JSON_OBJECT);
    const struct json *rate;
    double percent;

    if (!timing)
        return;
    aws_note_unknown(in, timing, "ServerTimingHeadersConfig", known, 2);
    out->enabled = json_get_bool(in->reader, timing, "Enabled", false);
    rate = json_get(in->reader, timing, "SamplingRate", JSON_NUMBER);
    percent = rate ? json_number(rate) : 0;
    if (!(percent >= 0 && percent <= 100)) {
        json_fail(in->reader, rate,
                  "SamplingRate is a share in percent, from "
                  "0 to 100");
        return;
    }
    out->rate = (uint32_t)(percent * (REPLY_TIMING_ALWAYS / 100) + 0.5);
}

int response_headers_policy_read(struct response_headers_policy *out,
                                 const struct aws_in *in,
                                 const struct json *config)
{
    static const char *const known[] = {"Comment",
                                        "Name",
                                        "CorsConfig",
                                        "SecurityHeadersConfig",
                                        "ServerTimingHeadersConfig",
                                        "CustomHeadersConfig",
                                        "RemoveHeadersConfig"};
    struct reply_recipe *reply = &out->reply;
    struct reply_header *lines;

    *out = (struct response_headers_policy){0};
    aws_comment_check(in, config);
    out->name = aws_string_get(in, config, "Name");
    cors_config_read(&reply->cors, in,
                     json_get(in->reader, config, known[2], JSON_OBJECT));
    lines = aws_alloc(in, SECURITY_HEADERS_MAX + CUSTOM_MAX, sizeof(*lines));
    if (!lines)
        return ERR_TOO_LONG;
    reply->n_set = security_headers_read(
        lines, in, json_get(in->reader, config, known[3], JSON_OBJECT));
    read_timing(&reply->timing, in, config);
    reply->n_set += read_custom(lines + reply->n_set, in, reply, config);
    reply->set = lines;
    read_remove(reply, in, config);
    aws_note_unknown(in, config, "ResponseHeadersPolicyConfig", known,
                     sizeof(known) / sizeof(known[0]));
    return aws_done(in);
}
