/*
 * store_memory.c - buckets and objects in memory, with a ceiling.
 *
 * Buckets and a bucket's objects are arrays of pointers in order of bytes: a
 * walk is then a binary search, and no order is left to chance. A body is a
 * list of pieces; those of several blobs (a multipart upload) are joined
 * without copying. An object is counted: its name's slot is one holder, every
 * reader another.
 */
#include "origin/s3/store_memory.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/s3/store_memory_parts.h"

#define HEAD_SLACK  ((size_t)64 << 10) /* of the arena's own */
#define OBJECTS_MAX ((size_t)1 << 20)  /* of one bucket */
#define BUCKETS_MAX ((size_t)1000)

static struct memory *memory_of(struct store *store)
{
    return (struct memory *)(void *)store;
}

/* ---- sorted arrays of pointers to named things --------------------------- */

/* Where name is, or would be. */
static size_t place_of(const struct names *names, struct span name)
{
    size_t low = 0;
    size_t high = names->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (span_cmp(names->at[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct names *names, size_t place, struct span name)
{
    return place < names->n && span_eq(names->at[place]->name, name);
}

static struct named *get(const struct names *names, struct span name)
{
    size_t place = place_of(names, name);

    return is_at(names, place, name) ? names->at[place] : NULL;
}

/* The first at (if inclusive) or after `from`, or NULL. */
static struct named *get_next(const struct names *names, struct span from,
                              bool inclusive)
{
    size_t place = span_absent(from) ? 0 : place_of(names, from);

    if (!inclusive && !span_absent(from) && is_at(names, place, from))
        place++;
    return place < names->n ? names->at[place] : NULL;
}

static void put_in(struct names *names, size_t place, struct named *named)
{
    if (names->n == names->cap) {
        names->cap = names->cap ? names->cap * 2 : 8;
        names->at = mem_realloc(names->at, names->cap * sizeof(names->at[0]));
    }
    memmove(names->at + place + 1, names->at + place,
            (names->n - place) * sizeof(names->at[0]));
    names->at[place] = named;
    names->n++;
}

static void take_out(struct names *names, size_t place)
{
    names->n--;
    memmove(names->at + place, names->at + place + 1,
            (names->n - place) * sizeof(names->at[0]));
}

/* ---- objects ------------------------------------------------------------- */

static void drop_object(struct memory *memory, struct memory_object *object)
{
    ASSERT(object->refs > 0);
    if (--object->refs > 0)
        return;
    memory->used -= object->head_bytes;
    memory_pieces_free(memory, &object->pieces);
    arena_fini(&object->arena);
    mem_free(object);
}

static struct memory_object *object_of(const struct store_object *public)
{
    return LIST_ITEM(public, struct memory_object, public);
}

static struct memory_object *object_named(struct named *named)
{
    return named ? LIST_ITEM(named, struct memory_object, named) : NULL;
}

static struct memory_bucket *bucket_of(struct memory *memory,
                                       struct span bucket)
{
    struct named *named = get(&memory->buckets, bucket);

    return named ? LIST_ITEM(named, struct memory_bucket, named) : NULL;
}

static const struct store_object *find(struct store *store, struct span bucket,
                                       struct span key)
{
    struct memory_bucket *in = bucket_of(memory_of(store), bucket);
    struct memory_object *object =
        in ? object_named(get(&in->objects, key)) : NULL;

    if (!object)
        return NULL;
    object->refs++;
    return &object->public;
}

static struct span read_object(struct store *store,
                               const struct store_object *object,
                               uint64_t offset, size_t max)
{
    (void)store; /* an object has its bytes itself */
    return memory_pieces_read(&object_of(object)->pieces, offset, max);
}

static void release(struct store *store, const struct store_object *object)
{
    drop_object(memory_of(store), object_of(object));
}

static const struct store_object *next(struct store *store, struct span bucket,
                                       struct span from, bool inclusive)
{
    struct memory_bucket *in = bucket_of(memory_of(store), bucket);
    struct memory_object *object =
        in ? object_named(get_next(&in->objects, from, inclusive)) : NULL;

    return object ? &object->public : NULL;
}

static int remove_object(struct store *store, struct span bucket,
                         struct span key)
{
    struct memory_bucket *in = bucket_of(memory_of(store), bucket);
    size_t place = in ? place_of(&in->objects, key) : 0;
    struct memory_object *object;

    if (!in || !is_at(&in->objects, place, key))
        return 0;
    object = object_named(in->objects.at[place]);
    take_out(&in->objects, place);
    drop_object(memory_of(store), object);
    return 0;
}

/* An object without a body yet, held once; NULL past the ceiling. */
static struct memory_object *new_object(const struct store_object *what)
{
    struct memory_object *made = mem_zalloc(1, sizeof(*made));
    struct store_object *public = &made->public;

    arena_init(&made->arena, STORE_HEAD_MAX + HEAD_SLACK);
    made->refs = 1;
    public->modified_ms = what->modified_ms;
    if (arena_copy(&made->arena, what->key, &public->key) ||
        arena_copy(&made->arena, what->etag, &public->etag) ||
        http_headers_copy(&public->headers, &made->arena, &what->headers)) {
        arena_fini(&made->arena);
        mem_free(made);
        return NULL;
    }
    made->named.name = public->key;
    made->head_bytes = sizeof(*made) + made->arena.used;
    return made;
}

static int commit(struct store *store, struct span bucket,
                  const struct store_object *what, struct store_blob **blobs,
                  size_t n_blobs)
{
    struct memory *memory = memory_of(store);
    struct memory_bucket *in = bucket_of(memory, bucket);
    size_t place = in ? place_of(&in->objects, what->key) : 0;
    struct memory_object *made;

    if (!in)
        return ERR_MISSING;
    if (in->objects.n >= OBJECTS_MAX)
        return ERR_FULL;
    made = new_object(what);
    if (!made)
        return ERR_TOO_LONG;
    memory->used += made->head_bytes;
    for (size_t i = 0; i < n_blobs; i++)
        memory_blob_take(blobs[i], &made->pieces);
    made->public.size = made->pieces.size;
    if (is_at(&in->objects, place, what->key)) {
        drop_object(memory, object_named(in->objects.at[place]));
        in->objects.at[place] = &made->named;
    } else {
        put_in(&in->objects, place, &made->named);
    }
    return 0;
}

/* ---- buckets and their documents ----------------------------------------- */

static bool next_bucket(struct store *store, struct span after,
                        struct span *name)
{
    struct named *found = get_next(&memory_of(store)->buckets, after, false);

    *name = found ? found->name : SPAN_ABSENT;
    return found != NULL;
}

static int add_bucket(struct store *store, struct span bucket)
{
    struct memory *memory = memory_of(store);
    size_t place = place_of(&memory->buckets, bucket);
    struct memory_bucket *made;

    if (is_at(&memory->buckets, place, bucket))
        return ERR_DUPLICATE;
    if (memory->buckets.n >= BUCKETS_MAX)
        return ERR_FULL;
    made = mem_zalloc(1, sizeof(*made));
    made->text = mem_alloc(bucket.len + 1);
    memcpy(made->text, bucket.ptr, bucket.len);
    made->text[bucket.len] = '\0';
    made->named.name = span_of(made->text, bucket.len);
    put_in(&memory->buckets, place, &made->named);
    return 0;
}

static void free_bucket(struct memory *memory, struct memory_bucket *bucket)
{
    for (size_t i = 0; i < bucket->objects.n; i++)
        drop_object(memory, object_named(bucket->objects.at[i]));
    mem_free(bucket->objects.at);
    for (size_t i = 0; i < bucket->n_documents; i++)
        mem_free(bucket->documents[i].text);
    mem_free(bucket->text);
    mem_free(bucket);
}

static int remove_bucket(struct store *store, struct span bucket)
{
    struct memory *memory = memory_of(store);
    struct memory_bucket *in = bucket_of(memory, bucket);

    if (!in)
        return 0;
    take_out(&memory->buckets, place_of(&memory->buckets, bucket));
    free_bucket(memory, in);
    return 0;
}

static struct memory_document *document_of(struct memory_bucket *in,
                                           const char *name)
{
    for (size_t i = 0; in && i < in->n_documents; i++)
        if (strcmp(in->documents[i].name, name) == 0)
            return &in->documents[i];
    return NULL;
}

static struct span document(struct store *store, struct span bucket,
                            const char *name)
{
    struct memory_document *found =
        document_of(bucket_of(memory_of(store), bucket), name);

    return found && found->text ? span_of(found->text, found->len)
                                : SPAN_ABSENT;
}

static int put_document(struct store *store, struct span bucket,
                        const char *name, struct span text)
{
    struct memory_bucket *in = bucket_of(memory_of(store), bucket);
    struct memory_document *at = document_of(in, name);

    if (!in)
        return ERR_MISSING;
    if (!at && in->n_documents == MEMORY_DOCUMENTS_MAX)
        return ERR_FULL;
    if (!at) {
        at = &in->documents[in->n_documents++];
        at->name = name;
    }
    mem_free(at->text);
    at->text = span_absent(text) ? NULL : mem_alloc(text.len + 1);
    at->len = text.len;
    if (at->text) {
        memcpy(at->text, text.ptr, text.len);
        at->text[text.len] = '\0';
    }
    return 0;
}

/* ---- the store itself ---------------------------------------------------- */

static void free_store(struct store *store)
{
    struct memory *memory = memory_of(store);

    for (size_t i = 0; i < memory->buckets.n; i++)
        free_bucket(memory, LIST_ITEM(memory->buckets.at[i],
                                      struct memory_bucket, named));
    mem_free(memory->buckets.at);
    ASSERT(memory->used == 0);
    mem_free(memory);
}

static const struct store_ops memory_ops = {
    .free = free_store,
    .next_bucket = next_bucket,
    .add_bucket = add_bucket,
    .remove_bucket = remove_bucket,
    .document = document,
    .put_document = put_document,
    .find = find,
    .read = read_object,
    .release = release,
    .next = next,
    .remove = remove_object,
    .new_blob = memory_blob_new,
    .write = memory_blob_write,
    .free_blob = memory_blob_free,
    .commit = commit,
};

struct store *store_memory_new(uint64_t bytes_max)
{
    struct memory *memory = mem_zalloc(1, sizeof(*memory));

    memory->base.ops = &memory_ops;
    memory->bytes_max = bytes_max;
    return &memory->base;
}
