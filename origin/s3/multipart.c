/* multipart.c - uploads in parts that have begun and are not complete. */
#include "origin/s3/multipart.h"

#include "cache/base/mem.h"

#define HEAD_BYTES_MAX ((size_t)64 << 10)

void multiparts_init(struct multiparts *multiparts, struct store *store)
{
    *multiparts = (struct multiparts){.store = store};
    list_init(&multiparts->all);
}

void multiparts_fini(struct multiparts *multiparts)
{
    LIST_EACH (link, &multiparts->all, keep)
        multiparts_remove(multiparts, LIST_ITEM(link, struct multipart, link));
}

static int fill(struct multipart *multipart, struct span bucket,
                const struct store_object *what, struct span id)
{
    struct arena *arena = &multipart->arena;
    int failed = arena_copy(arena, id, &multipart->id);

    if (!failed)
        failed = arena_copy(arena, bucket, &multipart->bucket);
    if (!failed)
        failed = arena_copy(arena, what->key, &multipart->key);
    if (!failed)
        failed = http_headers_copy(&multipart->headers, arena, &what->headers);
    return failed;
}

int multiparts_add(struct multiparts *multiparts, struct span bucket,
                   const struct store_object *what, struct span id,
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
    if (fill(multipart, bucket, what, id)) {
        multiparts_remove(multiparts, multipart);
        return ERR_TOO_LONG;
    }
    *made = multipart;
    return 0;
}

struct multipart *multiparts_find(const struct multiparts *multiparts,
                                  struct span bucket, struct span key,
                                  struct span id)
{
    LIST_EACH (link, &multiparts->all, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        if (span_eq(each->id, id) && span_eq(each->key, key) &&
            span_eq(each->bucket, bucket))
            return each;
    }
    return NULL;
}

void multiparts_remove(struct multiparts *multiparts,
                       struct multipart *multipart)
{
    struct store *store = multiparts->store;

    for (size_t i = 0; i < multipart->n_parts; i++)
        if (multipart->parts[i].blob)
            store->ops->free_blob(store, multipart->parts[i].blob);
    mem_free(multipart->parts);
    arena_fini(&multipart->arena);
    list_remove(&multipart->link);
    multiparts->n--;
    mem_free(multipart);
}

void multiparts_forget_bucket(struct multiparts *multiparts, struct span bucket)
{
    LIST_EACH (link, &multiparts->all, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        if (span_eq(each->bucket, bucket))
            multiparts_remove(multiparts, each);
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
