/*
 * store_dir_commit.c - objects put in place and removed, in one step each.
 *
 * A PUT, in this order, each step safe on the disk before the next:
 *   1 the body, in a temporary file
 *   2 its sidecar, under a name that only fits this very file
 *   3 the rename of the body to the key's path: the object is there
 *   4 what the old object leaves: its sidecar, its odd file
 * Killed before 3, the old object is whole with its own sidecar; after it, the
 * new one is. What 4 did not come to is removed by the next start.
 */
#include "edge/store_dir_parts.h"

#include "edge/store_dir_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A change on its way. */
struct change {
    struct dir_store *dir;
    struct dir_bucket *bucket;
    struct store_object object;
    int folder; /* the key's */
    char leaf[DIR_SEGMENT_MAX + 1];
    bool had_file;
    struct dir_stamp old; /* had_file */
};

/* ---- sidecars ------------------------------------------------------------ */

static int write_sidecar(const struct change *c, struct dir_stamp stamp)
{
    char name[DIR_SIDECAR_MAX];
    struct buf text;
    int err = ERR_TOO_LONG;
    int folder = dir_bucket_folder(c->dir, c->bucket, DIR_SIDECARS, true);

    if (folder < 0)
        return folder;
    buf_init(&text, DIR_META_MAX);
    dir_meta_write(&text, &c->object);
    dir_sidecar_name(c->object.key, stamp, name);
    if (!text.overflow)
        err = dir_write_file(c->dir, folder, name, buf_span(&text));
    buf_fini(&text);
    dir_close(folder);
    return err;
}

static void remove_sidecar(const struct change *c, struct dir_stamp stamp)
{
    char name[DIR_SIDECAR_MAX];
    int folder = dir_bucket_folder(c->dir, c->bucket, DIR_SIDECARS, false);

    if (folder < 0)
        return;
    dir_sidecar_name(c->object.key, stamp, name);
    (void)unlinkat(folder, name, 0); /* else the next start does */
    dir_close(folder);
}

static int remove_odd(struct dir_store *dir, struct dir_bucket *bucket,
                      struct span key)
{
    char name[DIR_DIGEST_LEN + 1];
    int folder;
    int err;

    if (!dir_odd_has(bucket, key))
        return 0;
    folder = dir_bucket_folder(dir, bucket, DIR_ODD, false);
    if (folder < 0 && folder != ERR_MISSING)
        return folder;
    dir_odd_name(key, name);
    err = folder < 0 ? 0 : dir_remove(folder, name);
    if (folder >= 0)
        dir_close(folder);
    if (!err)
        dir_odd_drop(bucket, key);
    return err;
}

/* ---- the key's place ----------------------------------------------------- */

/* Opens the key's folder and looks what is at its name. ERR_MISMATCH: nothing
 * can be put there. */
static int open_place(struct change *c, bool make)
{
    struct span leaf = dir_leaf(c->object.key);
    struct stat facts;

    c->folder =
        dir_bucket_folder(c->dir, c->bucket, dir_parent(c->object.key), make);
    if (c->folder < 0)
        return c->folder;
    memcpy(c->leaf, leaf.ptr, leaf.len);
    c->leaf[leaf.len] = '\0';
    if (fstatat(c->folder, c->leaf, &facts, AT_SYMLINK_NOFOLLOW) == 0) {
        c->had_file = S_ISREG(facts.st_mode);
        c->old = dir_stamp_of(&facts);
        if (c->had_file)
            return 0;
        errno = EEXIST;
    } else if (errno == ENOENT) {
        return 0;
    }
    dir_close(c->folder);
    return dir_err();
}

/* Folders are no objects: those that a removal leaves empty go too. */
static void remove_empty_folders(const struct change *c)
{
    struct span path = dir_parent(c->object.key);

    while (path.len > 0) {
        struct span leaf = dir_leaf(path);
        char name[DIR_SEGMENT_MAX + 1];
        int folder =
            dir_bucket_folder(c->dir, c->bucket, dir_parent(path), false);
        int failed;

        if (folder < 0)
            return;
        memcpy(name, leaf.ptr, leaf.len);
        name[leaf.len] = '\0';
        failed = unlinkat(folder, name, AT_REMOVEDIR);
        dir_close(folder);
        if (failed)
            return; /* something is in it */
        path = dir_parent(path);
    }
}

/* ---- committing ---------------------------------------------------------- */

/* Steps 2 and 3 of a body in the temporary file `name`, open as fd. */
static int move_in(struct change *c, int fd, const char *name)
{
    struct dir_stamp stamp;
    struct stat facts;
    int temporary;
    int err;

    if (fstat(fd, &facts) != 0)
        return dir_err();
    stamp = dir_stamp_of(&facts);
    err = write_sidecar(c, stamp);
    if (err)
        return err;
    temporary = dir_open_folder(c->dir->root.fd, DIR_TEMPORARY, false);
    err = temporary < 0 ? temporary
                        : dir_move(temporary, name, c->folder, c->leaf);
    if (temporary >= 0)
        dir_close(temporary);
    if (err)
        remove_sidecar(c, stamp);
    else if (c->had_file && !dir_stamp_eq(c->old, stamp))
        remove_sidecar(c, c->old);
    return err;
}

