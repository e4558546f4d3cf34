/* test_store_dir.c - folders as buckets: the contract, starts, changes by hand.
 */
#include "edge/store_dir.h"

#include "tests/scratch_dir.h"
#include "tests/store_contract.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct store *open_store(const struct scratch_dir *dir,
                                struct span bucket)
{
    struct store *store;
    struct buf error;

    buf_init(&error, 1000);
    cr_assert_eq(store_dir_open(dir->path, bucket, &error, &store), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&error);
    return store;
}

static void close_store(struct store *store)
{
    store->ops->free(store);
}

static void assert_keys(struct store *store, const char *bucket,
                        const char *expected)
{
    struct buf keys;

    buf_init(&keys, 100000);
    store_keys(store, bucket, &keys);
    cr_assert(span_eq(buf_span(&keys), span_str(expected)), "%s, not %s",
              buf_span(&keys).ptr, expected);
    buf_fini(&keys);
}

/* A header of the object, or its ETag; "" when there is no object. */
static void assert_line(struct store *store, struct span key, const char *name,
                        const char *expected)
{
    const struct store_object *object =
        store->ops->find(store, SPAN("box"), key);
    struct span value = SPAN("");

    if (object)
        value = strcmp(name, "etag") == 0
                    ? object->etag
                    : http_headers_get(&object->headers, span_str(name));
    cr_assert(span_eq(value, span_str(expected)), "%.*s: %s: %.*s",
              SPAN_ARG(key), name, SPAN_ARG(value));
    if (object)
        store->ops->release(store, object);
}

/* ---- the contract -------------------------------------------------------- */

Test(store_dir, it_keeps_the_contract)
{
    for (size_t i = 0; i < n_store_cases; i++) {
        struct scratch_dir dir;
        struct store *store;

        scratch_dir_init(&dir);
        store = open_store(&dir, SPAN_ABSENT);
        cr_log_info("%s", store_cases[i].name);
        store_cases[i].run(store);
        cr_assert_eq(scratch_dir_count(&dir, ".popbox/temporary"), 0u, "%s",
                     store_cases[i].name);
        close_store(store);
        scratch_dir_fini(&dir);
    }
}

Test(store_dir, a_bucket_beside_the_root_is_a_bucket_like_any_other)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    cr_assert_eq(store->ops->add_bucket(store, SPAN("other")), 0);
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), ERR_DUPLICATE);
    cr_assert_eq(store_put(store, "box", SPAN("a"), SPAN("1")), 0);
    cr_assert_eq(store_put(store, "other", SPAN("b"), SPAN("2")), 0);
    assert_keys(store, "box", "a|");
    assert_keys(store, "other", "b|");
    cr_assert(scratch_dir_has(&dir, "a"));
    cr_assert(scratch_dir_has(&dir, ".popbox/buckets/other/b"));
    close_store(store);
    store = open_store(&dir, SPAN("box"));
    assert_keys(store, "other", "b|");
    cr_assert_eq(store->ops->remove_bucket(store, SPAN("other")), 0);
    cr_assert_not(scratch_dir_has(&dir, ".popbox/buckets/other"));
    cr_assert_eq(store->ops->remove_bucket(store, SPAN("box")), 0);
    cr_assert(scratch_dir_has(&dir, "")); /* the folder is the user's */
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), 0);
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, what_is_no_object_keeps_a_bucket_from_being_removed)
{
    struct scratch_dir dir;
    char path[512];
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN_ABSENT);
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), 0);
    cr_assert_eq(symlink("/etc", scratch_dir_path(&dir, "box/etc", path)), 0);
    cr_assert_lt(store->ops->remove_bucket(store, SPAN("box")), 0);
    cr_assert(scratch_dir_has(&dir, "box/etc"));
    close_store(store);
    scratch_dir_fini(&dir);
}

/* ---- starting again ------------------------------------------------------ */

