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
enum s3_error s3_put_cors(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_get_cors(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_cors(struct s3_request *r, struct bucket *bucket);

/* handle_list.c */
enum s3_error s3_list_objects(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_list_versions(struct s3_request *r, struct bucket *bucket);

/* handle_get.c: GET and HEAD */
enum s3_error s3_get_object(struct s3_request *r, struct bucket *bucket);

/* handle_put.c */
enum s3_error s3_put_object(struct s3_request *r, struct bucket *bucket);
enum s3_error s3_delete_object(struct s3_request *r, struct bucket *bucket);

/* handle_copy.c */
enum s3_error s3_copy_object(struct s3_request *r, struct bucket *bucket);

/* handle_delete.c */
enum s3_error s3_delete_objects(struct s3_request *r, struct bucket *bucket);

/* preflight.c: OPTIONS, whatever it is for */
enum s3_error s3_preflight(struct s3_request *r);

#endif
