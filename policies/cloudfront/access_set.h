/*
 * access_set.h - who may ask: keys of viewers, and as whom CloudFront asks.
 *
 * Each as the AWS CLI prints it, one of them or a list:
 *
 *     aws cloudfront get-origin-access-control, list-origin-access-controls
 *     aws cloudfront get-cloud-front-origin-access-identity, list-…-identities
 *     aws cloudfront get-key-group, get-public-key, list-…
 *     aws s3api get-bucket-policy      for the distribution that it names
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_ACCESS_SET_H
#define POPBOX_POLICIES_CLOUDFRONT_ACCESS_SET_H

#include "policies/cloudfront/aws.h"

#define ACCESS_SET_MAX 64 /* of each kind */

/* SigningBehavior: whether CloudFront signs what it asks an origin. */
enum access_signing {
    ACCESS_SIGNS,
    ACCESS_SIGNS_NEVER,
    ACCESS_SIGNS_UNSIGNED /* "no-override": not what a viewer signed */
};

struct access_control {
    struct span id;
    enum access_signing signing;
};

struct access_identity {
    struct span id;
    struct span user; /* S3CanonicalUserId */
};

struct access_key {
    struct span id;
    struct span pem; /* EncodedKey, a key that public_key.h takes */
};

struct access_group {
    struct span id;
    struct span name;
    struct aws_strings keys; /* ids */
};

/* Zero-initialised means nothing was given. Borrows from the arena of whoever
 * read. */
struct access_set {
    struct access_control controls[ACCESS_SET_MAX];
    size_t n_controls;
    struct access_identity identities[ACCESS_SET_MAX];
    size_t n_identities;
    struct access_key keys[ACCESS_SET_MAX];
    size_t n_keys;
    struct access_group groups[ACCESS_SET_MAX];
    size_t n_groups;
    struct span source_arn; /* the distribution that a bucket policy admits;
                               absent: none does */
};

/* Whether a document is one of those that access_set_read takes. */
bool access_set_takes(const struct json *document);
/* Adds it; of two with one id the later one counts. 0, or ERR_* with
 * in->reader->error. */
MUST_USE int access_set_read(struct access_set *set, const struct aws_in *in,
                             const struct json *document);

/* What get-bucket-policy prints, or the policy itself: of it only which
 * distribution it admits. The first one that is found stays. */
bool access_set_takes_bucket_policy(const struct json *document);
void access_set_read_bucket_policy(struct access_set *set,
                                   const struct aws_in *in,
                                   const struct json *document);

/* By id; NULL: not given. set may be NULL. */
const struct access_control *access_set_control(const struct access_set *set,
                                                struct span id);
const struct access_identity *access_set_identity(const struct access_set *set,
                                                  struct span id);
const struct access_key *access_set_key(const struct access_set *set,
                                        struct span id);
const struct access_group *access_set_group(const struct access_set *set,
                                            struct span id);

#endif
