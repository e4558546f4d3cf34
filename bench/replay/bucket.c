/*
 * bucket.c - a store of S3's in which every key has an object.
 *
 * Only reading is another; the rest is handed to a store in memory.
 */
#include "bench/replay/bucket.h"

#include "cache/base/buf.h"
#include "cache/base/list.h"
#include "cache/base/mem.h"
#include "origin/s3/store_memory.h"

#define ZEROS        ((size_t)1 << 20)
#define INNER_MAX    ((uint64_t)64 << 20)
#define CONTROL_MAX  ((size_t)16 << 10)
#define ETAG_MAX     40
#define CONTENT_TYPE SPAN("binary/octet-stream")

static struct bucket *of(struct store *store)
{
    return (struct bucket *)(void *)store;
}

/* ---- reading ------------------------------------------------------------- */

/* What a reader holds. */
struct found {
    struct store_object object;
    char etag[ETAG_MAX];
};

static const struct store_object *find(struct store *store, struct span name,
                                       struct span key)
{
    struct bucket *bucket = of(store);
    struct found *found = mem_zalloc(1, sizeof(*found));
    struct buf etag;

    (void)name;
    buf_init(&etag, ETAG_MAX);
    buf_addf(&etag, "\"%032llx\"", (unsigned long long)bucket->bytes);
    memcpy(found->etag, etag.ptr, etag.len);
    found->object =
        (struct store_object){.key = key,
                              .size = bucket->bytes,
                              .modified_ms = bucket->modified_ms,
                              .etag = span_of(found->etag, etag.len),
                              .headers = bucket->headers};
    buf_fini(&etag);
    return &found->object;
}

static struct span read_bytes(struct store *store,
                              const struct store_object *object,
                              uint64_t offset, size_t max)
{
    uint64_t left = offset < object->size ? object->size - offset : 0;
    size_t n = left < ZEROS ? (size_t)left : ZEROS;

    return span_of(of(store)->zeros, n < max ? n : max);
}

static void release(struct store *store, const struct store_object *object)
{
    (void)store;
    mem_free(LIST_ITEM(object, struct found, object));
}

/* ---- the rest ------------------------------------------------------------ */

static void free_store(struct store *store)
{
    struct bucket *bucket = of(store);

    bucket->inner->ops->free(bucket->inner);
    arena_fini(&bucket->arena);
    mem_free(bucket->zeros);
    mem_free(bucket);
}

static bool next_bucket(struct store *store, struct span after,
                        struct span *name)
{
    return of(store)->inner->ops->next_bucket(of(store)->inner, after, name);
}

static int add_bucket(struct store *store, struct span name)
{
    return of(store)->inner->ops->add_bucket(of(store)->inner, name);
}

static int remove_bucket(struct store *store, struct span name)
{
    return of(store)->inner->ops->remove_bucket(of(store)->inner, name);
}

static struct span document(struct store *store, struct span name,
                            const char *kind)
{
    return of(store)->inner->ops->document(of(store)->inner, name, kind);
}

static int put_document(struct store *store, struct span name, const char *kind,
                        struct span text)
{
    struct store *inner = of(store)->inner;

    return inner->ops->put_document(inner, name, kind, text);
}

static const struct store_object *next(struct store *store, struct span name,
                                       struct span from, bool inclusive)
{
    struct store *inner = of(store)->inner;

    return inner->ops->next(inner, name, from, inclusive);
}

static int forget(struct store *store, struct span name, struct span key)
{
    return of(store)->inner->ops->remove(of(store)->inner, name, key);
}

static struct store_blob *new_blob(struct store *store)
{
    return of(store)->inner->ops->new_blob(of(store)->inner);
}

static int write_bytes(struct store *store, struct store_blob *blob,
                       struct span bytes)
{
    return of(store)->inner->ops->write(of(store)->inner, blob, bytes);
}

static void free_blob(struct store *store, struct store_blob *blob)
{
    of(store)->inner->ops->free_blob(of(store)->inner, blob);
}

static int commit(struct store *store, struct span name,
                  const struct store_object *what, struct store_blob **blobs,
                  size_t n_blobs)
{
    struct store *inner = of(store)->inner;

    return inner->ops->commit(inner, name, what, blobs, n_blobs);
}

static const struct store_ops ops = {.free = free_store,
                                     .next_bucket = next_bucket,
                                     .add_bucket = add_bucket,
                                     .remove_bucket = remove_bucket,
                                     .document = document,
                                     .put_document = put_document,
                                     .find = find,
                                     .read = read_bytes,
                                     .release = release,
                                     .next = next,
                                     .remove = forget,
                                     .new_blob = new_blob,
                                     .write = write_bytes,
                                     .free_blob = free_blob,
                                     .commit = commit};

int bucket_new(struct bucket **out, struct span control, int64_t modified_ms)
{
    struct bucket *bucket = mem_zalloc(1, sizeof(*bucket));
    int err;

    bucket->store.ops = &ops;
    bucket->inner = store_memory_new(INNER_MAX);
    bucket->zeros = mem_zalloc(ZEROS, 1);
    bucket->modified_ms = modified_ms;
    arena_init(&bucket->arena, CONTROL_MAX);
    err = http_headers_add(&bucket->headers, &bucket->arena,
                           SPAN("Content-Type"), CONTENT_TYPE);
    if (!err && !span_absent(control)) {
        err = arena_copy(&bucket->arena, control, &control);
        if (!err)
            err = http_headers_add(&bucket->headers, &bucket->arena,
                                   SPAN("Cache-Control"), control);
    }
    if (err) {
        free_store(&bucket->store);
        return err;
    }
    *out = bucket;
    return 0;
}
