/* distribution_origin.c - one origin of a distribution. */
#include "policies/cloudfront/distribution_origin.h"

#include "policies/cloudfront/members.h"
#include "policies/cloudfront/origin_custom.h"

static const struct aws_member rows[] = {
    {"Id", NULL, false},
    {"DomainName", NULL, false},
    {"OriginPath", NULL, false},
    {"CustomHeaders", NULL, false},
    {"S3OriginConfig", NULL, false},
    {"CustomOriginConfig", NULL, false},
    {"ConnectionAttempts", NULL, false},
    {"ConnectionTimeout", NULL, false},
    {"OriginAccessControlId", NULL, false},
    {"ResponseCompletionTimeout",
     "CloudFront gives up on answers that take too long as a whole; popbox "
     "waits while bytes come",
     false},
    {"OriginShield",
     "popbox has no Origin Shield: its misses go straight to the origin",
     false},
    {"VpcOriginConfig", "the origin is asked directly, not through a VPC",
     false},
};

static struct span need_string(const struct aws_in *in,
                               const struct json *object, const char *name)
{
    const struct json *value = json_need(in->reader, object, name, JSON_STRING);

    if (value && json_string(value).len == 0)
        json_fail(in->reader, value, "must not be empty");
    return value ? aws_string_get(in, object, name) : SPAN("");
}

static void read_path(struct distribution_origin *out, const struct aws_in *in,
                      const struct json *value)
{
    struct span path = aws_string_get(in, value, "OriginPath");
    const struct json *at = json_member(value, "OriginPath");

    if (path.len == 0)
        return;
    out->path = path;
    if (!span_starts(path, SPAN("/")) || span_ends(path, SPAN("/")))
        json_fail(in->reader, at,
                  "OriginPath begins with / and does not end with it");
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] <= ' ' || path.ptr[i] == '?' ||
            path.ptr[i] == '#' || path.ptr[i] == 0x7f)
            json_fail(in->reader, at, "OriginPath is a path without a query");
}

static int read_int(const struct aws_in *in, const struct json *object,
                    const char *name, const int64_t range[2], int fallback)
{
    return (int)json_get_int(in->reader, object, name, range, fallback);
}

/* Where the server is asked, and how long it may be silent. */
static void read_custom(struct distribution_origin *out,
                        struct node_origin *target, const struct aws_in *in,
                        const struct json *config)
{
    static const char *const words[] = {"http-only", "match-viewer",
                                        "https-only"};
    const int64_t ports[2] = {1, 65535}, read_s[2] = {1, 120};

    out->http_port = read_int(in, config, "HTTPPort", ports, 80);
    out->https_port = read_int(in, config, "HTTPSPort", ports, 443);
    out->protocol = (enum origin_protocol)json_get_enum(
        in->reader, config, "OriginProtocolPolicy", JSON_WORDS(words),
        ORIGIN_MATCH_VIEWER);
    target->read_timeout_ms =
        1000 *
        json_get_int(in->reader, config, "OriginReadTimeout", read_s, 30);
}

static struct span not_empty(struct span text)
{
    return text.len > 0 ? text : SPAN_ABSENT;
}

void distribution_origin_read(struct distribution_origin *out,
                              struct node_origin *target,
                              const struct aws_in *in, const struct json *value)
{
    const struct aws_members members = {"Origin", rows,
                                        sizeof(rows) / sizeof(rows[0])};
    const int64_t attempts[2] = {1, 3}, connect_s[2] = {1, 10};
    const struct json *s3 =
        json_get(in->reader, value, "S3OriginConfig", JSON_OBJECT);
    const struct json *custom =
        json_get(in->reader, value, "CustomOriginConfig", JSON_OBJECT);

    *out = (struct distribution_origin){.is_s3 = s3 && !custom};
    *target = (struct node_origin){0};
    out->id = need_string(in, value, "Id");
    out->domain = need_string(in, value, "DomainName");
    read_path(out, in, value);
    read_custom(out, target, in, custom ? custom : s3);
    out->access_control =
        not_empty(aws_string_get(in, value, "OriginAccessControlId"));
    out->access_identity =
        not_empty(aws_string_get(in, s3, "OriginAccessIdentity"));
    target->domain = out->domain;
    target->connect_attempts =
        read_int(in, value, "ConnectionAttempts", attempts, 3);
    target->connect_timeout_ms =
        1000 *
        json_get_int(in->reader, value, "ConnectionTimeout", connect_s, 10);
    if (origin_custom_read(&out->custom, in, value, "CustomHeaders") == 0)
        aws_members_note(in, value, &members);
}

