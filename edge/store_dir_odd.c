/*
 * store_dir_odd.c - objects whose keys are no paths, kept by digest.
 *
 * An odd object is one file: its description, then its body. Which odd keys
 * there are is in memory, in order, so that a walk can merge them with the
 * files that lie in the open.
 */
#include "edge/store_dir_parts.h"

#include "cache/base/mem.h"
#include "edge/store_dir_walk.h"
#include "origin/s3/encodings.h"

#include <unistd.h>

size_t dir_odd_place(const struct dir_bucket *bucket, struct span key)
{
    size_t low = 0;
    size_t high = bucket->n_odd;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (span_cmp(span_str(bucket->odd[middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool dir_odd_has(const struct dir_bucket *bucket, struct span key)
{
    size_t place = dir_odd_place(bucket, key);

    return place < bucket->n_odd && span_eq(span_str(bucket->odd[place]), key);
}

int dir_odd_add(struct dir_bucket *bucket, struct span key)
{
    size_t place = dir_odd_place(bucket, key);
    char *text;

    if (dir_odd_has(bucket, key))
        return 0;
    if (bucket->n_odd == DIR_ODD_MAX)
        return ERR_FULL;
    if (bucket->n_odd == bucket->cap_odd) {
        bucket->cap_odd = bucket->cap_odd ? bucket->cap_odd * 2 : 8;
        bucket->odd =
            mem_realloc(bucket->odd, bucket->cap_odd * sizeof(bucket->odd[0]));
    }
    text = mem_alloc(key.len + 1);
    memcpy(text, key.ptr, key.len);
    text[key.len] = '\0';
    memmove(bucket->odd + place + 1, bucket->odd + place,
            (bucket->n_odd - place) * sizeof(bucket->odd[0]));
    bucket->odd[place] = text;
    bucket->n_odd++;
    return 0;
}

void dir_odd_drop(struct dir_bucket *bucket, struct span key)
{
    size_t place = dir_odd_place(bucket, key);

    if (!dir_odd_has(bucket, key))
        return;
    mem_free(bucket->odd[place]);
    bucket->n_odd--;
    memmove(bucket->odd + place, bucket->odd + place + 1,
            (bucket->n_odd - place) * sizeof(bucket->odd[0]));
}

void dir_odd_fini(struct dir_bucket *bucket)
{
    for (size_t i = 0; i < bucket->n_odd; i++)
        mem_free(bucket->odd[i]);
    mem_free(bucket->odd);
    bucket->odd = NULL;
    bucket->n_odd = 0;
    bucket->cap_odd = 0;
}

/* ---- files --------------------------------------------------------------- */

static int read_head(int fd, const struct stat *facts, struct dir_meta **meta,
                     uint64_t *body_at)
{
    int used = dir_meta_load(fd, meta);

    if (used < 0)
        return used;
    *body_at = (uint64_t)used;
    if ((uint64_t)facts->st_size == (*meta)->object.size + *body_at)
        return 0;
    dir_meta_unref(*meta); /* somebody's hand was in it */
    return ERR_MISMATCH;
}

/* Of the file with that name in the folder of odd ones. */
static int open_named(int folder, const char *name, struct dir_meta **meta,
                      uint64_t *body_at)
{
    struct stat facts;
    int fd = dir_open_file(folder, name, &facts);
    int err = fd < 0 ? fd : read_head(fd, &facts, meta, body_at);

    if (err && fd >= 0)
        dir_close(fd);
    return err ? err : fd;
}

int dir_odd_open(const struct dir_store *dir, const struct dir_bucket *bucket,
                 struct span key, struct dir_meta **meta, uint64_t *body_at)
{
    char name[DIR_DIGEST_LEN + 1];
    int folder = dir_bucket_folder(dir, bucket, DIR_ODD, false);
    int fd;

    if (folder < 0)
        return folder;
    dir_odd_name(key, name);
    fd = open_named(folder, name, meta, body_at);
    dir_close(folder);
    if (fd < 0)
        return fd;
    if (span_eq((*meta)->object.key, key))
        return fd;
    dir_meta_unref(*meta);
    dir_close(fd);
    return ERR_MISMATCH;
}

struct loading {
    struct dir_bucket *bucket;
    int folder;
};

/* What does not have the name of the key that it holds is none of ours. */
static void load_one(void *user, const char *name, unsigned char type)
{
    struct loading *in = user;
    char expected[DIR_DIGEST_LEN + 1];
    struct dir_meta *meta;
    uint64_t body_at;
    int fd = open_named(in->folder, name, &meta, &body_at);

    (void)type; /* it was opened as a file */
    if (fd < 0)
        return;
    dir_close(fd);
    dir_odd_name(meta->object.key, expected);
    if (strcmp(name, expected) == 0 && utf8_is_valid(meta->object.key) &&
        !memchr(meta->object.key.ptr, '\0', meta->object.key.len))
        (void)dir_odd_add(in->bucket,
                          meta->object.key); /* a million is enough */
    dir_meta_unref(meta);
}

void dir_odd_load(const struct dir_store *dir, struct dir_bucket *bucket)
{
    struct loading in = {bucket,
                         dir_bucket_folder(dir, bucket, DIR_ODD, false)};

    dir_odd_fini(bucket);
    if (in.folder < 0)
        return; /* none yet */
    dir_each(in.folder, load_one, &in);
    dir_close(in.folder);
}
