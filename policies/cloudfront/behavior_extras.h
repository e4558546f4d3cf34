/* behavior_extras.h - what a behavior bears beside policies: popbox's own. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_EXTRAS_H
#define POPBOX_POLICIES_CLOUDFRONT_BEHAVIOR_EXTRAS_H

#include "policies/cloudfront/behavior.h"

/* ViewerProtocolPolicy. */
void behavior_protocol_read(struct behavior *out, const struct aws_in *in,
                            const struct json *value);
/* The origin's custom headers and the behavior's OriginCustomHeaders, which
 * win, as forward.custom. Errors are the reader's. */
void behavior_custom_read(struct behavior *out, const struct aws_in *in,
                          const struct json *value,
                          const struct behavior_origin *origin);

/* The member "popbox": key_origin, allowed_origins, cors_fill_each, rules. 0,
 * or ERR_* with in->reader->error. */
MUST_USE int behavior_popbox_read(struct behavior *out, const struct aws_in *in,
                                  const struct json *value);

/* Notes what AWS knows and popbox does not do; refuses members in lower case
 * that are not popbox's. Strict: refuses unknown members too, and functions and
 * signatures. Errors are the reader's. */
void behavior_note_rest(const struct aws_in *in, const struct json *value);

#endif
