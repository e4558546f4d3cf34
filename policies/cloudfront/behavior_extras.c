/*
 * behavior_extras.c - what a behavior bears beside policies: popbox's own.
 *
 * On CloudFront the choices of "popbox" take a viewer-request function (a key
 * that knows only whether there was an Origin, or only which of a list), a
 * support case, or another cache (rules).
 */
#include "policies/cloudfront/behavior_extras.h"

#include "policies/cloudfront/members.h"
#include "policies/cloudfront/origin_custom.h"
#include "policies/profiles.h"

/* ---- custom headers --------------------------------------------------------
 */

static bool has_header(const struct http_headers *headers, struct span name)
{
    return http_headers_count(headers, name) > 0;
}

void behavior_custom_read(struct behavior *out, const struct aws_in *in,
                          const struct json *value,
                          const struct behavior_origin *origin)
{
    struct http_headers own;
    const struct http_header *from = origin->custom;

    if (origin_custom_read(&own, in, value, "OriginCustomHeaders") < 0)
        return;
    for (size_t i = 0; i < origin->n_custom && own.n > 0; i++)
        if (!has_header(&own, from[i].name) &&
            http_headers_add(&own, in->arena, from[i].name, from[i].value) < 0)
            json_fail(in->reader, value, "too many custom headers");
    out->forward.custom = own.n > 0 ? own.at : from;
    out->forward.n_custom = own.n > 0 ? own.n : origin->n_custom;
}

/* ---- popbox ----------------------------------------------------------------
 */

static bool is_page_origin(struct span text)
{
    return span_eq(text, SPAN("null")) || span_find(text, ':', 0) < text.len;
}

static void read_key_origin(struct behavior *out, const struct aws_in *in,
                            const struct json *popbox)
{
    static const char *const words[] = {"off", "present", "class"};
    struct aws_strings origins =
        aws_strings_get(in, popbox, "allowed_origins", AWS_LIST_MAX);
    const struct json *at = json_member(popbox, "allowed_origins");
    enum key_origin choice = (enum key_origin)json_get_enum(
        in->reader, popbox, "key_origin", JSON_WORDS(words), KEY_ORIGIN_OFF);

    if ((choice == KEY_ORIGIN_CLASS) != (origins.n > 0))
        json_fail(in->reader, at ? at : popbox,
                  "allowed_origins goes with key_origin \"class\", and only "
                  "with it");
    for (size_t i = 0; i < origins.n; i++)
        if (!is_page_origin(origins.at[i]))
            json_fail(in->reader, at,
                      "%.*s is no origin; it looks like https://a.example",
                      SPAN_ARG(origins.at[i]));
    out->key.origin = choice;
    out->key.allowed_origins = origins.at;
    out->key.n_allowed_origins = origins.n;
}

int behavior_popbox_read(struct behavior *out, const struct aws_in *in,
                         const struct json *value)
{
    static const char *const known[] = {"key_origin", "allowed_origins",
                                        "cors_fill_each", "public_keys",
                                        "rules"};
    const struct json *popbox =
        json_get(in->reader, value, "popbox", JSON_OBJECT);
    const struct json *rules;

    if (!popbox)
        return 0;
    json_only(in->reader, popbox, known, sizeof(known) / sizeof(known[0]));
    read_key_origin(out, in, popbox);
    out->reply.cors.fill_each = json_get_bool(
        in->reader, popbox, "cors_fill_each", out->reply.cors.fill_each);
    rules = json_get(in->reader, popbox, "rules", JSON_OBJECT);
    return rules ? profile_override(&out->rules, in->reader, rules) : 0;
}

/* ---- the rest --------------------------------------------------------------
 */

/* NULL: read above. */
static const struct aws_member rows[] = {
    {"PathPattern", NULL, false},
    {"TargetOriginId", NULL, false},
    {"AllowedMethods", NULL, false},
    {"CachedMethods", NULL, false},
    {"CachePolicyId", NULL, false},
    {"CachePolicyConfig", NULL, false},
    {"OriginRequestPolicyId", NULL, false},
    {"OriginRequestPolicyConfig", NULL, false},
    {"ResponseHeadersPolicyId", NULL, false},
    {"ResponseHeadersPolicyConfig", NULL, false},
    {"ForwardedValues", NULL, false},
    {"MinTTL", NULL, false},
    {"DefaultTTL", NULL, false},
    {"MaxTTL", NULL, false},
    {"OriginCustomHeaders", NULL, false},
    {"popbox", NULL, false},
    {"ViewerProtocolPolicy", NULL, false},
    {"Compress", NULL, false},
    {"FunctionAssociations",
     "functions are not run: a function may change the request, the key's "
     "headers and the answer, so every result of this behavior may differ",
     true},
    {"LambdaFunctionAssociations",
     "functions are not run: a function may change the request, the key's "
     "headers and the answer, so every result of this behavior may differ",
     true},
    {"TrustedSigners", NULL, false},
    {"TrustedKeyGroups", NULL, false},
    {"SmoothStreaming", "popbox does not cut Smooth Streaming media", false},
    {"FieldLevelEncryptionId", "popbox does not encrypt fields of forms",
     false},
    {"RealtimeLogConfigArn", "popbox writes no real-time log of AWS's", false},
    {"GrpcConfig", "popbox speaks no gRPC", false},
};
void behavior_protocol_read(struct behavior *out, const struct aws_in *in,
                            const struct json *value)
{
    static const char *const words[] = {"allow-all", "https-only",
                                        "redirect-to-https"};

    out->viewer_protocol = (enum viewer_protocol)json_get_enum(
        in->reader, value, "ViewerProtocolPolicy", JSON_WORDS(words),
        VIEWER_ALLOW_ALL);
}

/* AWS's names begin with a capital letter: the others are meant for popbox. */
static void refuse_own(const struct aws_in *in, const struct json *value)
{
    for (const struct json *member = json_first(value); member;
         member = json_next(member)) {
        struct span name = json_name(member);
        bool capital = name.len > 0 && ascii_lower(name.ptr[0]) != name.ptr[0];

        if (!capital && !span_eq(name, SPAN("popbox")))
            json_fail(in->reader, member,
                      "unknown: popbox's own settings of a behavior are in "
                      "its member popbox, AWS's begin with a capital letter");
    }
}

void behavior_note_rest(const struct aws_in *in, const struct json *value)
{
    const struct aws_members members = {"CacheBehavior", rows,
                                        sizeof(rows) / sizeof(rows[0])};

    refuse_own(in, value);
    aws_members_note(in, value, &members);
}
