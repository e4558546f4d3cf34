/* range.h - the one byte range of a body that a Range header asks for. */
#ifndef POPBOX_CACHE_HTTP_RANGE_H
#define POPBOX_CACHE_HTTP_RANGE_H

#include "cache/base/span.h"

enum range_verdict {
    RANGE_WHOLE,        /* none asked for, or none that is honoured */
    RANGE_PART,         /* 206 */
    RANGE_UNSATISFIABLE /* 416 */
};

/* value: a Range header's, may be absent; several ranges or another unit are
 * passed over, as S3 does. Sets the part's place on RANGE_PART. */
enum range_verdict range_read(struct span value, uint64_t size, uint64_t *first,
                              uint64_t *len);

#endif
