/* signer.c - key pairs that sign as CloudFront's guide says, for tests */
#include "tests/signer.h"

#include <criterion/criterion.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

struct signer {
    EVP_PKEY *pair;
};

struct signer *signer_new(enum signer_kind kind)
{
    struct signer *signer = calloc(1, sizeof(*signer));

    switch (kind) {
    case SIGNER_RSA:
        signer->pair = EVP_RSA_gen(2048);
        break;
    case SIGNER_RSA_SHORT:
        signer->pair = EVP_RSA_gen(1024);
        break;
    case SIGNER_EC:
        signer->pair = EVP_EC_gen("P-256");
        break;
    case SIGNER_EC_WIDE:
        signer->pair = EVP_EC_gen("P-384");
        break;
    }
    cr_assert(signer->pair);
    return signer;
}

void signer_free(struct signer *signer)
{
    EVP_PKEY_free(signer->pair);
    free(signer);
}

const char *signer_pem(struct signer *signer, struct arena *arena, bool json)
{
    BIO *bytes = BIO_new(BIO_s_mem());
    char *from, *pem;
    size_t len, n = 0;

    cr_assert_eq(PEM_write_bio_PUBKEY(bytes, signer->pair), 1);
    len = (size_t)BIO_get_mem_data(bytes, &from);
    pem = arena_alloc(arena, 2 * len + 1);
    for (size_t i = 0; i < len; i++) {
        bool escaped = json && from[i] == '\n';

        if (escaped)
            pem[n++] = '\\';
        pem[n++] = escaped ? 'n' : from[i];
    }
    pem[n] = '\0';
    BIO_free(bytes);
    return pem;
}

const char *signer_base64(struct arena *arena, const void *bytes, size_t len)
{
    char *text = arena_alloc(arena, len * 4 / 3 + 5);
    int n = EVP_EncodeBlock((unsigned char *)text, bytes, (int)len);

    for (int i = 0; i < n; i++)
        text[i] = text[i] == '+'   ? '-'
                  : text[i] == '=' ? '_'
                  : text[i] == '/' ? '~'
                                   : text[i];
    return text;
}

const char *signer_sign(struct signer *signer, struct arena *arena,
                        const char *text, bool sha256)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char bytes[512];
    size_t len = sizeof(bytes);

    cr_assert_eq(EVP_DigestSignInit(context, NULL,
                                    sha256 ? EVP_sha256() : EVP_sha1(), NULL,
                                    signer->pair),
                 1);
    cr_assert_eq(EVP_DigestSign(context, bytes, &len,
                                (const unsigned char *)text, strlen(text)),
                 1);
    EVP_MD_CTX_free(context);
    return signer_base64(arena, bytes, len);
}
