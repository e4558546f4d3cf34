/*
 * upload.c - a request body on its way: decoded, counted, checked.
 *
 * Everything is computed while the bytes pass, none is kept for that. A body is
 * good when its length is the announced one and every digest that was sent
 * (Content-MD5, x-amz-content-sha256, one x-amz-checksum-*, in the head or in
 * the trailer) is that of the bytes.
 */
#include "origin/s3/upload.h"

#include "cache/base/assert.h"
#include "origin/s3/encodings.h"

static const struct checksum_kind kinds[] = {
    {"CRC32", {"x-amz-checksum-crc32", 20}, "ChecksumCRC32", DIGEST_CRC32, 4},
    {"CRC32C",
     {"x-amz-checksum-crc32c", 21},
     "ChecksumCRC32C",
     DIGEST_CRC32C,
     4},
    {"CRC64NVME",
     {"x-amz-checksum-crc64nvme", 24},
     "ChecksumCRC64NVME",
     DIGEST_CRC64NVME,
     8},
    {"SHA1", {"x-amz-checksum-sha1", 19}, "ChecksumSHA1", DIGEST_SHA1, 20},
    {"SHA256",
     {"x-amz-checksum-sha256", 21},
     "ChecksumSHA256",
     DIGEST_SHA256,
     32},
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct checksum_kind *checksum_named(struct span name)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (span_ieq(name, span_str(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

const struct checksum_kind *checksum_of_header(struct span header)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (span_ieq(header, kinds[i].header))
            return &kinds[i];
    return NULL;
}

int checksum_to_headers(struct http_headers *headers, struct arena *arena,
                        const struct checksum_kind *kind, struct span value)
{
    int failed = http_headers_add(headers, arena, kind->header, value);

    if (failed)
        return failed;
    return http_headers_add(headers, arena, SPAN("x-amz-checksum-type"),
                            SPAN("FULL_OBJECT"));
}

/* ---- the head ------------------------------------------------------------ */

static enum s3_error read_md5(struct upload *upload,
                              const struct http_headers *headers)
{
    struct span sent = http_headers_get(headers, SPAN("Content-MD5"));
    unsigned char bytes[16];
    size_t len;

    if (span_absent(sent))
        return S3_OK;
    if (base64_read(sent, bytes, sizeof(bytes), &len) || len != sizeof(bytes)) {
        (void)s3_problem_set(upload->problem, S3_INVALID_DIGEST);
        s3_problem_add(upload->problem, "Content-MD5", sent);
        return S3_INVALID_DIGEST;
    }
    if (arena_copy(upload->arena, span_of((const char *)bytes, len),
                   &upload->sent_md5))
        return s3_problem_set(upload->problem, S3_INTERNAL_ERROR);
    return S3_OK;
}

static enum s3_error wrong_checksum(struct upload *upload)
{
    return s3_problem_say(upload->problem, S3_INVALID_REQUEST,
                          arena_printf(upload->arena,
                                       "Value for %.*s header is invalid.",
                                       SPAN_ARG(upload->kind->header)));
}

static bool is_checksum(const struct checksum_kind *kind, struct span value)
{
    unsigned char bytes[DIGEST_BYTES_MAX];
    size_t len;

    return base64_read(value, bytes, sizeof(bytes), &len) == 0 &&
           len == kind->len;
}

/* A checksum in the head, or the promise of one in the trailer. */
static enum s3_error read_checksum(struct upload *upload,
                                   const struct http_headers *headers)
{
    struct span trailer = http_headers_get(headers, SPAN("x-amz-trailer"));

    if (upload->plan.foreign_sums)
        return S3_OK;
    for (size_t i = 0; i < N_KINDS; i++) {
        struct span sent = http_headers_get(headers, kinds[i].header);

        if (span_absent(sent))
            continue;
        if (upload->kind)
            return s3_problem_say(
                upload->problem, S3_INVALID_REQUEST,
                SPAN("Expecting a single x-amz-checksum- header. Multiple "
                     "checksum Types are not allowed."));
        upload->kind = &kinds[i];
        upload->sent_sum = sent;
        if (!is_checksum(upload->kind, sent))
            return wrong_checksum(upload);
    }
    if (upload->kind || span_absent(trailer))
        return S3_OK;
    upload->kind = checksum_of_header(trailer);
    upload->trailing = upload->kind != NULL;
    if (!upload->kind || !upload->chunked)
        return s3_problem_say(
            upload->problem, S3_INVALID_REQUEST,
            SPAN("The value specified in the x-amz-trailer header is not "
                 "supported"));
    return S3_OK;
}

/* x-amz-content-sha256 says how the body comes, or which digest it has. */
static enum s3_error read_payload(struct upload *upload,
                                  const struct http_headers *headers)
{
    struct span payload =
        http_headers_get(headers, SPAN("x-amz-content-sha256"));
    struct span encoding = http_headers_get(headers, SPAN("Content-Encoding"));
    struct span decoded =
        http_headers_get(headers, SPAN("x-amz-decoded-content-length"));
    uint64_t len;

    upload->chunked =
        span_starts(payload, SPAN("STREAMING-")) ||
        (span_starts(encoding, SPAN("aws-chunked")) && !span_absent(decoded));
    if (!upload->chunked && payload.len == 64)
        upload->sent_sha256 = payload;
    if (!upload->chunked || span_absent(decoded))
        return S3_OK;
    if (!span_u64(decoded, &len) || len > INT64_MAX)
        return s3_problem_say(
            upload->problem, S3_INVALID_ARGUMENT,
            SPAN("x-amz-decoded-content-length is not a number of bytes"));
    upload->expected = (int64_t)len;
    return S3_OK;
}

static enum s3_error read_head(struct upload *upload,
                               const struct http_headers *headers)
{
    enum s3_error error = read_payload(upload, headers);

    if (!error)
        error = read_md5(upload, headers);
    if (!error)
        error = read_checksum(upload, headers);
    if (error)
        return error;
    if (upload->plan.must_have_digest && !upload->kind &&
        span_absent(upload->sent_md5))
        return s3_problem_say(upload->problem, S3_INVALID_REQUEST,
                              SPAN("Missing required header for this request: "
                                   "Content-MD5"));
    if (upload->expected >= 0 &&
        (uint64_t)upload->expected > upload->plan.bytes_max)
        return s3_problem_set(upload->problem, S3_ENTITY_TOO_LARGE);
    return S3_OK;
}

enum s3_error upload_begin(struct upload *upload,
                           const struct upload_plan *plan,
                           struct s3_problem *problem,
                           const struct http_headers *headers,
                           int64_t body_length)
{
    enum s3_error error;

    *upload = (struct upload){.plan = *plan,
                              .problem = problem,
                              .arena = problem->arena,
                              .signer = plan->signer,
                              .expected = body_length};
    buf_init(&upload->text, plan->text_max ? plan->text_max : 1);
    error = read_head(upload, headers);
    if (error)
        return error;
    aws_chunked_init(&upload->chunks, upload->arena);
    if (upload->chunked && body_length >= 0 && upload->expected == body_length)
        upload->expected = -1; /* the coded length says nothing */
    upload->md5 = digest_new(DIGEST_MD5);
    if (!span_absent(upload->sent_sha256))
        upload->sha256 = digest_new(DIGEST_SHA256);
    if (!upload->kind)
        upload->kind = plan->default_kind;
    if (upload->kind)
        upload->sum = digest_new(upload->kind->digest);
    if (plan->store)
        upload->blob = plan->store->ops->new_blob(plan->store);
    return S3_OK;
}

/* ---- the bytes ----------------------------------------------------------- */

static void fail(struct upload *upload, enum s3_error error)
{
    (void)s3_problem_set(upload->problem, error); /* upload_end tells it */
}

static void keep(struct upload *upload, struct span bytes)
{
    const struct upload_plan *plan = &upload->plan;

    if (bytes.len == 0)
        return;
    upload->received += bytes.len;
    if (upload->received > plan->bytes_max) {
        fail(upload, S3_ENTITY_TOO_LARGE);
        return;
    }
    digest_add(upload->md5, bytes);
    if (upload->sha256)
        digest_add(upload->sha256, bytes);
    if (upload->sum)
        digest_add(upload->sum, bytes);
    if (upload->blob) {
        if (plan->store->ops->write(plan->store, upload->blob, bytes))
            fail(upload, S3_SERVICE_UNAVAILABLE);
        return;
    }
    buf_add(&upload->text, bytes);
    if (upload->text.overflow)
        fail(upload, S3_MAX_MESSAGE_LENGTH);
}

void upload_add(struct upload *upload, struct span bytes)
{
    if (!upload->chunked && !upload->problem->error)
        keep(upload, bytes);
    while (upload->chunked && bytes.len > 0 && !upload->problem->error) {
        enum aws_chunked_state before = upload->chunks.state;
        struct span data;

        if (aws_chunked_take(&upload->chunks, &bytes, &data)) {
            fail(upload, S3_INCOMPLETE_BODY);
            return;
        }
        chunk_signer_add(&upload->signer, data);
        if (!chunk_signer_step(&upload->signer, before, &upload->chunks))
            fail(upload, S3_SIGNATURE_MISMATCH);
        else
            keep(upload, data);
    }
}

/* ---- the end ------------------------------------------------------------- */

static enum s3_error check_md5(struct upload *upload,
                               const struct digest_value *made)
{
    struct span calculated;

    if (span_absent(upload->sent_md5) ||
        span_eq(upload->sent_md5, digest_span(made)))
        return S3_OK;
    calculated = base64_of(upload->arena, digest_span(made));
    (void)s3_problem_set(upload->problem, S3_BAD_DIGEST);
    s3_problem_add(upload->problem, "ExpectedDigest",
                   base64_of(upload->arena, upload->sent_md5));
    s3_problem_add(upload->problem, "CalculatedDigest", calculated);
    return S3_BAD_DIGEST;
}

static enum s3_error check_sha256(struct upload *upload)
{
    struct digest_value made;
    struct span calculated;

    if (!upload->sha256)
        return S3_OK;
    digest_end(upload->sha256, &made);
    calculated = hex_of(upload->arena, digest_span(&made));
    if (span_ieq(calculated, upload->sent_sha256))
        return S3_OK;
    (void)s3_problem_set(upload->problem, S3_CONTENT_SHA256_MISMATCH);
    s3_problem_add(upload->problem, "ClientComputedContentSHA256",
                   upload->sent_sha256);
    s3_problem_add(upload->problem, "S3ComputedContentSHA256", calculated);
    return S3_CONTENT_SHA256_MISMATCH;
}

static enum s3_error check_sum(struct upload *upload)
{
    struct digest_value made;

    if (!upload->kind)
        return S3_OK;
    if (upload->trailing) {
        upload->sent_sum =
            http_headers_get(&upload->chunks.trailers, upload->kind->header);
        if (span_absent(upload->sent_sum))
            return s3_problem_set(upload->problem, S3_INCOMPLETE_BODY);
        if (!is_checksum(upload->kind, upload->sent_sum))
            return wrong_checksum(upload);
    }
    digest_end(upload->sum, &made);
    upload->checksum = base64_of(upload->arena, digest_span(&made));
    if (span_absent(upload->sent_sum) ||
        span_eq(upload->sent_sum, upload->checksum))
        return S3_OK;
    return s3_problem_say(upload->problem, S3_BAD_DIGEST,
                          arena_printf(upload->arena,
                                       "The %s you specified did not match the "
                                       "calculated checksum.",
                                       upload->kind->name));
}

enum s3_error upload_end(struct upload *upload)
{
    struct digest_value md5;
    enum s3_error error = upload->problem->error;

    if (error)
        return error;
    if ((upload->chunked && !aws_chunked_may_end(&upload->chunks)) ||
        (upload->expected >= 0 &&
         (uint64_t)upload->expected != upload->received))
        return s3_problem_set(upload->problem, S3_INCOMPLETE_BODY);
    if (!chunk_signer_end(&upload->signer, &upload->chunks.trailers))
        return s3_problem_set(upload->problem, S3_SIGNATURE_MISMATCH);
    digest_end(upload->md5, &md5);
    error = check_md5(upload, &md5);
    if (!error)
        error = check_sha256(upload);
    if (!error)
        error = check_sum(upload);
    upload->etag =
        arena_printf(upload->arena, "\"%.*s\"",
                     SPAN_ARG(hex_of(upload->arena, digest_span(&md5))));
    return error;
}

struct store_blob *upload_take_blob(struct upload *upload)
{
    struct store_blob *blob = upload->blob;

    upload->blob = NULL;
    return blob;
}

void upload_fini(struct upload *upload)
{
    if (upload->blob)
        upload->plan.store->ops->free_blob(upload->plan.store, upload->blob);
    upload->blob = NULL;
    chunk_signer_fini(&upload->signer);
    buf_fini(&upload->text);
    digest_free(upload->md5);
    digest_free(upload->sha256);
    digest_free(upload->sum);
}
