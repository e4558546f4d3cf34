/* store_contract.c - what every object store must do, for each to be held to.
 */
#include "tests/store_contract.h"

#include "cache/base/rng.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static struct http_header type_line = {{"Content-Type", 12}, {"text/x", 6}};

static struct store_object what_of(struct span key)
{
    return (struct store_object){.key = key,
                                 .modified_ms = 1700000000123,
                                 .etag = SPAN("\"e\""),
                                 .headers = {&type_line, 1, 1}};
}

static struct store_blob *blob_of(struct store *store, struct span text)
{
    struct store_blob *blob = store->ops->new_blob(store);

    for (size_t at = 0; at < text.len; at += 1000)
        cr_assert_eq(
            store->ops->write(store, blob, span_cut(text, at, at + 1000)), 0);
    return blob;
}

int store_put(struct store *store, const char *bucket, struct span key,
              struct span text)
{
    struct store_blob *blob = blob_of(store, text);
    struct store_object what = what_of(key);
    int err = store->ops->commit(store, span_str(bucket), &what, &blob, 1);

    if (err)
        store->ops->free_blob(store, blob);
    return err;
}

bool store_get(struct store *store, const char *bucket, struct span key,
               struct buf *out)
{
    const struct store_object *object =
        store->ops->find(store, span_str(bucket), key);
    struct span piece;

    buf_reset(out);
    if (!object)
        return false;
    while (piece = store->ops->read(store, object, out->len, 700),
           piece.len > 0) {
        cr_assert_leq(piece.len, 700u);
        buf_add(out, piece);
    }
    cr_assert_eq(out->len, object->size);
    store->ops->release(store, object);
    return true;
}

bool store_has(struct store *store, const char *bucket, struct span key,
               struct span text)
{
    struct buf got;
    bool has;

    buf_init(&got, (size_t)1 << 20);
    has = store_get(store, bucket, key, &got) && span_eq(buf_span(&got), text);
    buf_fini(&got);
    return has;
}

void store_keys(struct store *store, const char *bucket, struct buf *out)
{
    const struct store_object *object =
        store->ops->next(store, span_str(bucket), SPAN_ABSENT, true);

    buf_reset(out);
    while (object) {
        buf_add(out, object->key);
        buf_add_byte(out, '|');
        object = store->ops->next(store, span_str(bucket), object->key, false);
    }
}

static void assert_keys(struct store *store, const char *expected)
{
    struct buf keys;

    buf_init(&keys, (size_t)1 << 20);
    store_keys(store, "box", &keys);
    cr_assert(span_eq(buf_span(&keys), span_str(expected)), "%s, not %s",
              buf_span(&keys).ptr, expected);
    buf_fini(&keys);
}

static void add_box(struct store *store)
{
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), 0);
}

/* ---- buckets ------------------------------------------------------------- */

static void buckets_come_in_order_and_once(struct store *store)
{
    struct span name;

    cr_assert_not(store->ops->next_bucket(store, SPAN_ABSENT, &name));
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), 0);
    cr_assert_eq(store->ops->add_bucket(store, SPAN("another")), 0);
    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), ERR_DUPLICATE);
    cr_assert(store->ops->next_bucket(store, SPAN_ABSENT, &name));
    cr_assert(span_eq(name, SPAN("another")));
    cr_assert(store->ops->next_bucket(store, SPAN("another"), &name));
    cr_assert(span_eq(name, SPAN("box")));
    cr_assert_not(store->ops->next_bucket(store, SPAN("box"), &name));
    cr_assert(store->ops->next_bucket(store, SPAN("b"), &name));
    cr_assert(span_eq(name, SPAN("box")));
}

