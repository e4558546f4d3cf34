/* bucket.h - the buckets and their settings, as parsed documents. */
#ifndef POPBOX_ORIGIN_S3_BUCKET_H
#define POPBOX_ORIGIN_S3_BUCKET_H

#include "cache/base/list.h"
#include "origin/s3/acl.h"
#include "origin/s3/bucket_policy.h"
#include "origin/s3/cors_config.h"
#include "origin/s3/store.h"
#include "origin/s3/website_config.h"

#define BUCKET_DOCUMENT_MAX ((size_t)1 << 20)

enum ownership {
    OWNERSHIP_NONE, /* there are no controls: as OBJECT_WRITER */
    OWNERSHIP_ENFORCED,
    OWNERSHIP_PREFERRED,
    OWNERSHIP_OBJECT_WRITER
};

enum { BLOCK_ACLS, IGNORE_ACLS, BLOCK_POLICY, RESTRICT_BUCKETS, N_BLOCKS };

/* Who may reach a bucket, its policy apart. */
struct bucket_access {
    bool has_blocks; /* else they were deleted */
    bool blocks[N_BLOCKS];
    enum ownership ownership;
    struct acl acl;
};

/* How a bucket begins. */
struct bucket_birth {
    struct span region;
    struct span owner; /* an account's id */
    int64_t created_ms;
    struct bucket_access access;
};

struct bucket {
    struct list link;
    struct span name;
    struct span region;
    struct span owner;
    int64_t created_ms;
    struct bucket_access access;
    struct cors_config *cors;       /* NULL: none */
    struct bucket_policy *policy;   /* NULL: none */
    struct website_config *website; /* NULL: none */
    char *text;                     /* the spans' bytes */
    char *grants_text;              /* access.acl's bytes */
};

/* In order of their names. */
struct buckets {
    struct store *store; /* borrowed */
    struct list all;
    size_t n;
};

/* Takes over what the store holds; birth: of those it says nothing about.
 * ERR_SYNTAX when a document of it cannot be read; *bad_bucket then names its
 * bucket. */
MUST_USE int buckets_init(struct buckets *buckets, struct store *store,
                          const struct bucket_birth *birth,
                          struct span *bad_bucket);
void buckets_fini(struct buckets *buckets);

/* NULL when there is none. */
struct bucket *buckets_find(const struct buckets *buckets, struct span name);
/* ERR_DUPLICATE, ERR_FULL, ERR_IO. */
MUST_USE int buckets_add(struct buckets *buckets, struct span name,
                         const struct bucket_birth *birth,
                         struct bucket **made);
MUST_USE int buckets_remove(struct buckets *buckets, struct bucket *bucket);

/* As tags.h has them, until the store's next call; absent: none. */
struct span bucket_tags(const struct buckets *buckets,
                        const struct bucket *bucket);

/* Each takes its setting over (NULL: forgets it) when it could be stored. */
MUST_USE int bucket_set_cors(struct buckets *buckets, struct bucket *bucket,
                             struct cors_config *cors);
MUST_USE int bucket_set_policy(struct buckets *buckets, struct bucket *bucket,
                               struct bucket_policy *policy);
MUST_USE int bucket_set_website(struct buckets *buckets, struct bucket *bucket,
                                struct website_config *website);
MUST_USE int bucket_set_tags(struct buckets *buckets, struct bucket *bucket,
                             struct span text);
MUST_USE int bucket_set_access(struct buckets *buckets, struct bucket *bucket,
                               const struct bucket_access *access);

#endif
