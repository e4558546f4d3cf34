/* handle_multipart.c - uploads in parts: begin, take parts, abort. */
#include "origin/s3/handlers.h"

#include "cache/base/assert.h"
#include "cache/http/range.h"
#include "origin/s3/acl_request.h"
#include "origin/s3/copy.h"
#include "origin/s3/encryption.h"
#include "origin/s3/stored.h"
#include "origin/s3/tag_request.h"
#include "origin/s3/xml.h"

#define ID_DIGITS 48

struct multipart *s3_multipart_of(struct s3_request *r)
{
    struct span id = query_get(&r->query, "uploadId");
    struct multipart *found = multiparts_find(
        &r->s3->multiparts, r->target.bucket, r->target.key, id);

    if (found)
        return found;
    (void)s3_refuse(r, S3_NO_SUCH_UPLOAD); /* NULL says it */
    s3_problem_add(&r->problem, "UploadId", id);
    return NULL;
}

/* ---- the beginning ------------------------------------------------------- */

static struct span draw_id(struct s3_request *r)
{
    static const char digits[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    char text[ID_DIGITS + 1] = "";

    do /* an earlier process may have drawn the same */
        for (size_t i = 0; i < ID_DIGITS; i++)
            text[i] = digits[rng_below(&r->s3->ids, sizeof(digits) - 1)];
    while (multiparts_has_id(&r->s3->multiparts, span_of(text, ID_DIGITS)));
    return arena_printf(r->arena, "%s", text);
}

/* CRC64NVME is always one of all bytes, SHA-1 and SHA-256 one of the parts';
 * the others as asked for, by default one of the parts'. */
static enum s3_error read_checksum(struct s3_request *r,
                                   const struct checksum_kind **kind,
                                   bool *full)
{
    struct span name = s3_request_header(r, "x-amz-checksum-algorithm");
    struct span type = s3_request_header(r, "x-amz-checksum-type");
    bool asks_full = span_eq(type, SPAN("FULL_OBJECT"));

    *kind = checksum_named(span_absent(name) ? SPAN("CRC64NVME") : name);
    if (!*kind)
        return s3_problem_say(
            &r->problem, S3_INVALID_REQUEST,
            SPAN("Checksum algorithm provided is unsupported. Please try again "
                 "with any of the valid types: [CRC32, CRC32C, CRC64NVME, "
                 "SHA1, SHA256]"));
    *full = asks_full || (*kind)->digest == DIGEST_CRC64NVME;
    if (asks_full &&
        ((*kind)->digest == DIGEST_SHA1 || (*kind)->digest == DIGEST_SHA256))
        return s3_problem_say(
            &r->problem, S3_INVALID_REQUEST,
            arena_printf(r->arena,
                         "The FULL_OBJECT checksum type cannot be used with "
                         "the %s checksum algorithm.",
                         (*kind)->name));
    return S3_OK;
}

static enum s3_error answer_begun(struct s3_request *r,
                                  const struct multipart *made)
{
    struct buf *out = &r->out;

    if (!span_absent(s3_request_header(r, "x-amz-checksum-algorithm"))) {
        s3_header(r, "x-amz-checksum-algorithm", span_str(made->kind->name));
        s3_header(r, "x-amz-checksum-type",
                  made->full ? SPAN("FULL_OBJECT") : SPAN("COMPOSITE"));
    }
    encryption_tell(r, &made->headers);
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "InitiateMultipartUploadResult");
    xml_out_text(out, "Bucket", made->bucket);
    xml_out_text(out, "Key", made->key);
    xml_out_text(out, "UploadId", made->id);
    xml_out_close(out, "InitiateMultipartUploadResult");
    return s3_answer_xml(r);
}

static struct span initiator(const struct s3_request *r)
{
    return r->caller ? r->caller->id : SPAN(ACCOUNT_ANONYMOUS_ID);
}

enum s3_error s3_create_multipart(struct s3_request *r, struct bucket *bucket)
{
    struct store_object what = {.key = r->target.key, .modified_ms = r->now_ms};
    const struct checksum_kind *kind;
    struct multipart *made;
    bool full;
    enum s3_error error = read_checksum(r, &kind, &full);
    int failed;

    if (error)
        return error;
    if (acl_request_store(r, bucket, &what.headers) ||
        tag_request_store(r, &what.headers) ||
        encryption_store(r, &what.headers))
        return r->problem.error;
    if (stored_from_request(&what.headers, r->arena, &r->req.headers))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    failed = multiparts_add(
        &r->s3->multiparts, bucket->name, &what,
        (struct multipart_ids){.id = draw_id(r), .initiator = initiator(r)},
        &made);
    if (failed)
        return s3_refuse_store(r, failed);
    made->kind = kind;
    made->full = full;
    failed = multiparts_keep(&r->s3->multiparts, made);
    if (failed) {
        multiparts_remove(&r->s3->multiparts, made);
        return s3_refuse_store(r, failed);
    }
    return answer_begun(r, made);
}

/* ---- a part -------------------------------------------------------------- */

static enum s3_error read_number(struct s3_request *r, unsigned *number)
{
    struct span text = query_get(&r->query, "partNumber");
    uint64_t value;

    if (!span_u64(text, &value) || value < 1 || value > MULTIPART_PARTS_MAX)
        return s3_refuse_argument(r, "partNumber", text,
                                  "Part number must be an integer between 1 "
                                  "and 10000, inclusive");
    *number = (unsigned)value;
    return S3_OK;
}

