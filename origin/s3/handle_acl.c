/*
 * handle_acl.c - ?acl of buckets and objects: the canned ones.
 *
 * A document of grants is taken when it says what a canned ACL says: the
 * owner's full control, and READ or WRITE for everybody or for all accounts.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/xml.h"

#define GROUPS   "http://acs.amazonaws.com/groups/global/"
#define EVERYONE GROUPS "AllUsers"
#define ACCOUNTS GROUPS "AuthenticatedUsers"
#define XSI      "http://www.w3.org/2001/XMLSchema-instance"

/* ---- out ----------------------------------------------------------------- */

static void write_grant(struct s3_request *r, const struct account *account,
                        const char *group, const char *permission)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Grant");
    buf_addf(out, "<Grantee xmlns:xsi=\"" XSI "\" xsi:type=\"%s\">",
             group ? "Group" : "CanonicalUser");
    if (group) {
        xml_out_text(out, "URI", span_str(group));
    } else {
        xml_out_text(out, "ID", account->id);
        xml_out_text(out, "DisplayName", account->name);
    }
    xml_out_close(out, "Grantee");
    xml_out_text(out, "Permission", span_str(permission));
    xml_out_close(out, "Grant");
}

static enum s3_error write_acl(struct s3_request *r, struct bucket *bucket,
                               enum acl acl)
{
    const struct account *owner = s3_owner(r, bucket);

    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "AccessControlPolicy");
    account_to_xml(&r->out, "Owner", owner);
    xml_out_open(&r->out, "AccessControlList");
    write_grant(r, owner, NULL, "FULL_CONTROL");
    if (acl == ACL_PUBLIC_READ || acl == ACL_PUBLIC_READ_WRITE)
        write_grant(r, NULL, EVERYONE, "READ");
    if (acl == ACL_PUBLIC_READ_WRITE)
        write_grant(r, NULL, EVERYONE, "WRITE");
    if (acl == ACL_AUTHENTICATED_READ)
        write_grant(r, NULL, ACCOUNTS, "READ");
    xml_out_close(&r->out, "AccessControlList");
    xml_out_close(&r->out, "AccessControlPolicy");
    return s3_answer_xml(r);
}

enum s3_error s3_get_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    return write_acl(r, bucket, bucket->access.acl);
}

enum s3_error s3_get_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    enum acl acl = ACL_PRIVATE;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    (void)acl_named(http_headers_get(&r->object->headers, SPAN(STORED_ACL)),
                    &acl); /* without the line it is private */
    return write_acl(r, bucket, acl);
}

/* ---- in ------------------------------------------------------------------ */

/* Adds one grant to what was granted so far; false: no canned ACL has it. */
static bool add_grant(const struct xml_element *grant, enum acl *acl)
{
    const struct xml_element *grantee = xml_child(grant, "Grantee");
    struct span permission = xml_child_text(grant, "Permission");
    struct span group;

    if (!grantee)
        return false;
    group = xml_child_text(grantee, "URI");
    if (span_absent(group))
        return span_eq(permission, SPAN("FULL_CONTROL"));
    if (span_eq(group, SPAN(EVERYONE)) && span_eq(permission, SPAN("READ")))
        *acl = *acl == ACL_PUBLIC_READ_WRITE ? *acl : ACL_PUBLIC_READ;
    else if (span_eq(group, SPAN(EVERYONE)) &&
             span_eq(permission, SPAN("WRITE")))
        *acl = ACL_PUBLIC_READ_WRITE;
    else if (span_eq(group, SPAN(ACCOUNTS)) &&
             span_eq(permission, SPAN("READ")))
        *acl = *acl == ACL_PRIVATE ? ACL_AUTHENTICATED_READ : *acl;
    else
        return false;
    return true;
}

static enum s3_error read_document(struct s3_request *r, enum acl *acl)
{
    const struct xml_element *list;
    struct xml_element *root;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "AccessControlPolicy"))
        return s3_refuse(r, S3_MALFORMED_ACL);
    list = xml_child(root, "AccessControlList");
    if (!list)
        return s3_refuse(r, S3_MALFORMED_ACL);
    *acl = ACL_PRIVATE;
    for (const struct xml_element *e = list->first; e; e = e->next)
        if (!xml_is(e, "Grant") || !add_grant(e, acl))
            return s3_refuse(r, S3_NOT_IMPLEMENTED);
    return S3_OK;
}

/* Out of the header, else out of the document; judged by the bucket's rules. */
static enum s3_error read_acl(struct s3_request *r, struct bucket *bucket,
                              enum acl *acl)
{
    const struct bucket_access *access = &bucket->access;
    enum s3_error error;

    if (!span_absent(s3_request_header(r, "x-amz-acl")))
        return access_read_acl(r, access, acl);
    error = read_document(r, acl);
    if (error || !r->s3->accounts.checked || *acl == ACL_PRIVATE)
        return error;
    if (access->ownership == OWNERSHIP_ENFORCED)
        return s3_refuse(r, S3_ACL_NOT_SUPPORTED);
    if (access->has_blocks && access->blocks[BLOCK_ACLS])
        return s3_refuse(r, S3_ACCESS_DENIED);
    return S3_OK;
}

enum s3_error s3_put_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;
    enum s3_error error = read_acl(r, bucket, &access.acl);
    int failed;

    if (error)
        return error;
    failed = bucket_set_access(&r->s3->buckets, bucket, &access);
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 200);
}

/* The head is replaced, the bytes are written again under it. */
enum s3_error s3_put_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct http_headers headers = {0};
    enum acl acl = ACL_PRIVATE;
    enum s3_error error = read_acl(r, bucket, &acl);

    if (error)
        return error;
    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    if (http_headers_copy(&headers, r->arena, &r->object->headers) ||
        http_headers_set(&headers, r->arena, SPAN(STORED_ACL),
                         span_str(acl_name(acl))))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    error = s3_rewrite_head(r, bucket, &headers);
    return error ? error : s3_answer_empty(r, 200);
}
