/*
 * store_dir_write.c - bodies on their way, in temporary files.
 *
 * A blob is a file in the root's state folder, opened for each piece that comes
 * and closed again: a multipart upload may have ten thousand parts, and a
 * process has not so many descriptors.
 */
#include "edge/store_dir_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/store_dir_walk.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct store_blob {
    char name[DIR_SEGMENT_MAX + 1];
    char upload[DIR_NAME_MAX]; /* that keeps it; "": it is temporary */
    uint64_t size;
    bool made; /* its file exists */
};

void dir_temporary_name(struct dir_store *dir, char name[DIR_NAME_MAX])
{
    (void)snprintf(name, DIR_NAME_MAX, "%llu",
                   (unsigned long long)++dir->n_temporary);
}

static int open_temporary(const struct dir_store *dir)
{
    return dir_open_folder(dir->root.fd, DIR_TEMPORARY, true);
}

/* ---- small files --------------------------------------------------------- */

static int fill(int fd, struct span bytes)
{
    if (files_write_all(fd, bytes) != 0 || fsync(fd) != 0)
        return dir_err();
    return 0;
}

int dir_write_file(struct dir_store *dir, int folder, const char *name,
                   struct span bytes)
{
    int temporary = open_temporary(dir);
    char new_name[DIR_NAME_MAX];
    int fd;
    int err;

    if (temporary < 0)
        return temporary;
    dir_temporary_name(dir, new_name);
    fd = dir_make_file(temporary, new_name);
    err = fd < 0 ? fd : fill(fd, bytes);
    if (fd >= 0)
        dir_close(fd);
    if (!err)
        err = dir_move(temporary, new_name, folder, name);
    if (err && fd >= 0)
        (void)unlinkat(temporary, new_name, 0); /* told already */
    dir_close(temporary);
    return err;
}

/* ---- blobs --------------------------------------------------------------- */

struct store_blob *dir_new_blob(struct store *store)
{
    struct store_blob *blob = mem_zalloc(1, sizeof(*blob));

    dir_temporary_name(dir_store_of(store), blob->name);
    return blob;
}

uint64_t dir_blob_size(const struct store_blob *blob)
{
    return blob->size;
}

bool dir_blob_is_kept(const struct store_blob *blob)
{
    return blob->upload[0] != '\0';
}

static int open_folder(const struct dir_store *dir,
                       const struct store_blob *blob)
{
    if (dir_blob_is_kept(blob))
        return dir_upload_folder(dir, span_str(blob->upload), false);
    return open_temporary(dir);
}

/* Its file at its end, made if there was none yet. Nobody makes it twice: where
 * it was removed by hand, the upload fails. */
static int open_blob(const struct dir_store *dir, struct store_blob *blob)
{
    int folder = open_folder(dir, blob);
    int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
    int fd;

    if (folder < 0)
        return folder;
    if (!blob->made)
        flags |= O_CREAT | O_EXCL;
    fd = openat(folder, blob->name, flags, 0666);
    if (fd < 0) {
        int err = dir_err();

        dir_close(folder);
        return err == ERR_FULL ? ERR_FULL : ERR_IO;
    }
    blob->made = true;
    dir_close(folder);
    return fd;
}

int dir_write(struct store *store, struct store_blob *blob, struct span bytes)
{
    int fd = open_blob(dir_store_of(store), blob);
    int err = 0;

    if (fd < 0)
        return fd;
    if (files_write_all(fd, bytes) != 0)
        err = dir_err() == ERR_FULL ? ERR_FULL : ERR_IO;
    blob->size += bytes.len;
    dir_close(fd);
    return err;
}

void dir_free_blob(struct store *store, struct store_blob *blob)
{
    int folder = blob->made ? open_folder(dir_store_of(store), blob) : -1;

    if (folder >= 0) {
        (void)unlinkat(folder, blob->name, 0); /* else the next start does */
        dir_close(folder);
    }
    mem_free(blob);
}

