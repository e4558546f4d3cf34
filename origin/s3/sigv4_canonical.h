/* sigv4_canonical.h - the canonical request of AWS signature version 4. */
#ifndef POPBOX_ORIGIN_S3_SIGV4_CANONICAL_H
#define POPBOX_ORIGIN_S3_SIGV4_CANONICAL_H

#include "origin/s3/request.h"

/* A signature as it came, in the header or in the query. */
struct sigv4 {
    struct s3_request *r;
    struct span access_key;
    struct span date; /* "20251125" */
    struct span region;
    struct span service;
    struct span signed_headers; /* "host;x-amz-date" */
    struct span signature;
    struct span amz_date;
    struct span payload; /* x-amz-content-sha256, or UNSIGNED-PAYLOAD */
    bool presigned;
};

/* The next part up to c, taken off *rest. */
struct span sigv4_next_part(struct span *rest, char c);
void sigv4_add_canonical(const struct sigv4 *sig, struct buf *out);

#endif
