/* tags.h - an object's tags, as text: "key=value&key=value", percent-encoded.
 */
#ifndef POPBOX_ORIGIN_S3_TAGS_H
#define POPBOX_ORIGIN_S3_TAGS_H

#include "cache/base/span.h"

/* The value of the tag called key in tags (absent: none), as it is encoded; a
 * key without "=" has the value "". Absent when there is no such tag. */
struct span tags_value(struct span tags, struct span key);
/* Steps through tags, from *at 0; false after the last one. */
bool tags_next(struct span tags, size_t *at, struct span *key,
               struct span *value);

#endif
