/* policy_value.h - numbers and dates in the conditions of a policy. */
#ifndef POPBOX_ORIGIN_S3_POLICY_VALUE_H
#define POPBOX_ORIGIN_S3_POLICY_VALUE_H

#include "cache/base/span.h"

/* "10", "-2.5": in millionths. False for anything else, for more than six
 * digits behind the point, and past 10^12. */
bool policy_number(struct span text, int64_t *millionths);
/* What IAM calls ISO 8601: "2025", "2025-11", "2025-11-25",
 * "2025-11-25T02:00Z", with seconds, their fractions and a zone like "+01:00"
 * too; or Unix seconds in other than four digits. False for anything else. */
bool policy_date(struct span text, int64_t *unix_ms);

#endif
