/*
 * origin_request_policy.c - AWS's OriginRequestPolicyConfig: what is forwarded.
 *
 * Fills the forwarding recipe, nothing else: what is named here reaches the
 * origin and is not part of the key. That is how a cache of CORS answers is
 * poisoned (cloudfront.md, surprise 2).
 */
#include "policies/cloudfront/origin_request_policy.h"

#include "policies/cloudfront/names.h"

int origin_request_policy_read(struct origin_request_policy *out,
                               const struct aws_in *in,
                               const struct json *config)
{
    static const char *const known[] = {"Comment", "Name", "HeadersConfig",
                                        "CookiesConfig", "QueryStringsConfig"};

    *out = (struct origin_request_policy){0};
    aws_comment_check(in, config);
    out->name = aws_string_get(in, config, "Name");
    out->forward.headers = aws_headers_read(in, config, HEADER_FORWARDED);
    out->forward.cookies = aws_cookies_read(in, config);
    out->forward.query = aws_query_read(in, config);
    aws_note_unknown(in, config, "OriginRequestPolicyConfig", known,
                     sizeof(known) / sizeof(known[0]));
    return aws_done(in);
}
