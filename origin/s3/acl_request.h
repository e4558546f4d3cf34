/* acl_request.h - the ACL that a request asks for: by headers, by a document.
 */
#ifndef POPBOX_ORIGIN_S3_ACL_REQUEST_H
#define POPBOX_ORIGIN_S3_ACL_REQUEST_H

#include "origin/s3/request.h"

/* All of them refuse what the ownership and the blocks of a bucket (access)
 * refuse; owner is that of what the ACL will be of. */

/* x-amz-acl or x-amz-grant-*; private when there is none of them. */
MUST_USE enum s3_error acl_request_headers(struct s3_request *r,
                                           const struct bucket_access *access,
                                           struct span owner, struct acl *acl);
/* The headers if there are any, else the body, an AccessControlPolicy. */
MUST_USE enum s3_error acl_request_read(struct s3_request *r,
                                        const struct bucket_access *access,
                                        struct span owner, struct acl *acl);
/* Adds what the request says of a new object's owner and ACL to the lines that
 * are stored with it (access.h). */
MUST_USE enum s3_error acl_request_store(struct s3_request *r,
                                         const struct bucket *bucket,
                                         struct http_headers *stored);

#endif
