/* public_key.h - does a signature fit a public key of CloudFront's? */
#ifndef POPBOX_POLICIES_CLOUDFRONT_PUBLIC_KEY_H
#define POPBOX_POLICIES_CLOUDFRONT_PUBLIC_KEY_H

#include "cache/base/buf.h"

#define PUBLIC_KEY_SIGNATURE_MAX 512

/* Whether it is one that CloudFront takes: RSA with 2048 bits or ECDSA P-256,
 * as PEM. */
bool public_key_is_usable(struct span pem);

/* Whether signature (bytes) was made of text with the key's other half, over
 * SHA-1 or SHA-256; RSA's is PKCS #1 v1.5, ECDSA's is DER. */
bool public_key_verifies(struct span pem, bool sha256, struct span text,
                         struct span signature);

/* Appends the bytes of base64 that CloudFront wrote for URLs: '-', '_' and '~'
 * in place of '+', '=' and '/'. False if it is none. */
bool public_key_decode(struct buf *bytes, struct span text);

#endif