static void a_removed_bucket_takes_all_with_it(struct store *store)
{
    add_box(store);
    cr_assert_eq(store_put(store, "box", SPAN("a/b/c"), SPAN("x")), 0);
    cr_assert_eq(store_put(store, "box", SPAN("a/"), SPAN("x")), 0);
    cr_assert_eq(
        store->ops->put_document(store, SPAN("box"), "cors", SPAN("<x/>")), 0);
    cr_assert_eq(store->ops->remove_bucket(store, SPAN("box")), 0);
    cr_assert_null(store->ops->find(store, SPAN("box"), SPAN("a/b/c")));
    cr_assert_null(store->ops->next(store, SPAN("box"), SPAN_ABSENT, true));
    add_box(store);
    assert_keys(store, "");
    cr_assert(span_absent(store->ops->document(store, SPAN("box"), "cors")));
}

static void what_no_bucket_has_is_missing(struct store *store)
{
    struct store_blob *blob = blob_of(store, SPAN("x"));
    struct store_object what = what_of(SPAN("a"));

    cr_assert_null(store->ops->find(store, SPAN("box"), SPAN("a")));
    cr_assert_eq(store->ops->commit(store, SPAN("box"), &what, &blob, 1),
                 ERR_MISSING);
    store->ops->free_blob(store, blob);
    cr_assert_eq(
        store->ops->put_document(store, SPAN("box"), "cors", SPAN("x")),
        ERR_MISSING);
    cr_assert(span_absent(store->ops->document(store, SPAN("box"), "cors")));
    cr_assert_eq(store->ops->remove(store, SPAN("box"), SPAN("a")), 0);
}

static void documents_are_put_replaced_and_forgotten(struct store *store)
{
    struct span box = SPAN("box");

    add_box(store);
    cr_assert(span_absent(store->ops->document(store, box, "cors")));
    cr_assert_eq(store->ops->put_document(store, box, "cors", SPAN("one")), 0);
    cr_assert_eq(store->ops->put_document(store, box, "policy", SPAN("{}")), 0);
    cr_assert_eq(store->ops->put_document(store, box, "cors", SPAN("")), 0);
    cr_assert(span_eq(store->ops->document(store, box, "cors"), SPAN("")));
    cr_assert_eq(store->ops->put_document(store, box, "cors", SPAN_ABSENT), 0);
    cr_assert(span_absent(store->ops->document(store, box, "cors")));
    cr_assert(span_eq(store->ops->document(store, box, "policy"), SPAN("{}")));
}

/* ---- objects ------------------------------------------------------------- */

static void an_object_comes_back_as_it_was_put(struct store *store)
{
    const struct store_object *object;

    add_box(store);
    cr_assert_eq(store_put(store, "box", SPAN("a"), SPAN("hello")), 0);
    cr_assert(store_has(store, "box", SPAN("a"), SPAN("hello")));
    object = store->ops->find(store, SPAN("box"), SPAN("a"));
    cr_assert_not_null(object);
    cr_assert(span_eq(object->key, SPAN("a")));
    cr_assert(span_eq(object->etag, SPAN("\"e\"")));
    cr_assert_eq(object->modified_ms, 1700000000123);
    cr_assert_eq(object->size, 5u);
    cr_assert_eq(object->headers.n, 1u);
    cr_assert(span_eq(http_headers_get(&object->headers, SPAN("Content-Type")),
                      SPAN("text/x")));
    cr_assert_eq(store->ops->read(store, object, 5, 10).len, 0u);
    cr_assert_eq(store->ops->read(store, object, UINT64_MAX, 10).len, 0u);
    cr_assert(span_eq(store->ops->read(store, object, 3, 10), SPAN("lo")));
    store->ops->release(store, object);
}

static void what_is_not_committed_is_not_seen(struct store *store)
{
    struct store_blob *blob;

    add_box(store);
    blob = blob_of(store, SPAN("half of it"));
    assert_keys(store, "");
    store->ops->free_blob(store, blob);
    blob = store->ops->new_blob(store);
    store->ops->free_blob(store, blob);
    assert_keys(store, "");
}

