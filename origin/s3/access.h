/* access.h - may this caller do that? Policy, ACLs, Block Public Access. */
#ifndef POPBOX_ORIGIN_S3_ACCESS_H
#define POPBOX_ORIGIN_S3_ACCESS_H

#include "origin/s3/request.h"

/* A stored line for our own use: an object's canned ACL, then, after a blank,
 * its further grants: "private READ:id". */
#define STORED_ACL "x-popbox-acl"

/* Whether the request's caller may do action ("s3:GetObject") at the bucket, or
 * at the key in it (absent: the bucket itself). object: what is stored there,
 * for its ACL; may be NULL. Everybody may where no account is configured. */
bool access_allows(const struct s3_request *r, const struct bucket *bucket,
                   const char *action, struct span key,
                   const struct store_object *object);
/* As access_allows for the request's own operation and target; S3_OK or
 * AccessDenied, which it sets. bucket may be NULL. action NULL: the operation
 * asks key by key itself. */
enum s3_error access_check(struct s3_request *r, const struct bucket *bucket,
                           const char *action);

/* Canned ACLs by their names: "public-read". False when unknown. */
bool acl_named(struct span name, enum acl *acl);
const char *acl_name(enum acl acl);
bool acl_is_public(enum acl acl);
/* What STORED_ACL's value says; an absent one is private. */
void acl_read_stored(struct span value, enum acl *acl, struct span *grants);
/* x-amz-acl of a request that makes a bucket or an object: absent is private.
 * Refuses what the bucket's ownership or blocks refuse. access: the bucket's.
 */
enum s3_error access_read_acl(struct s3_request *r,
                              const struct bucket_access *access,
                              enum acl *acl);

#endif
