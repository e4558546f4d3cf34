/* compressor.h - gzip and brotli, piece by piece, into a body. */
#ifndef POPBOX_CACHE_COMPRESSOR_H
#define POPBOX_CACHE_COMPRESSOR_H

#include "cache/body.h"

enum compress_format { COMPRESS_NONE, COMPRESS_GZIP, COMPRESS_BROTLI };

struct compressor;

/* format is not NONE (asserted). The caller owns it (compressor_free). */
struct compressor *compressor_new(enum compress_format format);
/* compressor may be NULL. */
void compressor_free(struct compressor *compressor);
/* Adds to out what these bytes come to, as far as it is known by now; with
 * last, all of it: then nothing may follow. */
void compressor_add(struct compressor *compressor, struct span bytes, bool last,
                    struct body *out);

#endif