static void a_reader_keeps_what_it_found(struct store *store)
{
    const struct store_object *old;

    add_box(store);
    cr_assert_eq(store_put(store, "box", SPAN("a"), SPAN("old")), 0);
    old = store->ops->find(store, SPAN("box"), SPAN("a"));
    cr_assert_eq(store_put(store, "box", SPAN("a"), SPAN("newer")), 0);
    cr_assert(store_has(store, "box", SPAN("a"), SPAN("newer")));
    cr_assert_eq(store->ops->remove(store, SPAN("box"), SPAN("a")), 0);
    cr_assert_eq(store->ops->remove(store, SPAN("box"), SPAN("a")), 0);
    cr_assert_null(store->ops->find(store, SPAN("box"), SPAN("a")));
    cr_assert_eq(old->size, 3u);
    cr_assert(span_eq(store->ops->read(store, old, 0, 100), SPAN("old")));
    store->ops->release(store, old);
}

static void blobs_are_joined_in_their_order(struct store *store)
{
    struct store_object what = what_of(SPAN("joined"));
    struct store_blob *blobs[3];

    add_box(store);
    blobs[2] = blob_of(store, SPAN("three"));
    blobs[0] = blob_of(store, SPAN("one "));
    blobs[1] = blob_of(store, SPAN(""));
    cr_assert_eq(store->ops->commit(store, SPAN("box"), &what, blobs, 3), 0);
    cr_assert(store_has(store, "box", SPAN("joined"), SPAN("one three")));
    what.key = SPAN("none");
    cr_assert_eq(store->ops->commit(store, SPAN("box"), &what, blobs, 0), 0);
    cr_assert(store_has(store, "box", SPAN("none"), SPAN("")));
    cr_assert_eq(store_put(store, "box", SPAN("empty"), SPAN("")), 0);
    cr_assert(store_has(store, "box", SPAN("empty"), SPAN("")));
}

static void a_large_body_is_read_from_anywhere(struct store *store)
{
    size_t len = 300000;
    char *text = malloc(len);

    cr_assert_not_null(text);
    for (size_t i = 0; i < len; i++)
        text[i] = (char)('a' + i % 23);
    add_box(store);
    cr_assert_eq(store_put(store, "box", SPAN("big"), span_of(text, len)), 0);
    cr_assert(store_has(store, "box", SPAN("big"), span_of(text, len)));
    free(text);
}

/* ---- names --------------------------------------------------------------- */

static void keys_come_in_the_order_of_their_bytes(struct store *store)
{
    static const char *const keys[] = {
        "b",        "a/b", "a-b", "a0",   "a",    "a/b/c",  "a/",       "a//b",
        "/a",       "..",  ".",   "a/.",  "../a", "a/../b", "%2e%2e/a", "A",
        "\303\244", "~",   "a b", "a\nb", "a/b/", "/",      "//"};

    add_box(store);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        cr_assert_eq(
            store_put(store, "box", span_str(keys[i]), span_str(keys[i])), 0,
            "%s", keys[i]);
    assert_keys(store, "%2e%2e/a|.|..|../a|/|//|/a|A|a|a\nb|a b|a-b|a/|a/.|"
                       "a/../b|a//b|a/b|a/b/|a/b/c|a0|b|~|\303\244|");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        cr_assert(store_has(store, "box", span_str(keys[i]), span_str(keys[i])),
                  "%s", keys[i]);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        cr_assert_eq(store->ops->remove(store, SPAN("box"), span_str(keys[i])),
                     0);
        cr_assert_not(
            store_has(store, "box", span_str(keys[i]), span_str(keys[i])), "%s",
            keys[i]);
    }
    assert_keys(store, "");
}

static void long_keys_are_kept(struct store *store)
{
    char key[1024];

    add_box(store);
    for (int kind = 0; kind < 4; kind++) {
        for (size_t i = 0; i < sizeof(key); i++)
            key[i] = kind == 0   ? 'k'
                     : kind == 1 ? (i % 2 ? '/' : 'a')
                     : kind == 2 ? '/'
                                 : (i % 250 == 249 ? '/' : 'm');
        for (size_t len = sizeof(key) - 2; len <= sizeof(key); len++)
            cr_assert_eq(
                store_put(store, "box", span_of(key, len), SPAN("long")), 0);
        cr_assert(store_has(store, "box", span_of(key, 1024), SPAN("long")));
        for (size_t len = sizeof(key) - 2; len <= sizeof(key); len++)
            cr_assert_eq(
                store->ops->remove(store, SPAN("box"), span_of(key, len)), 0);
        assert_keys(store, "");
    }
}

