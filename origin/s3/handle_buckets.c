/* handle_buckets.c - buckets: create, delete, list, head, location, CORS. */
#include "origin/s3/handlers.h"

#include "cache/base/assert.h"
#include "origin/s3/acl_request.h"
#include "origin/s3/encodings.h"
#include "origin/s3/xml.h"

#define US_EAST_1  SPAN("us-east-1")
#define LISTED_MAX 10000 /* in one answer */

/* ---- the list ------------------------------------------------------------ */

/* A page of it: names after `after`, at most max. */
struct bucket_page {
    struct span prefix;
    struct span region; /* absent: any */
    struct span after;
    uint64_t max;
};

static enum s3_error read_page(struct s3_request *r, struct bucket_page *page)
{
    const struct query *query = &r->query;
    struct span max = query_get(query, "max-buckets");
    struct span token = query_get(query, "continuation-token");
    char *text = arena_alloc(r->arena, token.len + 1);
    size_t len = 0;

    page->max = LISTED_MAX;
    if (!span_absent(max) &&
        (!span_u64(max, &page->max) || page->max < 1 || page->max > LISTED_MAX))
        return s3_refuse_argument(r, "max-buckets", max,
                                  "Argument max-buckets must be an integer "
                                  "between 1 and 10000");
    if (!text || (token.len > 0 &&
                  base64_read(token, (unsigned char *)text, token.len, &len)))
        return s3_refuse_argument(r, "continuation-token", token,
                                  "The continuation token provided is "
                                  "incorrect");
    page->after = span_of(text, len);
    page->prefix = query_get(query, "prefix");
    page->region = query_get(query, "bucket-region");
    return S3_OK;
}

static bool is_listed(const struct s3_request *r, const struct bucket *bucket,
                      const struct bucket_page *page)
{
    if (r->s3->accounts.checked && !span_eq(bucket->owner, r->caller->id))
        return false;
    return span_cmp(bucket->name, page->after) > 0 &&
           (span_absent(page->prefix) ||
            span_starts(bucket->name, page->prefix)) &&
           (span_absent(page->region) || span_eq(bucket->region, page->region));
}

static void write_bucket(struct s3_request *r, const struct bucket *bucket)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Bucket");
    xml_out_text(out, "Name", bucket->name);
    xml_out_text(out, "CreationDate",
                 s3_time_iso(r->arena, bucket->created_ms));
    xml_out_text(out, "BucketRegion", bucket->region);
    xml_out_close(out, "Bucket");
}

enum s3_error s3_list_buckets(struct s3_request *r, struct bucket *bucket)
{
    struct span next = SPAN_ABSENT;
    struct span last = SPAN_ABSENT;
    struct buf *out = &r->out;
    struct bucket_page page;
    uint64_t n = 0;

    ASSERT(!bucket);
    if (read_page(r, &page))
        return r->problem.error;
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "ListAllMyBucketsResult");
    account_to_xml(out, "Owner", r->caller);
    xml_out_open(out, "Buckets");
    LIST_EACH (link, &r->s3->buckets.all, keep) {
        const struct bucket *each = LIST_ITEM(link, struct bucket, link);

        if (!is_listed(r, each, &page))
            continue;
        if (n == page.max) {
            next = base64_of(r->arena, last);
            break;
        }
        write_bucket(r, each);
        last = each->name;
        n++;
    }
    xml_out_close(out, "Buckets");
    xml_out_text(out, "ContinuationToken", next);
    xml_out_text(out, "Prefix", page.prefix);
    xml_out_close(out, "ListAllMyBucketsResult");
    return s3_answer_xml(r);
}

/* ---- making and ending --------------------------------------------------- */

/* The region that a CreateBucketConfiguration asks for, ours without one. */
static enum s3_error read_location(struct s3_request *r, struct span *region)
{
    struct span text = buf_span(&r->upload.text);
    struct xml_element *root;
    struct span asked;

    *region = r->s3->region;
    if (text.len == 0)
        return S3_OK;
    if (xml_read(&root, r->arena, text) ||
        !xml_is(root, "CreateBucketConfiguration"))
        return s3_refuse(r, S3_MALFORMED_XML);
    asked = xml_child_text(root, "LocationConstraint");
    if (asked.len > 0 && !target_region_is_valid(asked))
        return s3_refuse(r, S3_INVALID_LOCATION);
    if (asked.len > 0)
        *region = asked;
    return S3_OK;
}

/* A bucket of that name is there already. s3-tests wants a refusal when another
 * ACL is asked for than it has. */
static enum s3_error exists(struct s3_request *r, const struct bucket *bucket)
{
    struct acl asked;

