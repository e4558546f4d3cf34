/*
 * acl_request.c - the ACL that a request asks for: by headers, by a document.
 *
 * A document and x-amz-grant-* list all that is granted: an owner who is not
 * among the grantees gives up what the list does not say.
 */
#include "origin/s3/acl_request.h"

#include "origin/s3/access.h"
#include "origin/s3/operations.h"
#include "origin/s3/xml.h"

/* ---- one grant ----------------------------------------------------------- */

struct grant_list {
    struct s3_request *r;
    struct buf grants;
};

static enum s3_error add(struct grant_list *list, struct span permission,
                         struct span grantee)
{
    for (size_t i = 0; i < grantee.len; i++)
        if (grantee.ptr[i] <= ' ')
            return s3_refuse(list->r, S3_MALFORMED_ACL);
    if (acl_permission(permission) == 0 || grantee.len == 0)
        return s3_refuse(list->r, S3_MALFORMED_ACL);
    if (list->grants.len > 0)
        buf_add_byte(&list->grants, ' ');
    buf_addf(&list->grants, "%.*s:%.*s", SPAN_ARG(permission),
             SPAN_ARG(grantee));
    return S3_OK;
}

static enum s3_error add_id(struct grant_list *list, struct span permission,
                            struct span id)
{
    const struct accounts *accounts = &list->r->s3->accounts;

    if (accounts->checked && !accounts_by_id(accounts, id) &&
        !span_eq(id, SPAN(ACCOUNT_ANONYMOUS_ID)))
        return s3_refuse_argument(list->r, "CanonicalUser/ID", id,
                                  "Invalid id");
    return add(list, permission, id);
}

static enum s3_error add_email(struct grant_list *list, struct span permission,
                               struct span email)
{
    const struct account *account =
        accounts_by_email(&list->r->s3->accounts, email);

    if (account)
        return add(list, permission, account->id);
    (void)s3_refuse(list->r, S3_UNRESOLVABLE_GRANT); /* returned below */
    s3_problem_add(&list->r->problem, "EmailAddress", email);
    return S3_UNRESOLVABLE_GRANT;
}

static enum s3_error add_group(struct grant_list *list, struct span permission,
                               struct span uri)
{
    static const char *const known[] = {ACL_EVERYBODY, ACL_ACCOUNTS,
                                        ACL_LOG_DELIVERY};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (span_eq(uri, span_str(known[i])))
            return add(list, permission, uri);
    return s3_refuse_argument(list->r, "Group/URI", uri, "Invalid group uri");
}

/* ---- headers ------------------------------------------------------------- */

struct grant_header {
    const char *name;
    const char *permission;
};

static const struct grant_header grant_headers[] = {
    {"x-amz-grant-read", "READ"},
    {"x-amz-grant-write", "WRITE"},
    {"x-amz-grant-read-acp", "READ_ACP"},
    {"x-amz-grant-write-acp", "WRITE_ACP"},
    {"x-amz-grant-full-control", "FULL_CONTROL"},
};

#define N_GRANT_HEADERS (sizeof(grant_headers) / sizeof(grant_headers[0]))

static bool has_grant_headers(const struct s3_request *r)
{
    for (size_t i = 0; i < N_GRANT_HEADERS; i++)
        if (!span_absent(s3_request_header(r, grant_headers[i].name)))
            return true;
    return false;
}

/* id="…", uri="…" or emailAddress="…", the quotes as one likes. */
static enum s3_error add_told(struct grant_list *list, struct span permission,
                              struct span told)
{
    size_t equals = span_find(told, '=', 0);
    struct span kind = span_trim(span_cut(told, 0, equals));
    struct span value = span_trim(span_cut(told, equals + 1, told.len));

    if (value.len >= 2 && value.ptr[0] == '"' &&
        value.ptr[value.len - 1] == '"')
        value = span_cut(value, 1, value.len - 1);
    if (span_ieq(kind, SPAN("id")))
        return add_id(list, permission, value);
    if (span_ieq(kind, SPAN("uri")))
        return add_group(list, permission, value);
    if (span_ieq(kind, SPAN("emailAddress")))
        return add_email(list, permission, value);
    return s3_refuse_argument(list->r, "x-amz-grant", told,
                              "Argument format not recognized");
}

static enum s3_error read_grant_headers(struct grant_list *list)
{
    for (size_t i = 0; i < N_GRANT_HEADERS; i++) {
        struct span all = s3_request_header(list->r, grant_headers[i].name);
        struct span permission = span_str(grant_headers[i].permission);
        struct span told;
        size_t at = 0;

        while (!span_absent(all) && span_list_next(all, &at, &told))
            if (add_told(list, permission, told))
                return list->r->problem.error;
    }
    return S3_OK;
}

/* ---- a document ---------------------------------------------------------- */

static enum s3_error add_element(struct grant_list *list,
                                 const struct xml_element *grant)
{
    const struct xml_element *grantee = xml_child(grant, "Grantee");
    struct span permission = xml_child_text(grant, "Permission");

    if (!grantee || !xml_is(grant, "Grant"))
        return s3_refuse(list->r, S3_MALFORMED_ACL);
    if (xml_child(grantee, "ID"))
        return add_id(list, permission, xml_child_text(grantee, "ID"));
    if (xml_child(grantee, "URI"))
        return add_group(list, permission, xml_child_text(grantee, "URI"));
    if (xml_child(grantee, "EmailAddress"))
        return add_email(list, permission,
                         xml_child_text(grantee, "EmailAddress"));
    return s3_refuse(list->r, S3_MALFORMED_ACL);
}

