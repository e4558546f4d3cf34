/* store_dir_parts.h - what the files of the directory store share. */
#ifndef POPBOX_EDGE_STORE_DIR_PARTS_H
#define POPBOX_EDGE_STORE_DIR_PARTS_H

#include "cache/base/hash.h"
#include "cache/base/list.h"
#include "edge/clock.h"
#include "edge/store_dir_meta.h"
#include "edge/store_dir_names.h"
#include "edge/store_dir_scan.h"
#include "origin/s3/store.h"

#define DIR_MAGIC       0x64697231u
#define DIR_CACHE       8192       /* descriptions remembered */
#define DIR_RACY_MS     100        /* a file may change again within one tick */
#define DIR_ODD_MAX     (1u << 20) /* of one bucket */
#define DIR_BUCKETS_MAX 1000
#define DIR_NAME_MAX    64 /* bytes of a bucket's name, with a NUL */

/* A bucket's state folder has these; the root's has "temporary", "uploads"
 * and, when the root is a bucket, "buckets". */
#define DIR_SIDECARS  SPAN(".popbox/objects")
#define DIR_ODD       SPAN(".popbox/odd")
#define DIR_DOCUMENTS SPAN(".popbox/documents")
#define DIR_TEMPORARY SPAN(".popbox/temporary")
#define DIR_BUCKETS   SPAN(".popbox/buckets")
#define DIR_UPLOADS   SPAN(".popbox/uploads")

struct dir_bucket {
    struct list link; /* in order of names */
    char name_text[DIR_NAME_MAX];
    struct span name;
    char *path_text;
    struct span path; /* of its folder, from the root */
    char **odd;       /* odd keys in order, NUL-terminated; owned */
    size_t n_odd;
    size_t cap_odd;
};

/* The description of a key's file in one state, or a free slot. */
struct dir_remembered {
    struct dir_meta *meta; /* NULL: free */
    const struct dir_bucket *bucket;
    struct dir_stamp stamp;
};

/* The folder that is served; -1: not open. */
struct dir_root {
    int fd;
    int lock;
    uint64_t inode;
};

struct dir_store {
    struct store base;
    unsigned magic;
    char *path;
    struct dir_root root;
    struct span own_bucket; /* the root's name as a bucket; absent: none */
    char own_text[DIR_NAME_MAX];
    struct list buckets;
    size_t n_buckets;
    struct clock clock;
    struct hash_secret secret;
    struct dir_remembered *remembered; /* DIR_CACHE of them */
    struct dir_scan *scan;
    struct dir_meta *next_meta; /* what next() lent */
    struct store_object next_object;
    struct buf document; /* what document() lent */
    uint64_t n_temporary;
};

struct dir_store *dir_store_of(struct store *store);

/* ---- store_dir_open.c ---- */
/* Opens the root's folder; its buckets and their odd keys are read, left-overs
 * removed. ERR_* with a sentence in error. */
MUST_USE int dir_buckets_load(struct dir_store *dir, struct buf *error);
/* Goes over to the folder that has taken the root's place, if one has. */
void dir_look_at_root(struct dir_store *dir);
void dir_root_close(struct dir_root *root);

/* ---- store_dir_buckets.c ---- */
void dir_buckets_fini(struct dir_store *dir);
/* Puts it in the list only. */
struct dir_bucket *dir_bucket_put(struct dir_store *dir, struct span name);
bool dir_bucket_known(const struct dir_store *dir, struct span name);
/* NULL when there is none. Looks at the root first. */
struct dir_bucket *dir_bucket_named(struct dir_store *dir, struct span name);
bool dir_next_bucket(struct store *store, struct span after, struct span *name);
int dir_add_bucket(struct store *store, struct span bucket);
int dir_remove_bucket(struct store *store, struct span bucket);
struct span dir_document(struct store *store, struct span bucket,
                         const char *name);
int dir_put_document(struct store *store, struct span bucket, const char *name,
                     struct span text);

/* A descriptor of a folder below the bucket's, or ERR_*. */
MUST_USE int dir_bucket_folder(const struct dir_store *dir,
                               const struct dir_bucket *bucket,
                               struct span below, bool make);

