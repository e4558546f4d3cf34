/* signer.h - key pairs that sign as CloudFront's guide says, for tests */
#ifndef POPBOX_TESTS_SIGNER_H
#define POPBOX_TESTS_SIGNER_H

#include "cache/base/arena.h"

enum signer_kind { SIGNER_RSA, SIGNER_EC, SIGNER_RSA_SHORT, SIGNER_EC_WIDE };

struct signer;

/* A new pair each time; the caller owns it (signer_free). */
struct signer *signer_new(enum signer_kind kind);
void signer_free(struct signer *signer);

/* The public half as PEM; json: with \n in place of line feeds. */
const char *signer_pem(struct signer *signer, struct arena *arena, bool json);
/* Text in CloudFront's base64. */
const char *signer_base64(struct arena *arena, const void *bytes, size_t len);
/* The signature of text in the same, over SHA-1 or SHA-256. */
const char *signer_sign(struct signer *signer, struct arena *arena,
                        const char *text, bool sha256);

#endif
