/*
 * store_dir_find.c - objects of a directory store: found, described, read.
 *
 * A file's description is its sidecar's if one was written for the file in its
 * present state; else it was put there by hand, and its type is guessed and its
 * ETag computed, once per state. A found object holds the open file, so that a
 * PUT over its name, which puts another file there, does not touch its readers.
 */
#include "edge/store_dir_parts.h"

#include "cache/base/mem.h"
#include "edge/store_dir_walk.h"
#include "origin/s3/digest.h"

#include <unistd.h>

#define PIECE    ((size_t)64 << 10)
#define NS_IN_MS INT64_C(1000000)

struct dir_object {
    struct store_object public;
    struct dir_meta *meta;
    int fd;
    uint64_t body_at;
    char *piece; /* what read() lent; NULL: nothing yet */
};

/* A key's open file. */
struct opened {
    int fd;
    uint64_t body_at;
    struct dir_meta *meta;
};

static struct dir_object *object_of(const struct store_object *public)
{
    return LIST_ITEM(public, struct dir_object, public);
}

/* ---- remembered descriptions --------------------------------------------- */

static struct dir_remembered *
slot_of(struct dir_store *dir, const struct dir_bucket *bucket, struct span key)
{
    uint64_t at =
        hash64(&dir->secret, key) ^ hash64(&dir->secret, bucket->name);

    return &dir->remembered[at % DIR_CACHE];
}

static void remember(struct dir_store *dir, const struct dir_bucket *bucket,
                     struct dir_meta *meta, struct dir_stamp stamp)
{
    struct dir_remembered *slot = slot_of(dir, bucket, meta->object.key);

    dir_meta_unref(slot->meta);
    slot->meta = dir_meta_ref(meta);
    slot->bucket = bucket;
    slot->stamp = stamp;
}

static struct dir_meta *remembered(struct dir_store *dir,
                                   const struct dir_bucket *bucket,
                                   struct span key, struct dir_stamp stamp)
{
    const struct dir_remembered *slot = slot_of(dir, bucket, key);

    if (!slot->meta || slot->bucket != bucket ||
        !dir_stamp_eq(slot->stamp, stamp) ||
        !span_eq(slot->meta->object.key, key))
        return NULL;
    return dir_meta_ref(slot->meta);
}

void dir_forget(struct dir_store *dir, const struct dir_bucket *bucket)
{
    for (size_t i = 0; i < DIR_CACHE; i++) {
        if (bucket && dir->remembered[i].bucket != bucket)
            continue;
        dir_meta_unref(dir->remembered[i].meta);
        dir->remembered[i] = (struct dir_remembered){0};
    }
}

/* ---- descriptions -------------------------------------------------------- */

static struct dir_meta *read_sidecar(const struct dir_store *dir,
                                     const struct dir_bucket *bucket,
                                     struct span key, struct dir_stamp stamp)
{
    int folder = dir_bucket_folder(dir, bucket, DIR_SIDECARS, false);
    char name[DIR_SIDECAR_MAX];
    struct dir_meta *meta = NULL;
    struct stat facts;
    int fd;

    if (folder < 0)
        return NULL;
    dir_sidecar_name(key, stamp, name);
    fd = dir_open_file(folder, name, &facts);
    dir_close(folder);
    if (fd < 0)
        return NULL;
    if (dir_meta_load(fd, &meta) > 0 &&
        (!span_eq(meta->object.key, key) || meta->object.size != stamp.size)) {
        dir_meta_unref(meta);
        meta = NULL;
    }
    dir_close(fd);
    return meta;
}

/* The file's MD5 as an ETag; false when it cannot be read. */
static bool compute_etag(int fd, char etag[2 * DIGEST_BYTES_MAX + 3])
{
    static const char digits[] = "0123456789abcdef";
    struct digest *md5 = digest_new(DIGEST_MD5);
    char *piece = mem_alloc(PIECE);
    struct digest_value value;
    off_t at = 0;
    ssize_t n;

    while ((n = pread(fd, piece, PIECE, at)) > 0) {
        digest_add(md5, span_of(piece, (size_t)n));
        at += n;
    }
    digest_end(md5, &value);
    digest_free(md5);
    mem_free(piece);
    *etag++ = '"';
    for (size_t i = 0; i < value.len; i++) {
        *etag++ = digits[value.bytes[i] >> 4];
        *etag++ = digits[value.bytes[i] & 15];
    }
    *etag++ = '"';
    *etag = '\0';
    return n == 0;
}

/* Of a file that was put there by hand. */
static struct dir_meta *describe(int fd, struct span key,
                                 struct dir_stamp stamp)
{
    char etag[2 * DIGEST_BYTES_MAX + 3];
    struct http_header type = {SPAN("Content-Type"), dir_content_type(key)};
    struct store_object object = {.key = key,
                                  .size = stamp.size,
                                  .modified_ms = stamp.mtime_ns / NS_IN_MS,
                                  .headers = {&type, 1, 1}};
    struct dir_meta *meta;

    if (!compute_etag(fd, etag))
        return NULL;
    object.etag = span_str(etag);
    return dir_meta_new(&object, &meta) == 0 ? meta : NULL;
}

/* Whether the file is still, and has long been, what stamp says. */
static bool is_settled(const struct dir_store *dir, int fd,
                       struct dir_stamp stamp)
{
    struct stat facts;

    return fstat(fd, &facts) == 0 &&
           dir_stamp_eq(dir_stamp_of(&facts), stamp) &&
           clock_now_ms(&dir->clock) - stamp.mtime_ns / NS_IN_MS > DIR_RACY_MS;
}

