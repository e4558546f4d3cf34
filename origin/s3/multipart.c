/* multipart.c - uploads in parts that have begun and are not complete. */
#include "origin/s3/multipart.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define HEAD_BYTES_MAX ((size_t)64 << 10)

void multiparts_init(struct multiparts *multiparts, struct store *store)
{
    *multiparts = (struct multiparts){.store = store};
    list_init(&multiparts->all);
    list_init(&multiparts->done);
}

/* With the bytes of those that did not go into the object. */
static void free_parts(struct multiparts *multiparts,
                       struct multipart *multipart)
{
    struct store *store = multiparts->store;

    for (size_t i = 0; i < multipart->n_parts; i++)
        if (multipart->parts[i].blob)
            store->ops->free_blob(store, multipart->parts[i].blob);
    mem_free(multipart->parts);
    multipart->parts = NULL;
    multipart->n_parts = 0;
}

static void free_multipart(struct multiparts *multiparts,
                           struct multipart *multipart)
{
    free_parts(multiparts, multipart);
    arena_fini(&multipart->arena);
    list_remove(&multipart->link);
    mem_free(multipart);
}

/* Forgets the completed ones that are more than max. */
static void forget_done(struct multiparts *multiparts, size_t max)
{
    LIST_EACH (link, &multiparts->done, keep) {
        if (multiparts->n_done <= max)
            return;
        free_multipart(multiparts, LIST_ITEM(link, struct multipart, link));
        multiparts->n_done--;
    }
}

void multiparts_fini(struct multiparts *multiparts)
{
    LIST_EACH (link, &multiparts->all, keep)
        multiparts_remove(multiparts, LIST_ITEM(link, struct multipart, link));
    forget_done(multiparts, 0);
}

static int fill(struct multipart *multipart, struct span bucket,
                const struct store_object *what, struct multipart_ids ids)
{
    struct arena *arena = &multipart->arena;
    int failed = arena_copy(arena, ids.id, &multipart->id);

    if (!failed)
        failed = arena_copy(arena, ids.initiator, &multipart->initiator);
    if (!failed)
        failed = arena_copy(arena, bucket, &multipart->bucket);
    if (!failed)
        failed = arena_copy(arena, what->key, &multipart->key);
    if (!failed)
        failed = http_headers_copy(&multipart->headers, arena, &what->headers);
    return failed;
}

int multiparts_add(struct multiparts *multiparts, struct span bucket,
                   const struct store_object *what, struct multipart_ids ids,
                   struct multipart **made)
{
    struct multipart *multipart;

    *made = NULL;
    if (multiparts->n == MULTIPART_UPLOADS_MAX)
        return ERR_FULL;
    multipart = mem_zalloc(1, sizeof(*multipart));
    arena_init(&multipart->arena, HEAD_BYTES_MAX);
    list_add_tail(&multiparts->all, &multipart->link);
    multiparts->n++;
    multipart->started_ms = what->modified_ms;
    if (fill(multipart, bucket, what, ids)) {
        multiparts_remove(multiparts, multipart);
        return ERR_TOO_LONG;
    }
    *made = multipart;
    return 0;
}

static struct multipart *find(const struct list *all, struct span bucket,
                              struct span key, struct span id)
{
    LIST_EACH (link, all, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        if (span_eq(each->id, id) && span_eq(each->key, key) &&
            span_eq(each->bucket, bucket))
            return each;
    }
    return NULL;
}

struct multipart *multiparts_find(const struct multiparts *multiparts,
                                  struct span bucket, struct span key,
                                  struct span id)
{
    return find(&multiparts->all, bucket, key, id);
}

struct multipart *multiparts_find_done(const struct multiparts *multiparts,
                                       struct span bucket, struct span key,
                                       struct span id)
{
    return find(&multiparts->done, bucket, key, id);
}

static void note(char text[MULTIPART_TEXT_MAX], struct span value)
{
    ASSERT(value.len < MULTIPART_TEXT_MAX);
    if (!span_absent(value))
        memcpy(text, value.ptr, value.len);
}

void multiparts_complete(struct multiparts *multiparts,
                         struct multipart *multipart, struct span etag,
                         struct span checksum)
{
    note(multipart->etag, etag);
    note(multipart->checksum, checksum);
    free_parts(multiparts, multipart);
    list_remove(&multipart->link);
    multiparts->n--;
    list_add_tail(&multiparts->done, &multipart->link);
    multiparts->n_done++;
    forget_done(multiparts, MULTIPART_DONE_MAX);
}

void multiparts_remove(struct multiparts *multiparts,
                       struct multipart *multipart)
{
    free_multipart(multiparts, multipart);
    multiparts->n--;
}

void multiparts_forget_bucket(struct multiparts *multiparts, struct span bucket)
{
    LIST_EACH (link, &multiparts->all, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        if (span_eq(each->bucket, bucket))
            multiparts_remove(multiparts, each);
    }
    LIST_EACH (link, &multiparts->done, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        if (!span_eq(each->bucket, bucket))
            continue;
        free_multipart(multiparts, each);
        multiparts->n_done--;
    }
}

/* Where the part of that number is, or would be. */
static size_t place_of(const struct multipart *multipart, unsigned number)
{
    size_t place = multipart->n_parts;

    while (place > 0 && multipart->parts[place - 1].number >= number)
        place--;
    return place;
}

struct multipart_part *multipart_part(const struct multipart *multipart,
                                      unsigned number)
{
    size_t place = place_of(multipart, number);

    if (place == multipart->n_parts || multipart->parts[place].number != number)
        return NULL;
    return &multipart->parts[place];
}

void multipart_put(struct multiparts *multiparts, struct multipart *multipart,
                   const struct multipart_part *part)
{
    struct store *store = multiparts->store;
    struct multipart_part *there = multipart_part(multipart, part->number);
    size_t place = place_of(multipart, part->number);

    if (there) {
        store->ops->free_blob(store, there->blob);
        *there = *part;
        return;
    }
    if (multipart->n_parts == multipart->parts_cap) {
        multipart->parts_cap = multipart->parts_cap * 2 + 8;
        multipart->parts =
            mem_realloc(multipart->parts,
                        multipart->parts_cap * sizeof(multipart->parts[0]));
    }
    memmove(multipart->parts + place + 1, multipart->parts + place,
            (multipart->n_parts - place) * sizeof(multipart->parts[0]));
    multipart->parts[place] = *part;
    multipart->n_parts++;
}
