/*
 * multipart_kept.c - uploads in parts as a store keeps them: heads and names.
 *
 * A part's name is "part-NUMBER-NTH-TIME-MD5-KIND-CHECKSUM", all of it in
 * digits, hexadecimal ones or letters. Of two with the same number the later
 * one counts: the process was killed before it removed the other.
 *
 * A name "note-TIME-ETAG" is of a part without bytes and says that the upload
 * was being completed. Where the object is the one that the note tells of, it
 * was completed, and a client that did not hear so may ask again. Else either
 * nothing happened yet, and all parts are there; or none is, and the object was
 * completed and has gone.
 */
#include "origin/s3/multipart_kept.h"

#include "cache/base/assert.h"
#include "origin/s3/encodings.h"

#define BUCKET    SPAN("popbox-bucket")
#define INITIATOR SPAN("popbox-initiator")
#define KIND      SPAN("popbox-checksum")
#define FULL      SPAN("popbox-checksum-type")
#define N_OWN     4 /* of these, before the object's headers */

#define MD5_LEN     16
#define ID_MAX      48
#define DIGITS_HEAP ((size_t)1 << 12) /* one name's encodings */

/* ---- writing ------------------------------------------------------------- */

int multipart_kept_head(const struct multipart *multipart, struct arena *arena,
                        struct store_object *what)
{
    struct http_headers *headers = &what->headers;
    int failed;

    *what = (struct store_object){.key = multipart->key,
                                  .modified_ms = multipart->started_ms,
                                  .etag = SPAN("")};
    failed = http_headers_add(headers, arena, BUCKET, multipart->bucket);
    if (!failed)
        failed =
            http_headers_add(headers, arena, INITIATOR, multipart->initiator);
    if (!failed)
        failed = http_headers_add(headers, arena, KIND,
                                  span_str(multipart->kind->name));
    if (!failed)
        failed = http_headers_add(headers, arena, FULL,
                                  multipart->full ? SPAN("full")
                                                  : SPAN("composite"));
    for (size_t i = 0; !failed && i < multipart->headers.n; i++)
        failed = http_headers_add(headers, arena, multipart->headers.at[i].name,
                                  multipart->headers.at[i].value);
    return failed;
}

/* An ETag between its quotes. */
static struct span bare(struct span etag)
{
    ASSERT(etag.len > 2);
    return span_cut(etag, 1, etag.len - 1);
}

/* The name that was put together, which fits. */
static void take_name(struct buf *text, char name[MULTIPART_KEPT_MAX])
{
    ASSERT(!text->overflow && text->len < MULTIPART_KEPT_MAX);
    memcpy(name, buf_span(text).ptr, text->len + 1);
    buf_fini(text);
}

void multipart_kept_part(const struct multipart_part *part,
                         char name[MULTIPART_KEPT_MAX])
{
    unsigned char bytes[DIGEST_BYTES_MAX];
    struct arena arena;
    struct span hex;
    struct buf text;
    size_t len;
    int err = base64_read(span_str(part->checksum), bytes, sizeof(bytes), &len);

    ASSERT(!err);
    arena_init(&arena, DIGITS_HEAP);
    hex = hex_of(&arena, span_of((const char *)bytes, len));
    buf_init(&text, MULTIPART_KEPT_MAX);
    buf_addf(&text, "part-%u-%llu-%lld-%.*s-%s-%.*s", part->number,
             (unsigned long long)part->nth, (long long)part->modified_ms,
             SPAN_ARG(bare(span_str(part->etag))), part->kind->name,
             SPAN_ARG(hex));
    arena_fini(&arena);
    take_name(&text, name);
}

void multipart_kept_note(struct span etag, int64_t modified_ms,
                         char name[MULTIPART_KEPT_MAX])
{
    struct buf text;

    buf_init(&text, MULTIPART_KEPT_MAX);
    buf_addf(&text, "note-%lld-%.*s", (long long)modified_ms,
             SPAN_ARG(bare(etag)));
    take_name(&text, name);
}

/* ---- reading ------------------------------------------------------------- */

