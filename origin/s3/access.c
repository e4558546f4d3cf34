/*
 * access.c - may this caller do that? Policy, ACLs, Block Public Access.
 *
 * In S3's order: an explicit Deny wins; the bucket's owner may; then a policy's
 * Allow or an ACL's grant, each switched off for the public by its block. CORS
 * is not asked here and never asks here.
 */
#include "origin/s3/access.h"

static const char *const acl_names[] = {
    [ACL_PRIVATE] = "private",
    [ACL_PUBLIC_READ] = "public-read",
    [ACL_PUBLIC_READ_WRITE] = "public-read-write",
    [ACL_AUTHENTICATED_READ] = "authenticated-read",
    [ACL_OWNER_READ] = "bucket-owner-read",
    [ACL_OWNER_FULL_CONTROL] = "bucket-owner-full-control",
};

bool acl_named(struct span name, enum acl *acl)
{
    for (size_t i = 0; i < sizeof(acl_names) / sizeof(acl_names[0]); i++) {
        if (!span_eq(name, span_str(acl_names[i])))
            continue;
        *acl = (enum acl)i;
        return true;
    }
    return false;
}

const char *acl_name(enum acl acl)
{
    return acl_names[acl];
}

bool acl_is_public(enum acl acl)
{
    return acl == ACL_PUBLIC_READ || acl == ACL_PUBLIC_READ_WRITE ||
           acl == ACL_AUTHENTICATED_READ;
}

/* ---- policy -------------------------------------------------------------- */

static enum policy_verdict ask_policy(const struct s3_request *r,
                                      const struct bucket *bucket,
                                      const char *action, struct span key)
{
    const struct policy_question question = {
        .caller = r->caller,
        .action = span_str(action),
        .resource = arena_printf(r->arena, "arn:aws:s3:::%.*s%s%.*s",
                                 SPAN_ARG(bucket->name),
                                 span_absent(key) ? "" : "/", SPAN_ARG(key)),
        .referer = s3_request_header(r, "Referer"),
        .user_agent = s3_request_header(r, "User-Agent"),
        .source_ip = r->address,
        .prefix = query_get(&r->query, "prefix"),
        .delimiter = query_get(&r->query, "delimiter"),
        .acl = s3_request_header(r, "x-amz-acl")};

    return bucket_policy_judge(bucket->policy, &question);
}

/* ---- ACLs ---------------------------------------------------------------- */

enum { READ = 1, WRITE = 2, READ_ACP = 4, WRITE_ACP = 8, ALL = 15 };

struct permission {
    const char *name;
    unsigned bits;
};

static const struct permission permissions[] = {
    {"READ", READ},           {"WRITE", WRITE},      {"READ_ACP", READ_ACP},
    {"WRITE_ACP", WRITE_ACP}, {"FULL_CONTROL", ALL},
};

/* Which permission of which ACL allows an action; the others need ownership. */
struct need {
    const char *action;
    bool of_object;
    unsigned bit;
};

static const struct need needs[] = {
    {"s3:GetObject", true, READ},
    {"s3:GetObjectAcl", true, READ_ACP},
    {"s3:PutObjectAcl", true, WRITE_ACP},
    {"s3:ListBucket", false, READ},
    {"s3:ListBucketVersions", false, READ},
    {"s3:ListBucketMultipartUploads", false, READ},
    {"s3:PutObject", false, WRITE},
    {"s3:DeleteObject", false, WRITE},
    {"s3:AbortMultipartUpload", false, WRITE},
    {"s3:GetBucketAcl", false, READ_ACP},
    {"s3:PutBucketAcl", false, WRITE_ACP},
};

static bool is(const char *action, const char *name)
{
    return strcmp(action, name) == 0;
}

void acl_read_stored(struct span value, enum acl *acl, struct span *grants)
{
    size_t blank = span_find(value, ' ', 0);

    if (!acl_named(span_cut(value, 0, blank), acl))
        *acl = ACL_PRIVATE;
    *grants = span_cut(value, blank + 1, value.len);
}

static unsigned canned_bits(enum acl acl, bool authenticated)
{
    switch (acl) {
    case ACL_PUBLIC_READ:
        return READ;
    case ACL_PUBLIC_READ_WRITE:
        return READ | WRITE;
    case ACL_AUTHENTICATED_READ:
        return authenticated ? READ : 0;
    case ACL_PRIVATE:
    case ACL_OWNER_READ:
    case ACL_OWNER_FULL_CONTROL:
        break;
    }
    return 0;
}

