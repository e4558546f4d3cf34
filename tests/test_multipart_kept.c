/* test_multipart_kept.c - uploads in parts that outlive the process. */
#include "origin/s3/multipart_kept.h"

#include "edge/store_dir.h"
#include "tests/scratch_dir.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#define STARTED_MS INT64_C(1764036000000)
#define UPLOADS    ".popbox/uploads"
#define MD5        "0123456789abcdef0123456789abcdef"
#define PART_NAME  "part-7-2-1764036000001-" MD5 "-CRC32-0a0b0c0d"

/* A folder, a store over it and the uploads: what a process has. */
struct kept_fixture {
    struct scratch_dir dir;
    struct store *store;
    struct multiparts multiparts;
};

static void start(struct kept_fixture *f)
{
    struct buf error;

    buf_init(&error, 1000);
    cr_assert_eq(store_dir_open(f->dir.path, SPAN("box"), &error, &f->store), 0,
                 "%s", buf_span(&error).ptr);
    buf_fini(&error);
    multiparts_init(&f->multiparts, f->store);
    multiparts_load(&f->multiparts);
}

static void stop(struct kept_fixture *f)
{
    multiparts_fini(&f->multiparts);
    f->store->ops->free(f->store);
}

static void restart(struct kept_fixture *f)
{
    stop(f);
    start(f);
}

static void init(struct kept_fixture *f)
{
    scratch_dir_init(&f->dir);
    start(f);
}

static void fini(struct kept_fixture *f)
{
    stop(f);
    scratch_dir_fini(&f->dir);
}

static struct multipart *begin(struct kept_fixture *f, const char *id,
                               int64_t at_ms)
{
    struct http_header line = {SPAN("x-amz-meta-a"), SPAN("b c")};
    const struct store_object what = {
        .key = SPAN("a\nb/k"), .modified_ms = at_ms, .headers = {&line, 1, 1}};
    const struct multipart_ids ids = {span_str(id), SPAN("someone")};
    struct multipart *made;

    cr_assert_eq(multiparts_add(&f->multiparts, SPAN("box"), &what, ids, &made),
                 0);
    made->kind = checksum_named(SPAN("CRC32"));
    made->full = true;
    cr_assert_eq(multiparts_keep(&f->multiparts, made), 0);
    return made;
}

static void put(struct kept_fixture *f, struct multipart *to, unsigned number,
                const char *bytes)
{
    struct store *store = f->store;
    struct multipart_part part = {.number = number,
                                  .blob = store->ops->new_blob(store),
                                  .size = strlen(bytes),
                                  .modified_ms = STARTED_MS + number,
                                  .kind = to->kind,
                                  .etag = "\"" MD5 "\"",
                                  .checksum = "CgsMDQ=="};

    cr_assert_eq(store->ops->write(store, part.blob, span_str(bytes)), 0);
    cr_assert_eq(multipart_put(&f->multiparts, to, &part), 0);
}

static struct multipart *found(const struct kept_fixture *f, const char *id)
{
    return multiparts_find(&f->multiparts, SPAN("box"), SPAN("a\nb/k"),
                           span_str(id));
}

/* Makes the object of all parts, as far as the store. */
static void commit(struct kept_fixture *f, struct multipart *of, int64_t at_ms)
{
    const struct store_object what = {
        .key = of->key, .modified_ms = at_ms, .etag = SPAN("\"" MD5 "-2\"")};
    struct store_blob *blobs[2];

    cr_assert_eq(of->n_parts, 2);
    for (size_t i = 0; i < 2; i++) {
        blobs[i] = of->parts[i].blob;
        of->parts[i].blob = NULL;
    }
    cr_assert_eq(f->store->ops->commit(f->store, SPAN("box"), &what, blobs, 2),
                 0);
}

