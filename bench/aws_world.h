/*
 * aws_world.h - a heap of AWS's documents as the config of an edge.
 *
 * Any number of texts in any order, each as the AWS CLI prints it; what one is
 * shows in its content:
 *
 *     aws cloudfront get-distribution, get-distribution-config    one of them
 *     aws cloudfront get-cache-policy, get-cache-policy-config,
 *       list-cache-policies, and the same for origin-request-policy and
 *       response-headers-policy, origin-access-control, key-group, public-key,
 *       cloud-front-origin-access-identity
 *     aws s3api get-bucket-cors, get-bucket-policy
 *
 * Out comes the JSON of a config (bench/topology.h): the distribution and the
 * policies as they are, in the edge's "aws", and a server for each origin of
 * it. A host name of S3's becomes the fake S3 with that bucket, anything else a
 * plain server that allows every page, or what the user maps it to. Everything
 * is checked here, so that messages name the user's files and lines.
 */
#ifndef POPBOX_BENCH_AWS_WORLD_H
#define POPBOX_BENCH_AWS_WORLD_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

#define AWS_WORLD_TEXTS_MAX 256

/* The edge's name in the config. */
#define AWS_WORLD_EDGE "edge"

struct aws_text {
    const char *file; /* for messages, and to guess a bucket by */
    struct span text;
};

/* "assets=cors.json", "api=http://127.0.0.1:3000" */
struct aws_pair {
    struct span left, right;
};
/* Splits at the first '='. False if there is none, or an empty side. */
bool aws_pair_split(struct span text, struct aws_pair *pair);

struct aws_world {
    const struct aws_text *texts;
    size_t n_texts;
    const struct aws_pair *origins; /* Id or domain name = URL */
    size_t n_origins;
    const struct aws_pair *cors; /* bucket = file, as in texts */
    size_t n_cors;
    const struct span *paths; /* raw paths that viewers ask: their objects exist
                                 in every bucket */
    size_t n_paths;
    struct span listen; /* HOST:PORT of the edge; absent: anywhere */
    bool as_they_come;  /* viewers count as the http that they are, not as if
                           they came by https */
};

/* Whether a text is one of AWS's documents, so that it is no config. */
bool aws_world_takes(struct span text);
/* Appends the config. ERR_* with one sentence and its place in error. */
MUST_USE int aws_world_write(struct buf *json, const struct aws_world *world,
                             struct buf *error);

#endif
