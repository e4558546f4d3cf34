/* operations.h - which of S3's operations a request asks for. */
#ifndef POPBOX_ORIGIN_S3_OPERATIONS_H
#define POPBOX_ORIGIN_S3_OPERATIONS_H

#include "origin/s3/request.h"

enum operation_body {
    OPERATION_BODY_NONE, /* one that comes is passed over */
    OPERATION_BODY_TEXT, /* a document, kept whole */
    OPERATION_BODY_BYTES /* an object's, straight into the store */
};

struct operation {
    const char *name;     /* as AWS names it */
    const char *action;   /* as policies name it; NULL: asked key by key */
    const char *resource; /* as access logs name it */
    enum target_level level;
    enum http_method method;
    const char *parameter; /* of the query, which selects it; NULL: none */
    const char *header;    /* which selects it, too; NULL: none */
    enum operation_body body;
    size_t text_max;
    bool must_have_digest;
    bool makes_bucket; /* its bucket need not exist */
    /* May refuse before the body is asked for, and change how it is taken. */
    enum s3_error (*prepare)(struct s3_request *r, struct upload_plan *plan);
    /* Called once the operation is known and admitted and its body is whole.
     * bucket: NULL where it needs none. Fills the answer, or returns the
     * refusal that it has set in the request's problem. */
    enum s3_error (*handle)(struct s3_request *r, struct bucket *bucket);
};

/* The table, in operation_table.c. */
extern const struct operation operation_table[];
extern const size_t n_operations;

/* The operation that the request's method, target and query ask for, or NULL
 * with the refusal in the request's problem: an unknown sub-resource never
 * falls through to the plain operation. */
const struct operation *operation_find(struct s3_request *r);

#endif
