/* security_headers.c - AWS's SecurityHeadersConfig as header lines. */
#include "policies/cloudfront/security_headers.h"

#include "cache/base/assert.h"

#define CSP_MAX 1783 /* bytes (cloudfront.md 7.2) */

static struct span transport(const struct aws_in *in, const struct json *config)
{
    const int64_t range[2] = {0, INT32_MAX};
    int64_t max_age_s;

    if (!json_need(in->reader, config, "AccessControlMaxAgeSec", JSON_NUMBER))
        return SPAN_ABSENT;
    max_age_s =
        json_get_int(in->reader, config, "AccessControlMaxAgeSec", range, 0);
    return arena_printf(
        in->arena, "max-age=%lld%s%s", (long long)max_age_s,
        json_get_bool(in->reader, config, "IncludeSubdomains", false)
            ? "; includeSubDomains"
            : "",
        json_get_bool(in->reader, config, "Preload", false) ? "; preload" : "");
}

static struct span content_type(const struct aws_in *in,
                                const struct json *config)
{
    (void)in;
    (void)config; /* it bears Override only */
    return SPAN("nosniff");
}

static struct span frame(const struct aws_in *in, const struct json *config)
{
    static const char *const options[] = {"DENY", "SAMEORIGIN"};

    if (!json_need(in->reader, config, "FrameOption", JSON_STRING))
        return SPAN_ABSENT;
    return span_str(options[json_get_enum(in->reader, config, "FrameOption",
                                          JSON_WORDS(options), 0)]);
}

static struct span referrer(const struct aws_in *in, const struct json *config)
{
    static const char *const options[] = {
        "no-referrer", "no-referrer-when-downgrade",
        "origin",      "origin-when-cross-origin",
        "same-origin", "strict-origin",
        "unsafe-url",  "strict-origin-when-cross-origin"};

    if (!json_need(in->reader, config, "ReferrerPolicy", JSON_STRING))
        return SPAN_ABSENT;
    return span_str(options[json_get_enum(in->reader, config, "ReferrerPolicy",
                                          JSON_WORDS(options), 0)]);
}

static struct span xss(const struct aws_in *in, const struct json *config)
{
    bool block = json_get_bool(in->reader, config, "ModeBlock", false);
    bool reports = json_get(in->reader, config, "ReportUri", JSON_STRING);
    struct span uri;

    if (!json_need(in->reader, config, "Protection", JSON_BOOL))
        return SPAN_ABSENT;
    if (block && reports)
        json_fail(in->reader, config,
                  "ReportUri cannot be specified when ModeBlock is true");
    if (!json_get_bool(in->reader, config, "Protection", false))
        return SPAN("0");
    if (block)
        return SPAN("1; mode=block");
    if (!reports)
        return SPAN("1");
    uri = aws_header_value_get(in, config, "ReportUri", CSP_MAX);
    return arena_printf(in->arena, "1; report=%.*s", SPAN_ARG(uri));
}

static struct span content_security(const struct aws_in *in,
                                    const struct json *config)
{
    return aws_header_value_get(in, config, "ContentSecurityPolicy", CSP_MAX);
}

static const struct row {
    const char *member;
    const char *header;
    /* Absent: no line. */
    struct span (*value)(const struct aws_in *in, const struct json *config);
    const char *known[4]; /* its members beside Override */
    size_t n_known;
} rows[SECURITY_HEADERS_MAX] = {
    {"StrictTransportSecurity",
     "Strict-Transport-Security",
     transport,
     {"AccessControlMaxAgeSec", "IncludeSubdomains", "Preload"},
     3},
    {"ContentTypeOptions", "X-Content-Type-Options", content_type, {0}, 0},
    {"FrameOptions", "X-Frame-Options", frame, {"FrameOption"}, 1},
    {"ReferrerPolicy", "Referrer-Policy", referrer, {"ReferrerPolicy"}, 1},
    {"XSSProtection",
     "X-XSS-Protection",
     xss,
     {"Protection", "ModeBlock", "ReportUri"},
     3},
    {"ContentSecurityPolicy",
     "Content-Security-Policy",
     content_security,
     {"ContentSecurityPolicy"},
     1},
};

static void check_known(const struct aws_in *in, const struct row *row,
                        const struct json *config)
{
    const char *known[5] = {"Override"};

    ASSERT(row->n_known < 5);
    memcpy(known + 1, row->known, row->n_known * sizeof(*known));
    aws_note_unknown(in, config, row->member, known, row->n_known + 1);
}

size_t security_headers_read(struct reply_header *out, const struct aws_in *in,
                             const struct json *config)
{
    const char *known[SECURITY_HEADERS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < SECURITY_HEADERS_MAX; i++) {
        const struct json *own =
            json_get(in->reader, config, rows[i].member, JSON_OBJECT);

        known[i] = rows[i].member;
        if (!own || !json_need(in->reader, own, "Override", JSON_BOOL))
            continue;
        out[n].name = span_str(rows[i].header);
        out[n].value = rows[i].value(in, own);
        out[n].override = json_get_bool(in->reader, own, "Override", false);
        check_known(in, &rows[i], own);
        if (!span_absent(out[n].value))
            n++;
    }
    aws_note_unknown(in, config, "SecurityHeadersConfig", known,
                     SECURITY_HEADERS_MAX);
    return n;
}
