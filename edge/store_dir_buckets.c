/*
 * store_dir_buckets.c - a directory store's buckets and their documents.
 *
 * A bucket is a folder with a valid bucket name. Its documents (CORS rules,
 * policies …) are files of their names in its state folder.
 */
#include "edge/store_dir_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/store_dir_walk.h"

#include <fcntl.h>
#include <unistd.h>

#define DOCUMENT_MAX ((size_t)4 << 20)

int dir_bucket_folder(const struct dir_store *dir,
                      const struct dir_bucket *bucket, struct span below,
                      bool make)
{
    struct buf path;
    int fd;

    buf_init(&path, DIR_PATH_LEN_MAX);
    dir_path(&path, bucket->path, below);
    fd = path.overflow ? ERR_MISMATCH
                       : dir_open_folder(dir->root.fd, buf_span(&path), make);
    buf_fini(&path);
    return fd;
}

/* ---- the list ------------------------------------------------------------ */

static struct dir_bucket *bucket_of(struct list *link)
{
    return LIST_ITEM(link, struct dir_bucket, link);
}

struct dir_bucket *dir_bucket_put(struct dir_store *dir, struct span name)
{
    struct dir_bucket *made = mem_zalloc(1, sizeof(*made));
    bool own = span_eq(name, dir->own_bucket);
    struct list *at = &dir->buckets;
    struct buf path;

    ASSERT(name.len < DIR_NAME_MAX);
    memcpy(made->name_text, name.ptr, name.len);
    made->name = span_of(made->name_text, name.len);
    buf_init(&path, DIR_PATH_LEN_MAX);
    if (!own)
        dir_path(&path, span_absent(dir->own_bucket) ? SPAN("") : DIR_BUCKETS,
                 name);
    made->path_text = mem_zalloc(path.len + 1, 1);
    memcpy(made->path_text, buf_span(&path).ptr, path.len);
    made->path = span_of(made->path_text, path.len);
    buf_fini(&path);
    LIST_EACH (link, &dir->buckets, keep) {
        if (span_cmp(bucket_of(link)->name, name) > 0) {
            at = link;
            break;
        }
    }
    list_add_tail(at, &made->link);
    dir->n_buckets++;
    return made;
}

static void take_out(struct dir_store *dir, struct dir_bucket *bucket)
{
    dir_forget(dir, bucket);
    list_remove(&bucket->link);
    dir->n_buckets--;
    dir_odd_fini(bucket);
    mem_free(bucket->path_text);
    mem_free(bucket);
}

void dir_buckets_fini(struct dir_store *dir)
{
    LIST_EACH (link, &dir->buckets, keep)
        take_out(dir, bucket_of(link));
}

static struct dir_bucket *known(const struct dir_store *dir, struct span name)
{
    LIST_EACH (link, &dir->buckets, keep)
        if (span_eq(bucket_of(link)->name, name))
            return bucket_of(link);
    return NULL;
}

bool dir_bucket_known(const struct dir_store *dir, struct span name)
{
    return known(dir, name) != NULL;
}

struct dir_bucket *dir_bucket_named(struct dir_store *dir, struct span name)
{
    dir_look_at_root(dir);
    return known(dir, name);
}

bool dir_next_bucket(struct store *store, struct span after, struct span *name)
{
    struct dir_store *dir = dir_store_of(store);

    LIST_EACH (link, &dir->buckets, keep) {
        *name = bucket_of(link)->name;
        if (span_absent(after) || span_cmp(*name, after) > 0)
            return true;
    }
    *name = SPAN_ABSENT;
    return false;
}

/* ---- adding and removing buckets ----------------------------------------- */

int dir_add_bucket(struct store *store, struct span name)
{
    struct dir_store *dir = dir_store_of(store);
    struct dir_bucket *made;
    int folder;

    if (dir_bucket_named(dir, name))
        return ERR_DUPLICATE;
    if (dir->n_buckets >= DIR_BUCKETS_MAX || name.len >= DIR_NAME_MAX)
        return ERR_FULL;
    made = dir_bucket_put(dir, name);
    folder = dir_bucket_folder(dir, made, SPAN(""), true);
    if (folder < 0) {
        take_out(dir, made);
        return folder == ERR_FULL ? ERR_FULL : ERR_IO;
    }
    dir_close(folder);
    return 0;
}

