/* chunk_signature.h - the signature of each chunk of an aws-chunked body. */
#ifndef POPBOX_ORIGIN_S3_CHUNK_SIGNATURE_H
#define POPBOX_ORIGIN_S3_CHUNK_SIGNATURE_H

#include "origin/s3/aws_chunked.h"
#include "origin/s3/digest.h"

/* Follows a body chunk by chunk: every signature covers the one before, the
 * first one the head's. Zero-initialised: nothing is signed, nothing checked.
 */
struct chunk_signer {
    bool active;
    bool with_trailer;       /* the trailer is signed, too */
    struct arena *arena;     /* of the texts */
    struct digest_value key; /* the request's signing key */
    struct span date;        /* "20251125T020000Z" */
    struct span scope;       /* "20251125/us-east-1/s3/aws4_request" */
    struct span previous;    /* hex */
    struct digest *hash;     /* of the chunk's bytes; owned */
};

void chunk_signer_fini(struct chunk_signer *signer);
/* Bytes of the current chunk. */
void chunk_signer_add(struct chunk_signer *signer, struct span bytes);
/* After each step of the decoder, with the state that it had before. False: the
 * chunk that ends here is not signed as it should be. */
bool chunk_signer_step(struct chunk_signer *signer,
                       enum aws_chunked_state before,
                       const struct aws_chunked *chunks);
/* The body is whole: is its trailer signed, where it has to be? */
bool chunk_signer_end(struct chunk_signer *signer,
                      const struct http_headers *trailers);

#endif
