/*
 * store_dir_meta.h - what is kept of an object beside its bytes, as text.
 *
 *     popbox-object 1
 *     key LENGTH
 *     THE KEY
 *     size BYTES
 *     modified_ms TIME
 *     etag "..."
 *     header NAME VALUE            as many as there are
 *                                  an empty line ends it
 */
#ifndef POPBOX_EDGE_STORE_DIR_META_H
#define POPBOX_EDGE_STORE_DIR_META_H

#include "cache/base/arena.h"
#include "cache/base/buf.h"
#include "origin/s3/store.h"

#define DIR_META_MAX (STORE_HEAD_MAX + ((size_t)64 << 10)) /* of the text */

/* A description that its users share; never modified. */
struct dir_meta {
    unsigned refs;
    struct arena arena;
    struct store_object object; /* its bytes are in the arena */
};

/* Held once by the caller. ERR_TOO_LONG: more headers than a text may have. */
MUST_USE int dir_meta_new(const struct store_object *object,
                          struct dir_meta **meta);
struct dir_meta *dir_meta_ref(struct dir_meta *meta);
/* meta may be NULL. */
void dir_meta_unref(struct dir_meta *meta);

/* text overflows where the object has too much. */
void dir_meta_write(struct buf *text, const struct store_object *object);
/* Of an open file that begins with one. As dir_meta_read, or ERR_IO. */
MUST_USE int dir_meta_load(int fd, struct dir_meta **meta);
/* How many bytes of text were the description (a body may follow it), or
 * ERR_SYNTAX, ERR_TOO_LONG. */
MUST_USE int dir_meta_read(struct span text, struct dir_meta **meta);

#endif
