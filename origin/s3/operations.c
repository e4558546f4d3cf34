/*
 * operations.c - which of S3's operations a request asks for.
 *
 * The first row of the target's level and the request's method whose parameter
 * is in the query is the operation; the row without one comes last. A query
 * with a sub-resource of S3 that has no row is refused: were it passed over,
 * DELETE /b?publicAccessBlock would delete the bucket.
 */
#include "origin/s3/operations.h"

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

/* Nothing is versioned here: every object is its own version "null". */
static bool is_null_version(const struct query_parameter *parameter)
{
    return span_eq(parameter->name, SPAN("versionId")) &&
           span_eq(parameter->value, SPAN("null"));
}

static bool has_sub_resource(const struct s3_request *r)
{
    bool bucket_write = r->target.level != TARGET_OBJECT &&
                        r->method != HTTP_GET && r->method != HTTP_HEAD;

    for (size_t i = 0; i < r->query.n; i++)
        if (is_sub_resource(&r->query.at[i], bucket_write) &&
            !is_null_version(&r->query.at[i]))
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
    for (size_t i = 0; i < n_operations; i++)
        if (is_asked_for(&operation_table[i], r))
            return &operation_table[i];
    if (r->target.level == TARGET_OBJECT && query_has(&r->query, "versionId"))
        (void)s3_refuse_argument(r, "versionId",
                                 query_get(&r->query, "versionId"),
                                 "Invalid version id specified");
    else if (has_sub_resource(r))
        (void)s3_refuse(r, S3_NOT_IMPLEMENTED); /* NULL says it */
    else
        refuse_method(r);
    return NULL;
}
