/*
 * handle_copy.c - CopyObject.
 *
 * The bytes are read and written again, with a fresh MD5: what was uploaded in
 * parts gets a plain ETag by being copied, as on S3.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/acl_request.h"
#include "origin/s3/copy.h"
#include "origin/s3/encryption.h"
#include "origin/s3/stored.h"
#include "origin/s3/tag_request.h"
#include "origin/s3/xml.h"

/* What is copied, and what the request gives in place of it. */
struct plan {
    struct copy_source source;
    bool new_metadata;
    bool new_tags;
};

/* "COPY" or "REPLACE", or nothing; *replace: is it the latter? */
static enum s3_error read_directive(struct s3_request *r, const char *header,
                                    const char *message, bool *replace)
{
    struct span directive = s3_request_header(r, header);

    *replace = span_eq(directive, SPAN("REPLACE"));
    if (*replace || span_absent(directive) || span_eq(directive, SPAN("COPY")))
        return S3_OK;
    return s3_refuse_argument(r, header, directive, message);
}

static enum s3_error read_plan(struct s3_request *r, struct plan *plan)
{
    if (read_directive(r, "x-amz-metadata-directive",
                       "Unknown metadata directive.", &plan->new_metadata) ||
        read_directive(r, "x-amz-tagging-directive",
                       "Unknown tagging directive.", &plan->new_tags))
        return r->problem.error;
    return copy_find_source(r, &plan->source);
}

/* Same object, nothing of it changed? */
static bool changes_nothing(const struct s3_request *r, const struct plan *plan)
{
    return !plan->new_metadata &&
           span_eq(plan->source.bucket, r->target.bucket) &&
           span_eq(plan->source.key, r->target.key) &&
           span_absent(s3_request_header(r, "x-amz-storage-class")) &&
           span_absent(s3_request_header(r, "x-amz-website-redirect-location"));
}

static int copied_headers(struct s3_request *r, bool replace,
                          struct http_headers *kept)
{
    const struct http_headers *stored = &r->object->headers;
    int failed = 0;

    if (replace)
        return stored_from_request(kept, r->arena, &r->req.headers);
    for (size_t i = 0; i < stored->n && !failed; i++)
        if (!stored_is_checksum(stored->at[i].name) &&
            !stored_is_ours(stored->at[i].name) &&
            !span_eq(stored->at[i].name,
                     SPAN("x-amz-website-redirect-location")))
            failed = http_headers_add(kept, r->arena, stored->at[i].name,
                                      stored->at[i].value);
    return failed;
}

/* Who may not read the source's tags cannot copy them either. */
static enum s3_error copy_tags(struct s3_request *r, const struct plan *plan,
                               struct http_headers *kept)
{
    struct span text = http_headers_get(&r->object->headers, SPAN(STORED_TAGS));
    const struct bucket *from =
        buckets_find(&r->s3->buckets, plan->source.bucket);

    if (plan->new_tags)
        return tag_request_store(r, kept);
    if (span_absent(text))
        return S3_OK;
    if (!from || !access_allows(r, from, "s3:GetObjectTagging",
                                plan->source.key, r->object))
        return s3_refuse(r, S3_ACCESS_DENIED);
    if (http_headers_add(kept, r->arena, SPAN(STORED_TAGS), text))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    return S3_OK;
}

static enum s3_error commit(struct s3_request *r, struct bucket *bucket,
                            struct copy *copy, const struct plan *plan)
{
    struct store *store = r->s3->store;
    struct store_object what = {
        .key = r->target.key, .modified_ms = r->now_ms, .etag = copy->etag};
    int failed;

    if (acl_request_store(r, bucket, &what.headers) ||
        copy_tags(r, plan, &what.headers) || encryption_store(r, &what.headers))
        return r->problem.error;
    failed = copied_headers(r, plan->new_metadata, &what.headers);
    if (!failed)
        failed = checksum_to_headers(&what.headers, r->arena, copy->kind,
                                     copy->checksum);
    if (!failed)
        failed = store->ops->commit(store, bucket->name, &what, &copy->blob, 1);
    if (failed)
        return s3_refuse_store(r, failed == ERR_RANGE ? ERR_TOO_LONG : failed);
    copy->blob = NULL;
    encryption_tell(r, &what.headers);
    return S3_OK;
}

static enum s3_error answer(struct s3_request *r, const struct copy *copy)
{
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "CopyObjectResult");
    xml_out_text(&r->out, "LastModified", s3_time_iso(r->arena, r->now_ms));
    xml_out_text(&r->out, "ETag", copy->etag);
    xml_out_text(&r->out, copy->kind->xml, copy->checksum);
    xml_out_text(&r->out, "ChecksumType", SPAN("FULL_OBJECT"));
    xml_out_close(&r->out, "CopyObjectResult");
    return s3_answer_xml(r);
}

enum s3_error s3_copy_object(struct s3_request *r, struct bucket *bucket)
{
    struct plan plan;
    struct copy copy;
    enum s3_error error;

    error = read_plan(r, &plan);
    if (error)
        return error;
    if (changes_nothing(r, &plan))
        return s3_problem_say(
            &r->problem, S3_INVALID_REQUEST,
            SPAN("This copy request is illegal because it is trying to copy an "
                 "object to itself without changing the object's metadata, "
                 "storage class, website redirect location or encryption "
                 "attributes."));
    copy.kind = copy_kind(r);
    error = copy_bytes(r, 0, r->object->size, &copy);
    if (!error)
        error = commit(r, bucket, &copy, &plan);
    copy_fini(&copy);
    return error ? error : answer(r, &copy);
}

enum s3_error s3_rewrite_head(struct s3_request *r, struct bucket *bucket,
                              const struct http_headers *headers)
{
    struct store *store = r->s3->store;
    struct store_object what = {.key = r->object->key,
                                .modified_ms = r->object->modified_ms,
                                .etag = r->object->etag,
                                .headers = *headers};
    struct copy copy = {.kind = copy_kind(r)};
    enum s3_error error = copy_bytes(r, 0, r->object->size, &copy);
    int failed = 0;

    if (!error)
        failed = store->ops->commit(store, bucket->name, &what, &copy.blob, 1);
    if (!error && !failed)
        copy.blob = NULL;
    copy_fini(&copy);
    if (error)
        return error;
    return failed ? s3_refuse_store(r, failed) : S3_OK;
}
