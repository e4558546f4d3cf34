/*
 * tracefile_unpack.c - plain, gzip or zstd bytes in, plain bytes out.
 *
 * What it is shows in the first four bytes, which may come one by one: they are
 * kept aside until there are four, or no more, and are read again first. Both
 * compressed kinds may be several streams after one another (cat a.gz b.gz).
 */
#include "bench/tracefile_unpack.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <zlib.h>
#include <zstd.h>

#define HEAD_LEN    4u
#define GZIP_WINDOW (15 + 16) /* zlib: the gzip format only */

enum kind { UNKNOWN, PLAIN, GZIP, ZSTD };

struct unpack {
    enum kind kind;
    char head[HEAD_LEN];
    size_t head_len;
    struct span head_left; /* of head, yet to be read */
    struct span in;        /* borrowed */
    bool ended;
    bool inside; /* a compressed stream has begun and not ended */
    int broken;  /* told once what was unpacked before has been read */
    z_stream gzip;
    ZSTD_DCtx *zstd;
};

struct unpack *unpack_new(void)
{
    return mem_zalloc(1, sizeof(struct unpack));
}

void unpack_free(struct unpack *unpack)
{
    if (!unpack)
        return;
    if (unpack->kind == GZIP)
        (void)inflateEnd(&unpack->gzip); /* only says that it was at work */
    (void)ZSTD_freeDCtx(unpack->zstd);   /* always 0 */
    mem_free(unpack);
}

void unpack_give(struct unpack *unpack, struct span bytes)
{
    ASSERT(unpack->in.len == 0);
    ASSERT(!unpack->ended);
    unpack->in = bytes;
}

void unpack_end(struct unpack *unpack)
{
    unpack->ended = true;
}

static enum kind kind_of(const char *head, size_t len)
{
    if (len >= 2 && memcmp(head, "\x1f\x8b", 2) == 0)
        return GZIP;
    if (len == HEAD_LEN && memcmp(head, "\x28\xb5\x2f\xfd", HEAD_LEN) == 0)
        return ZSTD;
    return PLAIN;
}

/* False: not yet. */
static bool decide(struct unpack *unpack)
{
    while (unpack->head_len < HEAD_LEN && unpack->in.len > 0) {
        unpack->head[unpack->head_len++] = unpack->in.ptr[0];
        unpack->in = span_cut(unpack->in, 1, unpack->in.len);
    }
    if (unpack->head_len < HEAD_LEN && !unpack->ended)
        return false;
    unpack->head_left = span_of(unpack->head, unpack->head_len);
    unpack->kind = kind_of(unpack->head, unpack->head_len);
    if (unpack->kind == GZIP) {
        int made = inflateInit2(&unpack->gzip, GZIP_WINDOW);

        ASSERT(made == Z_OK); /* it fails for lack of memory only */
    }
    if (unpack->kind == ZSTD) {
        unpack->zstd = ZSTD_createDCtx();
        ASSERT(unpack->zstd);
    }
    return true;
}

/* What is read next: the head, then the piece. */
static struct span *next_input(struct unpack *unpack)
{
    return unpack->head_left.len > 0 ? &unpack->head_left : &unpack->in;
}

static void take(struct span *in, size_t n)
{
    *in = n == in->len ? SPAN_ABSENT : span_cut(*in, n, in->len);
}

static size_t copy(struct span *in, char *to, size_t room)
{
    size_t n = in->len < room ? in->len : room;

    if (n > 0)
        memcpy(to, in->ptr, n);
    take(in, n);
    return n;
}

static int inflate_some(struct unpack *unpack, struct span *in,
                        struct span *room)
{
    z_stream *gzip = &unpack->gzip;
    uInt in_len = in->len > INT32_MAX ? INT32_MAX : (uInt)in->len;
    uInt room_len = room->len > INT32_MAX ? INT32_MAX : (uInt)room->len;
    int result;

    if (!unpack->inside && in_len > 0) {
        (void)inflateReset(gzip); /* fails for a broken state only */
        unpack->inside = true;
    }
    gzip->next_in = (Bytef *)(uintptr_t)in->ptr;
    gzip->avail_in = in_len;
    gzip->next_out = (Bytef *)(uintptr_t)room->ptr;
    gzip->avail_out = room_len;
    result = inflate(gzip, Z_NO_FLUSH);
    take(in, in_len - gzip->avail_in);
    *room = span_cut(*room, room_len - gzip->avail_out, room->len);
    if (result == Z_STREAM_END)
        unpack->inside = false;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR
               ? 0
               : ERR_SYNTAX;
}

static int unzstd_some(struct unpack *unpack, struct span *in,
                       struct span *room)
{
    ZSTD_inBuffer from = {in->ptr, in->len, 0};
    ZSTD_outBuffer to = {(void *)(uintptr_t)room->ptr, room->len, 0};
    size_t result = ZSTD_decompressStream(unpack->zstd, &to, &from);

    take(in, from.pos);
    *room = span_cut(*room, to.pos, room->len);
    unpack->inside = result != 0;
    return ZSTD_isError(result) ? ERR_SYNTAX : 0;
}

int unpack_read(struct unpack *unpack, char *to, size_t room, size_t *got)
{
    struct span left = span_of(to, room);

    *got = 0;
    if (unpack->kind == UNKNOWN && !decide(unpack))
        return 0;
    while (left.len > 0 && !unpack->broken) {
        struct span *in = next_input(unpack);
        size_t in_before = in->len, left_before = left.len;

        switch (unpack->kind) {
        case UNKNOWN:
        case PLAIN:
            left =
                span_cut(left, copy(in, (char *)(uintptr_t)left.ptr, left.len),
                         left.len);
            break;
        case GZIP:
            if (in->len > 0 || unpack->inside)
                unpack->broken = inflate_some(unpack, in, &left);
            break;
        case ZSTD:
            if (in->len > 0 || unpack->inside)
                unpack->broken = unzstd_some(unpack, in, &left);
            break;
        }
        if (unpack->broken || (left.len == left_before && in->len == in_before))
            break;
    }
    *got = room - left.len;
    if (*got == 0 && unpack->broken)
        return unpack->broken;
    if (*got == 0 && unpack->ended && unpack->inside)
        return ERR_MISSING;
    return 0;
}

bool unpack_is_done(const struct unpack *unpack)
{
    return unpack->ended && unpack->in.len == 0 && unpack->head_left.len == 0 &&
           (unpack->kind != UNKNOWN) && !unpack->inside;
}

const char *unpack_kind(const struct unpack *unpack)
{
    switch (unpack->kind) {
    case UNKNOWN:
    case PLAIN:
        break;
    case GZIP:
        return "gzip";
    case ZSTD:
        return "zstd";
    }
    return "";
}
