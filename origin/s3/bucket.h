/* bucket.h - the buckets and their settings, as parsed documents. */
#ifndef POPBOX_ORIGIN_S3_BUCKET_H
#define POPBOX_ORIGIN_S3_BUCKET_H

#include "cache/base/list.h"
#include "origin/s3/cors_config.h"
#include "origin/s3/store.h"

#define BUCKET_DOCUMENT_MAX ((size_t)64 << 10)

struct bucket {
    struct list link;
    struct span name;
    struct span region;
    int64_t created_ms;
    struct cors_config *cors; /* NULL: none */
    char *text;               /* name's and region's bytes */
};

/* In order of their names. */
struct buckets {
    struct store *store; /* borrowed */
    struct list all;
    size_t n;
};

/* Takes over what the store holds. ERR_SYNTAX when a document of it cannot be
 * read; *bad_bucket then names its bucket. */
MUST_USE int buckets_init(struct buckets *buckets, struct store *store,
                          struct span region, struct span *bad_bucket);
void buckets_fini(struct buckets *buckets);

/* NULL when there is none. */
struct bucket *buckets_find(const struct buckets *buckets, struct span name);
/* ERR_DUPLICATE, ERR_FULL, ERR_IO. */
MUST_USE int buckets_add(struct buckets *buckets, struct span name,
                         struct span region, int64_t now_ms,
                         struct bucket **made);
MUST_USE int buckets_remove(struct buckets *buckets, struct bucket *bucket);

/* Takes cors over (NULL: forgets it) when it could be stored. */
MUST_USE int bucket_set_cors(struct buckets *buckets, struct bucket *bucket,
                             struct cors_config *cors);

#endif
