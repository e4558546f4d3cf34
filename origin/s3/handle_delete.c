/* handle_delete.c - DeleteObjects: many keys in one document. */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/xml.h"

#define KEYS_MAX 1000

static bool has_shape(const struct xml_element *root)
{
    size_t n = xml_count(root, "Object");

    if (!xml_is(root, "Delete") || n == 0 || n > KEYS_MAX)
        return false;
    for (const struct xml_element *e = root->first; e; e = e->next)
        if (xml_is(e, "Object") && !xml_child(e, "Key"))
            return false;
    return true;
}

static enum s3_error judge(struct s3_request *r, struct bucket *bucket,
                           const struct xml_element *object)
{
    struct span key = xml_child_text(object, "Key");

    if (!access_allows(r, bucket, "s3:DeleteObject", key, NULL))
        return S3_ACCESS_DENIED;
    if (xml_child(object, "LastModifiedTime") || xml_child(object, "Size"))
        return S3_NOT_IMPLEMENTED; /* of directory buckets */
    return s3_judge_delete(r, bucket, key, xml_child_text(object, "ETag"));
}

static void delete_one(struct s3_request *r, struct bucket *bucket,
                       const struct xml_element *object, bool quiet)
{
    struct store *store = r->s3->store;
    struct span key = xml_child_text(object, "Key");
    enum s3_error error = judge(r, bucket, object);

    if (!error && store->ops->remove(store, bucket->name, key))
        error = S3_INTERNAL_ERROR;
    if (error) {
        xml_out_open(&r->out, "Error");
        xml_out_text(&r->out, "Key", key);
        xml_out_text(&r->out, "Code", span_str(s3_error_code(error)));
        xml_out_text(&r->out, "Message", span_str(s3_error_message(error)));
        xml_out_close(&r->out, "Error");
    } else if (!quiet) {
        xml_out_open(&r->out, "Deleted");
        xml_out_text(&r->out, "Key", key);
        xml_out_close(&r->out, "Deleted");
    }
}

enum s3_error s3_delete_objects(struct s3_request *r, struct bucket *bucket)
{
    struct xml_element *root;
    bool quiet;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !has_shape(root))
        return s3_refuse(r, S3_MALFORMED_XML);
    quiet = span_eq(xml_child_text(root, "Quiet"), SPAN("true"));
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "DeleteResult");
    for (const struct xml_element *e = root->first; e; e = e->next)
        if (xml_is(e, "Object"))
            delete_one(r, bucket, e, quiet);
    xml_out_close(&r->out, "DeleteResult");
    return s3_answer_xml(r);
}
