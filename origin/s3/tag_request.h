/* tag_request.h - the tags that a request brings: in a header, in a document.
 */
#ifndef POPBOX_ORIGIN_S3_TAG_REQUEST_H
#define POPBOX_ORIGIN_S3_TAG_REQUEST_H

#include "origin/s3/request.h"
#include "origin/s3/tags.h"

/* The body, a Tagging document of at most max tags, as tags_to_text has it. */
MUST_USE enum s3_error tag_request_read(struct s3_request *r, size_t max,
                                        struct span *text);
/* Adds the tags of x-amz-tagging, if there are any, to the lines that are
 * stored with a new object. */
MUST_USE enum s3_error tag_request_store(struct s3_request *r,
                                         struct http_headers *stored);

#endif