enum s3_error s3_prepare_part(struct s3_request *r, struct upload_plan *plan)
{
    struct multipart *multipart = s3_multipart_of(r);
    unsigned number;

    if (!multipart)
        return r->problem.error;
    plan->default_kind = multipart->kind;
    return read_number(r, &number);
}

/* Gives the part's bytes and texts to the upload. */
static enum s3_error put(struct s3_request *r, struct multipart *multipart,
                         struct multipart_part *part, struct span etag,
                         struct span checksum)
{
    int failed;

    ASSERT(etag.len < MULTIPART_TEXT_MAX);
    ASSERT(checksum.len < MULTIPART_TEXT_MAX);
    part->modified_ms = r->now_ms;
    memcpy(part->etag, etag.ptr, etag.len);
    memcpy(part->checksum, checksum.ptr, checksum.len);
    failed = multipart_put(&r->s3->multiparts, multipart, part);
    if (!failed)
        return S3_OK;
    r->s3->store->ops->free_blob(r->s3->store, part->blob);
    return s3_refuse_store(r, failed);
}

enum s3_error s3_put_part(struct s3_request *r, struct bucket *bucket)
{
    struct multipart *multipart = s3_multipart_of(r);
    struct upload *upload = &r->upload;
    struct multipart_part part = {.size = upload->received,
                                  .kind = upload->kind};

    ASSERT(bucket);
    if (!multipart || read_number(r, &part.number))
        return r->problem.error;
    if (span_absent(upload->etag) || span_absent(upload->checksum))
        return s3_refuse(r, S3_INTERNAL_ERROR);
    part.blob = upload_take_blob(upload);
    if (put(r, multipart, &part, upload->etag, upload->checksum))
        return r->problem.error;
    s3_header(r, "ETag", upload->etag);
    if (http_headers_add(&r->headers, r->arena, upload->kind->header,
                         upload->checksum))
        r->failed = ERR_TOO_LONG;
    encryption_tell(r, &multipart->headers);
    return s3_answer_empty(r, 200);
}

/* ---- a part out of another object ---------------------------------------- */

/* s3-tests wants this code of a range that ends after its source. */
static enum s3_error refuse_range(struct s3_request *r, struct span text)
{
    (void)s3_refuse(r, S3_INVALID_RANGE); /* returned below */
    s3_problem_add(&r->problem, "RangeRequested", text);
    s3_problem_add(
        &r->problem, "ActualObjectSize",
        arena_printf(r->arena, "%llu", (unsigned long long)r->object->size));
    return S3_INVALID_RANGE;
}

/* x-amz-copy-source-range: "bytes=first-last", both there and within. */
static enum s3_error read_range(struct s3_request *r, uint64_t *first,
                                uint64_t *len)
{
    struct span text = s3_request_header(r, "x-amz-copy-source-range");
    size_t dash = span_find(text, '-', 0);
    uint64_t last;

    *first = 0;
    *len = r->object->size;
    if (span_absent(text))
        return S3_OK;
    if (range_read(text, UINT64_MAX, first, len) != RANGE_PART ||
        !span_u64(span_cut(text, dash + 1, text.len), &last) || dash == 6)
        return s3_refuse_argument(
            r, "x-amz-copy-source-range", text,
            "The x-amz-copy-source-range value must be of the form "
            "bytes=first-last where first and last are the zero-based offsets "
            "of the first and last bytes to copy");
    return last < r->object->size ? S3_OK : refuse_range(r, text);
}

static enum s3_error answer_copied(struct s3_request *r,
                                   const struct copy *copy)
{
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "CopyPartResult");
    xml_out_text(&r->out, "LastModified", s3_time_iso(r->arena, r->now_ms));
    xml_out_text(&r->out, "ETag", copy->etag);
    xml_out_text(&r->out, copy->kind->xml, copy->checksum);
    xml_out_close(&r->out, "CopyPartResult");
    return s3_answer_xml(r);
}

enum s3_error s3_copy_part(struct s3_request *r, struct bucket *bucket)
{
    struct multipart *multipart = s3_multipart_of(r);
    struct multipart_part part = {0};
    struct copy_source source;
    struct copy copy;
    uint64_t first;
    enum s3_error error;

    ASSERT(bucket);
    if (!multipart || read_number(r, &part.number) ||
        copy_find_source(r, &source) || read_range(r, &first, &part.size))
        return r->problem.error;
    copy.kind = multipart->kind;
    error = copy_bytes(r, first, part.size, &copy);
    if (!error && (span_absent(copy.etag) || span_absent(copy.checksum)))
        error = s3_refuse(r, S3_INTERNAL_ERROR);
    if (!error) {
        part.blob = copy.blob;
        copy.blob = NULL;
        part.kind = copy.kind;
        error = put(r, multipart, &part, copy.etag, copy.checksum);
    }
    copy_fini(&copy);
    return error ? error : answer_copied(r, &copy);
}

enum s3_error s3_abort_multipart(struct s3_request *r, struct bucket *bucket)
{
    struct multipart *multipart = s3_multipart_of(r);

    ASSERT(bucket);
    if (!multipart)
        return r->problem.error;
    multiparts_remove(&r->s3->multiparts, multipart);
    return s3_answer_empty(r, 204);
}
