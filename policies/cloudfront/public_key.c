/*
 * public_key.c - does a signature fit a public key of CloudFront's?
 *
 * The home of OpenSSL in this layer: it is asked for nothing but a verdict on
 * bytes, so it needs no clock, no file and no randomness. A key is parsed anew
 * for each signature: that costs as little as the verification, and leaves
 * nothing that somebody would have to give back.
 */
#include "policies/cloudfront/public_key.h"

#include "cache/base/assert.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define PEM_MAX 8192

static void start_openssl(void)
{
    int started = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);

    ASSERT(started == 1);
}

/* An encrypted PEM has no passphrase here; OpenSSL would ask the terminal. */
static int no_passphrase(char *to, int size, int writes, void *user)
{
    (void)to;
    (void)size;
    (void)writes;
    (void)user;
    return 0;
}

static bool is_curve_p256(EVP_PKEY *key)
{
    char name[32];

    return EVP_PKEY_get_group_name(key, name, sizeof(name), NULL) == 1 &&
           span_eq(span_str(name), SPAN("prime256v1"));
}

static bool is_taken(EVP_PKEY *key)
{
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        return EVP_PKEY_get_bits(key) == 2048;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && is_curve_p256(key);
}

/* NULL if it is none. */
static EVP_PKEY *parse(struct span pem)
{
    EVP_PKEY *key;
    BIO *bytes;

    if (pem.len == 0 || pem.len > PEM_MAX)
        return NULL;
    start_openssl();
    bytes = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    ASSERT(bytes);
    key = PEM_read_bio_PUBKEY(bytes, NULL, no_passphrase, NULL);
    BIO_free(bytes);
    if (key && !is_taken(key)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    ERR_clear_error();
    return key;
}

bool public_key_is_usable(struct span pem)
{
    EVP_PKEY *key = parse(pem);

    EVP_PKEY_free(key);
    return key != NULL;
}

bool public_key_verifies(struct span pem, bool sha256, struct span text,
                         struct span signature)
{
    const EVP_MD *digest = sha256 ? EVP_sha256() : EVP_sha1();
    EVP_PKEY *key = parse(pem);
    EVP_MD_CTX *context;
    bool fits;

    if (!key)
        return false;
    context = EVP_MD_CTX_new();
    ASSERT(context);
    fits = EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
           EVP_DigestVerify(context, (const unsigned char *)signature.ptr,
                            signature.len, (const unsigned char *)text.ptr,
                            text.len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return fits;
}

/* ---- base64 for URLs ------------------------------------------------------
 */

#define GROUP 4

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789-~";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Appends what up to four digits stand for. */
static bool add_group(struct buf *bytes, struct span digits)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < GROUP; i++) {
        int digit = i < digits.len ? digit_of(digits.ptr[i]) : 0;

        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
    }
    for (size_t i = 0; i + 1 < digits.len; i++)
        buf_add_byte(bytes, (char)(unsigned char)(bits >> (16 - 8 * i)));
    return true;
}

bool public_key_decode(struct buf *bytes, struct span text)
{
    size_t end = text.len;

    while (end > 0 && text.len - end < 2 && text.ptr[end - 1] == '_')
        end--;
    if (text.len % GROUP != 0 || end == 0)
        return false;
    for (size_t at = 0; at < end; at += GROUP)
        if (!add_group(bytes,
                       span_cut(text, at, at + GROUP < end ? at + GROUP : end)))
            return false;
    return !bytes->overflow;
}
