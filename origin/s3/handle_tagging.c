/*
 * handle_tagging.c - ?tagging of buckets and objects.
 *
 * An object without tags has an empty set of them, a bucket has none.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/tag_request.h"
#include "origin/s3/xml.h"

static enum s3_error write_tags(struct s3_request *r, struct span text)
{
    struct tag tag;

    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "Tagging");
    xml_out_open(&r->out, "TagSet");
    for (size_t at = 0; tags_next(text, &at, &tag);) {
        if (!tag_decode(&tag, r->arena))
            return s3_refuse(r, S3_INTERNAL_ERROR);
        xml_out_open(&r->out, "Tag");
        xml_out_text(&r->out, "Key", tag.key);
        xml_out_text(&r->out, "Value", tag.value);
        xml_out_close(&r->out, "Tag");
    }
    xml_out_close(&r->out, "TagSet");
    xml_out_close(&r->out, "Tagging");
    return s3_answer_xml(r);
}

/* ---- of a bucket --------------------------------------------------------- */

enum s3_error s3_get_bucket_tags(struct s3_request *r, struct bucket *bucket)
{
    struct span text = bucket_tags(&r->s3->buckets, bucket);

    if (span_absent(text))
        return s3_refuse_bucket(r, S3_NO_SUCH_TAG_SET);
    return write_tags(r, text);
}

enum s3_error s3_put_bucket_tags(struct s3_request *r, struct bucket *bucket)
{
    struct span text;
    int failed;

    if (tag_request_read(r, TAGS_OF_BUCKET_MAX, &text))
        return r->problem.error;
    failed = bucket_set_tags(&r->s3->buckets, bucket,
                             text.len > 0 ? text : SPAN_ABSENT);
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}

enum s3_error s3_delete_bucket_tags(struct s3_request *r, struct bucket *bucket)
{
    int failed = bucket_set_tags(&r->s3->buckets, bucket, SPAN_ABSENT);

    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}

/* ---- of an object -------------------------------------------------------- */

static enum s3_error find_object(struct s3_request *r,
                                 const struct bucket *bucket)
{
    struct store *store = r->s3->store;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    return r->object ? S3_OK : s3_refuse_key(r, S3_NO_SUCH_KEY);
}

enum s3_error s3_get_object_tags(struct s3_request *r, struct bucket *bucket)
{
    if (find_object(r, bucket))
        return r->problem.error;
    return write_tags(r,
                      http_headers_get(&r->object->headers, SPAN(STORED_TAGS)));
}

/* An empty text drops the line. */
static enum s3_error set_tags(struct s3_request *r, struct bucket *bucket,
                              struct span text)
{
    struct http_headers headers = {0};

    if (http_headers_copy(&headers, r->arena, &r->object->headers))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    (void)http_headers_remove(&headers, SPAN(STORED_TAGS)); /* maybe none */
    if (text.len > 0 &&
        http_headers_add(&headers, r->arena, SPAN(STORED_TAGS), text))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    return s3_rewrite_head(r, bucket, &headers);
}

enum s3_error s3_put_object_tags(struct s3_request *r, struct bucket *bucket)
{
    struct span text;

    if (find_object(r, bucket) ||
        tag_request_read(r, TAGS_OF_OBJECT_MAX, &text) ||
        set_tags(r, bucket, text))
        return r->problem.error;
    return s3_answer_empty(r, 200);
}

enum s3_error s3_delete_object_tags(struct s3_request *r, struct bucket *bucket)
{
    if (find_object(r, bucket) || set_tags(r, bucket, SPAN_ABSENT))
        return r->problem.error;
    return s3_answer_empty(r, 204);
}