static void assert_body(struct kept_fixture *f, const char *expected)
{
    struct store *store = f->store;
    const struct store_object *object =
        store->ops->find(store, SPAN("box"), SPAN("a\nb/k"));
    struct span bytes;

    cr_assert(object);
    bytes = store->ops->read(store, object, 0, 100);
    cr_assert(span_eq(bytes, span_str(expected)), "%.*s", SPAN_ARG(bytes));
    store->ops->release(store, object);
}

Test(multipart_kept, the_next_start_finds_uploads_and_their_parts)
{
    struct kept_fixture f;
    struct multipart *up;

    init(&f);
    put(&f, begin(&f, "one", STARTED_MS + 1), 7, "seven");
    up = begin(&f, "two", STARTED_MS);
    put(&f, up, 2, "gives way");
    put(&f, up, 2, "to this");
    put(&f, up, 1, "first,");
    restart(&f);
    up = LIST_ITEM(f.multiparts.all.next, struct multipart, link);
    cr_assert(span_eq(up->id, SPAN("two")), "the earlier one is first");
    cr_assert_eq(up, found(&f, "two"));
    cr_assert_eq(up->started_ms, STARTED_MS);
    cr_assert(span_eq(up->initiator, SPAN("someone")));
    cr_assert_eq(up->headers.n, 1);
    cr_assert(span_eq(up->headers.at[0].value, SPAN("b c")));
    cr_assert_eq(up->kind, checksum_named(SPAN("CRC32")));
    cr_assert(up->full);
    cr_assert_eq(up->n_parts, 2);
    cr_assert_eq(up->parts[1].number, 2);
    cr_assert_eq(up->parts[1].size, 7);
    cr_assert_eq(up->parts[1].modified_ms, STARTED_MS + 2);
    cr_assert_str_eq(up->parts[1].etag, "\"" MD5 "\"");
    cr_assert_str_eq(up->parts[1].checksum, "CgsMDQ==");
    commit(&f, up, STARTED_MS + 9);
    assert_body(&f, "first,to this");
    multiparts_remove(&f.multiparts, found(&f, "one"));
    cr_assert_not(scratch_dir_has(&f.dir, UPLOADS "/one"));
    fini(&f);
}

Test(multipart_kept,
     parts_that_come_after_a_start_take_the_place_of_earlier_ones)
{
    struct kept_fixture f;

    init(&f);
    put(&f, begin(&f, "one", STARTED_MS), 7, "old");
    restart(&f);
    put(&f, found(&f, "one"), 7, "newer");
    restart(&f);
    cr_assert_eq(found(&f, "one")->n_parts, 1);
    cr_assert_eq(found(&f, "one")->parts[0].size, 5);
    cr_assert_eq(scratch_dir_count(&f.dir, UPLOADS "/one"), 2u);
    fini(&f);
}

/* The process dies between the commit and the answer. */
Test(multipart_kept, an_upload_that_became_its_object_is_complete)
{
    struct kept_fixture f;
    struct multipart *up;

    init(&f);
    up = begin(&f, "one", STARTED_MS);
    put(&f, up, 1, "a");
    put(&f, up, 2, "b");
    cr_assert_eq(multiparts_note(&f.multiparts, up, SPAN("\"" MD5 "-2\""),
                                 STARTED_MS + 9),
                 0);
    commit(&f, up, STARTED_MS + 9);
    for (int i = 0; i < 2; i++) { /* however often it is started */
        restart(&f);
        cr_assert_null(found(&f, "one"));
        up = multiparts_find_done(&f.multiparts, SPAN("box"), SPAN("a\nb/k"),
                                  SPAN("one"));
        cr_assert(up);
        cr_assert_str_eq(up->etag, "\"" MD5 "-2\"");
        cr_assert(multiparts_has_id(&f.multiparts, SPAN("one")));
    }
    cr_assert_eq(f.store->ops->remove(f.store, SPAN("box"), up->key), 0);
    restart(&f); /* the object has gone, there is nothing to complete */
    cr_assert_not(multiparts_has_id(&f.multiparts, SPAN("one")));
    cr_assert_eq(scratch_dir_count(&f.dir, UPLOADS), 0u);
    fini(&f);
}

