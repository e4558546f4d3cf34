/*
 * operations.c - the table of S3's operations: which request is which.
 *
 * The first row of the target's level and the request's method whose parameter
 * is in the query is the operation; the row without one comes last. A query
 * with a sub-resource of S3 that has no row here is refused: were it passed
 * over, DELETE /b?publicAccessBlock would delete the bucket.
 */
#include "origin/s3/operations.h"

#include "origin/s3/handlers.h"

#define XML_MAX   ((size_t)2 << 20) /* of DeleteObjects and multipart lists */
#define SMALL_MAX ((size_t)64 << 10)

static const struct operation operations[] = {
    {.name = "ListBuckets",
     .level = TARGET_SERVICE,
     .method = HTTP_GET,
     .handle = s3_list_buckets},

    {.name = "GetBucketCors",
     .level = TARGET_BUCKET,
     .method = HTTP_GET,
     .parameter = "cors",
     .handle = s3_get_cors},
    {.name = "PutBucketCors",
     .level = TARGET_BUCKET,
     .method = HTTP_PUT,
     .parameter = "cors",
     .body = OPERATION_BODY_TEXT,
     .text_max = CORS_DOCUMENT_MAX,
     .must_have_digest = true,
     .handle = s3_put_cors},
    {.name = "DeleteBucketCors",
     .level = TARGET_BUCKET,
     .method = HTTP_DELETE,
     .parameter = "cors",
     .handle = s3_delete_cors},
    {.name = "GetBucketLocation",
     .level = TARGET_BUCKET,
     .method = HTTP_GET,
     .parameter = "location",
     .handle = s3_get_location},
    {.name = "ListObjectVersions",
     .level = TARGET_BUCKET,
     .method = HTTP_GET,
     .parameter = "versions",
     .handle = s3_list_versions},
    {.name = "DeleteObjects",
     .level = TARGET_BUCKET,
     .method = HTTP_POST,
     .parameter = "delete",
     .body = OPERATION_BODY_TEXT,
     .text_max = XML_MAX,
     .must_have_digest = true,
     .handle = s3_delete_objects},
    {.name = "ListMultipartUploads",
     .level = TARGET_BUCKET,
     .method = HTTP_GET,
     .parameter = "uploads",
     .handle = s3_list_multiparts},
    {.name = "ListObjects",
     .level = TARGET_BUCKET,
     .method = HTTP_GET,
     .handle = s3_list_objects},
    {.name = "HeadBucket",
     .level = TARGET_BUCKET,
     .method = HTTP_HEAD,
     .handle = s3_head_bucket},
    {.name = "CreateBucket",
     .level = TARGET_BUCKET,
     .method = HTTP_PUT,
     .body = OPERATION_BODY_TEXT,
     .text_max = SMALL_MAX,
     .makes_bucket = true,
     .handle = s3_create_bucket},
    {.name = "DeleteBucket",
     .level = TARGET_BUCKET,
     .method = HTTP_DELETE,
     .handle = s3_delete_bucket},

    {.name = "ListParts",
     .level = TARGET_OBJECT,
     .method = HTTP_GET,
     .parameter = "uploadId",
     .handle = s3_list_parts},
    {.name = "CreateMultipartUpload",
     .level = TARGET_OBJECT,
     .method = HTTP_POST,
     .parameter = "uploads",
     .handle = s3_create_multipart},
    {.name = "CompleteMultipartUpload",
     .level = TARGET_OBJECT,
     .method = HTTP_POST,
     .parameter = "uploadId",
     .body = OPERATION_BODY_TEXT,
     .text_max = XML_MAX,
     .handle = s3_complete_multipart},
    {.name = "AbortMultipartUpload",
     .level = TARGET_OBJECT,
     .method = HTTP_DELETE,
     .parameter = "uploadId",
     .handle = s3_abort_multipart},
    {.name = "UploadPartCopy",
     .level = TARGET_OBJECT,
     .method = HTTP_PUT,
     .parameter = "uploadId",
     .header = "x-amz-copy-source",
     .handle = s3_copy_part},
    {.name = "UploadPart",
     .level = TARGET_OBJECT,
     .method = HTTP_PUT,
     .parameter = "uploadId",
     .body = OPERATION_BODY_BYTES,
     .prepare = s3_prepare_part,
     .handle = s3_put_part},
    {.name = "GetObject",
     .level = TARGET_OBJECT,
     .method = HTTP_GET,
     .parameter = "partNumber",
     .handle = s3_get_object},
    {.name = "HeadObject",
     .level = TARGET_OBJECT,
     .method = HTTP_HEAD,
     .parameter = "partNumber",
     .handle = s3_get_object},
    {.name = "GetObject",
     .level = TARGET_OBJECT,
     .method = HTTP_GET,
     .handle = s3_get_object},
    {.name = "HeadObject",
     .level = TARGET_OBJECT,
     .method = HTTP_HEAD,
     .handle = s3_get_object},
    {.name = "CopyObject",
     .level = TARGET_OBJECT,
     .method = HTTP_PUT,
     .header = "x-amz-copy-source",
     .handle = s3_copy_object},
    {.name = "PutObject",
     .level = TARGET_OBJECT,
     .method = HTTP_PUT,
     .body = OPERATION_BODY_BYTES,
     .handle = s3_put_object},
    {.name = "DeleteObject",
     .level = TARGET_OBJECT,
     .method = HTTP_DELETE,
     .handle = s3_delete_object},
};

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

/* Every sub-resource that S3 documents, with a row above or not. */
static const char *const sub_resources[] = {
    "accelerate",
    "acl",
    "analytics",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "partNumber",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "session",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
};

#define N_SUB_RESOURCES (sizeof(sub_resources) / sizeof(sub_resources[0]))

/* Parameters without a value that a write at a bucket may have. */
static bool is_sub_resource(const struct query_parameter *parameter,
                            bool bucket_write)
{
    for (size_t i = 0; i < N_SUB_RESOURCES; i++)
        if (span_eq(parameter->name, span_str(sub_resources[i])))
            return true;
    return bucket_write && span_absent(parameter->value);
}

static bool has_sub_resource(const struct s3_request *r)
{
    bool bucket_write = r->target.level != TARGET_OBJECT &&
                        r->method != HTTP_GET && r->method != HTTP_HEAD;

    for (size_t i = 0; i < r->query.n; i++)
        if (is_sub_resource(&r->query.at[i], bucket_write))
            return true;
    return false;
}

static bool is_asked_for(const struct operation *op, const struct s3_request *r)
{
    if (op->level != r->target.level || op->method != r->method)
        return false;
    if (op->header && span_absent(s3_request_header(r, op->header)))
        return false;
    return op->parameter ? query_has(&r->query, op->parameter)
                         : !has_sub_resource(r);
}

static void refuse_method(struct s3_request *r)
{
    static const char *const types[] = {"SERVICE", "BUCKET", "OBJECT"};

    (void)s3_refuse(r, S3_METHOD_NOT_ALLOWED); /* NULL says it */
    s3_problem_add(&r->problem, "Method", r->req.method);
    s3_problem_add(&r->problem, "ResourceType",
                   span_str(types[r->target.level]));
}

const struct operation *operation_find(struct s3_request *r)
{
    for (size_t i = 0; i < N_OPERATIONS; i++)
        if (is_asked_for(&operations[i], r))
            return &operations[i];
    if (has_sub_resource(r))
        (void)s3_refuse(r, S3_NOT_IMPLEMENTED); /* NULL says it */
    else
        refuse_method(r);
    return NULL;
}
