/* date.h - HTTP dates (RFC 9110 5.6.7). */
#ifndef POPBOX_CACHE_HTTP_DATE_H
#define POPBOX_CACHE_HTTP_DATE_H

#include "cache/base/span.h"

#define HTTP_DATE_LEN 29

/* All three formats that a recipient must take; false for anything else, for
 * impossible days, and before 1970. The weekday has to be one, but may be the
 * wrong one. A two-digit year is the latest that is not more than 50 years
 * ahead of now_s. *unix_s is set on true only. */
bool http_date_parse(struct span text, int64_t now_s, int64_t *unix_s);
/* IMF-fixdate and a NUL. unix_s from 1970 to 9999. */
void http_date_format(int64_t unix_s, char text[HTTP_DATE_LEN + 1]);

#endif
