/*
 * access.c - may this caller do that? Policy, ACLs, Block Public Access.
 *
 * In S3's order: an explicit Deny wins; then a policy's Allow, ownership or an
 * ACL's grant, what is for the public switched off by its block. CORS is not
 * asked here and never asks here.
 */
#include "origin/s3/access.h"

#include "origin/s3/tags.h"

/* ---- policy -------------------------------------------------------------- */

static bool is(const char *action, const char *name)
{
    return strcmp(action, name) == 0;
}

/* Whether a reader may learn that the request's key is missing. */
static bool is_listing_for_key(const struct s3_request *r,
                               const struct bucket *bucket, const char *action)
{
    return r->target.level == TARGET_OBJECT && is(action, "s3:ListBucket") &&
           span_eq(bucket->name, r->target.bucket);
}

static enum policy_verdict ask_policy(const struct s3_request *r,
                                      const struct bucket *bucket,
                                      const char *action, struct span key,
                                      const struct store_object *object)
{
    const struct policy_question question = {
        .caller = r->caller,
        .action = span_str(action),
        .resource = arena_printf(r->arena, "arn:aws:s3:::%.*s%s%.*s",
                                 SPAN_ARG(bucket->name),
                                 span_absent(key) ? "" : "/", SPAN_ARG(key)),
        .source_ip = r->address,
        .headers = &r->req.headers,
        .query = &r->query,
        .now_ms = r->now_ms,
        .auth_type = r->auth_type,
        .algorithm = r->algorithm,
        .signed_ms = r->signed_ms,
        .prefix =
            is_listing_for_key(r, bucket, action) ? r->target.key : SPAN_ABSENT,
        .arena = r->arena,
        .tags = object ? http_headers_get(&object->headers, SPAN(STORED_TAGS))
                       : SPAN_ABSENT};

    return bucket_policy_judge(bucket->policy, &question);
}

/* ---- ACLs ---------------------------------------------------------------- */

/* Which permission of which ACL allows an action; the others need ownership of
 * the bucket. */
struct need {
    const char *action;
    bool of_object;
    unsigned bit;
};

static const struct need needs[] = {
    {"s3:GetObject", true, ACL_READ},
    {"s3:GetObjectAttributes", true, ACL_READ},
    {"s3:GetObjectAcl", true, ACL_READ_ACP},
    {"s3:PutObjectAcl", true, ACL_WRITE_ACP},
    {"s3:ListBucket", false, ACL_READ},
    {"s3:ListBucketVersions", false, ACL_READ},
    {"s3:ListBucketMultipartUploads", false, ACL_READ},
    {"s3:ListMultipartUploadParts", false, ACL_WRITE},
    {"s3:PutObject", false, ACL_WRITE},
    {"s3:DeleteObject", false, ACL_WRITE},
    {"s3:AbortMultipartUpload", false, ACL_WRITE},
    {"s3:GetBucketAcl", false, ACL_READ_ACP},
    {"s3:PutBucketAcl", false, ACL_WRITE_ACP},
};

static const struct need *need_of(const char *action)
{
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (is(action, needs[i].action))
            return &needs[i];
    return NULL;
}

struct span access_owner(const struct bucket *bucket,
                         const struct http_headers *stored)
{
    struct span writer = http_headers_get(stored, SPAN(STORED_OWNER));

    if (span_absent(writer) || bucket->access.ownership == OWNERSHIP_ENFORCED)
        return bucket->owner;
    return writer;
}

struct account access_owner_account(const struct s3_request *r,
                                    const struct bucket *bucket,
                                    const struct http_headers *stored)
{
    return accounts_called(&r->s3->accounts, access_owner(bucket, stored));
}

/* The owner of a bucket or an object may always see and change its ACL; all
 * else, reading included, the ACL must grant to its owner, too, as the canned
 * ones do. */
static bool acls_allow(const struct s3_request *r, const struct bucket *bucket,
                       const char *action, const struct store_object *object)
{
    const struct bucket_access *access = &bucket->access;
    const struct need *need = need_of(action);
    struct acl_owners owners = {bucket->owner, bucket->owner};
    struct span id = r->caller ? r->caller->id : SPAN_ABSENT;
    bool ignore = access->has_blocks && access->blocks[IGNORE_ACLS];
    struct acl acl = access->acl;
    unsigned bits;
    bool owns;

    if (need && need->of_object && object) {
        owners.owner = access_owner(bucket, &object->headers);
        acl =
            acl_from_text(http_headers_get(&object->headers, SPAN(STORED_ACL)));
    }
    owns = !span_absent(id) && span_eq(id, owners.owner);
    if (!need || access->ownership == OWNERSHIP_ENFORCED ||
        (need->of_object && !object))
        return owns;
    bits = acl_bits(acl_grants(&acl, r->arena, owners), id, !ignore);
    if (owns)
        bits |= ACL_READ_ACP | ACL_WRITE_ACP;
    return (bits & need->bit) != 0;
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
    switch (ask_policy(r, bucket, action, key, object)) {
    case POLICY_DENIES:
        return false;
    case POLICY_ALLOWS:
        if (owns || !restricted)
            return true;
        break;
    case POLICY_SILENT:
        break;
    }
    return acls_allow(r, bucket, action, object);
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
