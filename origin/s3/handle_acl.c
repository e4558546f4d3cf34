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

#define GRANTS_BYTES_MAX ((size_t)16 << 10)

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
        xml_out_text(out, "DisplayName", account->display);
    }
    xml_out_close(out, "Grantee");
    xml_out_text(out, "Permission", span_str(permission));
    xml_out_close(out, "Grant");
}

static void write_grants(struct s3_request *r, struct span grants)
{
    for (size_t from = 0; from < grants.len;) {
        size_t end = span_find(grants, ' ', from);
        size_t colon = span_find(grants, ':', from);
        struct span id = span_cut(grants, colon + 1, end);
        struct span permission = span_cut(grants, from, colon);
        const struct account *known = accounts_by_id(&r->s3->accounts, id);
        struct account stranger = {.id = id};

        write_grant(r, known ? known : &stranger, NULL,
                    arena_printf(r->arena, "%.*s", SPAN_ARG(permission)).ptr);
        from = end + 1;
    }
}

static enum s3_error write_acl(struct s3_request *r, struct bucket *bucket,
                               enum acl acl, struct span grants)
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
    write_grants(r, grants);
    xml_out_close(&r->out, "AccessControlList");
    xml_out_close(&r->out, "AccessControlPolicy");
    return s3_answer_xml(r);
}

enum s3_error s3_get_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    return write_acl(r, bucket, bucket->access.acl, bucket->access.grants);
}

enum s3_error s3_get_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    struct span grants;
    enum acl acl;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    acl_read_stored(http_headers_get(&r->object->headers, SPAN(STORED_ACL)),
                    &acl, &grants);
    return write_acl(r, bucket, acl, grants);
}

/* ---- in ------------------------------------------------------------------ */

/* What a document or a header says. */
struct new_acl {
    struct s3_request *r;
    struct span owner; /* whose full control goes without saying */
    enum acl acl;
    struct buf grants;
};

static bool is_permission(struct span name)
{
    static const char *const names[] = {"READ", "WRITE", "READ_ACP",
                                        "WRITE_ACP", "FULL_CONTROL"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_eq(name, span_str(names[i])))
            return true;
    return false;
}

static bool add_account(struct new_acl *to, struct span id,
                        struct span permission)
{
    bool is_full = span_eq(permission, SPAN("FULL_CONTROL"));

    if (span_eq(id, to->owner) && is_full)
        return true;
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] <= ' ')
            return false;
    if (to->grants.len > 0)
        buf_add_byte(&to->grants, ' ');
    buf_addf(&to->grants, "%.*s:%.*s", SPAN_ARG(permission), SPAN_ARG(id));
    return id.len > 0 && !to->grants.overflow;
}

/* Adds one grant to what was granted so far; false: it is beyond us. */
static bool add_grant(struct new_acl *to, const struct xml_element *grant)
{
    const struct xml_element *grantee = xml_child(grant, "Grantee");
    struct span permission = xml_child_text(grant, "Permission");
    bool reads = span_eq(permission, SPAN("READ"));
    struct span group;

    if (!grantee || !is_permission(permission))
        return false;
    group = xml_child_text(grantee, "URI");
    if (span_absent(group))
        return add_account(to, xml_child_text(grantee, "ID"), permission);
    if (span_eq(group, SPAN(EVERYONE)) && reads)
        to->acl = to->acl == ACL_PUBLIC_READ_WRITE ? to->acl : ACL_PUBLIC_READ;
    else if (span_eq(group, SPAN(EVERYONE)) &&
             span_eq(permission, SPAN("WRITE")))
        to->acl = ACL_PUBLIC_READ_WRITE;
    else if (span_eq(group, SPAN(ACCOUNTS)) && reads)
        to->acl = to->acl == ACL_PRIVATE ? ACL_AUTHENTICATED_READ : to->acl;
    else
        return false;
    return true;
}

static enum s3_error read_document(struct new_acl *to)
{
    struct s3_request *r = to->r;
    const struct xml_element *list;
    struct xml_element *root;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "AccessControlPolicy"))
        return s3_refuse(r, S3_MALFORMED_ACL);
    list = xml_child(root, "AccessControlList");
    if (!list)
        return s3_refuse(r, S3_MALFORMED_ACL);
    for (const struct xml_element *e = list->first; e; e = e->next)
        if (!xml_is(e, "Grant") || !add_grant(to, e))
            return s3_refuse(r, S3_NOT_IMPLEMENTED);
    return S3_OK;
}

/* Out of the header, else out of the document; judged by the bucket's rules.
 * buf_fini of the grants is due in any case. */
static enum s3_error read_acl(struct s3_request *r, struct bucket *bucket,
                              struct new_acl *to)
{
    const struct bucket_access *access = &bucket->access;
    enum s3_error error;

    *to = (struct new_acl){.r = r, .owner = bucket->owner};
    buf_init(&to->grants, GRANTS_BYTES_MAX);
    if (!span_absent(s3_request_header(r, "x-amz-acl")))
        return access_read_acl(r, access, &to->acl);
    error = read_document(to);
    if (error || !r->s3->accounts.checked)
        return error;
    if (access->ownership == OWNERSHIP_ENFORCED &&
        (to->acl != ACL_PRIVATE || to->grants.len > 0))
        return s3_refuse(r, S3_ACL_NOT_SUPPORTED);
    if (access->has_blocks && access->blocks[BLOCK_ACLS] &&
        to->acl != ACL_PRIVATE)
        return s3_refuse(r, S3_ACCESS_DENIED);
    return S3_OK;
}

enum s3_error s3_put_bucket_acl(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;
    struct new_acl acl;
    enum s3_error error = read_acl(r, bucket, &acl);
    int failed = 0;

    access.acl = acl.acl;
    access.grants = buf_span(&acl.grants);
    if (!error)
        failed = bucket_set_access(&r->s3->buckets, bucket, &access);
    buf_fini(&acl.grants);
    if (error)
        return error;
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 200);
}

/* The head is replaced, the bytes are written again under it. */
static enum s3_error put_object_acl(struct s3_request *r, struct bucket *bucket,
                                    struct span value)
{
    struct store *store = r->s3->store;
    struct http_headers headers = {0};
    enum s3_error error;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    if (!r->object)
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    if (http_headers_copy(&headers, r->arena, &r->object->headers) ||
        http_headers_set(&headers, r->arena, SPAN(STORED_ACL), value))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    error = s3_rewrite_head(r, bucket, &headers);
    return error ? error : s3_answer_empty(r, 200);
}

enum s3_error s3_put_object_acl(struct s3_request *r, struct bucket *bucket)
{
    struct new_acl acl;
    enum s3_error error = read_acl(r, bucket, &acl);
    struct span grants = buf_span(&acl.grants);
    struct span value =
        arena_printf(r->arena, "%s%s%.*s", acl_name(acl.acl),
                     grants.len > 0 ? " " : "", SPAN_ARG(grants));

    if (!error)
        error = put_object_acl(r, bucket, value);
    buf_fini(&acl.grants);
    return error;
}