static enum s3_error read_document(struct grant_list *list)
{
    struct s3_request *r = list->r;
    const struct xml_element *grants;
    struct xml_element *root;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "AccessControlPolicy"))
        return s3_refuse(r, S3_MALFORMED_ACL);
    grants = xml_child(root, "AccessControlList");
    if (!grants)
        return s3_refuse(r, S3_MALFORMED_ACL);
    for (const struct xml_element *e = grants->first; e; e = e->next)
        if (add_element(list, e))
            return r->problem.error;
    return S3_OK;
}

/* ---- the whole ----------------------------------------------------------- */

/* Even this one may not be named where there are no ACLs, but for a bucket
 * about to be. */
static bool is_named_private(const struct s3_request *r, const struct acl *acl)
{
    return acl->kind == ACL_PRIVATE && !r->op->makes_bucket &&
           !span_absent(s3_request_header(r, "x-amz-acl"));
}

static enum s3_error judge(struct s3_request *r,
                           const struct bucket_access *access,
                           struct span owner, const struct acl *acl)
{
    if (!r->s3->accounts.checked)
        return S3_OK;
    if (access->ownership == OWNERSHIP_ENFORCED &&
        (!acl_is_plain(acl, owner) || is_named_private(r, acl)))
        return s3_refuse(r, S3_ACL_NOT_SUPPORTED);
    if (access->has_blocks && access->blocks[BLOCK_ACLS] && acl_is_public(acl))
        return s3_refuse(r, S3_ACCESS_DENIED);
    return S3_OK;
}

/* The grants to groups before those to accounts, each in their order. */
static struct span groups_first(struct s3_request *r, struct span grants)
{
    struct span groups = SPAN("");
    struct span people = SPAN("");
    struct acl_grant grant;

    for (size_t at = 0; acl_grant_next(grants, &at, &grant);) {
        bool group = span_starts(grant.grantee, SPAN(ACL_GROUPS));
        struct span *to = group ? &groups : &people;

        *to = arena_printf(r->arena, "%.*s%s%.*s:%.*s", SPAN_ARG(*to),
                           to->len > 0 ? " " : "", SPAN_ARG(grant.permission),
                           SPAN_ARG(grant.grantee));
    }
    return arena_printf(r->arena, "%.*s%s%.*s", SPAN_ARG(groups),
                        groups.len > 0 && people.len > 0 ? " " : "",
                        SPAN_ARG(people));
}

/* Fills *acl with what read finds. */
static enum s3_error read_list(struct s3_request *r,
                               enum s3_error (*read)(struct grant_list *list),
                               struct acl *acl)
{
    struct grant_list list = {.r = r};
    enum s3_error error;

    buf_init(&list.grants, ACL_GRANTS_BYTES_MAX);
    error = read(&list);
    if (!error && list.grants.overflow)
        error = s3_refuse(r, S3_MALFORMED_ACL);
    *acl = (struct acl){.kind = ACL_LISTED,
                        .grants = groups_first(r, buf_span(&list.grants))};
    buf_fini(&list.grants);
    return error;
}

enum s3_error acl_request_headers(struct s3_request *r,
                                  const struct bucket_access *access,
                                  struct span owner, struct acl *acl)
{
    struct span name = s3_request_header(r, "x-amz-acl");

    *acl = (struct acl){.kind = ACL_PRIVATE};
    if (has_grant_headers(r)) {
        if (!span_absent(name))
            return s3_problem_say(
                &r->problem, S3_INVALID_REQUEST,
                SPAN("Specifying both Canned ACLs and Header Grants is not "
                     "allowed"));
        if (read_list(r, read_grant_headers, acl))
            return r->problem.error;
    } else if (!span_absent(name) && !acl_named(name, acl)) {
        return s3_refuse_argument(r, "x-amz-acl", name, "");
    }
    return judge(r, access, owner, acl);
}

enum s3_error acl_request_read(struct s3_request *r,
                               const struct bucket_access *access,
                               struct span owner, struct acl *acl)
{
    if (has_grant_headers(r) || !span_absent(s3_request_header(r, "x-amz-acl")))
        return acl_request_headers(r, access, owner, acl);
    if (read_list(r, read_document, acl))
        return r->problem.error;
    return judge(r, access, owner, acl);
}

/* The writer, unless the bucket takes what comes into it. */
static struct span new_owner(const struct s3_request *r,
                             const struct bucket *bucket)
{
    enum ownership ownership = bucket->access.ownership;
    bool given = span_eq(s3_request_header(r, "x-amz-acl"),
                         SPAN("bucket-owner-full-control"));

    if (!r->s3->accounts.checked || ownership == OWNERSHIP_ENFORCED ||
        (ownership == OWNERSHIP_PREFERRED && given))
        return bucket->owner;
    return r->caller ? r->caller->id : SPAN(ACCOUNT_ANONYMOUS_ID);
}

enum s3_error acl_request_store(struct s3_request *r,
                                const struct bucket *bucket,
                                struct http_headers *stored)
{
    struct span owner = new_owner(r, bucket);
    struct acl acl;
    int failed = 0;

    if (acl_request_headers(r, &bucket->access, owner, &acl))
        return r->problem.error;
    if (acl.kind != ACL_PRIVATE)
        failed = http_headers_add(stored, r->arena, SPAN(STORED_ACL),
                                  acl_to_text(&acl, r->arena));
    if (!failed && !span_eq(owner, bucket->owner))
        failed = http_headers_add(stored, r->arena, SPAN(STORED_OWNER), owner);
    return failed ? s3_refuse(r, S3_METADATA_TOO_LARGE) : S3_OK;
}