/* A temporary file that must not stay. */
static void drop_temporary(const struct dir_store *dir, const char *name)
{
    int folder = dir_open_folder(dir->root.fd, DIR_TEMPORARY, false);

    if (folder < 0)
        return;
    (void)unlinkat(folder, name, 0); /* else the next start does */
    dir_close(folder);
}

static void free_blobs(struct dir_store *dir, struct store_blob **blobs,
                       size_t n_blobs)
{
    for (size_t i = 0; i < n_blobs; i++)
        dir_free_blob(&dir->base, blobs[i]);
}

/* As a file in the open. ERR_MISMATCH: that cannot be; nothing happened. What
 * an upload keeps is copied: it must be there until the object is. */
static int commit_path(struct change *c, struct store_blob **blobs,
                       size_t n_blobs)
{
    bool whole = n_blobs == 1 && !dir_blob_is_kept(blobs[0]);
    char name[DIR_NAME_MAX];
    int err = open_place(c, true);
    int fd;

    if (err)
        return err;
    fd = whole ? dir_blob_sync(c->dir, blobs[0], name)
               : dir_join(c->dir, SPAN(""), blobs, n_blobs, name);
    err = fd < 0 ? fd : move_in(c, fd, name);
    dir_close(c->folder);
    if (fd >= 0)
        dir_close(fd);
    if (err && fd >= 0 && !whole)
        drop_temporary(c->dir, name);
    if (err)
        return err == ERR_MISSING ? ERR_IO : err;
    if (whole)
        dir_blob_moved(blobs[0]);
    else
        free_blobs(c->dir, blobs, n_blobs);
    /* Else the file in the open hides it, until the next PUT or DELETE. */
    (void)remove_odd(c->dir, c->bucket, c->object.key);
    return 0;
}

/* As one file of description and body; the place of such a key is never taken
 * by anything else. */
static int move_odd(struct change *c, const char *name)
{
    char odd[DIR_DIGEST_LEN + 1];
    int temporary = dir_open_folder(c->dir->root.fd, DIR_TEMPORARY, true);
    int folder = dir_bucket_folder(c->dir, c->bucket, DIR_ODD, true);
    int err = temporary < 0 ? temporary : folder < 0 ? folder : 0;

    dir_odd_name(c->object.key, odd);
    if (!err)
        err = dir_odd_add(c->bucket, c->object.key);
    if (!err)
        err = dir_move(temporary, name, folder, odd);
    if (temporary >= 0)
        dir_close(temporary);
    if (folder >= 0)
        dir_close(folder);
    return err;
}

static int commit_odd(struct change *c, struct store_blob **blobs,
                      size_t n_blobs)
{
    char name[DIR_NAME_MAX];
    struct buf head;
    int err = ERR_TOO_LONG;
    int fd = -1;

    buf_init(&head, DIR_META_MAX);
    dir_meta_write(&head, &c->object);
    if (!head.overflow)
        err = fd = dir_join(c->dir, buf_span(&head), blobs, n_blobs, name);
    buf_fini(&head);
    if (fd < 0)
        return err;
    dir_close(fd);
    err = move_odd(c, name);
    if (err) {
        drop_temporary(c->dir, name);
        return err == ERR_FULL ? ERR_FULL : ERR_IO;
    }
    free_blobs(c->dir, blobs, n_blobs);
    return 0;
}

int dir_commit(struct store *store, struct span bucket,
               const struct store_object *what, struct store_blob **blobs,
               size_t n_blobs)
{
    struct dir_store *dir = dir_store_of(store);
    struct change c = {
        .dir = dir, .bucket = dir_bucket_named(dir, bucket), .object = *what};
    int err = ERR_MISMATCH;

    if (!c.bucket)
        return ERR_MISSING;
    c.object.size = 0;
    for (size_t i = 0; i < n_blobs; i++)
        c.object.size += dir_blob_size(blobs[i]);
    if (dir_key_is_path(what->key))
        err = commit_path(&c, blobs, n_blobs);
    return err == ERR_MISMATCH ? commit_odd(&c, blobs, n_blobs) : err;
}

/* ---- removing ------------------------------------------------------------ */

static int remove_path(struct change *c)
{
    int err = open_place(c, false);

    if (err) /* nothing there, or nothing of ours */
        return err == ERR_MISSING || err == ERR_MISMATCH ? 0 : err;
    err = c->had_file ? dir_remove(c->folder, c->leaf) : 0;
    dir_close(c->folder);
    if (err || !c->had_file)
        return err;
    remove_sidecar(c, c->old);
    remove_empty_folders(c);
    return 0;
}

/* The odd one first: else it would come back from behind the file. */
int dir_remove_object(struct store *store, struct span bucket, struct span key)
{
    struct dir_store *dir = dir_store_of(store);
    struct change c = {.dir = dir,
                       .bucket = dir_bucket_named(dir, bucket),
                       .object = {.key = key}};
    int err = c.bucket ? remove_odd(dir, c.bucket, key) : 0;

    if (err || !c.bucket || !dir_key_is_path(key))
        return err;
    return remove_path(&c);
}
