/* access.h - may this caller do that? Policy, ACLs, Block Public Access. */
#ifndef POPBOX_ORIGIN_S3_ACCESS_H
#define POPBOX_ORIGIN_S3_ACCESS_H

#include "origin/s3/request.h"

/* Stored lines for our own use: an object's ACL, as acl_to_text has it, absent
 * when private; and its owner's id, absent when that is the bucket's. */
#define STORED_ACL   "x-popbox-acl"
#define STORED_OWNER "x-popbox-owner"

/* Whether the request's caller may do action ("s3:GetObject") at the bucket, or
 * at the key in it (absent: the bucket itself). object: what is stored there,
 * for its ACL and tags; may be NULL. Everybody may where no account is
 * configured. */
bool access_allows(const struct s3_request *r, const struct bucket *bucket,
                   const char *action, struct span key,
                   const struct store_object *object);
/* As access_allows for the request's own operation and target; S3_OK or
 * AccessDenied, which it sets. bucket may be NULL. action NULL: the operation
 * asks key by key itself. */
enum s3_error access_check(struct s3_request *r, const struct bucket *bucket,
                           const char *action);

/* Whose an object with these stored lines is: its writer's, where the bucket
 * leaves objects to them. */
struct span access_owner(const struct bucket *bucket,
                         const struct http_headers *stored);
/* That account. */
struct account access_owner_account(const struct s3_request *r,
                                    const struct bucket *bucket,
                                    const struct http_headers *stored);

#endif
