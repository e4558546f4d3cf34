/* tracefile_unpack.h - plain, gzip or zstd bytes in, plain bytes out. */
#ifndef POPBOX_BENCH_TRACEFILE_UNPACK_H
#define POPBOX_BENCH_TRACEFILE_UNPACK_H

#include "cache/base/err.h"
#include "cache/base/span.h"

struct unpack;

/* The caller owns it (unpack_free). */
struct unpack *unpack_new(void);
void unpack_free(struct unpack *unpack);
/* The next piece, borrowed until unpack_read has got nothing. */
void unpack_give(struct unpack *unpack, struct span bytes);
void unpack_end(struct unpack *unpack);
/* Up to room > 0 plain bytes; *got is 0 when more input is needed, or there is
 * none. ERR_SYNTAX: broken, ERR_MISSING: cut off. */
MUST_USE int unpack_read(struct unpack *unpack, char *to, size_t room,
                         size_t *got);
/* The end was said and everything has been read. */
bool unpack_is_done(const struct unpack *unpack);
/* "", "gzip" or "zstd". */
const char *unpack_kind(const struct unpack *unpack);

#endif