static void remove_state(const struct dir_store *dir,
                         const struct dir_bucket *bucket, struct span below)
{
    int folder = dir_bucket_folder(dir, bucket, below, false);

    if (folder < 0)
        return;
    dir_empty(folder);
    dir_close(folder);
}

/* What is no object (links, foreign names) stays, and its folder with it. */
static int remove_folder(const struct dir_store *dir,
                         const struct dir_bucket *bucket)
{
    static const char *const parts[] = {".popbox/objects", ".popbox/odd",
                                        ".popbox/documents", ".popbox"};
    struct span path = bucket->path;
    int folder = dir_bucket_folder(dir, bucket, SPAN(""), false);
    int err = 0;

    if (folder < 0)
        return folder == ERR_MISSING ? 0 : folder;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        (void)unlinkat(folder, parts[i], AT_REMOVEDIR); /* rmdir will tell */
    dir_close(folder);
    folder = dir_open_folder(dir->root.fd, dir_parent(path), false);
    if (folder < 0)
        return folder;
    if (unlinkat(folder, bucket->name.ptr, AT_REMOVEDIR) != 0 ||
        fsync(folder) != 0)
        err = ERR_IO;
    dir_close(folder);
    return err;
}

int dir_remove_bucket(struct store *store, struct span name)
{
    struct dir_store *dir = dir_store_of(store);
    struct dir_bucket *bucket = dir_bucket_named(dir, name);
    const struct store_object *object;
    int err = 0;

    if (!bucket)
        return 0;
    while (!err && (object = dir_next(store, name, SPAN_ABSENT, true))) {
        struct dir_meta *meta = dir_meta_ref(dir->next_meta);

        err = dir_remove_object(store, name, object->key);
        dir_meta_unref(meta);
    }
    remove_state(dir, bucket, DIR_DOCUMENTS);
    remove_state(dir, bucket, DIR_SIDECARS);
    remove_state(dir, bucket, DIR_ODD);
    if (!err && bucket->path.len > 0) /* the root stays: it is the user's */
        err = remove_folder(dir, bucket);
    if (!err)
        take_out(dir, bucket);
    return err;
}

/* ---- documents ----------------------------------------------------------- */

static int read_all(int fd, const struct stat *facts, struct buf *text)
{
    char *room = facts->st_size > (off_t)DOCUMENT_MAX
                     ? NULL
                     : buf_room(text, (size_t)facts->st_size + 1);
    ssize_t n = room ? pread(fd, room, (size_t)facts->st_size, 0) : -1;

    if (n < 0)
        return ERR_IO;
    buf_grow_len(text, (size_t)n);
    return 0;
}

struct span dir_document(struct store *store, struct span bucket,
                         const char *name)
{
    struct dir_store *dir = dir_store_of(store);
    const struct dir_bucket *in = dir_bucket_named(dir, bucket);
    int folder = in ? dir_bucket_folder(dir, in, DIR_DOCUMENTS, false) : -1;
    struct stat facts;
    int err;
    int fd;

    if (folder < 0)
        return SPAN_ABSENT;
    fd = dir_open_file(folder, name, &facts);
    dir_close(folder);
    if (fd < 0)
        return SPAN_ABSENT;
    buf_reset(&dir->document);
    err = read_all(fd, &facts, &dir->document);
    dir_close(fd);
    return err ? SPAN_ABSENT : buf_span(&dir->document);
}

int dir_put_document(struct store *store, struct span bucket, const char *name,
                     struct span text)
{
    struct dir_store *dir = dir_store_of(store);
    const struct dir_bucket *in = dir_bucket_named(dir, bucket);
    int folder =
        in ? dir_bucket_folder(dir, in, DIR_DOCUMENTS, true) : ERR_MISSING;
    int err;

    if (folder < 0)
        return folder;
    if (text.len > DOCUMENT_MAX)
        err = ERR_TOO_LONG;
    else
        err = span_absent(text) ? dir_remove(folder, name)
                                : dir_write_file(dir, folder, name, text);
    dir_close(folder);
    return err;
}
