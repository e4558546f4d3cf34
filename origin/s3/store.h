/*
 * store.h - where buckets and objects are kept: the interface of every store.
 *
 * A store knows names, bytes and small documents; what they mean is S3's. Bytes
 * are first written to blobs, which nobody sees; a commit makes an object of
 * them in one step, so that a body that stops short never becomes visible. A
 * found object stays readable, unchanged, until it is released, whatever
 * happens to its name meanwhile.
 */
#ifndef POPBOX_ORIGIN_S3_STORE_H
#define POPBOX_ORIGIN_S3_STORE_H

#include "cache/http/msg.h"

/* Bytes of key, ETag and headers that every store takes: those of an object of
 * 10,000 parts, with the size and the checksum of each. */
#define STORE_HEAD_MAX ((size_t)1 << 20)

struct store;
struct store_blob;

struct store_object {
    struct span key;
    uint64_t size;
    int64_t modified_ms;
    struct span etag;            /* with its quotes */
    struct http_headers headers; /* what is given back with it: Content-Type,
                                    x-amz-meta-*, checksums … */
};

/* Told of each upload in parts that the store kept, and of its parts after it.
 * False: that is not worth keeping; the store removes it. */
struct store_loading {
    void *user;
    bool (*upload)(void *user, struct span id, const struct store_object *what);
    /* The blob is the callee's on true. */
    bool (*part)(void *user, struct span name, struct store_blob *blob,
                 uint64_t size);
};

struct store_ops {
    void (*free)(struct store *store);

    /* Names of buckets and keys are UTF-8 without NUL, at most 1024 bytes. All
     * walks go in order of bytes: the first name after `after` (absent: from
     * the start), or false at the end. Names live until the next call. */
    bool (*next_bucket)(struct store *store, struct span after,
                        struct span *name);
    /* ERR_DUPLICATE, ERR_FULL, ERR_IO. */
    int (*add_bucket)(struct store *store, struct span bucket);
    /* With all that is in it. */
    int (*remove_bucket)(struct store *store, struct span bucket);

    /* A bucket's settings: "cors", "policy" … Absent when never put; put with
     * an absent text forgets it. Text lives until the next call. */
    struct span (*document)(struct store *store, struct span bucket,
                            const char *name);
    int (*put_document)(struct store *store, struct span bucket,
                        const char *name, struct span text);

    /* A reference, or NULL. */
    const struct store_object *(*find)(struct store *store, struct span bucket,
                                       struct span key);
    /* At most max bytes from offset; empty past the end, or when the store
     * cannot read them any more. Valid until the next call on this object. */
    struct span (*read)(struct store *store, const struct store_object *object,
                        uint64_t offset, size_t max);
    void (*release)(struct store *store, const struct store_object *object);
    /* The first object whose key is `from` or after it (after it only, unless
     * inclusive), borrowed until the next call; NULL at the end. */
    const struct store_object *(*next)(struct store *store, struct span bucket,
                                       struct span from, bool inclusive);
    /* Harmless when there is none. */
    int (*remove)(struct store *store, struct span bucket, struct span key);

    struct store_blob *(*new_blob)(struct store *store);
    /* ERR_FULL or ERR_IO; the blob is then good for free_blob only. */
    int (*write)(struct store *store, struct store_blob *blob,
                 struct span bytes);
    void (*free_blob)(struct store *store, struct store_blob *blob);
    /* Makes, or replaces, the object of `what` (copied; size is set here) out
     * of the blobs' bytes one after the other; they are used up on success. The
     * object is safe when this returns 0; else nothing changed. */
    int (*commit)(struct store *store, struct span bucket,
                  const struct store_object *what, struct store_blob **blobs,
                  size_t n_blobs);

    /* Uploads in parts that outlive the process; NULL, all five, in a store
     * that does not outlive it either. Ids and names of parts are of
     * [0-9A-Za-z-] and at most 48 and 200 bytes. What is kept is safe when
     * these return 0; else ERR_FULL or ERR_IO, and nothing changed. */
    int (*keep_upload)(struct store *store, struct span id,
                       const struct store_object *what);
    /* The blob gets a name, and takes no more bytes. */
    int (*keep_part)(struct store *store, struct span id, struct span name,
                     struct store_blob *blob);
    /* With all its parts; their blobs are then good for free_blob only. */
    void (*drop_upload)(struct store *store, struct span id);
    /* As free_blob, but what was kept stays, for another process to load. */
    void (*leave_blob)(struct store *store, struct store_blob *blob);
    /* In no particular order. Once, before anything is kept. */
    void (*load_uploads)(struct store *store,
                         const struct store_loading *loading);
};

/* First member of every kind of store. */
struct store {
    const struct store_ops *ops;
};

#endif