Test(store_dir, a_later_start_finds_everything)
{
    static const char *const keys[] = {"a", "a/b", "d/e/f", "g/", "/h", "../i"};
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        cr_assert_eq(
            store_put(store, "box", span_str(keys[i]), span_str(keys[i])), 0);
    cr_assert_eq(
        store->ops->put_document(store, SPAN("box"), "cors", SPAN("<c/>")), 0);
    close_store(store);

    store = open_store(&dir, SPAN("box"));
    assert_keys(store, "box", "../i|/h|a|a/b|d/e/f|g/|");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        cr_assert(
            store_has(store, "box", span_str(keys[i]), span_str(keys[i])));
        assert_line(store, span_str(keys[i]), "Content-Type", "text/x");
        assert_line(store, span_str(keys[i]), "etag", "\"e\"");
    }
    cr_assert(span_eq(store->ops->document(store, SPAN("box"), "cors"),
                      SPAN("<c/>")));
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, a_start_removes_what_an_interrupted_process_left)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    scratch_dir_write(&dir, "kept", "x");
    scratch_dir_write(&dir, ".popbox/temporary/1", "half of a body");
    scratch_dir_write(&dir, ".popbox/objects/orphan", "no description");
    scratch_dir_write(&dir, ".popbox/odd/0123", "no description");
    store = open_store(&dir, SPAN("box"));
    assert_keys(store, "box", "kept|");
    cr_assert_eq(scratch_dir_count(&dir, ".popbox/temporary"), 0u);
    cr_assert_eq(scratch_dir_count(&dir, ".popbox/objects"), 0u);
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, a_description_goes_with_its_object)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    for (int i = 0; i < 3; i++)
        cr_assert_eq(store_put(store, "box", SPAN("a/b"), SPAN("x")), 0);
    cr_assert_eq(scratch_dir_count(&dir, ".popbox/objects"), 1u);
    cr_assert_eq(store->ops->remove(store, SPAN("box"), SPAN("a/b")), 0);
    cr_assert_eq(scratch_dir_count(&dir, ".popbox/objects"), 0u);
    cr_assert_not(scratch_dir_has(&dir, "a")); /* nor an empty folder */
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, two_processes_do_not_serve_one_folder)
{
    struct scratch_dir dir;
    struct store *store, *second;
    struct buf error;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    buf_init(&error, 1000);
    cr_assert_eq(store_dir_open(dir.path, SPAN("box"), &error, &second),
                 ERR_DUPLICATE);
    cr_assert_not_null(strstr(buf_span(&error).ptr, "another popbox serves"));
    cr_assert_null(second);
    buf_reset(&error);
    cr_assert_eq(
        store_dir_open("/nonexistent/folder", SPAN("box"), &error, &second),
        ERR_IO);
    cr_assert_not_null(strstr(buf_span(&error).ptr, "/nonexistent/folder"));
    buf_fini(&error);
    close_store(store);
    scratch_dir_fini(&dir);
}

/* ---- changes by hand ----------------------------------------------------- */

Test(store_dir, files_that_are_put_there_by_hand_are_objects)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    scratch_dir_write(&dir, "index.html", "<p>");
    scratch_dir_write(&dir, "js/app.MJS", "x");
    scratch_dir_write(&dir, "data", "");
    store = open_store(&dir, SPAN("box"));
    assert_keys(store, "box", "data|index.html|js/app.MJS|");
    assert_line(store, SPAN("index.html"), "Content-Type", "text/html");
    assert_line(store, SPAN("index.html"), "etag",
                "\"4da1a46ec20cf93ee5c846a51e04f0ed\"");
    assert_line(store, SPAN("js/app.MJS"), "Content-Type", "text/javascript");
    assert_line(store, SPAN("data"), "Content-Type", "binary/octet-stream");
    assert_line(store, SPAN("data"), "etag",
                "\"d41d8cd98f00b204e9800998ecf8427e\"");
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, changes_by_hand_are_seen_at_once)
{
    struct scratch_dir dir;
    char path[512], other[512];
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    for (int i = 0; i < 30; i++) {
        scratch_dir_write(&dir, "new/a.txt", "one");
        assert_keys(store, "box", "new/a.txt|");
        assert_line(store, SPAN("new/a.txt"), "etag",
                    "\"f97c5d29941bfb1b2fdab0874906ab82\"");
        scratch_dir_write(&dir, "new/a.txt", "two"); /* as many bytes */
        assert_line(store, SPAN("new/a.txt"), "etag",
                    "\"b8a9f715dbb64fd5c56e7783c6820a61\"");
        scratch_dir_write(&dir, "new/b.txt", "b");
        assert_keys(store, "box", "new/a.txt|new/b.txt|");
        cr_assert_eq(rename(scratch_dir_path(&dir, "new/b.txt", path),
                            scratch_dir_path(&dir, "new/a.txt", other)),
                     0);
        assert_keys(store, "box", "new/a.txt|");
        cr_assert_eq(unlink(other), 0);
        assert_keys(store, "box", "");
        cr_assert_not(store_has(store, "box", SPAN("new/a.txt"), SPAN("b")));
    }
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, an_object_that_was_edited_by_hand_is_described_anew)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    cr_assert_eq(store_put(store, "box", SPAN("a.css"), SPAN("x")), 0);
    assert_line(store, SPAN("a.css"), "Content-Type", "text/x");
    scratch_dir_write(&dir, "a.css", "changed");
    assert_line(store, SPAN("a.css"), "Content-Type", "text/css");
    cr_assert(store_has(store, "box", SPAN("a.css"), SPAN("changed")));
    close_store(store);
    scratch_dir_fini(&dir);
}

