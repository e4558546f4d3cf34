/* copy.c - bytes of a stored object into a new blob. */
#include "origin/s3/copy.h"

#include "cache/http/date.h"
#include "cache/http/validators.h"
#include "origin/s3/access.h"
#include "origin/s3/encodings.h"

#define PIECE_MAX ((size_t)64 << 10)

/* "[/]bucket/key[?versionId=null]", percent-encoded. */
static bool read_source(struct s3_request *r, struct copy_source *source)
{
    struct span raw = s3_request_header(r, "x-amz-copy-source");
    size_t query = span_find(raw, '?', 0);
    struct span text;
    size_t slash;

    if (query < raw.len &&
        !span_eq(span_cut(raw, query, raw.len), SPAN("?versionId=null")))
        return false;
    if (percent_decode(r->arena, span_cut(raw, 0, query), true, &text))
        return false;
    if (span_starts(text, SPAN("/")))
        text = span_cut(text, 1, text.len);
    slash = span_find(text, '/', 0);
    source->bucket = span_cut(text, 0, slash);
    source->key = span_cut(text, slash + 1, text.len);
    return source->bucket.len > 0 && source->key.len > 0 &&
           source->key.len <= TARGET_KEY_MAX;
}

static enum s3_error failed_condition(struct s3_request *r, const char *name)
{
    (void)s3_refuse(r, S3_PRECONDITION_FAILED); /* returned below */
    s3_problem_add(&r->problem, "Condition", span_str(name));
    return S3_PRECONDITION_FAILED;
}

/* Whether the source was modified after the date of the header called name;
 * fallback when there is no such header or no such date. */
static bool modified_since(const struct s3_request *r, const char *name,
                           bool fallback)
{
    struct span text = s3_request_header(r, name);
    int64_t date_s;

    if (span_absent(text) || !http_date_parse(text, r->now_ms / 1000, &date_s))
        return fallback;
    return r->object->modified_ms / 1000 > date_s;
}

static enum s3_error judge(struct s3_request *r)
{
    struct span match = s3_request_header(r, "x-amz-copy-source-if-match");
    struct span none = s3_request_header(r, "x-amz-copy-source-if-none-match");

    if (!span_absent(match)) {
        if (!etag_list_has(match, r->object->etag, true))
            return failed_condition(r, "x-amz-copy-source-If-Match");
    } else if (modified_since(r, "x-amz-copy-source-if-unmodified-since",
                              false)) {
        return failed_condition(r, "x-amz-copy-source-If-Unmodified-Since");
    }
    if (!span_absent(none)) {
        if (etag_list_has(none, r->object->etag, false))
            return failed_condition(r, "x-amz-copy-source-If-None-Match");
    } else if (!modified_since(r, "x-amz-copy-source-if-modified-since",
                               true)) {
        return failed_condition(r, "x-amz-copy-source-If-Modified-Since");
    }
    return S3_OK;
}

enum s3_error copy_find_source(struct s3_request *r, struct copy_source *source)
{
    struct store *store = r->s3->store;
    const struct bucket *bucket;

    if (!read_source(r, source))
        return s3_refuse_argument(
            r, "x-amz-copy-source", s3_request_header(r, "x-amz-copy-source"),
            "Copy Source must mention the source bucket and key: "
            "sourcebucket/sourcekey");
    bucket = buckets_find(&r->s3->buckets, source->bucket);
    if (!bucket) {
        (void)s3_refuse(r, S3_NO_SUCH_BUCKET); /* returned below */
        s3_problem_add(&r->problem, "BucketName", source->bucket);
        return S3_NO_SUCH_BUCKET;
    }
    r->object = store->ops->find(store, source->bucket, source->key);
    if (!access_allows(r, bucket, "s3:GetObject", source->key, r->object))
        return s3_refuse(r, S3_ACCESS_DENIED);
    if (!r->object) {
        (void)s3_refuse(r, S3_NO_SUCH_KEY); /* returned below */
        s3_problem_add(&r->problem, "Key", source->key);
        return S3_NO_SUCH_KEY;
    }
    return judge(r);
}

const struct checksum_kind *copy_kind(const struct s3_request *r)
{
    const struct http_headers *headers = &r->object->headers;
    const struct checksum_kind *kind = NULL;

    for (size_t i = 0; i < headers->n && !kind; i++)
        kind = checksum_of_header(headers->at[i].name);
    return kind ? kind : checksum_named(SPAN("CRC64NVME"));
}

static int move(struct s3_request *r, uint64_t offset, uint64_t len,
                struct store_blob *blob, struct digest *digests[2])
{
    struct store *store = r->s3->store;

    while (len > 0) {
        struct span piece =
            store->ops->read(store, r->object, offset,
                             len < PIECE_MAX ? (size_t)len : PIECE_MAX);

        if (piece.len == 0)
            return ERR_IO;
        digest_add(digests[0], piece);
        digest_add(digests[1], piece);
        if (store->ops->write(store, blob, piece))
            return ERR_FULL;
        offset += piece.len;
        len -= piece.len;
    }
    return 0;
}

enum s3_error copy_bytes(struct s3_request *r, uint64_t offset, uint64_t len,
                         struct copy *copy)
{
    struct store *store = r->s3->store;
    struct digest *digests[2];
    struct digest_value made;
    int failed;

    *copy = (struct copy){.store = store,
                          .blob = store->ops->new_blob(store),
                          .kind = copy->kind};
    digests[0] = digest_new(DIGEST_MD5);
    digests[1] = digest_new(copy->kind->digest);
    failed = move(r, offset, len, copy->blob, digests);
    digest_end(digests[0], &made);
    copy->etag = arena_printf(r->arena, "\"%.*s\"",
                              SPAN_ARG(hex_of(r->arena, digest_span(&made))));
    digest_end(digests[1], &made);
    copy->checksum = base64_of(r->arena, digest_span(&made));
    digest_free(digests[0]);
    digest_free(digests[1]);
    return failed ? s3_refuse_store(r, failed) : S3_OK;
}

void copy_fini(struct copy *copy)
{
    if (copy->blob)
        copy->store->ops->free_blob(copy->store, copy->blob);
    copy->blob = NULL;
}