    if (r->s3->accounts.checked && !span_eq(bucket->owner, r->caller->id))
        return s3_refuse_bucket(r, S3_BUCKET_ALREADY_EXISTS);
    if (!span_eq(bucket->region, US_EAST_1))
        return s3_refuse_bucket(r, S3_BUCKET_ALREADY_OWNED);
    if (acl_request_headers(r, &bucket->access, bucket->owner, &asked))
        return r->problem.error;
    if (r->s3->accounts.checked && asked.kind != bucket->access.acl.kind)
        return s3_refuse_bucket(r, S3_BUCKET_ALREADY_EXISTS);
    return S3_OK;
}

static enum s3_error read_ownership(struct s3_request *r,
                                    enum ownership *ownership)
{
    struct span name = s3_request_header(r, "x-amz-object-ownership");

    if (span_absent(name) || s3_ownership_named(name, ownership))
        return S3_OK;
    return s3_refuse_argument(r, "x-amz-object-ownership", name,
                              "Invalid x-amz-object-ownership header");
}

static enum s3_error create(struct s3_request *r, struct bucket_birth *birth)
{
    struct bucket *made;
    enum s3_error error = read_ownership(r, &birth->access.ownership);
    int failed;

    if (!error)
        error = acl_request_headers(r, &birth->access, birth->owner,
                                    &birth->access.acl);
    if (error == S3_ACL_NOT_SUPPORTED)
        error = s3_refuse(r, S3_INVALID_BUCKET_ACL);
    if (error)
        return error;
    failed = buckets_add(&r->s3->buckets, r->target.bucket, birth, &made);
    if (failed == ERR_FULL)
        return s3_refuse(r, S3_TOO_MANY_BUCKETS);
    return failed ? s3_refuse_store(r, failed) : S3_OK;
}

enum s3_error s3_create_bucket(struct s3_request *r, struct bucket *bucket)
{
    struct bucket_birth birth = {.owner = r->caller->id,
                                 .created_ms = r->now_ms,
                                 .access = r->s3->birth};
    enum s3_error error;

    if (!target_bucket_name_is_valid(r->target.bucket))
        return s3_refuse_bucket(r, S3_INVALID_BUCKET_NAME);
    error = read_location(r, &birth.region);
    if (!error)
        error = bucket ? exists(r, bucket) : create(r, &birth);
    if (error)
        return error;
    s3_header(r, "Location",
              arena_printf(r->arena, "/%.*s", SPAN_ARG(r->target.bucket)));
    return s3_answer_empty(r, 200);
}

enum s3_error s3_delete_bucket(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;
    int failed;

    if (store->ops->next(store, bucket->name, SPAN_ABSENT, true))
        return s3_refuse_bucket(r, S3_BUCKET_NOT_EMPTY);
    multiparts_forget_bucket(&r->s3->multiparts, bucket->name);
    failed = buckets_remove(&r->s3->buckets, bucket);
    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}

enum s3_error s3_head_bucket(struct s3_request *r, struct bucket *bucket)
{
    s3_header(r, "x-amz-bucket-region", bucket->region);
    s3_header(r, "x-amz-access-point-alias", SPAN("false"));
    s3_header(r, "Content-Type", SPAN("application/xml"));
    return s3_answer_empty(r, 200);
}

enum s3_error s3_get_location(struct s3_request *r, struct bucket *bucket)
{
    struct buf *out = &r->out;

    buf_add_str(out, XML_DECLARATION);
    if (span_eq(bucket->region, US_EAST_1)) {
        buf_add_str(out,
                    "<LocationConstraint xmlns=\"" XML_S3_NAMESPACE "\"/>");
    } else {
        xml_out_root(out, "LocationConstraint");
        buf_add(out, bucket->region);
        xml_out_close(out, "LocationConstraint");
    }
    return s3_answer_xml(r);
}

/* Versioning was never switched on: S3 then says nothing of its status. */
enum s3_error s3_get_versioning(struct s3_request *r, struct bucket *bucket)
{
    ASSERT(bucket);
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "VersioningConfiguration");
    xml_out_close(&r->out, "VersioningConfiguration");
    return s3_answer_xml(r);
}

/* ---- ?cors --------------------------------------------------------------- */

enum s3_error s3_put_cors(struct s3_request *r, struct bucket *bucket)
{
    struct cors_config *cors =
        cors_config_from_xml(buf_span(&r->upload.text), &r->problem);
    int failed;

    if (!cors)
        return r->problem.error;
    failed = bucket_set_cors(&r->s3->buckets, bucket, cors);
    if (failed) {
        cors_config_free(cors);
        return s3_refuse_store(r, failed);
    }
    return s3_answer_empty(r, 200);
}

enum s3_error s3_get_cors(struct s3_request *r, struct bucket *bucket)
{
    if (!bucket->cors)
        return s3_refuse_bucket(r, S3_NO_SUCH_CORS);
    cors_config_to_xml(bucket->cors, &r->out);
    return s3_answer_xml(r);
}

enum s3_error s3_delete_cors(struct s3_request *r, struct bucket *bucket)
{
    int failed = bucket_set_cors(&r->s3->buckets, bucket, NULL);

    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}