struct kept_loading {
    struct multiparts *multiparts;
    struct multipart *multipart; /* the last one */
};

static struct span take(struct span *rest)
{
    size_t end = span_find(*rest, '-', 0);
    struct span piece = span_cut(*rest, 0, end);

    *rest = span_cut(*rest, end + 1, rest->len);
    return piece;
}

static bool take_number(struct span *rest, uint64_t max, uint64_t *number)
{
    return span_u64(take(rest), number) && *number <= max;
}

/* Hexadecimal digits as bytes; whether there are exactly len of them. */
static bool is_hex(struct span text, unsigned char *bytes, size_t len)
{
    return text.len == 2 * len && hex_read(text, bytes, len) == len;
}

static bool read_checksum(struct multipart_part *part, struct span kind,
                          struct span hex)
{
    unsigned char bytes[DIGEST_BYTES_MAX];
    struct arena arena;
    struct span text;

    part->kind = checksum_named(kind);
    if (!part->kind || !is_hex(hex, bytes, part->kind->len))
        return false;
    arena_init(&arena, DIGITS_HEAP);
    text = base64_of(&arena, span_of((const char *)bytes, part->kind->len));
    ASSERT(text.len < MULTIPART_TEXT_MAX);
    memcpy(part->checksum, text.ptr, text.len);
    arena_fini(&arena);
    return true;
}

static bool read_part(struct span rest, struct multipart_part *part)
{
    unsigned char bytes[MD5_LEN];
    uint64_t number;
    uint64_t modified_ms;
    struct span md5;
    struct span kind;

    if (!take_number(&rest, MULTIPART_PARTS_MAX, &number) || number == 0 ||
        !take_number(&rest, INT64_MAX, &part->nth) ||
        !take_number(&rest, INT64_MAX, &modified_ms))
        return false;
    md5 = take(&rest);
    kind = take(&rest);
    part->number = (unsigned)number;
    part->modified_ms = (int64_t)modified_ms;
    if (!is_hex(md5, bytes, MD5_LEN) || !read_checksum(part, kind, rest))
        return false;
    part->etag[0] = '"';
    memcpy(part->etag + 1, md5.ptr, md5.len);
    memcpy(part->etag + 1 + md5.len, "\"", 2);
    return true;
}

/* ---- completed before the process was killed? ---------------------------- */

static bool is_the_noted(const struct store_object *object,
                         uint64_t modified_ms, struct span etag)
{
    return object->modified_ms == (int64_t)modified_ms &&
           object->etag.len < MULTIPART_TEXT_MAX && object->etag.len > 2 &&
           span_eq(bare(object->etag), etag);
}

/* Takes over what the object says when it is the one of the note; false: that
 * is no note. */
static bool read_note(struct multiparts *multiparts,
                      struct multipart *multipart, struct span rest)
{
    struct store *store = multiparts->store;
    const struct store_object *object;
    struct span checksum;
    uint64_t modified_ms;

    if (!take_number(&rest, INT64_MAX, &modified_ms))
        return false;
    object = store->ops->find(store, multipart->bucket, multipart->key);
    if (!object)
        return true;
    checksum = http_headers_get(&object->headers, multipart->kind->header);
    if (is_the_noted(object, modified_ms, rest) &&
        checksum.len < MULTIPART_TEXT_MAX) {
        memcpy(multipart->etag, object->etag.ptr, object->etag.len);
        if (checksum.len > 0)
            memcpy(multipart->checksum, checksum.ptr, checksum.len);
    }
    store->ops->release(store, object);
    return true;
}

/* ---- loading ------------------------------------------------------------- */

/* The values of the own headers, which are then gone from what. */
static bool take_own(struct store_object *what, struct span own[N_OWN])
{
    static const struct span names[N_OWN] = {{"popbox-bucket", 13},
                                             {"popbox-initiator", 16},
                                             {"popbox-checksum", 15},
                                             {"popbox-checksum-type", 20}};

    if (what->headers.n < N_OWN)
        return false;
    for (size_t i = 0; i < N_OWN; i++) {
        if (!span_eq(what->headers.at[i].name, names[i]))
            return false;
        own[i] = what->headers.at[i].value;
    }
    what->headers.at += N_OWN;
    what->headers.n -= N_OWN;
    return true;
}

