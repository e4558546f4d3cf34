/*
 * encryption.c - the encryption at rest that S3 tells of, and never shows.
 *
 * Since January 2023 S3 encrypts all there is with keys of its own, AES256,
 * unless a write asks for a key of KMS. Nothing is encrypted here; what clients
 * and policies see of it is S3's.
 */
#include "origin/s3/encryption.h"

#define NAME   "x-amz-server-side-encryption"
#define KEY_ID NAME "-aws-kms-key-id"
#define CUSTOM NAME "-customer-"

static bool has_customer_key(const struct s3_request *r)
{
    for (size_t i = 0; i < r->req.headers.n; i++)
        if (span_ieq(span_cut(r->req.headers.at[i].name, 0, strlen(CUSTOM)),
                     SPAN(CUSTOM)))
            return true;
    return false;
}

static enum s3_error refuse(struct s3_request *r, struct span method,
                            const char *message)
{
    return s3_refuse_argument(r, NAME, method, message);
}

enum s3_error encryption_store(struct s3_request *r, struct http_headers *kept)
{
    struct span method = s3_request_header(r, NAME);
    struct span key = s3_request_header(r, KEY_ID);
    bool kms = span_eq(method, SPAN("aws:kms"));

    if (has_customer_key(r))
        return span_absent(method)
                   ? s3_refuse(r, S3_NOT_IMPLEMENTED)
                   : refuse(r, method,
                            "Server Side Encryption with Customer provided key "
                            "is incompatible with the encryption method "
                            "specified");
    if (!kms && !span_absent(method) && !span_eq(method, SPAN("AES256")))
        return refuse(r, method,
                      "The encryption method specified is not supported");
    if (!kms && !span_absent(key))
        return refuse(
            r, method,
            "Server Side Encryption with AWS KMS managed key requires "
            "HTTP header x-amz-server-side-encryption : aws:kms");
    if (kms && http_headers_add(kept, r->arena, SPAN(STORED_KMS_KEY),
                                key.len > 0 ? key : SPAN("alias/aws/s3")))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    return S3_OK;
}

void encryption_tell(struct s3_request *r, const struct http_headers *stored)
{
    struct span key = http_headers_get(stored, SPAN(STORED_KMS_KEY));

    s3_header(r, NAME, span_absent(key) ? SPAN("AES256") : SPAN("aws:kms"));
    s3_header(r, KEY_ID, key);
}
