/* header_rules.h - where AWS lets a configuration name which header. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_HEADER_RULES_H
#define POPBOX_POLICIES_CLOUDFRONT_HEADER_RULES_H

#include "cache/base/span.h"

/* What a header is named for; bits. */
enum header_use {
    HEADER_KEYED = 1,         /* cache policy, legacy Headers */
    HEADER_FORWARDED = 2,     /* origin request policy */
    HEADER_ORIGIN_CUSTOM = 4, /* custom header towards an origin */
    HEADER_REPLY_SET = 8,     /* response headers policy: custom header */
    HEADER_REPLY_REMOVE = 16  /* response headers policy: removal */
};

/* NULL if AWS allows it; else why not, as the end of a sentence. */
const char *header_refusal(struct span name, enum header_use use);

#endif
