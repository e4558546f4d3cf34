/*
 * store_dir_uploads.c - uploads in parts that outlive the process, as folders.
 *
 * .popbox/uploads/ID holds the file "upload", which describes the object to be,
 * and a file for each part. An upload without its description is no upload any
 * more, or not yet one: it is removed by the next start. So beginning one is
 * over when the description is in place, and ending one when it is gone.
 */
#include "edge/store_dir_parts.h"

#include "edge/store_dir_walk.h"

#include <fcntl.h>
#include <unistd.h>

#define DESCRIPTION "upload"

/* ---- folders ------------------------------------------------------------- */

int dir_upload_folder(const struct dir_store *dir, struct span id, bool make)
{
    struct buf path;
    int folder;

    buf_init(&path, DIR_PATH_LEN_MAX);
    dir_path(&path, DIR_UPLOADS, id);
    folder = dir_open_folder(dir->root.fd, buf_span(&path), make);
    buf_fini(&path);
    return folder;
}

/* What a store may tell of its failures. */
static int told(int err)
{
    return err == 0 || err == ERR_FULL ? err : ERR_IO;
}

static void remove_folder(const struct dir_store *dir, const char *id)
{
    int folder = dir_upload_folder(dir, span_str(id), false);
    int all;

    if (folder < 0)
        return;
    if (dir_remove(folder, DESCRIPTION) == 0) /* else it is whole still */
        dir_empty(folder);
    dir_close(folder);
    all = dir_open_folder(dir->root.fd, DIR_UPLOADS, false);
    if (all < 0)
        return;
    (void)unlinkat(all, id, AT_REMOVEDIR); /* else the next start does */
    dir_close(all);
}

/* ---- keeping ------------------------------------------------------------- */

int dir_keep_upload(struct store *store, struct span id,
                    const struct store_object *what)
{
    struct dir_store *dir = dir_store_of(store);
    int folder = dir_upload_folder(dir, id, true);
    struct buf text;
    int err = ERR_FULL;

    if (folder < 0)
        return told(folder);
    buf_init(&text, DIR_META_MAX);
    dir_meta_write(&text, what);
    if (!text.overflow)
        err = dir_write_file(dir, folder, DESCRIPTION, buf_span(&text));
    buf_fini(&text);
    dir_close(folder);
    return told(err);
}

int dir_keep_part(struct store *store, struct span id, struct span name,
                  struct store_blob *blob)
{
    return told(dir_blob_keep(dir_store_of(store), blob, id, name));
}

void dir_drop_upload(struct store *store, struct span id)
{
    char name[DIR_NAME_MAX] = "";

    if (id.len >= sizeof(name))
        return; /* none of ours */
    memcpy(name, id.ptr, id.len);
    remove_folder(dir_store_of(store), name);
}

/* ---- loading ------------------------------------------------------------- */

/* The folder that is gone through, and for whom. */
struct uploads_walk {
    struct dir_store *dir;
    const struct store_loading *loading;
    const char *id;
    int folder;
};

static void load_part(void *user, const char *name, unsigned char type)
{
    const struct uploads_walk *walk = user;
    const struct store_loading *loading = walk->loading;
    struct store_blob *blob;
    struct stat facts;

    (void)type; /* not every file system says it */
    if (strcmp(name, DESCRIPTION) == 0 ||
        fstatat(walk->folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    blob = dir_blob_kept(span_str(walk->id), name, (uint64_t)facts.st_size);
    if (!S_ISREG(facts.st_mode) ||
        !loading->part(loading->user, span_str(name), blob,
                       (uint64_t)facts.st_size))
        dir_free_blob(&walk->dir->base, blob);
}

/* Whether the one who loads wants what the folder's description says. */
static bool is_wanted(const struct uploads_walk *walk)
{
    const struct store_loading *loading = walk->loading;
    struct dir_meta *meta = NULL;
    struct stat facts;
    int fd = dir_open_file(walk->folder, DESCRIPTION, &facts);
    bool wanted = false;

    if (fd < 0)
        return false;
    if (dir_meta_load(fd, &meta) > 0)
        wanted =
            loading->upload(loading->user, span_str(walk->id), &meta->object);
    dir_meta_unref(meta);
    dir_close(fd);
    return wanted;
}

static void load_upload(void *user, const char *name, unsigned char type)
{
    struct uploads_walk walk = *(const struct uploads_walk *)user;

    (void)type; /* as above */
    walk.id = name;
    walk.folder = strlen(name) < DIR_NAME_MAX
                      ? dir_upload_folder(walk.dir, span_str(name), false)
                      : -1;
    if (walk.folder < 0)
        return; /* nothing of ours */
    if (is_wanted(&walk))
        (void)dir_each(walk.folder, load_part, &walk); /* those that it can */
    else
        remove_folder(walk.dir, name);
    dir_close(walk.folder);
}

void dir_load_uploads(struct store *store, const struct store_loading *loading)
{
    struct uploads_walk walk = {.dir = dir_store_of(store), .loading = loading};
    int folder = dir_open_folder(walk.dir->root.fd, DIR_UPLOADS, false);

    if (folder < 0)
        return;                                 /* none was ever begun */
    (void)dir_each(folder, load_upload, &walk); /* those that it can */
    dir_close(folder);
}
