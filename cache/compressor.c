/*
 * compressor.c - gzip and brotli, piece by piece, into a body.
 *
 * The home of zlib's deflate and of libbrotlienc: pure libraries, that ask for
 * memory here and for nothing else. Levels and windows are fixed, so that the
 * same bytes come to the same bytes, and one compressor never needs more than a
 * few MB.
 */
#include "cache/compressor.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <brotli/encode.h>
#include <zlib.h>

#define GZIP_LEVEL    6
#define GZIP_WINDOW   (15 + 16) /* 32 KiB, with a gzip header */
#define GZIP_MEMORY   8
#define BROTLI_LEVEL  5
#define BROTLI_WINDOW 18
#define OUT_CHUNK     16384
#define IN_CHUNK      (1u << 30)

struct compressor {
    enum compress_format format;
    z_stream gzip;
    BrotliEncoderState *brotli;
    unsigned char chunk[OUT_CHUNK];
};

static void *zlib_alloc(void *opaque, uInt n, uInt size)
{
    (void)opaque; /* the heap is one */
    return mem_zalloc(n, size);
}

static void *brotli_alloc(void *opaque, size_t size)
{
    (void)opaque; /* the heap is one */
    return mem_alloc(size);
}

static void give_back(void *opaque, void *bytes)
{
    (void)opaque; /* the heap is one */
    mem_free(bytes);
}

static void begin_gzip(struct compressor *compressor)
{
    int status;

    compressor->gzip = (z_stream){.zalloc = zlib_alloc, .zfree = give_back};
    status = deflateInit2(&compressor->gzip, GZIP_LEVEL, Z_DEFLATED,
                          GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY);
    ASSERT(status == Z_OK);
}

static void begin_brotli(struct compressor *compressor)
{
    BrotliEncoderState *state =
        BrotliEncoderCreateInstance(brotli_alloc, give_back, NULL);
    bool set;

    ASSERT(state);
    set =
        BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, BROTLI_LEVEL) &&
        BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, BROTLI_WINDOW);
    ASSERT(set);
    compressor->brotli = state;
}

struct compressor *compressor_new(enum compress_format format)
{
    struct compressor *compressor = mem_zalloc(1, sizeof(*compressor));

    ASSERT(format != COMPRESS_NONE);
    compressor->format = format;
    if (format == COMPRESS_GZIP)
        begin_gzip(compressor);
    else
        begin_brotli(compressor);
    return compressor;
}

void compressor_free(struct compressor *compressor)
{
    if (!compressor)
        return;
    if (compressor->format == COMPRESS_GZIP)
        (void)deflateEnd(&compressor->gzip); /* also of half a stream */
    else
        BrotliEncoderDestroyInstance(compressor->brotli);
    mem_free(compressor);
}

static void add_gzip(struct compressor *compressor, struct span bytes,
                     bool last, struct body *out)
{
    z_stream *gzip = &compressor->gzip;
    int status;

    ASSERT(bytes.len <= IN_CHUNK);
    gzip->next_in = (z_const Bytef *)bytes.ptr;
    gzip->avail_in = (uInt)bytes.len;
    do {
        gzip->next_out = compressor->chunk;
        gzip->avail_out = OUT_CHUNK;
        status = deflate(gzip, last ? Z_FINISH : Z_NO_FLUSH);
        ASSERT(status != Z_STREAM_ERROR);
        body_add(out, span_of((const char *)compressor->chunk,
                              OUT_CHUNK - gzip->avail_out));
    } while (gzip->avail_out == 0);
    ASSERT(gzip->avail_in == 0);
    ASSERT(!last || status == Z_STREAM_END);
}

static void add_brotli(struct compressor *compressor, struct span bytes,
                       bool last, struct body *out)
{
    BrotliEncoderOperation operation =
        last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS;
    const uint8_t *next_in = (const uint8_t *)bytes.ptr;
    size_t n_in = bytes.len;
    bool done;

    do {
        uint8_t *next_out = compressor->chunk;
        size_t n_out = OUT_CHUNK;
        bool fine =
            BrotliEncoderCompressStream(compressor->brotli, operation, &n_in,
                                        &next_in, &n_out, &next_out, NULL);

        ASSERT(fine);
        body_add(out,
                 span_of((const char *)compressor->chunk, OUT_CHUNK - n_out));
        done = n_in == 0 && !BrotliEncoderHasMoreOutput(compressor->brotli);
    } while (!done || (last && !BrotliEncoderIsFinished(compressor->brotli)));
}

void compressor_add(struct compressor *compressor, struct span bytes, bool last,
                    struct body *out)
{
    if (compressor->format == COMPRESS_GZIP)
        add_gzip(compressor, bytes, last, out);
    else
        add_brotli(compressor, bytes, last, out);
}
