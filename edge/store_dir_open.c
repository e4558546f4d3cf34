/*
 * store_dir_open.c - a directory store's start: its root, buckets, left-overs.
 *
 * The root is looked at before each use: bundlers replace the folder that they
 * write to, and what is served then is the new one. One process at a time holds
 * its lock, so that what lies among the temporary files at a start is nobody's.
 */
#include "edge/store_dir_parts.h"

#include "edge/store_dir_walk.h"
#include "origin/s3/target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* ---- what an interrupted process left ------------------------------------ */

/* What the names of a folder are gone through for. */
struct sweeping {
    struct dir_store *dir;
    const struct dir_bucket *bucket;
    int folder;
};

static void clear_temporary(const struct dir_store *dir)
{
    int folder = dir_open_folder(dir->root.fd, DIR_TEMPORARY, false);

    if (folder < 0)
        return;
    dir_empty(folder);
    dir_close(folder);
}

/* Whether the sidecar's name is the one that its key's file has now. */
static bool still_describes(const struct sweeping *in, const char *name,
                            struct span key)
{
    char leaf[DIR_SEGMENT_MAX + 1];
    char expected[DIR_SIDECAR_MAX];
    struct span last = dir_leaf(key);
    struct stat facts;
    int folder;
    bool found;

    if (!dir_key_is_path(key))
        return false;
    folder = dir_bucket_folder(in->dir, in->bucket, dir_parent(key), false);
    if (folder < 0)
        return false;
    memcpy(leaf, last.ptr, last.len);
    leaf[last.len] = '\0';
    found = fstatat(folder, leaf, &facts, AT_SYMLINK_NOFOLLOW) == 0;
    dir_close(folder);
    if (!found)
        return false;
    dir_sidecar_name(key, dir_stamp_of(&facts), expected);
    return strcmp(name, expected) == 0;
}

static void sweep_sidecar(void *user, const char *name, unsigned char type)
{
    const struct sweeping *in = user;
    struct dir_meta *meta = NULL;
    struct stat facts;
    int fd = dir_open_file(in->folder, name, &facts);
    int used;

    (void)type; /* it was opened as a file */
    if (fd < 0)
        return;
    used = dir_meta_load(fd, &meta);
    dir_close(fd);
    if (used < 0 || !still_describes(in, name, meta->object.key))
        (void)unlinkat(in->folder, name, 0); /* it costs room, not truth */
    dir_meta_unref(meta);
}

static void sweep(struct dir_store *dir, const struct dir_bucket *bucket)
{
    struct sweeping in = {dir, bucket,
                          dir_bucket_folder(dir, bucket, DIR_SIDECARS, false)};

    if (in.folder < 0)
        return;
    dir_each(in.folder, sweep_sidecar, &in);
    dir_close(in.folder);
}

/* ---- opening ------------------------------------------------------------- */

static int cannot(struct buf *error, const char *what, const char *path)
{
    buf_addf(error, "cannot %s %s: %s", what, path, strerror(errno));
    return ERR_IO;
}

static void load_one(void *user, const char *name, unsigned char type)
{
    struct sweeping *in = user;
    struct dir_store *dir = in->dir;
    struct span bytes = span_str(name);
    struct stat facts;

    (void)type; /* not every file system says it */
    if (dir->n_buckets < DIR_BUCKETS_MAX &&
        target_bucket_name_is_valid(bytes) && !dir_bucket_known(dir, bytes) &&
        fstatat(in->folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(facts.st_mode))
        (void)dir_bucket_put(dir, bytes); /* it is found by its name */
}

static int load_all(struct dir_store *dir, struct buf *error)
{
    bool own = !span_absent(dir->own_bucket);
    struct sweeping in = {
        .dir = dir,
        .folder =
            dir_open_folder(dir->root.fd, own ? DIR_BUCKETS : SPAN(""), false)};

    if (own && !dir_bucket_known(dir, dir->own_bucket))
        (void)dir_bucket_put(dir, dir->own_bucket); /* as above */
    if (in.folder < 0)
        return own ? 0 : cannot(error, "list", dir->path);
    dir_each(in.folder, load_one, &in);
    dir_close(in.folder);
    return 0;
}

static int take_lock(const char *path, struct dir_root *root, struct buf *error)
{
    int folder = dir_open_folder(root->fd, SPAN(DIR_STATE), true);

    if (folder < 0)
        return cannot(error, "write to", path);
    root->lock =
        openat(folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    dir_close(folder);
    if (root->lock < 0)
        return cannot(error, "write to", path);
    if (flock(root->lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        return cannot(error, "lock", path);
    buf_addf(error, "another popbox serves %s: stop it first", path);
    return ERR_DUPLICATE;
}

static int open_root(const char *path, struct dir_root *root, struct buf *error)
{
    struct stat facts;

    *root = (struct dir_root){.fd = -1, .lock = -1};
    root->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root->fd < 0 || fstat(root->fd, &facts) != 0)
        return cannot(error, "serve", path);
    root->inode = (uint64_t)facts.st_ino;
    return take_lock(path, root, error);
}

void dir_root_close(struct dir_root *root)
{
    if (root->fd >= 0)
        dir_close(root->fd);
    if (root->lock >= 0)
        dir_close(root->lock);
    *root = (struct dir_root){.fd = -1, .lock = -1};
}

static void load_odd(struct dir_store *dir)
{
    LIST_EACH (link, &dir->buckets, keep) {
        struct dir_bucket *bucket = LIST_ITEM(link, struct dir_bucket, link);

        dir_odd_load(dir, bucket);
        sweep(dir, bucket);
    }
}

int dir_buckets_load(struct dir_store *dir, struct buf *error)
{
    int err = open_root(dir->path, &dir->root, error);

    if (err)
        return err;
    clear_temporary(dir);
    err = load_all(dir, error);
    load_odd(dir);
    return err;
}

/* As long as nobody may serve the folder that is there now, the old one is. */
void dir_look_at_root(struct dir_store *dir)
{
    struct dir_root found;
    struct stat facts;
    struct buf error;

    if (stat(dir->path, &facts) != 0 ||
        (uint64_t)facts.st_ino == dir->root.inode)
        return;
    buf_init(&error, DIR_PATH_LEN_MAX);
    if (open_root(dir->path, &found, &error) == 0) {
        dir_root_close(&dir->root);
        dir->root = found;
        dir_forget(dir, NULL);
        load_odd(dir);
    } else {
        dir_root_close(&found);
    }
    buf_fini(&error);
}
