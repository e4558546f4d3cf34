/*
 * handle_complete.c - CompleteMultipartUpload: parts become an object.
 *
 * 1 the document names parts in ascending order, 2 each is there with that ETag
 * and, but for the last, not too small, 3 the object's ETag and checksum are
 * those of the parts' own, 4 the store joins the bytes in one step.
 */
#include "origin/s3/handlers.h"

#include "cache/base/assert.h"
#include "origin/s3/encodings.h"
#include "origin/s3/encryption.h"
#include "origin/s3/stored.h"
#include "origin/s3/xml.h"

#define PART_SIZE_MIN  (UINT64_C(5) << 20)
#define PART_SUMS_MAX  ((size_t)MULTIPART_TEXT_MAX * MULTIPART_PARTS_MAX)
#define TREE_BYTES_MAX ((size_t)32 << 20) /* enough for 10,000 parts */

struct completion {
    struct s3_request *r;
    struct arena tree; /* of the document, gone before the answer is sent */
    struct multipart *multipart;
    struct multipart_part **parts; /* those that the document names */
    size_t n;
    struct span etag;
    struct span checksum; /* absent: the parts have no common kind */
    struct span sizes;    /* "5242880,17": for GET ?partNumber= */
    struct span sums;     /* likewise; absent: too many, or of no kind */
};

/* ---- 1, 2 the document --------------------------------------------------- */

static struct span unquoted(struct span etag)
{
    if (etag.len >= 2 && etag.ptr[0] == '"' && etag.ptr[etag.len - 1] == '"')
        return span_cut(etag, 1, etag.len - 1);
    return etag;
}

static enum s3_error refuse_part(struct completion *c, enum s3_error error,
                                 const struct xml_element *element)
{
    struct arena *arena = c->r->arena;
    struct span number = xml_child_text(element, "PartNumber");
    struct span etag = unquoted(xml_child_text(element, "ETag"));

    (void)s3_refuse(c->r, error); /* returned below */
    s3_problem_add(&c->r->problem, "UploadId", c->multipart->id);
    s3_problem_add(&c->r->problem, "PartNumber",
                   arena_printf(arena, "%.*s", SPAN_ARG(number)));
    s3_problem_add(&c->r->problem, "ETag",
                   arena_printf(arena, "%.*s", SPAN_ARG(etag)));
    return error;
}

static bool checksum_holds(const struct multipart_part *part,
                           const struct xml_element *element)
{
    struct span told = xml_child_text(element, part->kind->xml);

    return span_absent(told) || span_eq(told, span_str(part->checksum));
}

static enum s3_error take_part(struct completion *c,
                               const struct xml_element *element)
{
    struct multipart_part *last = c->n > 0 ? c->parts[c->n - 1] : NULL;
    struct multipart_part *part;
    uint64_t number;

    if (!span_u64(xml_child_text(element, "PartNumber"), &number) ||
        number > UINT32_MAX || !xml_child(element, "ETag"))
        return s3_refuse(c->r, S3_MALFORMED_XML);
    if (last && last->number >= number)
        return refuse_part(c, S3_INVALID_PART_ORDER, element);
    part = multipart_part(c->multipart, (unsigned)number);
    if (!part ||
        !span_eq(unquoted(xml_child_text(element, "ETag")),
                 unquoted(span_str(part->etag))) ||
        !checksum_holds(part, element))
        return refuse_part(c, S3_INVALID_PART, element);
    if (last && last->size < PART_SIZE_MIN) {
        (void)s3_refuse(c->r, S3_ENTITY_TOO_SMALL); /* returned below */
        s3_problem_add(
            &c->r->problem, "ProposedSize",
            arena_printf(c->r->arena, "%llu", (unsigned long long)last->size));
        s3_problem_add(&c->r->problem, "MinSizeAllowed", SPAN("5242880"));
        return S3_ENTITY_TOO_SMALL;
    }
    c->parts[c->n++] = part;
    return S3_OK;
}

/* s3-tests names a part twice that it sent twice: the later time counts. */
static bool is_named_again(const struct xml_element *part)
{
    const struct xml_element *next = part->next;

    return next && xml_is(next, "Part") &&
           span_eq(xml_child_text(next, "PartNumber"),
                   xml_child_text(part, "PartNumber"));
}

static enum s3_error read_document(struct completion *c)
{
    struct s3_request *r = c->r;
    struct xml_element *root;
    size_t n;