void dir_leave_blob(struct store *store, struct store_blob *blob)
{
    if (dir_blob_is_kept(blob))
        dir_blob_moved(blob);
    else
        dir_free_blob(store, blob);
}

void dir_blob_moved(struct store_blob *blob)
{
    mem_free(blob);
}

/* Whether the file holds what was written to the blob, and is on the disk. */
static int sync_whole(int fd, uint64_t size)
{
    struct stat facts;

    if (fsync(fd) != 0 || fstat(fd, &facts) != 0)
        return dir_err();
    return (uint64_t)facts.st_size == size ? 0 : ERR_IO;
}

int dir_blob_sync(struct dir_store *dir, struct store_blob *blob,
                  char name[DIR_NAME_MAX])
{
    int fd = open_blob(dir, blob);
    int err = fd < 0 ? fd : sync_whole(fd, blob->size);

    ASSERT(!dir_blob_is_kept(blob));
    memcpy(name, blob->name, DIR_NAME_MAX);
    if (err && fd >= 0)
        dir_close(fd);
    return err ? err : fd;
}

static void close_open(int fd)
{
    if (fd >= 0)
        dir_close(fd);
}

int dir_blob_keep(struct dir_store *dir, struct store_blob *blob,
                  struct span id, struct span name)
{
    char new_name[DIR_SEGMENT_MAX + 1] = "";
    char temporary[DIR_NAME_MAX];
    int folder = dir_upload_folder(dir, id, false);
    int from = open_temporary(dir);
    int fd = dir_blob_sync(dir, blob, temporary);
    int err = folder < 0 ? folder : from < 0 ? from : fd < 0 ? fd : 0;

    ASSERT(name.len <= DIR_SEGMENT_MAX);
    ASSERT(id.len < sizeof(blob->upload));
    memcpy(new_name, name.ptr, name.len);
    if (!err)
        err = dir_move(from, temporary, folder, new_name);
    if (!err) {
        memcpy(blob->name, new_name, sizeof(new_name));
        memcpy(blob->upload, id.ptr, id.len);
    }
    close_open(folder);
    close_open(from);
    close_open(fd);
    return err;
}

struct store_blob *dir_blob_kept(struct span id, const char *name,
                                 uint64_t size)
{
    struct store_blob *blob = mem_zalloc(1, sizeof(*blob));
    size_t len = strlen(name);

    ASSERT(len <= DIR_SEGMENT_MAX);
    ASSERT(id.len < sizeof(blob->upload));
    memcpy(blob->name, name, len);
    memcpy(blob->upload, id.ptr, id.len);
    blob->size = size;
    blob->made = true;
    return blob;
}

static int append(const struct dir_store *dir, int to, struct store_blob *blob)
{
    int from = open_blob(dir, blob);
    int err;

    if (from < 0)
        return from;
    err = dir_copy(from, to);
    dir_close(from);
    return err;
}

static int join_into(struct dir_store *dir, int fd, struct span head,
                     struct store_blob *const *blobs, size_t n_blobs)
{
    uint64_t size = head.len;
    int err = files_write_all(fd, head) != 0 ? dir_err() : 0;

    for (size_t i = 0; !err && i < n_blobs; i++) {
        size += blobs[i]->size;
        err = append(dir, fd, blobs[i]);
    }
    return err ? err : sync_whole(fd, size);
}

int dir_join(struct dir_store *dir, struct span head,
             struct store_blob *const *blobs, size_t n_blobs,
             char name[DIR_NAME_MAX])
{
    int folder = open_temporary(dir);
    int fd;
    int err;

    if (folder < 0)
        return folder;
    dir_temporary_name(dir, name);
    fd = dir_make_file(folder, name);
    err = fd < 0 ? fd : join_into(dir, fd, head, blobs, n_blobs);
    if (err && fd >= 0) {
        dir_close(fd);
        (void)unlinkat(folder, name, 0); /* told already */
    }
    dir_close(folder);
    return err ? err : fd;
}