static void a_walk_starts_anywhere(struct store *store)
{
    static const char *const keys[] = {"a", "a/b", "a/c/d", "b/", "c"};
    static const struct {
        const char *from;
        bool inclusive;
        const char *found;
    } rows[] = {{"", true, "a"},          {"a", true, "a"},
                {"a", false, "a/b"},      {"a/", true, "a/b"},
                {"a/b", false, "a/c/d"},  {"a/c", true, "a/c/d"},
                {"a/c/", false, "a/c/d"}, {"a/c/d", false, "b/"},
                {"a/c/d/e", true, "b/"},  {"a0", true, "b/"},
                {"b/", true, "b/"},       {"b/", false, "c"},
                {"b/x", true, "c"},       {"c", false, NULL},
                {"d", true, NULL},        {"\377", true, NULL}};

    add_box(store);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        cr_assert_eq(store_put(store, "box", span_str(keys[i]), SPAN("x")), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct store_object *object = store->ops->next(
            store, SPAN("box"), span_str(rows[i].from), rows[i].inclusive);
        struct span key = object ? object->key : SPAN_ABSENT;

        cr_assert(span_eq(key, span_str(rows[i].found)), "%s: %.*s",
                  rows[i].from, SPAN_ARG(key));
    }
}

/* Against a model: which of a few keys are there, and with what. */
static void random_changes_leave_what_they_say(struct store *store)
{
    static const char *const keys[] = {"a", "a/",  "a/b", "a/b/c", "a//b",
                                       "b", "b/c", "..",  "c/d/e", "c"};
    int model[sizeof(keys) / sizeof(keys[0])] = {0};
    size_t n = sizeof(keys) / sizeof(keys[0]);
    struct rng rng;

    rng_init(&rng, 11);
    add_box(store);
    for (int round = 1; round <= 150; round++) {
        size_t i = (size_t)rng_below(&rng, n);
        char text[16];

        (void)snprintf(text, sizeof(text), "%d", round);
        if (rng_below(&rng, 3) > 0) {
            cr_assert_eq(
                store_put(store, "box", span_str(keys[i]), span_str(text)), 0);
            model[i] = round;
        } else {
            cr_assert_eq(
                store->ops->remove(store, SPAN("box"), span_str(keys[i])), 0);
            model[i] = 0;
        }
        for (size_t k = 0; k < n; k++) {
            (void)snprintf(text, sizeof(text), "%d", model[k]);
            cr_assert_eq(
                store_has(store, "box", span_str(keys[k]), span_str(text)),
                model[k] > 0, "round %d, key %s", round, keys[k]);
        }
    }
}

/* clang-format off */
const struct store_case store_cases[] = {
#define CASE(name) {#name, name}
    CASE(buckets_come_in_order_and_once),
    CASE(a_removed_bucket_takes_all_with_it),
    CASE(what_no_bucket_has_is_missing),
    CASE(documents_are_put_replaced_and_forgotten),
    CASE(an_object_comes_back_as_it_was_put),
    CASE(what_is_not_committed_is_not_seen),
    CASE(a_reader_keeps_what_it_found),
    CASE(blobs_are_joined_in_their_order),
    CASE(a_large_body_is_read_from_anywhere),
    CASE(keys_come_in_the_order_of_their_bytes),
    CASE(long_keys_are_kept),
    CASE(a_walk_starts_anywhere),
    CASE(random_changes_leave_what_they_say),
#undef CASE
};
/* clang-format on */
const size_t n_store_cases = sizeof(store_cases) / sizeof(store_cases[0]);
