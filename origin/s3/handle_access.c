/* handle_access.c - ?policy, ?publicAccessBlock, ?ownershipControls. */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/xml.h"

/* ---- ?policy ------------------------------------------------------------- */

enum s3_error s3_put_policy(struct s3_request *r, struct bucket *bucket)
{
    const struct bucket_access *access = &bucket->access;
    struct bucket_policy *policy =
        bucket_policy_new(buf_span(&r->upload.text), bucket->name, &r->problem);
    int failed;

    if (!policy)
        return r->problem.error;
    if (r->s3->accounts.checked && access->has_blocks &&
        access->blocks[BLOCK_POLICY] && bucket_policy_is_public(policy)) {
        bucket_policy_free(policy);
        return s3_refuse(r, S3_ACCESS_DENIED);
    }
    failed = bucket_set_policy(&r->s3->buckets, bucket, policy);
    if (failed) {
        bucket_policy_free(policy);
        return s3_refuse_store(r, failed);
    }
    return s3_answer_empty(r, 204);
}

enum s3_error s3_get_policy(struct s3_request *r, struct bucket *bucket)
{
    if (!bucket->policy)
        return s3_refuse_bucket(r, S3_NO_SUCH_BUCKET_POLICY);
    buf_add(&r->out, bucket_policy_text(bucket->policy));
    r->status = 200;
    r->body = S3_BODY_TEXT;
    s3_header(r, "Content-Type", SPAN("application/json"));
    return S3_OK;
}

enum s3_error s3_delete_policy(struct s3_request *r, struct bucket *bucket)
{
    int failed = bucket_set_policy(&r->s3->buckets, bucket, NULL);

    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}

enum s3_error s3_get_policy_status(struct s3_request *r, struct bucket *bucket)
{
    bool is_public = acl_is_public(&bucket->access.acl) ||
                     bucket_policy_is_public(bucket->policy);

    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "PolicyStatus");
    xml_out_bool(&r->out, "IsPublic", is_public);
    xml_out_close(&r->out, "PolicyStatus");
    return s3_answer_xml(r);
}

/* ---- ?publicAccessBlock -------------------------------------------------- */

static const char *const block_names[N_BLOCKS] = {
    [BLOCK_ACLS] = "BlockPublicAcls",
    [IGNORE_ACLS] = "IgnorePublicAcls",
    [BLOCK_POLICY] = "BlockPublicPolicy",
    [RESTRICT_BUCKETS] = "RestrictPublicBuckets",
};

static enum s3_error set_access(struct s3_request *r, struct bucket *bucket,
                                const struct bucket_access *access, int status)
{
    int failed = bucket_set_access(&r->s3->buckets, bucket, access);

    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, status);
}

enum s3_error s3_put_blocks(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;
    struct xml_element *root;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "PublicAccessBlockConfiguration"))
        return s3_refuse(r, S3_MALFORMED_XML);
    access.has_blocks = true;
    for (size_t i = 0; i < N_BLOCKS; i++) {
        struct span text = xml_child_text(root, block_names[i]);

        access.blocks[i] = span_ieq(text, SPAN("true"));
        if (!span_absent(text) && !access.blocks[i] &&
            !span_ieq(text, SPAN("false")))
            return s3_refuse(r, S3_MALFORMED_XML);
    }
    return set_access(r, bucket, &access, 200);
}

enum s3_error s3_get_blocks(struct s3_request *r, struct bucket *bucket)
{
    if (!bucket->access.has_blocks)
        return s3_refuse_bucket(r, S3_NO_SUCH_PUBLIC_ACCESS);
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "PublicAccessBlockConfiguration");
    for (size_t i = 0; i < N_BLOCKS; i++)
        xml_out_bool(&r->out, block_names[i], bucket->access.blocks[i]);
    xml_out_close(&r->out, "PublicAccessBlockConfiguration");
    return s3_answer_xml(r);
}

enum s3_error s3_delete_blocks(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;

    access.has_blocks = false;
    return set_access(r, bucket, &access, 204);
}

/* ---- ?ownershipControls -------------------------------------------------- */

static const char *const ownership_names[] = {
    [OWNERSHIP_NONE] = "",
    [OWNERSHIP_ENFORCED] = "BucketOwnerEnforced",
    [OWNERSHIP_PREFERRED] = "BucketOwnerPreferred",
    [OWNERSHIP_OBJECT_WRITER] = "ObjectWriter",
};

bool s3_ownership_named(struct span name, enum ownership *ownership)
{
    for (int i = OWNERSHIP_ENFORCED; i <= OWNERSHIP_OBJECT_WRITER; i++) {
        if (!span_eq(name, span_str(ownership_names[i])))
            continue;
        *ownership = (enum ownership)i;
        return true;
    }
    return false;
}

enum s3_error s3_put_ownership(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;
    const struct xml_element *rule;
    struct xml_element *root;
    struct span name;

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "OwnershipControls"))
        return s3_refuse(r, S3_MALFORMED_XML);
    rule = xml_child(root, "Rule");
    name = rule ? xml_child_text(rule, "ObjectOwnership") : SPAN_ABSENT;
    if (!s3_ownership_named(name, &access.ownership))
        return s3_refuse(r, S3_MALFORMED_XML);
    if (access.ownership == OWNERSHIP_ENFORCED &&
        !acl_is_plain(&access.acl, bucket->owner))
        return s3_refuse(r, S3_INVALID_BUCKET_ACL);
    return set_access(r, bucket, &access, 200);
}

enum s3_error s3_get_ownership(struct s3_request *r, struct bucket *bucket)
{
    if (bucket->access.ownership == OWNERSHIP_NONE)
        return s3_refuse_bucket(r, S3_NO_SUCH_OWNERSHIP);
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "OwnershipControls");
    xml_out_open(&r->out, "Rule");
    xml_out_text(&r->out, "ObjectOwnership",
                 span_str(ownership_names[bucket->access.ownership]));
    xml_out_close(&r->out, "Rule");
    xml_out_close(&r->out, "OwnershipControls");
    return s3_answer_xml(r);
}

enum s3_error s3_delete_ownership(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_access access = bucket->access;

    access.ownership = OWNERSHIP_NONE;
    return set_access(r, bucket, &access, 204);
}
