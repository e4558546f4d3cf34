/*
 * bucket.h - a store of S3's in which every key has an object.
 *
 * How large it is, is said before the origin is asked, and another size is
 * another version with another ETag. Bytes are one shared buffer, so that no
 * object of a trace costs memory. Buckets and their settings
 * (CORS rules, policies) are kept as in memory.
 */
#ifndef POPBOX_BENCH_REPLAY_BUCKET_H
#define POPBOX_BENCH_REPLAY_BUCKET_H

#include "cache/base/arena.h"
#include "cache/base/err.h"
#include "origin/s3/store.h"

struct bucket {
    struct store store; /* for s3_read_over */
    struct store *inner;
    struct http_headers headers; /* of all objects */
    int64_t modified_ms;
    uint64_t bytes; /* of what is found next */
    char *zeros;    /* the shared bytes */
    struct arena arena;
};

/* control: Cache-Control of every object, absent: none; modified_ms: when all
 * of them were written. Whoever frees the store (an origin) frees it.
 * ERR_TOO_LONG: control is. */
MUST_USE int bucket_new(struct bucket **out, struct span control,
                        int64_t modified_ms);

#endif
