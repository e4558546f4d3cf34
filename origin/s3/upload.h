/* upload.h - a request body on its way: decoded, counted, checked. */
#ifndef POPBOX_ORIGIN_S3_UPLOAD_H
#define POPBOX_ORIGIN_S3_UPLOAD_H

#include "cache/base/buf.h"
#include "origin/s3/chunk_signature.h"
#include "origin/s3/digest.h"
#include "origin/s3/problem.h"
#include "origin/s3/store.h"

/* One of the x-amz-checksum-* family. */
struct checksum_kind {
    const char *name; /* "CRC32", as x-amz-checksum-algorithm has it */
    struct span header;
    const char *xml; /* "ChecksumCRC32" */
    enum digest_kind digest;
    size_t len;
};

/* By "CRC32" (any case) or by header name; NULL when unknown. */
const struct checksum_kind *checksum_named(struct span name);
const struct checksum_kind *checksum_of_header(struct span header);

/* The two lines that tell the checksum of a whole object. */
MUST_USE int checksum_to_headers(struct http_headers *headers,
                                 struct arena *arena,
                                 const struct checksum_kind *kind,
                                 struct span value);

/* What to do with a body, besides checking it. */
struct upload_plan {
    struct store *store; /* bytes go to a blob of it; NULL: kept as text */
    size_t text_max;
    uint64_t bytes_max;
    bool must_have_digest; /* Content-MD5 or a checksum is required */
    bool foreign_sums;     /* the head's checksums are not of this body */
    /* Computed when no checksum was sent; NULL: none is. */
    const struct checksum_kind *default_kind;
    struct chunk_signer signer; /* of aws-chunked */
};

/* Embedded; init by upload_begin, given back by upload_fini. Whatever goes
 * wrong is kept in `problem` and told by upload_end. */
struct upload {
    struct upload_plan plan;
    struct s3_problem *problem;
    struct arena *arena;
    bool chunked; /* aws-chunked */
    struct aws_chunked chunks;
    struct chunk_signer signer;
    uint64_t received; /* decoded bytes */
    int64_t expected;  /* decoded bytes; -1: not said */
    struct store_blob *blob;
    struct buf text;
    struct digest *md5;
    struct digest *sha256; /* NULL: nobody asks */
    struct digest *sum;
    const struct checksum_kind *kind; /* of sum; NULL: none */
    bool trailing;                    /* its value comes as a trailer */
    struct span sent_md5;             /* raw 16 bytes, or absent */
    struct span sent_sha256;          /* hex, or absent */
    struct span sent_sum;             /* base64, or absent */
    struct span etag;                 /* after upload_end: "md5", quoted */
    struct span checksum;             /* after upload_end: base64, or absent */
};

/* Reads what the head says of the body; body_length as in origin_viewer.
 * Returns S3_OK or the refusal, also in problem; upload_fini is due in both
 * cases. */
enum s3_error upload_begin(struct upload *upload,
                           const struct upload_plan *plan,
                           struct s3_problem *problem,
                           const struct http_headers *headers,
                           int64_t body_length);
void upload_add(struct upload *upload, struct span bytes);
/* Everything came: is it what was announced? */
enum s3_error upload_end(struct upload *upload);
/* The blob's new owner, or NULL when there is none. */
struct store_blob *upload_take_blob(struct upload *upload);
void upload_fini(struct upload *upload);

#endif
