/* status_pattern.h - the patterns of a status that integrations choose by. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_STATUS_PATTERN_H
#define POPBOX_ORIGIN_APIGATEWAY_STATUS_PATTERN_H

#include "cache/base/span.h"

/* Digits, '.' and "\d", each perhaps with a count in braces, for three digits
 * in all: "404", "4..", "5\d{2}". */
bool status_pattern_ok(struct span text);
/* text is such a pattern; status has three digits. */
bool status_pattern_matches(struct span text, int status);

#endif