    if (xml_read(&root, &c->tree, buf_span(&r->upload.text)) ||
        !xml_is(root, "CompleteMultipartUpload"))
        return s3_refuse(r, S3_MALFORMED_XML);
    n = xml_count(root, "Part");
    if (n == 0 || n > MULTIPART_PARTS_MAX)
        return s3_refuse(r, S3_MALFORMED_XML);
    c->parts = arena_zalloc(&c->tree, n, sizeof(c->parts[0]));
    if (!c->parts)
        return s3_refuse(r, S3_INTERNAL_ERROR);
    for (const struct xml_element *e = root->first; e; e = e->next)
        if (xml_is(e, "Part") && !is_named_again(e) && take_part(c, e))
            return r->problem.error;
    return S3_OK;
}

/* ---- 3 ETag and checksum ------------------------------------------------- */

/* The MD5 of the parts' MD5s, and how many they are. */
static void make_etag(struct completion *c)
{
    struct digest *md5 = digest_new(DIGEST_MD5);
    struct digest_value value;

    for (size_t i = 0; i < c->n; i++) {
        struct span hex = unquoted(span_str(c->parts[i]->etag));
        unsigned char bytes[16];
        size_t len = hex_read(hex, bytes, sizeof(bytes));

        digest_add(md5, span_of((const char *)bytes, len));
    }
    digest_end(md5, &value);
    digest_free(md5);
    c->etag =
        arena_printf(c->r->arena, "\"%.*s-%zu\"",
                     SPAN_ARG(hex_of(c->r->arena, digest_span(&value))), c->n);
}

static void read_sum(const struct multipart_part *part,
                     struct digest_value *sum)
{
    int failed = base64_read(span_str(part->checksum), sum->bytes,
                             sizeof(sum->bytes), &sum->len);

    ASSERT(!failed);
}

static void make_checksum(struct completion *c)
{
    const struct checksum_kind *kind = c->multipart->kind;
    struct digest *of_sums;
    struct digest_value sum;
    struct digest_value full = {0};

    for (size_t i = 0; i < c->n; i++)
        if (c->parts[i]->kind != kind)
            return;
    of_sums = digest_new(kind->digest);
    for (size_t i = 0; i < c->n; i++) {
        read_sum(c->parts[i], &sum);
        digest_add(of_sums, digest_span(&sum));
        if (i == 0)
            full = sum;
        else if (c->multipart->full)
            digest_combine(kind->digest, &full, &sum, c->parts[i]->size);
    }
    digest_end(of_sums, &sum);
    digest_free(of_sums);
    if (c->multipart->full)
        c->checksum = base64_of(c->r->arena, digest_span(&full));
    else
        c->checksum = arena_printf(
            c->r->arena, "%.*s-%zu",
            SPAN_ARG(base64_of(c->r->arena, digest_span(&sum))), c->n);
}

static void make_sizes(struct completion *c)
{
    struct buf text;

    buf_init(&text, (size_t)32 * MULTIPART_PARTS_MAX);
    for (size_t i = 0; i < c->n; i++)
        buf_addf(&text, i ? ",%llu" : "%llu",
                 (unsigned long long)c->parts[i]->size);
    c->sizes = arena_printf(c->r->arena, "%s", buf_span(&text).ptr);
    buf_fini(&text);
}

/* The parts' own checksums, for GET ?partNumber= and GetObjectAttributes. */
static void make_sums(struct completion *c)
{
    struct buf text;

    if (span_absent(c->checksum))
        return;
    buf_init(&text, PART_SUMS_MAX);
    for (size_t i = 0; i < c->n; i++)
        buf_addf(&text, i ? ",%s" : "%s", c->parts[i]->checksum);
    ASSERT(!text.overflow);
    c->sums = arena_printf(c->r->arena, "%s", buf_span(&text).ptr);
    buf_fini(&text);
}

/* A checksum of the whole object may be told along with the request; of one
 * that was made of the parts' the "-N" may be left away. */
static enum s3_error check_told(struct completion *c)
{
    const struct checksum_kind *kind = c->multipart->kind;
    struct span told = http_headers_get(&c->r->req.headers, kind->header);
    size_t dash = span_find(c->checksum, '-', 0);

    if (span_absent(told) || span_eq(told, c->checksum) ||
        span_eq(told, span_cut(c->checksum, 0, dash)))
        return S3_OK;
    return s3_problem_say(&c->r->problem, S3_BAD_DIGEST,
                          arena_printf(c->r->arena,
                                       "The %s you specified did not match the "
                                       "calculated checksum.",
                                       kind->name));
}

/* ---- 4 the object -------------------------------------------------------- */