Test(store_dir, a_folder_that_a_bundler_replaces_is_served_on)
{
    struct scratch_dir dir;
    char path[512], gone[512];
    struct store *store;
    struct buf error;

    scratch_dir_init(&dir);
    scratch_dir_write(&dir, "dist/a.js", "1");
    buf_init(&error, 1000);
    cr_assert_eq(store_dir_open(scratch_dir_path(&dir, "dist", path),
                                SPAN("box"), &error, &store),
                 0);
    cr_assert_eq(store_put(store, "box", SPAN("odd/"), SPAN("")), 0);
    assert_keys(store, "box", "a.js|odd/|");
    cr_assert_eq(rename(path, scratch_dir_path(&dir, "gone", gone)), 0);
    scratch_dir_write(&dir, "dist/b.js", "2");
    assert_keys(store, "box", "b.js|");
    cr_assert_eq(store_put(store, "box", SPAN("c/d.js"), SPAN("3")), 0);
    cr_assert(scratch_dir_has(&dir, "dist/c/d.js"));
    close_store(store);
    buf_fini(&error);
    scratch_dir_fini(&dir);
}

/* ---- many files ---------------------------------------------------------- */

Test(store_dir, folders_of_many_files_are_walked_in_reasonable_time)
{
    struct scratch_dir dir;
    struct store *store;
    struct buf keys;
    char name[32];
    struct timespec old = {1, 0}; /* long ago: the listing may be kept */
    struct timespec times[2] = {old, old};
    char path[512];

    scratch_dir_init(&dir);
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof(name), "many/%05d", i);
        scratch_dir_write(&dir, name, "");
    }
    cr_assert_eq(
        utimensat(AT_FDCWD, scratch_dir_path(&dir, "many", path), times, 0), 0);
    store = open_store(&dir, SPAN("box"));
    buf_init(&keys, 100000);
    store_keys(store, "box", &keys);
    cr_assert_eq(keys.len, 3000u * 11);
    buf_fini(&keys);
    close_store(store);
    scratch_dir_fini(&dir);
}

/* The sizes and checksums of ten thousand parts. */
Test(store_dir, a_head_as_large_as_they_get_is_found_again)
{
    char value[900 << 10]; /* of 8 MiB of stack */
    struct store_object what = {.key = SPAN("many"), .etag = SPAN("\"e\"")};
    const struct store_object *found;
    struct scratch_dir dir;
    struct store *store;
    struct arena arena;

    memset(value, '5', sizeof(value));
    arena_init(&arena, 2 << 20);
    cr_assert_eq(http_headers_add(&what.headers, &arena, SPAN("x-sums"),
                                  span_of(value, sizeof(value))),
                 0);
    scratch_dir_init(&dir);
    store = open_store(&dir, SPAN("box"));
    cr_assert_eq(store->ops->commit(store, SPAN("box"), &what, NULL, 0), 0);
    close_store(store);
    store = open_store(&dir, SPAN("box"));
    found = store->ops->find(store, SPAN("box"), SPAN("many"));
    cr_assert_not_null(found);
    cr_assert(span_eq(http_headers_get(&found->headers, SPAN("x-sums")),
                      span_of(value, sizeof(value))));
    store->ops->release(store, found);
    close_store(store);
    scratch_dir_fini(&dir);
    arena_fini(&arena);
}
