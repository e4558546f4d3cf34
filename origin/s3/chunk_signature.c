/*
 * chunk_signature.c - the signature of each chunk of an aws-chunked body.
 *
 *     chunk:   AWS4-HMAC-SHA256-PAYLOAD \n date \n scope \n previous \n
 *              SHA-256 of nothing \n SHA-256 of the chunk
 *     trailer: AWS4-HMAC-SHA256-TRAILER \n date \n scope \n previous \n
 *              SHA-256 of "name:value\n" for each line but the signature's
 */
#include "origin/s3/chunk_signature.h"

#include "cache/base/buf.h"
#include "origin/s3/encodings.h"

#define TRAILER_SIGNATURE "x-amz-trailer-signature"
#define TRAILER_BYTES_MAX \
    ((size_t)AWS_CHUNKED_TRAILERS_MAX * AWS_CHUNKED_LINE_MAX * 2)

void chunk_signer_fini(struct chunk_signer *signer)
{
    digest_free(signer->hash);
    signer->hash = NULL;
}

void chunk_signer_add(struct chunk_signer *signer, struct span bytes)
{
    if (!signer->active || bytes.len == 0)
        return;
    if (!signer->hash)
        signer->hash = digest_new(DIGEST_SHA256);
    digest_add(signer->hash, bytes);
}

/* Is `given` the signature of what was hashed? It then is the previous one. */
static bool check(struct chunk_signer *signer, const char *kind,
                  struct span hashes, struct span given)
{
    struct arena *arena = signer->arena;
    struct digest_value mac;
    struct span made;

    digest_hmac(
        DIGEST_SHA256, digest_span(&signer->key),
        arena_printf(arena, "AWS4-HMAC-SHA256-%s\n%.*s\n%.*s\n%.*s\n%.*s", kind,
                     SPAN_ARG(signer->date), SPAN_ARG(signer->scope),
                     SPAN_ARG(signer->previous), SPAN_ARG(hashes)),
        &mac);
    made = hex_of(arena, digest_span(&mac));
    if (span_absent(made) || !span_eq(made, given))
        return false;
    signer->previous = made;
    return true;
}

static struct span hash_hex(struct arena *arena, struct digest *digest)
{
    struct digest_value value;

    if (digest)
        digest_end(digest, &value);
    else
        digest_of(DIGEST_SHA256, SPAN(""), &value);
    return hex_of(arena, digest_span(&value));
}

static bool check_chunk(struct chunk_signer *signer, struct span given)
{
    struct span nothing = hash_hex(signer->arena, NULL);
    struct span bytes = hash_hex(signer->arena, signer->hash);

    chunk_signer_fini(signer);
    return check(signer, "PAYLOAD",
                 arena_printf(signer->arena, "%.*s\n%.*s", SPAN_ARG(nothing),
                              SPAN_ARG(bytes)),
                 given);
}

bool chunk_signer_step(struct chunk_signer *signer,
                       enum aws_chunked_state before,
                       const struct aws_chunked *chunks)
{
    bool data_ends =
        before == AWS_CHUNKED_DATA && chunks->state == AWS_CHUNKED_DATA_END;
    bool last_begins =
        before == AWS_CHUNKED_SIZE && chunks->state == AWS_CHUNKED_TRAILER;

    if (!signer->active || (!data_ends && !last_begins))
        return true;
    return check_chunk(signer, span_str(chunks->signature));
}

bool chunk_signer_end(struct chunk_signer *signer,
                      const struct http_headers *trailers)
{
    struct span given = http_headers_get(trailers, SPAN(TRAILER_SIGNATURE));
    struct digest *hash;
    struct buf text;
    bool ok;

    if (!signer->active || !signer->with_trailer)
        return true;
    buf_init(&text, TRAILER_BYTES_MAX);
    for (size_t i = 0; i < trailers->n; i++) {
        const struct http_header *line = &trailers->at[i];

        if (span_ieq(line->name, SPAN(TRAILER_SIGNATURE)))
            continue;
        for (size_t j = 0; j < line->name.len; j++)
            buf_add_byte(&text, ascii_lower(line->name.ptr[j]));
        buf_add_byte(&text, ':');
        buf_add(&text, line->value);
        buf_add_byte(&text, '\n');
    }
    hash = digest_new(DIGEST_SHA256);
    digest_add(hash, buf_span(&text));
    ok = check(signer, "TRAILER", hash_hex(signer->arena, hash), given);
    digest_free(hash);
    buf_fini(&text);
    return ok;
}
