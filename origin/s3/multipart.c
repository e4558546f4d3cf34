/*
 * multipart.c - uploads in parts that have begun and are not complete.
 *
 * An upload ends in the store before its parts do: one that is found there has
 * all parts that were acknowledged.
 */
#include "origin/s3/multipart.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/s3/multipart_kept.h"

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

/* The store's part of it; what free_parts() frees is gone then. */
static void drop(struct multiparts *multiparts, struct multipart *multipart)
{
    if (multipart->kept)
        multiparts->store->ops->drop_upload(multiparts->store, multipart->id);
    multipart->kept = false;
}

static void free_multipart(struct multiparts *multiparts,
                           struct multipart *multipart)
{
    drop(multiparts, multipart);
    multiparts_unnote(multiparts, multipart);
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

/* What the store keeps stays there. */
static void leave(struct multiparts *multiparts, struct multipart *multipart)
{
    struct store *store = multiparts->store;

    if (!multipart->kept)
        return;
    for (size_t i = 0; i < multipart->n_parts; i++)
        if (multipart->parts[i].blob)
            store->ops->leave_blob(store, multipart->parts[i].blob);
    if (multipart->note)
        store->ops->leave_blob(store, multipart->note);
    multipart->n_parts = 0;
    multipart->note = NULL;
    multipart->kept = false;
}

void multiparts_fini(struct multiparts *multiparts)
{
    LIST_EACH (link, &multiparts->done, keep)
        leave(multiparts, LIST_ITEM(link, struct multipart, link));
    LIST_EACH (link, &multiparts->all, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        leave(multiparts, each);
        multiparts_remove(multiparts, each);
    }
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

/* ---- in the store, too --------------------------------------------------- */

int multiparts_keep(struct multiparts *multiparts, struct multipart *multipart)
{
    struct store *store = multiparts->store;
    struct store_object what;
    struct arena arena;
    int failed;

    if (!store->ops->keep_upload)
        return 0;
    arena_init(&arena, 2 * HEAD_BYTES_MAX);
    failed = multipart_kept_head(multipart, &arena, &what);
    if (!failed)
        failed = store->ops->keep_upload(store, multipart->id, &what);
    multipart->kept = !failed;
    arena_fini(&arena);
    return failed;
}

int multiparts_note(struct multiparts *multiparts, struct multipart *multipart,
                    struct span etag, int64_t modified_ms)
{
    struct store *store = multiparts->store;
    char name[MULTIPART_KEPT_MAX];
    int failed;

    if (!multipart->kept)
        return 0;
    multipart->note = store->ops->new_blob(store);
    multipart_kept_note(etag, modified_ms, name);
    failed = store->ops->keep_part(store, multipart->id, span_str(name),
                                   multipart->note);
    if (failed)
        multiparts_unnote(multiparts, multipart);
    return failed;
}

void multiparts_unnote(struct multiparts *multiparts,
                       struct multipart *multipart)
{
    struct store *store = multiparts->store;

    if (multipart->note)
        store->ops->free_blob(store, multipart->note);
    multipart->note = NULL;
}

/* ---- finding ------------------------------------------------------------- */

bool multiparts_has_id(const struct multiparts *multiparts, struct span id)
{
    LIST_EACH (link, &multiparts->all, keep)
        if (span_eq(LIST_ITEM(link, struct multipart, link)->id, id))
            return true;
    LIST_EACH (link, &multiparts->done, keep)
        if (span_eq(LIST_ITEM(link, struct multipart, link)->id, id))
            return true;
    return false;
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

/* ---- ends ---------------------------------------------------------------- */

static void write_down(char text[MULTIPART_TEXT_MAX], struct span value)
{
    ASSERT(value.len < MULTIPART_TEXT_MAX);
    if (!span_absent(value))
        memcpy(text, value.ptr, value.len);
}

void multiparts_complete(struct multiparts *multiparts,
                         struct multipart *multipart, struct span etag,
                         struct span checksum)
{
    write_down(multipart->etag, etag);
    write_down(multipart->checksum, checksum);
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

/* ---- parts --------------------------------------------------------------- */

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

/* The store's name for the part. */
static int keep_part(struct multiparts *multiparts,
                     const struct multipart *multipart,
                     const struct multipart_part *part)
{
    struct store *store = multiparts->store;
    char name[MULTIPART_KEPT_MAX];

    if (!multipart->kept)
        return 0;
    multipart_kept_part(part, name);
    return store->ops->keep_part(store, multipart->id, span_str(name),
                                 part->blob);
}

void multipart_place(struct multiparts *multiparts, struct multipart *multipart,
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

int multipart_put(struct multiparts *multiparts, struct multipart *multipart,
                  struct multipart_part *part)
{
    int failed;

    part->nth = ++multipart->n_came;
    failed = keep_part(multiparts, multipart, part);
    if (!failed)
        multipart_place(multiparts, multipart, part);
    return failed;
}
