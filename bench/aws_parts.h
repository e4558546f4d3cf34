/* aws_parts.h - what the files that make a config of AWS's documents share. */
#ifndef POPBOX_BENCH_AWS_PARTS_H
#define POPBOX_BENCH_AWS_PARTS_H

#include "bench/aws_world.h"
#include "policies/cloudfront/distribution.h"

#define AWS_SERVERS_MAX 32 /* TOPOLOGY_ORIGINS_MAX */

enum aws_kind {
    AWS_DISTRIBUTION,
    AWS_POLICY,
    AWS_BUCKET_CORS,
    AWS_BUCKET_POLICY,
    AWS_NOTHING
};

struct aws_document {
    struct json_reader reader;
    const struct json *root;
    enum aws_kind kind;
    const struct json *policy; /* of a bucket: the policy itself */
    struct json_reader inner;  /* where it was a string */
    bool has_inner;
};

/* What stands for one or more of the distribution's origins. */
struct aws_server {
    struct span name;    /* the first one's Id */
    struct span domain;  /* in lower case */
    struct span bucket;  /* of the fake S3; absent: another server */
    struct span region;  /* of the bucket; absent: the default one */
    bool website;        /* the bucket's website endpoint */
    struct span address; /* HOST:PORT it is mapped to; absent: none */
    const struct aws_document *cors;   /* NULL: none was given */
    const struct aws_document *policy; /* likewise */
};

/* Everything that was read. Init by aws_heap_read, given back by aws_heap_fini
 * in any case. */
struct aws_heap {
    struct arena arena;
    const struct aws_world *world;
    struct buf *error;
    struct aws_document *documents; /* as world->texts */
    size_t n_documents;             /* opened so far */
    struct policy_set *policies;
    const struct aws_document *main; /* the distribution's */
    struct distribution distribution;
    struct aws_server servers[AWS_SERVERS_MAX];
    size_t n_servers;
};

MUST_USE int aws_heap_read(struct aws_heap *heap, const struct aws_world *world,
                           struct buf *error);
void aws_heap_fini(struct aws_heap *heap);

/* Fills heap->servers of its distribution, and what belongs to each. */
MUST_USE int aws_servers_read(struct aws_heap *heap);

/* After that: whose the bucket policies are. */
MUST_USE int aws_policies_read(struct aws_heap *heap);

/* Appends the config of what was read; ERR_TOO_LONG past a ceiling. */
MUST_USE int aws_config_write(struct buf *json, struct aws_heap *heap);

#endif
