/*
 * digest.c - hashes, checksums and message authentication codes.
 *
 * The only home of OpenSSL here. It is started without its configuration file,
 * which its first use would read otherwise: pure code opens no file. CRC-32C
 * and CRC-64/NVME are in no library that we link; both are reflected, so a
 * table of 256 entries, made when such a digest is, serves bit by bit the same
 * way.
 */
#include "origin/s3/digest.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

#define CRC32_POLY     UINT64_C(0xedb88320)
#define CRC32C_POLY    UINT64_C(0x82f63b78)
#define CRC64NVME_POLY UINT64_C(0x9a6c9329ac4bc9b5)

struct digest {
    enum digest_kind kind;
    EVP_MD_CTX *evp; /* of the hashes; NULL for the checksums */
    uint64_t crc;
    uint64_t table[256]; /* of our own checksums */
};

static void start_openssl(void)
{
    int started = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);

    ASSERT(started == 1);
}

static const EVP_MD *evp_of(enum digest_kind kind)
{
    switch (kind) {
    case DIGEST_MD5:
        return EVP_md5();
    case DIGEST_SHA1:
        return EVP_sha1();
    case DIGEST_SHA256:
        return EVP_sha256();
    case DIGEST_CRC32:
    case DIGEST_CRC32C:
    case DIGEST_CRC64NVME:
        return NULL;
    }
    return NULL;
}

static void fill_table(uint64_t table[256], uint64_t poly)
{
    for (uint64_t i = 0; i < 256; i++) {
        uint64_t crc = i;

        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? (crc >> 1) ^ poly : crc >> 1;
        table[i] = crc;
    }
}

struct digest *digest_new(enum digest_kind kind)
{
    struct digest *digest = mem_zalloc(1, sizeof(*digest));
    const EVP_MD *md;
    int ok;

    digest->kind = kind;
    if (kind == DIGEST_CRC32C) {
        fill_table(digest->table, CRC32C_POLY);
        digest->crc = UINT32_MAX;
    } else if (kind == DIGEST_CRC64NVME) {
        fill_table(digest->table, CRC64NVME_POLY);
        digest->crc = UINT64_MAX;
    }
    start_openssl();
    md = evp_of(kind);
    if (md) {
        digest->evp = EVP_MD_CTX_new();
        ASSERT(digest->evp);
        ok = EVP_DigestInit_ex(digest->evp, md, NULL);
        ASSERT(ok == 1);
    }
    return digest;
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->evp);
    mem_free(digest);
}

static void add_crc(struct digest *digest, struct span bytes)
{
    uint64_t crc = digest->crc;

    for (size_t i = 0; i < bytes.len; i++)
        crc = digest->table[(crc ^ (unsigned char)bytes.ptr[i]) & 0xff] ^
              (crc >> 8);
    digest->crc = crc;
}

void digest_add(struct digest *digest, struct span bytes)
{
    int ok = 1;

    if (bytes.len == 0)
        return;
    if (digest->evp)
        ok = EVP_DigestUpdate(digest->evp, bytes.ptr, bytes.len);
    else if (digest->kind == DIGEST_CRC32)
        digest->crc = crc32_z((uLong)digest->crc,
                              (const unsigned char *)bytes.ptr, bytes.len);
    else
        add_crc(digest, bytes);
    ASSERT(ok == 1);
}

/* The lowest n bytes of crc, highest first. */
static void put_crc(struct digest_value *value, uint64_t crc, size_t n)
{
    value->len = n;
    for (size_t i = 0; i < n; i++)
        value->bytes[i] = (unsigned char)(crc >> (8 * (n - 1 - i)));
}

void digest_end(struct digest *digest, struct digest_value *value)
{
    unsigned int len = 0;
    int ok;

    switch (digest->kind) {
    case DIGEST_CRC32:
        put_crc(value, digest->crc, 4);
        return;
    case DIGEST_CRC32C:
        put_crc(value, digest->crc ^ UINT32_MAX, 4);
        return;
    case DIGEST_CRC64NVME:
        put_crc(value, ~digest->crc, 8);
        return;
    case DIGEST_MD5:
    case DIGEST_SHA1:
    case DIGEST_SHA256:
        ok = EVP_DigestFinal_ex(digest->evp, value->bytes, &len);
        ASSERT(ok == 1);
        value->len = len;
        return;
    }
}

void digest_of(enum digest_kind kind, struct span bytes,
               struct digest_value *value)
{
    struct digest *digest = digest_new(kind);

    digest_add(digest, bytes);
    digest_end(digest, value);
    digest_free(digest);
}

void digest_hmac(enum digest_kind kind, struct span key, struct span bytes,
                 struct digest_value *value)
{
    const char *name = kind == DIGEST_SHA1 ? "SHA1" : "SHA256";
    const unsigned char *made;

    ASSERT(kind == DIGEST_SHA1 || kind == DIGEST_SHA256);
    start_openssl();
    made = EVP_Q_mac(NULL, "HMAC", NULL, name, NULL, key.ptr ? key.ptr : "",
                     key.len, (const unsigned char *)bytes.ptr, bytes.len,
                     value->bytes, sizeof(value->bytes), &value->len);
    ASSERT(made);
}

/* ---- checksums of joined texts ------------------------------------------- */

/* A linear map of the bits of a checksum: column n is what bit n becomes. */
struct map {
    uint64_t column[64];
    int width;
};

static uint64_t apply(const struct map *map, uint64_t bits)
{
    uint64_t sum = 0;

    for (int n = 0; bits; n++, bits >>= 1)
        if (bits & 1)
            sum ^= map->column[n];
    return sum;
}

static void square(struct map *map)
{
    struct map twice = {.width = map->width};

    for (int n = 0; n < map->width; n++)
        twice.column[n] = apply(map, map->column[n]);
    *map = twice;
}

static uint64_t get_crc(const struct digest_value *value)
{
    uint64_t crc = 0;

    for (size_t i = 0; i < value->len; i++)
        crc = crc << 8 | value->bytes[i];
    return crc;
}

/* Appending a text changes the first one's checksum as appending as many zero
 * bits does, and that is linear: the map for one zero bit, squared again and
 * again, is multiplied in for every bit of the length (M. Adler, zlib). */
void digest_combine(enum digest_kind kind, struct digest_value *sum,
                    const struct digest_value *next, uint64_t next_len)
{
    struct map map = {.width = kind == DIGEST_CRC64NVME ? 64 : 32};
    uint64_t crc = get_crc(sum);

    map.column[0] = CRC32_POLY;
    if (kind != DIGEST_CRC32)
        map.column[0] = kind == DIGEST_CRC32C ? CRC32C_POLY : CRC64NVME_POLY;
    for (int n = 1; n < map.width; n++)
        map.column[n] = UINT64_C(1) << (n - 1);
    for (int i = 0; i < 3; i++)
        square(&map);
    for (; next_len; next_len >>= 1) {
        if (next_len & 1)
            crc = apply(&map, crc);
        square(&map);
    }
    put_crc(sum, crc ^ get_crc(next), next->len);
}
