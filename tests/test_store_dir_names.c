/* test_store_dir_names.c - no key leaves its bucket's folder. */
#include "edge/store_dir.h"

#include "edge/store_dir_names.h"
#include "tests/scratch_dir.h"
#include "tests/store_contract.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const hostile[] = {"../secret",
                                      "/../secret",
                                      "a/../../secret",
                                      "..",
                                      ".",
                                      "./secret",
                                      "/etc/passwd",
                                      "link/secret",
                                      "link",
                                      ".popbox/lock",
                                      ".popbox/objects/x",
                                      ".POPBOX/lock",
                                      ".popbox",
                                      "out/secret",
                                      "a\\..\\..\\secret",
                                      "%2e%2e/secret",
                                      "..%2fsecret",
                                      "a/./b",
                                      "a/",
                                      "a//../secret",
                                      "\303\200/..",
                                      "x/../.popbox/lock",
                                      "fifo",
                                      "fifo/x"};

/* A secret beside the bucket "box", and ways out of it. */
static struct store *open_box(const struct scratch_dir *dir)
{
    struct store *store;
    struct buf error;
    char path[512];

    scratch_dir_write(dir, "secret", "secret");
    scratch_dir_write(dir, "box/file", "file");
    cr_assert_eq(symlink("..", scratch_dir_path(dir, "box/out", path)), 0);
    cr_assert_eq(symlink("../secret", scratch_dir_path(dir, "box/link", path)),
                 0);
    cr_assert_eq(mkfifo(scratch_dir_path(dir, "box/fifo", path), 0600), 0);
    buf_init(&error, 1000);
    cr_assert_eq(store_dir_open(scratch_dir_path(dir, "box", path), SPAN("box"),
                                &error, &store),
                 0);
    buf_fini(&error);
    return store;
}

static void use_key(struct store *store, struct span key)
{
    cr_assert_null(store->ops->find(store, SPAN("box"), key), "%.*s",
                   SPAN_ARG(key));
    cr_assert_eq(store_put(store, "box", key, SPAN("mine")), 0, "%.*s",
                 SPAN_ARG(key));
    cr_assert(store_has(store, "box", key, SPAN("mine")), "%.*s",
              SPAN_ARG(key));
    cr_assert_eq(store->ops->remove(store, SPAN("box"), key), 0);
    cr_assert_not(store_has(store, "box", key, SPAN("mine")), "%.*s",
                  SPAN_ARG(key));
}

Test(store_dir_names, no_key_leaves_the_folder_or_touches_its_state)
{
    struct scratch_dir dir;
    struct store *store;
    struct buf keys;

    scratch_dir_init(&dir);
    store = open_box(&dir);
    buf_init(&keys, 1000);
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
        use_key(store, span_str(hostile[i]));
    store_keys(store, "box", &keys);
    cr_assert(span_eq(buf_span(&keys), SPAN("file|")));
    buf_fini(&keys);
    store->ops->free(store);
    cr_assert_eq(scratch_dir_count(&dir, "box/.popbox/odd"), 0u);
    cr_assert(scratch_dir_has(&dir, "box/.popbox/lock"));
    cr_assert(scratch_dir_has(&dir, "box/link"));
    cr_assert(scratch_dir_has(&dir, "box/out"));
    cr_assert(scratch_dir_has(&dir, "box/fifo"));
    /* box with its four, secret: nothing else has come */
    cr_assert_eq(scratch_dir_count(&dir, "") -
                     scratch_dir_count(&dir, "box/.popbox"),
                 7u);
    scratch_dir_fini(&dir);
}

Test(store_dir_names, a_key_is_a_path_or_it_is_odd)
{
    static const struct {
        const char *key;
        bool is_path;
    } rows[] = {{"a", true},         {"a/b.txt", true},   {"...", true},
                {".a/..b", true},    {"a b\n", true},     {".popboxes", true},
                {"a/.popbox", true}, {"", false},         {"/", false},
                {"a/", false},       {"/a", false},       {"a//b", false},
                {".", false},        {"a/..", false},     {"../a", false},
                {".popbox", false},  {".PopBox/x", false}};
    char long_one[257];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_assert_eq(dir_key_is_path(span_str(rows[i].key)), rows[i].is_path,
                     "%s", rows[i].key);
    cr_assert_not(dir_key_is_path(span_of("a\0b", 3)));
    memset(long_one, 'x', sizeof(long_one));
    cr_assert(dir_key_is_path(span_of(long_one, 255)));
    cr_assert_not(dir_key_is_path(span_of(long_one, 256)));
}

Test(store_dir_names, a_key_with_a_nul_finds_nothing)
{
    struct scratch_dir dir;
    struct store *store;

    scratch_dir_init(&dir);
    store = open_box(&dir);
    cr_assert_null(
        store->ops->find(store, SPAN("box"), span_of("file\0/../x", 10)));
    cr_assert_null(store->ops->find(store, SPAN("box"), span_of("file\0", 5)));
    store->ops->free(store);
    scratch_dir_fini(&dir);
}