/* ---- store_dir_odd.c ---- */
/* Where the key is among the odd ones, or would be. */
size_t dir_odd_place(const struct dir_bucket *bucket, struct span key);
bool dir_odd_has(const struct dir_bucket *bucket, struct span key);
/* ERR_FULL. Harmless when it is there. */
int dir_odd_add(struct dir_bucket *bucket, struct span key);
void dir_odd_drop(struct dir_bucket *bucket, struct span key);
void dir_odd_fini(struct dir_bucket *bucket);
void dir_odd_load(const struct dir_store *dir, struct dir_bucket *bucket);
/* The file's descriptor, its description and where its body begins; ERR_*. */
MUST_USE int dir_odd_open(const struct dir_store *dir,
                          const struct dir_bucket *bucket, struct span key,
                          struct dir_meta **meta, uint64_t *body_at);

/* ---- store_dir_find.c ---- */
const struct store_object *dir_find(struct store *store, struct span bucket,
                                    struct span key);
struct span dir_read(struct store *store, const struct store_object *object,
                     uint64_t offset, size_t max);
void dir_release(struct store *store, const struct store_object *object);
const struct store_object *dir_next(struct store *store, struct span bucket,
                                    struct span from, bool inclusive);
/* Forgets descriptions; bucket NULL: all of them. */
void dir_forget(struct dir_store *dir, const struct dir_bucket *bucket);

/* ---- store_dir_write.c ---- */
/* The path of a new temporary file's name; unique while the lock is held. */
void dir_temporary_name(struct dir_store *dir, char name[DIR_NAME_MAX]);
/* A file with these bytes, in place and safe. */
MUST_USE int dir_write_file(struct dir_store *dir, int folder, const char *name,
                            struct span bytes);
struct store_blob *dir_new_blob(struct store *store);
int dir_write(struct store *store, struct store_blob *blob, struct span bytes);
void dir_free_blob(struct store *store, struct store_blob *blob);
/* A new temporary file of `head` and the blobs' bytes, synced, its name in
 * name: its descriptor, or ERR_*. */
MUST_USE int dir_join(struct dir_store *dir, struct span head,
                      struct store_blob *const *blobs, size_t n_blobs,
                      char name[DIR_NAME_MAX]);
/* The same for one blob alone and without a copy; it keeps its file. */
MUST_USE int dir_blob_sync(struct dir_store *dir, struct store_blob *blob,
                           char name[DIR_NAME_MAX]);
/* Gives the blob up, whose file has a place of its own now. */
void dir_blob_moved(struct store_blob *blob);
/* Whether its file is an upload's and not a temporary one. */
bool dir_blob_is_kept(const struct store_blob *blob);
/* Moves its file, which is safe then, to the upload's. ERR_*: it stayed. */
MUST_USE int dir_blob_keep(struct dir_store *dir, struct store_blob *blob,
                           struct span id, struct span name);
/* A blob of a file that is among the upload's. */
struct store_blob *dir_blob_kept(struct span id, const char *name,
                                 uint64_t size);
void dir_leave_blob(struct store *store, struct store_blob *blob);
uint64_t dir_blob_size(const struct store_blob *blob);

/* ---- store_dir_commit.c ---- */
int dir_commit(struct store *store, struct span bucket,
               const struct store_object *what, struct store_blob **blobs,
               size_t n_blobs);
int dir_remove_object(struct store *store, struct span bucket, struct span key);

/* ---- store_dir_uploads.c ---- */
/* A descriptor of the folder of an upload's parts, or ERR_*. */
MUST_USE int dir_upload_folder(const struct dir_store *dir, struct span id,
                               bool make);
int dir_keep_upload(struct store *store, struct span id,
                    const struct store_object *what);
int dir_keep_part(struct store *store, struct span id, struct span name,
                  struct store_blob *blob);
void dir_drop_upload(struct store *store, struct span id);
void dir_load_uploads(struct store *store, const struct store_loading *loading);

#endif
