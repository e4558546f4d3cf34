/* multipart.h - uploads in parts that have begun and are not complete. */
#ifndef POPBOX_ORIGIN_S3_MULTIPART_H
#define POPBOX_ORIGIN_S3_MULTIPART_H

#include "cache/base/list.h"
#include "origin/s3/store.h"
#include "origin/s3/upload.h"

#define MULTIPART_UPLOADS_MAX 1000
#define MULTIPART_PARTS_MAX   10000
#define MULTIPART_TEXT_MAX    72 /* of an ETag or a checksum, NUL included */

struct multipart_part {
    unsigned number;
    struct store_blob *blob; /* owned */
    uint64_t size;
    int64_t modified_ms;
    const struct checksum_kind *kind;
    char etag[MULTIPART_TEXT_MAX];
    char checksum[MULTIPART_TEXT_MAX];
};

struct multipart {
    struct list link;
    struct arena arena; /* of what follows, parts excepted */
    struct span id;
    struct span bucket;
    struct span key;
    struct http_headers headers; /* of the object to be */
    const struct checksum_kind *kind;
    bool full; /* one checksum of all bytes, not one of the parts' */
    int64_t started_ms;
    struct multipart_part *parts; /* in order of their numbers */
    size_t n_parts;
    size_t parts_cap;
};

/* In the order in which they began. */
struct multiparts {
    struct store *store; /* borrowed */
    struct list all;
    size_t n;
};

void multiparts_init(struct multiparts *multiparts, struct store *store);
void multiparts_fini(struct multiparts *multiparts);

/* Begins one for `what` (key and headers, copied). ERR_FULL or ERR_TOO_LONG. */
MUST_USE int multiparts_add(struct multiparts *multiparts, struct span bucket,
                            const struct store_object *what, struct span id,
                            struct multipart **made);
/* NULL when there is none of that id for that object. */
struct multipart *multiparts_find(const struct multiparts *multiparts,
                                  struct span bucket, struct span key,
                                  struct span id);
/* With its parts' bytes. */
void multiparts_remove(struct multiparts *multiparts,
                       struct multipart *multipart);
void multiparts_forget_bucket(struct multiparts *multiparts,
                              struct span bucket);

/* Takes part's blob over; one of the same number gives way. */
void multipart_put(struct multiparts *multiparts, struct multipart *multipart,
                   const struct multipart_part *part);
/* NULL when it has not come. */
struct multipart_part *multipart_part(const struct multipart *multipart,
                                      unsigned number);

#endif