static struct dir_meta *meta_of(struct dir_store *dir,
                                const struct dir_bucket *bucket,
                                struct span key, int fd,
                                const struct stat *facts)
{
    struct dir_stamp stamp = dir_stamp_of(facts);
    struct dir_meta *meta = remembered(dir, bucket, key, stamp);

    if (meta)
        return meta;
    meta = read_sidecar(dir, bucket, key, stamp);
    if (!meta)
        meta = describe(fd, key, stamp);
    if (meta && is_settled(dir, fd, stamp))
        remember(dir, bucket, meta, stamp);
    return meta;
}

/* ---- opening ------------------------------------------------------------- */

static int open_path(struct dir_store *dir, const struct dir_bucket *bucket,
                     struct span key, struct opened *opened)
{
    char leaf[DIR_SEGMENT_MAX + 1];
    struct span name = dir_leaf(key);
    struct stat facts;
    int folder = dir_bucket_folder(dir, bucket, dir_parent(key), false);

    if (folder < 0)
        return folder;
    memcpy(leaf, name.ptr, name.len);
    leaf[name.len] = '\0';
    opened->fd = dir_open_file(folder, leaf, &facts);
    dir_close(folder);
    if (opened->fd < 0)
        return opened->fd;
    opened->body_at = 0;
    opened->meta = meta_of(dir, bucket, key, opened->fd, &facts);
    if (opened->meta)
        return 0;
    dir_close(opened->fd);
    return ERR_IO;
}

/* What lies in the open comes first. */
static int open_key(struct dir_store *dir, const struct dir_bucket *bucket,
                    struct span key, struct opened *opened)
{
    if (dir_key_is_path(key) && open_path(dir, bucket, key, opened) == 0)
        return 0;
    if (!dir_odd_has(bucket, key))
        return ERR_MISSING;
    opened->fd =
        dir_odd_open(dir, bucket, key, &opened->meta, &opened->body_at);
    return opened->fd < 0 ? opened->fd : 0;
}

const struct store_object *dir_find(struct store *store, struct span bucket,
                                    struct span key)
{
    struct dir_store *dir = dir_store_of(store);
    const struct dir_bucket *in = dir_bucket_named(dir, bucket);
    struct dir_object *object;
    struct opened opened;

    if (!in || open_key(dir, in, key, &opened) != 0)
        return NULL;
    object = mem_zalloc(1, sizeof(*object));
    object->public = opened.meta->object;
    object->meta = opened.meta;
    object->fd = opened.fd;
    object->body_at = opened.body_at;
    return &object->public;
}

struct span dir_read(struct store *store, const struct store_object *public,
                     uint64_t offset, size_t max)
{
    struct dir_object *object = object_of(public);
    ssize_t n;

    (void)store; /* the object has its file itself */
    if (offset >= public->size)
        return SPAN("");
    if (max > public->size - offset)
        max = (size_t)(public->size - offset);
    if (max > PIECE)
        max = PIECE;
    if (!object->piece)
        object->piece = mem_alloc(PIECE);
    n = pread(object->fd, object->piece, max,
              (off_t)(object->body_at + offset));
    return span_of(object->piece, n > 0 ? (size_t)n : 0);
}

void dir_release(struct store *store, const struct store_object *public)
{
    struct dir_object *object = object_of(public);

    (void)store; /* the object holds nothing of it */
    dir_close(object->fd);
    dir_meta_unref(object->meta);
    mem_free(object->piece);
    mem_free(object);
}

/* ---- in order ------------------------------------------------------------ */

/* The next key of both kinds, false at the end; from is not touched. */
static bool next_key(struct dir_store *dir, const struct dir_bucket *bucket,
                     struct dir_walk *walk, struct buf *key)
{
    bool found = dir_scan_next(dir->scan, walk, key);
    size_t i = span_absent(walk->from) ? 0 : dir_odd_place(bucket, walk->from);

    if (!walk->inclusive && !span_absent(walk->from) &&
        dir_odd_has(bucket, walk->from))
        i++;
    if (i == bucket->n_odd)
        return found;
    if (!found || span_cmp(span_str(bucket->odd[i]), buf_span(key)) < 0) {
        buf_reset(key);
        buf_add_str(key, bucket->odd[i]);
    }
    return true;
}

/* Its description; a file that has just gone is passed over. */
static struct dir_meta *next_meta(struct dir_store *dir,
                                  const struct dir_bucket *bucket,
                                  struct dir_walk *walk)
{
    struct buf keys[2];
    struct opened opened;
    struct dir_meta *meta = NULL;

    buf_init(&keys[0], DIR_PATH_LEN_MAX);
    buf_init(&keys[1], DIR_PATH_LEN_MAX);
    for (int i = 0; next_key(dir, bucket, walk, &keys[i]); i = !i) {
        walk->from = buf_span(&keys[i]);
        walk->inclusive = false;
        if (open_key(dir, bucket, walk->from, &opened) != 0)
            continue;
        dir_close(opened.fd);
        meta = opened.meta;
        break;
    }
    buf_fini(&keys[0]);
    buf_fini(&keys[1]);
    return meta;
}

const struct store_object *dir_next(struct store *store, struct span bucket,
                                    struct span from, bool inclusive)
{
    struct dir_store *dir = dir_store_of(store);
    const struct dir_bucket *in = dir_bucket_named(dir, bucket);
    struct dir_meta *meta = NULL;

    if (in) {
        struct dir_walk walk = {dir->root.fd, in->path, from, inclusive,
                                clock_now_ms(&dir->clock)};

        meta = next_meta(dir, in, &walk); /* `from` may be the last one's */
    }
    dir_meta_unref(dir->next_meta);
    dir->next_meta = meta;
    if (!meta)
        return NULL;
    dir->next_object = meta->object;
    return &dir->next_object;
}