static int fill_headers(struct completion *c, struct http_headers *headers)
{
    struct arena *arena = c->r->arena;
    int failed = http_headers_copy(headers, arena, &c->multipart->headers);

    if (!failed)
        failed =
            http_headers_add(headers, arena, SPAN(STORED_PART_SIZES), c->sizes);
    if (!failed && !span_absent(c->sums))
        failed =
            http_headers_add(headers, arena, SPAN(STORED_PART_SUMS), c->sums);
    if (failed || span_absent(c->checksum))
        return failed;
    failed = http_headers_add(headers, arena, c->multipart->kind->header,
                              c->checksum);
    if (!failed)
        failed = http_headers_add(headers, arena, SPAN("x-amz-checksum-type"),
                                  c->multipart->full ? SPAN("FULL_OBJECT")
                                                     : SPAN("COMPOSITE"));
    return failed;
}

static enum s3_error commit(struct completion *c, struct bucket *bucket)
{
    struct store *store = c->r->s3->store;
    struct store_object what = {
        .key = c->multipart->key, .modified_ms = c->r->now_ms, .etag = c->etag};
    struct store_blob **blobs = arena_zalloc(&c->tree, c->n, sizeof(blobs[0]));
    int failed = fill_headers(c, &what.headers);

    if (failed || !blobs)
        return s3_refuse(c->r, S3_INTERNAL_ERROR);
    for (size_t i = 0; i < c->n; i++)
        blobs[i] = c->parts[i]->blob;
    failed = multiparts_note(&c->r->s3->multiparts, c->multipart, what.etag,
                             what.modified_ms);
    if (!failed)
        failed = store->ops->commit(store, bucket->name, &what, blobs, c->n);
    if (failed)
        multiparts_unnote(&c->r->s3->multiparts, c->multipart);
    if (failed)
        return s3_refuse_store(c->r, failed);
    for (size_t i = 0; i < c->n; i++)
        c->parts[i]->blob = NULL; /* part of the object now */
    multiparts_complete(&c->r->s3->multiparts, c->multipart, c->etag,
                        c->checksum);
    return S3_OK;
}

static enum s3_error answer(struct completion *c)
{
    struct s3_request *r = c->r;
    struct buf *out = &r->out;

    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "CompleteMultipartUploadResult");
    xml_out_text(
        out, "Location",
        arena_printf(r->arena, "http://%.*s/%.*s/%.*s",
                     SPAN_ARG(r->req.authority), SPAN_ARG(r->target.bucket),
                     SPAN_ARG(percent_encode(r->arena, r->target.key, true))));
    xml_out_text(out, "Bucket", r->target.bucket);
    xml_out_text(out, "Key", r->target.key);
    xml_out_text(out, "ETag", c->etag);
    xml_out_text(out, c->multipart->kind->xml, c->checksum);
    if (!span_absent(c->checksum))
        xml_out_text(out, "ChecksumType",
                     c->multipart->full ? SPAN("FULL_OBJECT")
                                        : SPAN("COMPOSITE"));
    xml_out_close(out, "CompleteMultipartUploadResult");
    encryption_tell(r, &c->multipart->headers);
    return s3_answer_xml(r);
}

static enum s3_error complete(struct completion *c, struct bucket *bucket)
{
    enum s3_error error = read_document(c);

    if (!error)
        error = s3_judge_write(c->r, bucket);
    if (error)
        return error;
    make_etag(c);
    make_checksum(c);
    make_sizes(c);
    make_sums(c);
    error = check_told(c);
    if (!error)
        error = commit(c, bucket);
    if (error)
        return error;
    return answer(c);
}

/* A client that did not hear the answer asks again, and hears it again. */
static enum s3_error answer_again(struct s3_request *r,
                                  struct multipart *multipart)
{
    struct completion c = {.r = r,
                           .multipart = multipart,
                           .etag = span_str(multipart->etag),
                           .checksum = *multipart->checksum
                                           ? span_str(multipart->checksum)
                                           : SPAN_ABSENT};

    return answer(&c);
}

/* The head's checksum is that of the object, not of the document. */
enum s3_error s3_prepare_complete(struct s3_request *r,
                                  struct upload_plan *plan)
{
    ASSERT(r->op);
    plan->foreign_sums = true;
    return S3_OK;
}

enum s3_error s3_complete_multipart(struct s3_request *r, struct bucket *bucket)
{
    struct multipart *done =
        multiparts_find_done(&r->s3->multiparts, bucket->name, r->target.key,
                             query_get(&r->query, "uploadId"));
    struct completion c = {.r = r};
    enum s3_error error;

    if (done)
        return answer_again(r, done);
    c.multipart = s3_multipart_of(r);
    if (!c.multipart)
        return r->problem.error;
    arena_init(&c.tree, TREE_BYTES_MAX);
    error = complete(&c, bucket);
    arena_fini(&c.tree);
    return error;
}
