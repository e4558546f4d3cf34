/* handlers.h - what each operation does; listed in operations.c. */
#ifndef POPBOX_ORIGIN_S3_HANDLERS_H
#define POPBOX_ORIGIN_S3_HANDLERS_H

#include "origin/s3/request.h"

/* handle_buckets.c */
enum s3_error s3_list_buckets(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_create_bucket(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_bucket(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_head_bucket(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_location(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_versioning(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_cors(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_cors(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_cors(struct s3_request *r, struct bucket *bucket);

/* handle_list.c */
enum s3_error s3_list_objects(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_list_versions(struct s3_request *r, struct bucket *bucket);

/* handle_get.c: GET and HEAD */
/* Sets the request's object, or refuses as S3 does to a reader. */
enum s3_error s3_find_object(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_object(struct s3_request *r, struct bucket *bucket);
/* The request's object as a whole, under another status. */
enum s3_error s3_send_object(struct s3_request *r, int status);

/* handle_put.c */
/* If-Match and If-None-Match of a write, against what is there. */
enum s3_error s3_judge_write(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_object(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_object(struct s3_request *r, struct bucket *bucket);

/* handle_copy.c */
enum s3_error s3_copy_object(struct s3_request *r, struct bucket *bucket);

/* handle_multipart.c */
enum s3_error s3_create_multipart(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_prepare_part(struct s3_request *r, struct upload_plan *plan);
enum s3_error s3_put_part(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_copy_part(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_abort_multipart(struct s3_request *r, struct bucket *bucket);
/* The upload that the query names, or NULL with the refusal set. */
struct multipart *s3_multipart_of(struct s3_request *r);

/* handle_complete.c */
enum s3_error s3_prepare_complete(struct s3_request *r,
                                  struct upload_plan *plan);
enum s3_error s3_complete_multipart(struct s3_request *r,
                                    struct bucket *bucket);

/* handle_parts.c */
enum s3_error s3_list_parts(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_list_multiparts(struct s3_request *r, struct bucket *bucket);

/* Stores the request's object again under other headers. */
enum s3_error s3_rewrite_head(struct s3_request *r, struct bucket *bucket,
                              const struct http_headers *headers);

/* handle_access.c */
enum s3_error s3_put_policy(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_policy(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_policy(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_policy_status(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_blocks(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_blocks(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_blocks(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_ownership(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_ownership(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_ownership(struct s3_request *r, struct bucket *bucket);

/* "BucketOwnerEnforced" and so on; false when unknown. */
bool s3_ownership_named(struct span name, enum ownership *ownership);

/* handle_acl.c */
enum s3_error s3_get_bucket_acl(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_object_acl(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_bucket_acl(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_object_acl(struct s3_request *r, struct bucket *bucket);

/* handle_attributes.c */
enum s3_error s3_get_attributes(struct s3_request *r, struct bucket *bucket);

/* handle_tagging.c */
enum s3_error s3_get_bucket_tags(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_bucket_tags(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_bucket_tags(struct s3_request *r,
                                    struct bucket *bucket);
enum s3_error s3_get_object_tags(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_put_object_tags(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_object_tags(struct s3_request *r,
                                    struct bucket *bucket);

/* handle_website.c */
enum s3_error s3_put_website(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_website(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_website(struct s3_request *r, struct bucket *bucket);

/* website.c: a request at the website endpoint */
enum s3_error s3_website(struct s3_request *r);

/* Whether the object of that key may be deleted by who expects it to have one
 * of these ETags (absent: any); the refusal is not set. */
enum s3_error s3_judge_delete(struct s3_request *r, struct bucket *bucket,
                              struct span key, struct span match);

/* handle_delete.c */
enum s3_error s3_delete_objects(struct s3_request *r, struct bucket *bucket);

/* preflight.c: OPTIONS, whatever it is for */
enum s3_error s3_preflight(struct s3_request *r);

#endif