static bool load_upload(void *user, struct span id,
                        const struct store_object *kept)
{
    struct kept_loading *in = user;
    struct store_object what = *kept;
    struct span own[N_OWN];
    const struct checksum_kind *kind;
    struct multipart *made;

    in->multipart = NULL;
    if (id.len > ID_MAX || !take_own(&what, own))
        return false;
    kind = checksum_named(own[2]);
    if (!kind ||
        multiparts_add(in->multiparts, own[0], &what,
                       (struct multipart_ids){.id = id, .initiator = own[1]},
                       &made))
        return false;
    made->kind = kind;
    made->full = span_eq(own[3], SPAN("full"));
    made->kept = true;
    in->multipart = made;
    return true;
}

static bool load_part(void *user, struct span name, struct store_blob *blob,
                      uint64_t size)
{
    struct kept_loading *in = user;
    struct multipart_part part = {.blob = blob, .size = size};
    const struct multipart_part *there;
    struct span rest = name;
    struct span what = take(&rest);

    ASSERT(in->multipart);
    if (span_eq(what, SPAN("note")) && !in->multipart->note &&
        read_note(in->multiparts, in->multipart, rest)) {
        in->multipart->note = blob;
        return true;
    }
    if (!span_eq(what, SPAN("part")) || !read_part(rest, &part))
        return false;
    there = multipart_part(in->multipart, part.number);
    if (there && there->nth > part.nth)
        return false;
    if (part.nth > in->multipart->n_came)
        in->multipart->n_came = part.nth;
    multipart_place(in->multiparts, in->multipart, &part);
    return true;
}

static bool has_bucket(const struct multiparts *multiparts, struct span bucket)
{
    struct store *store = multiparts->store;
    struct span name = SPAN_ABSENT;

    while (store->ops->next_bucket(store, name, &name))
        if (span_eq(name, bucket))
            return true;
    return false;
}

static bool began_later(const struct multipart *a, const struct multipart *b)
{
    if (a->started_ms != b->started_ms)
        return a->started_ms > b->started_ms;
    return span_cmp(a->id, b->id) > 0;
}

/* Puts the link where it belongs among those that are in order. */
static void put_in_order(struct list *all, struct list *link)
{
    const struct multipart *added = LIST_ITEM(link, struct multipart, link);
    struct list *at = all;

    list_remove(link);
    LIST_EACH (each, all, keep) {
        if (began_later(LIST_ITEM(each, struct multipart, link), added)) {
            at = each;
            break;
        }
    }
    list_add_tail(at, link);
}

/* What its note means. */
static void conclude(struct multiparts *multiparts, struct multipart *multipart)
{
    if (!multipart->note)
        return;
    if (multipart->etag[0])
        multiparts_complete(multiparts, multipart, SPAN_ABSENT, SPAN_ABSENT);
    else if (multipart->n_parts == 0)
        multiparts_remove(multiparts, multipart);
    else
        multiparts_unnote(multiparts, multipart);
}

void multiparts_load(struct multiparts *multiparts)
{
    struct kept_loading in = {.multiparts = multiparts};
    const struct store_loading loading = {
        .user = &in, .upload = load_upload, .part = load_part};
    struct store *store = multiparts->store;
    struct list loaded;

    if (!store->ops->load_uploads)
        return;
    store->ops->load_uploads(store, &loading);
    list_init(&loaded);
    LIST_EACH (link, &multiparts->all, keep)
        put_in_order(&loaded, link);
    LIST_EACH (link, &loaded, keep) {
        struct multipart *each = LIST_ITEM(link, struct multipart, link);

        list_remove(link);
        list_add_tail(&multiparts->all, link);
        if (!has_bucket(multiparts, each->bucket))
            multiparts_remove(multiparts, each);
        else
            conclude(multiparts, each);
    }
}
