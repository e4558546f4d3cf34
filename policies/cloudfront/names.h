/* names.h - AWS's "behavior plus list" objects as sets of names. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_NAMES_H
#define POPBOX_POLICIES_CLOUDFRONT_NAMES_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"
#include "policies/cloudfront/header_rules.h"

#define AWS_NAMES_MAX       10   /* names in one list (cloudfront.md 9) */
#define AWS_NAMES_TOTAL_MAX 1024 /* bytes of all of them */

/* The cookie and query sets of a cache policy and of an origin request policy:
 * {CookieBehavior, Cookies} and {QueryStringBehavior, QueryStrings} in the
 * members CookiesConfig and QueryStringsConfig of object. */
struct name_set aws_cookies_read(const struct aws_in *in,
                                 const struct json *object);
struct name_set aws_query_read(const struct aws_in *in,
                               const struct json *object);
/* {HeaderBehavior, Headers} in the member HeadersConfig of object; use says
 * which of the two policies it is. */
struct name_set aws_headers_read(const struct aws_in *in,
                                 const struct json *object,
                                 enum header_use use);

/* Notes the CloudFront-... headers among names: CloudFront makes them, popbox
 * does not. */
void aws_note_made_headers(const struct aws_in *in, const struct name_set *set);

/* What each list must keep: its ceilings, no name twice. at: the list. */
void aws_names_check(const struct aws_in *in, const struct name_set *set,
                     const struct json *at, bool any_case);

#endif
