/*
 * forwarded_values.c - AWS's legacy ForwardedValues: forward and key in one.
 *
 * What a list names is keyed (and so forwarded). Beyond that the legacy
 * settings send every header that is not in the table below, Origin too:
 * forwarded and not keyed, the classic bug (cloudfront.md 2.2, 3.2; surprise
 * 3). Such unasked headers do not count as forwarded where Vary is filtered.
 */
#include "policies/cloudfront/forwarded_values.h"

#include "policies/cloudfront/cache_policy.h"
#include "policies/cloudfront/names.h"

/* Not sent unless listed. What never goes on, and what the edge says itself
 * (Cookie, Via, X-Forwarded-For ...), is the mechanism's business. */
static const struct span not_unasked[] = {
    SPAN_STATIC("Accept"),
    SPAN_STATIC("Accept-Charset"),
    SPAN_STATIC("Accept-Language"),
    SPAN_STATIC("Authorization"),
    SPAN_STATIC("CloudFront-*"),
    SPAN_STATIC("Expect"),
    SPAN_STATIC("Host"),
    SPAN_STATIC("Referer"),
    SPAN_STATIC("X-HTTP-Method-Override"),
};

static void read_query(struct behavior *out, const struct aws_in *in,
                       const struct json *values)
{
    struct aws_strings keys =
        aws_strings_get(in, values, "QueryStringCacheKeys", AWS_NAMES_MAX);
    const struct json *at = json_member(values, "QueryStringCacheKeys");

    if (!json_get_bool(in->reader, values, "QueryString", false)) {
        if (keys.n > 0)
            json_fail(in->reader, at,
                      "QueryStringCacheKeys needs QueryString true");
        return;
    }
    out->forward.query.rule = NAMES_ALL;
    out->key.query.rule = keys.n > 0 ? NAMES_LISTED : NAMES_ALL;
    out->key.query.names = keys.at;
    out->key.query.n_names = keys.n;
    if (keys.n > 0)
        aws_names_check(in, &out->key.query, at, false);
}

static void read_cookies(struct behavior *out, const struct aws_in *in,
                         const struct json *values)
{
    static const char *const words[] = {"none", "whitelist", "all"};
    static const enum name_rule rules[] = {NAMES_NONE, NAMES_LISTED, NAMES_ALL};
    static const char *const known[] = {"Forward", "WhitelistedNames"};
    const struct json *cookies =
        json_get(in->reader, values, "Cookies", JSON_OBJECT);
    struct name_set *set = &out->key.cookies;
    struct aws_strings names;

    if (!cookies || !json_need(in->reader, cookies, known[0], JSON_STRING))
        return;
    set->rule = rules[json_get_enum(in->reader, cookies, known[0],
                                    JSON_WORDS(words), 0)];
    names = aws_strings_get(in, cookies, known[1], AWS_NAMES_MAX);
    if ((set->rule == NAMES_LISTED) != (names.n > 0))
        json_fail(in->reader, cookies,
                  "WhitelistedNames goes with Forward whitelist, and only "
                  "with it");
    set->names = names.at;
    set->n_names = names.n;
    set->globs = true;
    aws_names_check(in, set, cookies, false);
    aws_note_unknown(in, cookies, "Cookies", known, 2);
}

/* Surprise 22: every request goes to the origin, with all its headers. */
static void forward_everything(struct behavior *out, const struct aws_in *in,
                               const struct json *at)
{
    if (out->ttl.min_s != 0)
        json_fail(
            in->reader, at,
            "MinTTL must be 0 when Headers is *, which turns caching off");
    out->forward.headers = (struct name_set){.rule = NAMES_ALL};
    out->ttl = (struct ttl_bounds){0, 0, 0};
}

static void read_headers(struct behavior *out, const struct aws_in *in,
                         const struct json *values)
{
    const struct json *at = json_member(values, "Headers");
    struct aws_strings names =
        aws_strings_get(in, values, "Headers", AWS_NAMES_MAX);
    struct name_set *set = &out->key.headers;

    if (names.n == 0)
        return;
    if (names.n == 1 && span_eq(names.at[0], SPAN("*"))) {
        forward_everything(out, in, at);
        return;
    }
    *set = (struct name_set){
        .rule = NAMES_LISTED, .names = names.at, .n_names = names.n};
    aws_names_check(in, set, at, true);
    aws_note_made_headers(in, set);
    for (size_t i = 0; i < names.n; i++) {
        const char *why = header_refusal(names.at[i], HEADER_KEYED);

        if (span_eq(names.at[i], SPAN("*")))
            why = "stands for all headers and must then be alone";
        if (why)
            json_fail(in->reader, at,
                      "the parameter Headers contains %.*s that is not "
                      "allowed: it %s",
                      SPAN_ARG(names.at[i]), why);
    }
}

void forwarded_values_read(struct behavior *out, const struct aws_in *in,
                           const struct json *behavior)
{
    static const char *const known[] = {"QueryString", "Cookies", "Headers",
                                        "QueryStringCacheKeys"};
    const struct json *values =
        json_need(in->reader, behavior, "ForwardedValues", JSON_OBJECT);

    out->ttl = aws_ttl_read(in, behavior);
    out->forward.unasked =
        (struct name_set){.rule = NAMES_ALL_EXCEPT,
                          .names = not_unasked,
                          .n_names = sizeof(not_unasked) / sizeof(struct span),
                          .globs = true};
    out->forward.keep_authorization = true;
    read_query(out, in, values);
    read_cookies(out, in, values);
    read_headers(out, in, values);
    /* The legacy settings normalise towards gzip, unless it is listed. */
    out->key.gzip =
        !name_set_has(&out->key.headers, SPAN("accept-encoding"), true);
    aws_note_unknown(in, values, "ForwardedValues", known, 4);
}
