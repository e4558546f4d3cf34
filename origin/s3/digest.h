/* digest.h - hashes, checksums and message authentication codes. */
#ifndef POPBOX_ORIGIN_S3_DIGEST_H
#define POPBOX_ORIGIN_S3_DIGEST_H

#include "cache/base/span.h"

#define DIGEST_BYTES_MAX 32

enum digest_kind {
    DIGEST_MD5,
    DIGEST_SHA1,
    DIGEST_SHA256,
    DIGEST_CRC32,
    DIGEST_CRC32C,
    DIGEST_CRC64NVME
};

/* The bytes of a finished digest; checksums are big-endian, as S3 writes them
 * in base64. */
struct digest_value {
    size_t len;
    unsigned char bytes[DIGEST_BYTES_MAX];
};

struct digest;

struct digest *digest_new(enum digest_kind kind);
/* digest may be NULL. */
void digest_free(struct digest *digest);
void digest_add(struct digest *digest, struct span bytes);
/* What was added so far; nothing may be added afterwards. */
void digest_end(struct digest *digest, struct digest_value *value);

void digest_of(enum digest_kind kind, struct span bytes,
               struct digest_value *value);
/* HMAC (RFC 2104) with DIGEST_SHA1 or DIGEST_SHA256. */
void digest_hmac(enum digest_kind kind, struct span key, struct span bytes,
                 struct digest_value *value);

/* What DIGEST_CRC32, _CRC32C or _CRC64NVME of two texts one after the other is:
 * sum (of the first) becomes it, next_len is the second's length. */
void digest_combine(enum digest_kind kind, struct digest_value *sum,
                    const struct digest_value *next, uint64_t next_len);

static inline struct span digest_span(const struct digest_value *value)
{
    return span_of((const char *)value->bytes, value->len);
}

#endif
