/*
 * handle_acl.c - ?acl of buckets and objects.
 *
 * Groups are told before accounts: the order means nothing to S3's clients, but
 * the suites of S3 servers know it this way round.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/acl_request.h"
#include "origin/s3/xml.h"

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

/* ---- out ----------------------------------------------------------------- */

static void write_grant(struct s3_request *r, const struct acl_grant *grant)
{
    bool group = span_starts(grant->grantee, SPAN(ACL_GROUPS));
    struct account account = accounts_called(&r->s3->accounts, grant->grantee);
    struct buf *out = &r->out;

    xml_out_open(out, "Grant");
    buf_addf(out, "<Grantee xmlns:xsi=\"" XSI "\" xsi:type=\"%s\">",
             group ? "Group" : "CanonicalUser");
    if (group)
        xml_out_text(out, "URI", grant->grantee);
    else
        account_to_xml_members(out, &account);
    xml_out_close(out, "Grantee");
    xml_out_text(out, "Permission", grant->permission);
    xml_out_close(out, "Grant");
}

static enum s3_error write_acl(struct s3_request *r, const struct acl *acl,
                               struct acl_owners owners)
{
    struct account owner = accounts_called(&r->s3->accounts, owners.owner);
    struct span grants = acl_grants(acl, r->arena, owners);
    struct acl_grant grant;

    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "AccessControlPolicy");
    account_to_xml(&r->out, "Owner", &owner);
    xml_out_open(&r->out, "AccessControlList");
    for (size_t at = 0; acl_grant_next(grants, &at, &grant);)
        write_grant(r, &grant);
    xml_out_close(&r->out, "AccessControlList");
    xml_out_close(&r->out, "AccessControlPolicy");
    return s3_answer_xml(r);
}

enum s3_error s3_get_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    const struct acl_owners owners = {bucket->owner, bucket->owner};

    return write_acl(r, &bucket->access.acl, owners);
}

enum s3_error s3_get_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct acl_owners owners = {.bucket_owner = bucket->owner};
    struct acl acl;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    owners.owner = access_owner(bucket, &r->object->headers);
    acl =
        acl_from_text(http_headers_get(&r->object->headers, SPAN(STORED_ACL)));
    return write_acl(r, &acl, owners);
}

/* ---- in ------------------------------------------------------------------ */

enum s3_error s3_put_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;
    int failed;

    if (acl_request_read(r, &bucket->access, bucket->owner, &access.acl))
        return r->problem.error;
    failed = bucket_set_access(&r->s3->buckets, bucket, &access);
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 200);
}

/* The head is replaced, the bytes are written again under it. */
enum s3_error s3_put_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct http_headers headers = {0};
    enum s3_error error;
    struct acl acl;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    if (acl_request_read(r, &bucket->access,
                         access_owner(bucket, &r->object->headers), &acl))
        return r->problem.error;
    if (http_headers_copy(&headers, r->arena, &r->object->headers) ||
        http_headers_set(&headers, r->arena, SPAN(STORED_ACL),
                         acl_to_text(&acl, r->arena)))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    error = s3_rewrite_head(r, bucket, &headers);
    return error ? error : s3_answer_empty(r, 200);
}