static unsigned permission_bits(struct span name)
{
    for (size_t i = 0; i < sizeof(permissions) / sizeof(permissions[0]); i++)
        if (span_eq(name, span_str(permissions[i].name)))
            return permissions[i].bits;
    return 0;
}

static unsigned granted_bits(struct span grants, const struct account *caller)
{
    unsigned bits = 0;

    for (size_t from = 0; caller && from < grants.len;) {
        size_t end = span_find(grants, ' ', from);
        size_t colon = span_find(grants, ':', from);

        if (span_eq(span_cut(grants, colon + 1, end), caller->id))
            bits |= permission_bits(span_cut(grants, from, colon));
        from = end + 1;
    }
    return bits;
}

static bool acls_grant(const struct s3_request *r, const struct bucket *bucket,
                       const char *action, const struct store_object *object)
{
    const struct bucket_access *access = &bucket->access;
    struct span grants = access->grants;
    enum acl acl = access->acl;

    if (access->ownership == OWNERSHIP_ENFORCED)
        return false;
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        if (!is(action, needs[i].action) || (needs[i].of_object && !object))
            continue;
        if (needs[i].of_object)
            acl_read_stored(
                http_headers_get(&object->headers, SPAN(STORED_ACL)), &acl,
                &grants);
        if (access->has_blocks && access->blocks[IGNORE_ACLS])
            acl = ACL_PRIVATE;
        return ((canned_bits(acl, r->caller != NULL) |
                 granted_bits(grants, r->caller)) &
                needs[i].bit) != 0;
    }
    return false;
}

/* ---- the whole ----------------------------------------------------------- */

/* The root of an account cannot lock itself out of its policy. */
static bool is_policy_action(const char *action)
{
    return is(action, "s3:GetBucketPolicy") ||
           is(action, "s3:PutBucketPolicy") ||
           is(action, "s3:DeleteBucketPolicy");
}

bool access_allows(const struct s3_request *r, const struct bucket *bucket,
                   const char *action, struct span key,
                   const struct store_object *object)
{
    bool owns = r->caller && span_eq(r->caller->id, bucket->owner);
    bool restricted = bucket->access.has_blocks &&
                      bucket->access.blocks[RESTRICT_BUCKETS] &&
                      bucket_policy_is_public(bucket->policy);

    if (!r->s3->accounts.checked || (owns && is_policy_action(action)))
        return true;
    switch (ask_policy(r, bucket, action, key)) {
    case POLICY_DENIES:
        return false;
    case POLICY_ALLOWS:
        if (owns || !restricted)
            return true;
        break;
    case POLICY_SILENT:
        break;
    }
    return owns || acls_grant(r, bucket, action, object);
}

static bool is_allowed(struct s3_request *r, const struct bucket *bucket,
                       const char *action)
{
    struct store *store = r->s3->store;
    struct span key =
        r->target.level == TARGET_OBJECT ? r->target.key : SPAN_ABSENT;
    const struct store_object *object = NULL;
    bool allowed;

    if (!bucket) /* lists and makes buckets: whoever has an account */
        return !r->s3->accounts.checked || r->caller;
    if (!span_absent(key))
        object = store->ops->find(store, bucket->name, key);
    allowed = access_allows(r, bucket, action, key, object);
    if (object)
        store->ops->release(store, object);
    else if (!allowed && is(action, "s3:GetObject")) /* it has no ACL */
        allowed = access_allows(r, bucket, "s3:ListBucket", SPAN_ABSENT, NULL);
    return allowed;
}

enum s3_error access_check(struct s3_request *r, const struct bucket *bucket,
                           const char *action)
{
    if (!action || is_allowed(r, bucket, action))
        return S3_OK;
    return s3_refuse(r, S3_ACCESS_DENIED);
}

enum s3_error access_read_acl(struct s3_request *r,
                              const struct bucket_access *access, enum acl *acl)
{
    struct span name = s3_request_header(r, "x-amz-acl");

    *acl = ACL_PRIVATE;
    if (span_absent(name))
        return S3_OK;
    if (!acl_named(name, acl))
        return s3_refuse_argument(r, "x-amz-acl", name, "");
    if (!r->s3->accounts.checked)
        return S3_OK;
    if (access->ownership == OWNERSHIP_ENFORCED && *acl != ACL_PRIVATE &&
        *acl != ACL_OWNER_FULL_CONTROL)
        return s3_refuse(r, S3_ACL_NOT_SUPPORTED);
    if (access->has_blocks && access->blocks[BLOCK_ACLS] && acl_is_public(*acl))
        return s3_refuse(r, S3_ACCESS_DENIED);
    return S3_OK;
}