Test(multipart_kept, an_upload_that_did_not_become_its_object_goes_on)
{
    struct kept_fixture f;
    struct multipart *up;

    init(&f);
    up = begin(&f, "one", STARTED_MS);
    put(&f, up, 1, "a");
    put(&f, up, 2, "b");
    commit(&f, up, STARTED_MS + 8); /* an earlier object of the same bytes */
    multiparts_remove(&f.multiparts, up);
    up = begin(&f, "two", STARTED_MS);
    put(&f, up, 1, "c");
    put(&f, up, 2, "d");
    cr_assert_eq(multiparts_note(&f.multiparts, up, SPAN("\"" MD5 "-2\""),
                                 STARTED_MS + 9),
                 0);
    restart(&f);
    up = found(&f, "two");
    cr_assert(up);
    cr_assert_eq(up->n_parts, 2);
    cr_assert_eq(scratch_dir_count(&f.dir, UPLOADS "/two"), 3u);
    fini(&f);
}

Test(multipart_kept, what_is_no_upload_or_no_part_of_one_is_removed)
{
    static const char name[] = PART_NAME;
    static const char *const bad[] = {"part-0-2-1-" MD5 "-CRC32-0a0b0c0d",
                                      "part-10001-2-1-" MD5 "-CRC32-0a0b0c0d",
                                      "part-7-2-1-" MD5 "-CRC99-0a0b0c0d",
                                      "part-7-2-1-" MD5 "0-CRC32-0a0b0c0d",
                                      "part-7-2-1-" MD5 "-CRC32-0a0b0c0d0e",
                                      "part-7-99999999999999999999-1-" MD5
                                      "-CRC32-0a0b0c0d",
                                      "note-x-" MD5 "-1",
                                      "else"};
    struct kept_fixture f;
    char path[512];

    init(&f);
    (void)begin(&f, "one", STARTED_MS); /* found by its id */
    for (size_t cut = 1; cut < sizeof(name) - 1; cut++) {
        snprintf(path, sizeof(path), UPLOADS "/one/%.*s", (int)cut, name);
        scratch_dir_write(&f.dir, path, "x");
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(path, sizeof(path), UPLOADS "/one/%s", bad[i]);
        scratch_dir_write(&f.dir, path, "x");
    }
    scratch_dir_write(&f.dir, UPLOADS "/one/" PART_NAME, "whole");
    scratch_dir_write(&f.dir, UPLOADS "/begun/" PART_NAME, "no description");
    scratch_dir_write(&f.dir, UPLOADS "/torn/upload", "popbox-object 1\nkey 3");
    scratch_dir_write(&f.dir, UPLOADS "/foreign/upload",
                      "popbox-object 1\nkey 1\nk\nsize 0\nmodified_ms 1\n"
                      "etag \nheader popbox-bucket gone\n"
                      "header popbox-initiator x\nheader popbox-checksum "
                      "CRC32\nheader popbox-checksum-type full\n\n");
    cr_assert_eq(
        symlink("/etc", scratch_dir_path(&f.dir, UPLOADS "/one/link", path)),
        0);
    restart(&f);
    cr_assert_eq(f.multiparts.n, 1);
    cr_assert_eq(found(&f, "one")->n_parts, 1);
    cr_assert_eq(found(&f, "one")->parts[0].size, 5);
    cr_assert_eq(scratch_dir_count(&f.dir, UPLOADS), 3u, "%u",
                 scratch_dir_count(&f.dir, UPLOADS));
    fini(&f);
}

Test(multipart_kept, a_bucket_takes_its_uploads_along)
{
    struct kept_fixture f;

    init(&f);
    put(&f, begin(&f, "one", STARTED_MS), 1, "a");
    multiparts_forget_bucket(&f.multiparts, SPAN("box"));
    cr_assert_eq(scratch_dir_count(&f.dir, UPLOADS), 0u);
    fini(&f);
}
