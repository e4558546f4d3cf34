/* encryption.h - the encryption at rest that S3 tells of, and never shows. */
#ifndef POPBOX_ORIGIN_S3_ENCRYPTION_H
#define POPBOX_ORIGIN_S3_ENCRYPTION_H

#include "origin/s3/request.h"

/* A stored line for our own use: the key of KMS that was asked for. */
#define STORED_KMS_KEY "x-popbox-kms-key"

/* Keeps what a write asks for, or refuses what contradicts itself; keys that
 * clients bring themselves (SSE-C) are NotImplemented. */
enum s3_error encryption_store(struct s3_request *r, struct http_headers *kept);
/* The answer's lines, of an object with these stored ones. */
void encryption_tell(struct s3_request *r, const struct http_headers *stored);

#endif