static void add_identity(struct distribution_origin *out,
                         const struct aws_in *in, struct span name,
                         struct span value)
{
    if (span_absent(value) ||
        http_headers_add(&out->identity, in->arena, name, value) < 0)
        json_fail(in->reader, json_root(in->reader), "too long");
}

/* Whether CloudFront signs, as far as that was given. */
static void read_signing(struct distribution_origin *out,
                         const struct aws_in *in,
                         const struct access_set *access)
{
    const struct access_control *control =
        access_set_control(access, out->access_control);

    out->signing = control ? control->signing : ACCESS_SIGNS;
    if (!control)
        aws_note(in, SPAN("Origin.OriginAccessControlId"),
                 arena_printf(in->arena,
                              "taken for one that signs always; to be sure "
                              "add the output of aws cloudfront "
                              "get-origin-access-control --id %.*s",
                              SPAN_ARG(out->access_control)));
}

static void note_arn(const struct aws_in *in, const struct distribution *of)
{
    const struct span what = SPAN("Distribution.ARN");

    if (of->arn.len == 0)
        aws_note(in, what,
                 SPAN("CloudFront signs as this distribution, whose ARN only "
                      "aws cloudfront get-distribution prints; without it a "
                      "bucket policy with AWS:SourceArn refuses popbox"));
    else if (of->arn_is_assumed)
        aws_note(in, what,
                 arena_printf(in->arena,
                              "taken from the bucket policy, as if it named "
                              "this distribution: %.*s. Whether it does shows "
                              "with the output of aws cloudfront "
                              "get-distribution",
                              SPAN_ARG(of->arn)));
}

static void identify_as_service(struct distribution_origin *out,
                                const struct aws_in *in,
                                const struct distribution *of)
{
    add_identity(out, in, SPAN("X-Popbox-Principal"),
                 SPAN("cloudfront.amazonaws.com"));
    if (of->arn.len > 0)
        add_identity(out, in, SPAN("X-Popbox-Source-Arn"), of->arn);
    note_arn(in, of);
}

static void identify_as_user(struct distribution_origin *out,
                             const struct aws_in *in,
                             const struct access_set *access)
{
    const struct span folder = SPAN("origin-access-identity/cloudfront/");
    const struct span id = span_starts(out->access_identity, folder)
                               ? span_cut(out->access_identity, folder.len,
                                          out->access_identity.len)
                               : out->access_identity;
    const struct access_identity *known = access_set_identity(access, id);

    add_identity(out, in, SPAN("X-Popbox-Principal"),
                 arena_printf(in->arena,
                              "arn:aws:iam::cloudfront:user/CloudFront "
                              "Origin Access Identity %.*s",
                              SPAN_ARG(id)));
    if (known && known->user.len > 0)
        add_identity(out, in, SPAN("X-Popbox-Canonical-User"), known->user);
}

void distribution_origin_identify(struct distribution_origin *out,
                                  const struct aws_in *in,
                                  const struct distribution *of,
                                  const struct access_set *access)
{
    if (!span_absent(out->access_control)) {
        read_signing(out, in, access);
        if (out->signing != ACCESS_SIGNS_NEVER)
            identify_as_service(out, in, of);
    } else if (!span_absent(out->access_identity)) {
        identify_as_user(out, in, access);
    }
}
