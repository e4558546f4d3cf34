/*
 * store_dir_names.h - which file holds an object: keys become paths.
 *
 * A key that can be a path is one: "img/logo.svg". The others ("a/", "/a",
 * "a//b", "../a", a segment of 256 bytes, …) are odd: they are kept by the
 * SHA-256 of the key in the state folder, and so are those whose path is taken
 * ("a" beside "a/b").
 */
#ifndef POPBOX_EDGE_STORE_DIR_NAMES_H
#define POPBOX_EDGE_STORE_DIR_NAMES_H

#include "cache/base/buf.h"

#include <sys/stat.h>

#define DIR_STATE        ".popbox" /* in every bucket's folder; no object */
#define DIR_KEY_MAX      1024
#define DIR_DIGEST_LEN   64
#define DIR_SIDECAR_MAX  128
#define DIR_PATH_LEN_MAX 4096u

/* What tells one state of a file from another. */
struct dir_stamp {
    uint64_t inode;
    uint64_t size;
    int64_t mtime_ns;
};

struct dir_stamp dir_stamp_of(const struct stat *facts);
bool dir_stamp_eq(struct dir_stamp a, struct dir_stamp b);

bool dir_key_is_path(struct span key);
/* A name that popbox keeps for itself at the top of a bucket's folder. */
bool dir_is_state(struct span segment);

/* "FOLDER/REST", or what of both is not empty. Past DIR_PATH_LEN_MAX path
 * overflows. */
void dir_path(struct buf *path, struct span folder, struct span rest);
/* The key's folder ("" at the top) and its last segment. */
struct span dir_parent(struct span key);
struct span dir_leaf(struct span key);

/* The name of an odd key's file. */
void dir_odd_name(struct span key, char name[DIR_DIGEST_LEN + 1]);
/* The name of the sidecar that describes the key's file in that state. */
void dir_sidecar_name(struct span key, struct dir_stamp stamp,
                      char name[DIR_SIDECAR_MAX]);

/* What S3's clients guess from the key's extension. */
struct span dir_content_type(struct span key);

#endif
