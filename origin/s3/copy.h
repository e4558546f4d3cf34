/* copy.h - bytes of a stored object into a new blob. */
#ifndef POPBOX_ORIGIN_S3_COPY_H
#define POPBOX_ORIGIN_S3_COPY_H

#include "origin/s3/request.h"

struct copy_source {
    struct span bucket;
    struct span key;
};

/* A blob of the store, with what its bytes give. */
struct copy {
    struct store *store;
    struct store_blob *blob; /* owned; NULL: it has a new owner */
    struct span etag;
    const struct checksum_kind *kind;
    struct span checksum;
};

/* Reads x-amz-copy-source and its conditions; the request's object is then the
 * source. */
enum s3_error copy_find_source(struct s3_request *r,
                               struct copy_source *source);
/* copy->kind is the caller's choice. copy_fini is due in any case. */
enum s3_error copy_bytes(struct s3_request *r, uint64_t offset, uint64_t len,
                         struct copy *copy);
/* The kind of checksum that the request's object has, else S3's own choice. */
const struct checksum_kind *copy_kind(const struct s3_request *r);
void copy_fini(struct copy *copy);

#endif
