/*
 * handle_put.c - PutObject and DeleteObject.
 *
 * A conditional write is judged when the body is whole, in the same step that
 * makes it visible: of two racing If-None-Match writers one wins.
 */
#include "origin/s3/handlers.h"

#include "cache/http/validators.h"
#include "origin/s3/acl_request.h"
#include "origin/s3/encryption.h"
#include "origin/s3/stored.h"
#include "origin/s3/tag_request.h"

static enum s3_error condition_failed(struct s3_request *r, const char *name)
{
    (void)s3_refuse(r, S3_PRECONDITION_FAILED); /* returned below */
    s3_problem_add(&r->problem, "Condition", span_str(name));
    return S3_PRECONDITION_FAILED;
}

/* etag: of the object that is there; absent: there is none. */
static enum s3_error judge(struct s3_request *r, struct span etag)
{
    struct span match = s3_request_header(r, "If-Match");
    struct span none = s3_request_header(r, "If-None-Match");

    if (!span_absent(match) && span_absent(etag))
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    if (!span_absent(match) && !etag_list_has(match, etag, true))
        return condition_failed(r, "If-Match");
    if (!span_absent(none) && !span_absent(etag) &&
        etag_list_has(none, etag, false))
        return condition_failed(r, "If-None-Match");
    return S3_OK;
}

enum s3_error s3_judge_write(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    const struct store_object *there =
        store->ops->find(store, bucket->name, r->target.key);
    enum s3_error error = judge(r, there ? there->etag : SPAN_ABSENT);

    if (there)
        store->ops->release(store, there);
    return error;
}

enum s3_error s3_put_object(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct upload *upload = &r->upload;
    struct store_object what = {
        .key = r->target.key, .modified_ms = r->now_ms, .etag = upload->etag};
    enum s3_error error = s3_judge_write(r, bucket);
    int failed;

    if (!error)
        error = acl_request_store(r, bucket, &what.headers);
    if (!error)
        error = tag_request_store(r, &what.headers);
    if (!error)
        error = encryption_store(r, &what.headers);
    if (error)
        return error;
    failed = stored_from_request(&what.headers, r->arena, &r->req.headers);
    if (!failed)
        failed = checksum_to_headers(&what.headers, r->arena, upload->kind,
                                     upload->checksum);
    if (failed)
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    failed = store->ops->commit(store, bucket->name, &what, &upload->blob, 1);
    if (failed)
        return s3_refuse_store(r, failed);
    (void)upload_take_blob(upload); /* it has become the object */
    s3_header(r, "ETag", upload->etag);
    if (checksum_to_headers(&r->headers, r->arena, upload->kind,
                            upload->checksum))
        r->failed = ERR_TOO_LONG;
    encryption_tell(r, &what.headers);
    return s3_answer_empty(r, 200);
}

/* What is not there any more needs no condition to hold. */
enum s3_error s3_judge_delete(struct s3_request *r, struct bucket *bucket,
                              struct span key, struct span match)
{
    struct store *store = r->s3->store;
    const struct store_object *there =
        store->ops->find(store, bucket->name, key);
    bool holds =
        span_absent(match) || !there || etag_list_has(match, there->etag, true);

    if (there)
        store->ops->release(store, there);
    return holds ? S3_OK : S3_PRECONDITION_FAILED;
}

enum s3_error s3_delete_object(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct span match = s3_request_header(r, "If-Match");
    int failed;

    /* Directory buckets know these; S3 refuses them elsewhere, too. */
    if (!span_absent(
            s3_request_header(r, "x-amz-if-match-last-modified-time")) ||
        !span_absent(s3_request_header(r, "x-amz-if-match-size")))
        return s3_refuse(r, S3_NOT_IMPLEMENTED);
    if (s3_judge_delete(r, bucket, r->target.key, match))
        return condition_failed(r, "If-Match");
    failed = store->ops->remove(store, bucket->name, r->target.key);
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}
