/*
 * store_dir.c - buckets and objects in folders that the user sees.
 *
 * Files are read and written while the loop waits. Handing them to threads
 * would let two requests for one name overlap, and the store's promise (what is
 * acknowledged is on the disk, what is found is whole) would need locks; in
 * exchange, a developer's S3 on the local disk would gain nothing that can be
 * seen: a piece is 64 KiB, mostly in the page cache. Long waits there are two:
 * the first look at a big file that was put there by hand (its ETag is its
 * MD5), and the end of a big multipart upload (its parts are joined).
 */
#include "edge/store_dir.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/store_dir_parts.h"

struct dir_store *dir_store_of(struct store *store)
{
    struct dir_store *dir = (struct dir_store *)(void *)store;

    ASSERT(dir->magic == DIR_MAGIC);
    return dir;
}

static void free_store(struct store *store)
{
    struct dir_store *dir = dir_store_of(store);

    dir_buckets_fini(dir);
    dir_forget(dir, NULL);
    dir_meta_unref(dir->next_meta);
    dir_scan_free(dir->scan);
    buf_fini(&dir->document);
    dir_root_close(&dir->root);
    mem_free(dir->remembered);
    mem_free(dir->path);
    mem_free(dir);
}

static const struct store_ops dir_ops = {
    .free = free_store,
    .next_bucket = dir_next_bucket,
    .add_bucket = dir_add_bucket,
    .remove_bucket = dir_remove_bucket,
    .document = dir_document,
    .put_document = dir_put_document,
    .find = dir_find,
    .read = dir_read,
    .release = dir_release,
    .next = dir_next,
    .remove = dir_remove_object,
    .new_blob = dir_new_blob,
    .write = dir_write,
    .free_blob = dir_free_blob,
    .commit = dir_commit,
    .keep_upload = dir_keep_upload,
    .keep_part = dir_keep_part,
    .drop_upload = dir_drop_upload,
    .leave_blob = dir_leave_blob,
    .load_uploads = dir_load_uploads,
};

static struct dir_store *new_store(const char *path, struct span bucket)
{
    struct dir_store *dir = mem_zalloc(1, sizeof(*dir));
    size_t len = strlen(path);

    dir->base.ops = &dir_ops;
    dir->magic = DIR_MAGIC;
    dir->path = mem_alloc(len + 1);
    memcpy(dir->path, path, len + 1);
    dir->root = (struct dir_root){.fd = -1, .lock = -1};
    if (!span_absent(bucket)) {
        ASSERT(bucket.len < DIR_NAME_MAX);
        memcpy(dir->own_text, bucket.ptr, bucket.len);
        dir->own_bucket = span_of(dir->own_text, bucket.len);
    }
    list_init(&dir->buckets);
    clock_init_wall(&dir->clock);
    hash_secret_init(&dir->secret, SPAN(""));
    dir->remembered = mem_zalloc(DIR_CACHE, sizeof(dir->remembered[0]));
    dir->scan = dir_scan_new();
    buf_init(&dir->document, (size_t)5 << 20);
    return dir;
}

int store_dir_open(const char *path, struct span bucket, struct buf *error,
                   struct store **store)
{
    struct dir_store *dir = new_store(path, bucket);
    int err = dir_buckets_load(dir, error);

    *store = err ? NULL : &dir->base;
    if (err)
        free_store(&dir->base);
    return err;
}
