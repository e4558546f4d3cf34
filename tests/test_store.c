/* test_store.c - the store: bounded in bytes, variants, replacement, checks. */
#include "cache/store.h"

#include "cache/base/hash.h"
#include "cache/base/rng.h"
#include "policies/eviction/registry.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct bench {
    struct arena arena;
    struct evict_choice choice;
    struct store store;
    int64_t date_ms;
};

static void setup(struct bench *b, const struct evict_ops *ops,
                  uint64_t capacity_bytes, uint32_t variants_max)
{
    *b = (struct bench){0};
    arena_init(&b->arena, 1u << 24);
    b->choice = evict_default(ops);
    store_init(&b->store, &b->choice, capacity_bytes, variants_max, 1);
}

static void teardown(struct bench *b)
{
    store_check(&b->store);
    store_fini(&b->store);
    arena_fini(&b->arena);
}

/* Digests collide on purpose: only the key tells entries apart. */
static uint64_t digest_of(const char *path)
{
    return (uint64_t)(path[1] & 1);
}

static struct span key_of(struct bench *b, const char *path)
{
    return arena_printf(&b->arena, "d1:x p%zu:%s", strlen(path), path);
}

/* origin NULL: no Vary; else the entry varies on Origin, for that one. */
static struct entry *make(struct bench *b, const char *path, const char *origin,
                          size_t body_bytes)
{
    struct http_headers headers = headers_of(&b->arena, "A: 1");
    struct http_header line = {SPAN("Origin"), span_str(origin)};
    struct http_headers vary = {&line, 1, 1};
    struct entry_parts parts = {.key = key_of(b, path),
                                .digest = digest_of(path),
                                .status = 200,
                                .headers = &headers,
                                .vary = origin ? &vary : NULL,
                                .body = body_new(body_bytes),
                                .length = (int64_t)body_bytes};
    struct entry *entry;

    for (size_t i = 0; i < body_bytes; i++)
        body_add(parts.body, SPAN("x"));
    parts.body->state = BODY_COMPLETE;
    entry = entry_new(&parts);
    entry->date_ms = ++b->date_ms;
    return entry;
}

static struct store_change add(struct bench *b, const char *path,
                               const char *origin, size_t body_bytes)
{
    struct entry *entry = make(b, path, origin, body_bytes);
    struct store_change change = store_insert(&b->store, entry, !origin);

    store_check(&b->store);
    entry_unref(entry);
    return change;
}

static struct entry *find(struct bench *b, const char *path, const char *origin,
                          size_t *n_other)
{
    struct http_headers request = headers_of(&b->arena, "X: 1");

    if (origin)
        cr_assert_eq(http_headers_add(&request, &b->arena, SPAN("origin"),
                                      span_str(origin)),
                     0);
    return store_find(&b->store, digest_of(path), key_of(b, path), &request,
                      n_other);
}

static bool has(struct bench *b, const char *path)
{
    size_t n_other;

    return store_find(&b->store, digest_of(path), key_of(b, path), NULL,
                      &n_other) != NULL;
}

Test(store, what_is_inserted_is_found_by_its_full_key)
{
    struct bench b;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    cr_assert(add(&b, "/a", NULL, 5).kept);
    cr_assert(add(&b, "/c", NULL, 5).kept); /* the same digest */
    cr_assert(has(&b, "/a"));
    cr_assert(has(&b, "/c"));
    cr_assert_not(has(&b, "/e"));
    cr_assert_not(has(&b, "/b"));
    teardown(&b);
}

Test(store, an_older_answer_is_replaced_and_lives_on_with_its_readers)
{
    struct bench b;
    struct entry *old;
    struct store_change change;
    size_t n_other;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    add(&b, "/a", NULL, 5);
    old = entry_ref(find(&b, "/a", NULL, &n_other));
    change = add(&b, "/a", NULL, 6);
    cr_assert(change.replaced);
    cr_assert_eq(b.store.index.n_items, 1u);
    cr_assert_eq(find(&b, "/a", NULL, &n_other)->length, 6);
    cr_assert_eq(old->slot, EVICT_NONE);
    cr_assert_eq(old->length, 5);
    entry_unref(old);
    teardown(&b);
}

Test(store, the_capacity_is_never_passed_and_eviction_is_counted)
{
    struct bench b;
    uint64_t charge;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    add(&b, "/a", NULL, 100);
    charge = b.store.used_bytes;
    teardown(&b);

    setup(&b, evict_named(SPAN("lru")), 3 * charge, 4);
    add(&b, "/a", NULL, 100);
    add(&b, "/b", NULL, 100);
    cr_assert_eq(add(&b, "/c", NULL, 100).n_evicted, 0u);
    cr_assert_eq(b.store.used_bytes, 3 * charge);
    cr_assert_eq(add(&b, "/d", NULL, 100).n_evicted, 1u);
    cr_assert_not(has(&b, "/a")); /* LRU: the oldest */
    cr_assert_eq(add(&b, "/e", NULL, 101).n_evicted, 2u);
    cr_assert_eq(b.store.n_evictions, 3u);
    teardown(&b);
}

Test(store, an_entry_larger_than_the_store_is_not_kept_nor_what_it_replaces)
{
    struct bench b;
    struct store_change change;

    setup(&b, evict_named(SPAN("lru")), 4096, 4);
    add(&b, "/a", NULL, 5);
    add(&b, "/b", NULL, 5);
    change = add(&b, "/a", NULL, 5000);
    cr_assert_not(change.kept);
    cr_assert(change.replaced);
    cr_assert_not(has(&b, "/a"));
    cr_assert(has(&b, "/b")); /* nobody made room in vain */
    teardown(&b);
}

Test(store, a_hit_saves_an_entry_from_lru)
{
    struct bench b;
    uint64_t charge;
    size_t n_other;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    add(&b, "/a", NULL, 100);
    charge = b.store.used_bytes;
    teardown(&b);
    setup(&b, evict_named(SPAN("lru")), 2 * charge, 4);
    add(&b, "/a", NULL, 100);
    add(&b, "/b", NULL, 100);
    store_hit(&b.store, find(&b, "/a", NULL, &n_other));
    add(&b, "/c", NULL, 100);
    cr_assert(has(&b, "/a"));
    cr_assert_not(has(&b, "/b"));
    teardown(&b);
}

/* RFC 9111 4.1 */
Test(store, a_variant_is_found_by_the_headers_that_it_varies_on)
{
    struct bench b;
    size_t n_other;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    add(&b, "/a", "https://a.example", 1);
    add(&b, "/a", "https://b.example", 2);
    cr_assert_eq(b.store.index.n_items, 2u);
    cr_assert_eq(find(&b, "/a", "https://a.example", &n_other)->length, 1);
    cr_assert_eq(n_other, 1u);
    cr_assert_eq(find(&b, "/a", "https://b.example", &n_other)->length, 2);
    cr_assert_null(find(&b, "/a", "https://c.example", &n_other));
    cr_assert_eq(n_other, 2u);
    cr_assert_null(find(&b, "/a", NULL, &n_other));
    cr_assert(add(&b, "/a", "https://a.example", 3).replaced);
    cr_assert_eq(b.store.index.n_items, 2u);
    cr_assert_eq(find(&b, "/a", "https://a.example", &n_other)->length, 3);
    cr_assert(add(&b, "/a", NULL, 4).replaced); /* Vary not honoured */
    cr_assert_eq(b.store.index.n_items, 1u);
    teardown(&b);
}

Test(store, of_several_that_match_the_one_with_the_latest_date_wins)
{
    struct bench b;
    struct entry *old, *new;
    size_t n_other;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    new = make(&b, "/a", "https://a.example", 1);
    old = make(&b, "/a", NULL, 2);
    old->date_ms = new->date_ms - 1;
    store_insert(&b.store, new, false);
    store_insert(&b.store, old, false);
    cr_assert_eq(find(&b, "/a", "https://a.example", &n_other), new);
    cr_assert_eq(find(&b, "/a", "https://b.example", &n_other), old);
    entry_unref(old);
    entry_unref(new);
    teardown(&b);
}

Test(store, variants_of_one_key_are_capped_and_the_oldest_goes)
{
    struct bench b;
    char origin[32];
    size_t n_other;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 3);
    for (int i = 0; i < 10; i++) {
        snprintf(origin, sizeof(origin), "https://%d.example", i);
        add(&b, "/a", origin, 1);
        cr_assert_leq(b.store.index.n_items, 3u);
    }
    cr_assert_null(find(&b, "/a", "https://6.example", &n_other));
    cr_assert_not_null(find(&b, "/a", "https://7.example", &n_other));
    teardown(&b);
}

Test(store, invalidation_drops_every_variant_of_what_it_names)
{
    struct bench b;

    setup(&b, evict_named(SPAN("lru")), 1u << 20, 4);
    add(&b, "/img/a", "https://a.example", 1);
    add(&b, "/img/a", "https://b.example", 1);
    add(&b, "/img/b", NULL, 1);
    add(&b, "/x", NULL, 1);
    cr_assert_eq(store_invalidate(&b.store, SPAN("/img/a")), 2u);
    store_check(&b.store);
    cr_assert_eq(store_invalidate(&b.store, SPAN("/img/*")), 1u);
    cr_assert_eq(store_invalidate(&b.store, SPAN("/img/*")), 0u);
    cr_assert(has(&b, "/x"));
    cr_assert_eq(b.store.n_evictions, 0u);
    teardown(&b);
}

Test(store, a_store_without_room_keeps_nothing)
{
    struct bench b;

    setup(&b, evict_named(SPAN("lru")), 0, 4);
    cr_assert_not(add(&b, "/a", NULL, 0).kept);
    teardown(&b);
}

/* /a and /c bear one digest, /b, /d and /f the other. */
Test(store, what_comes_back_is_remembered_by_its_digest_alone)
{
    struct bench b;
    uint64_t charge;

    setup(&b, evict_named(SPAN("arc")), 1u << 20, 4);
    add(&b, "/a", NULL, 100);
    charge = b.store.used_bytes;
    teardown(&b);

    setup(&b, evict_named(SPAN("arc")), 3 * charge, 4);
    add(&b, "/a", NULL, 100);
    add(&b, "/b", NULL, 100);
    store_hit(&b.store, b.store.entries[1]); /* T2 is not empty */
    add(&b, "/d", NULL, 100);
    cr_assert_eq(add(&b, "/f", NULL, 100).n_evicted, 1u);
    cr_assert_not(has(&b, "/a"));
    cr_assert_eq(b.store.ghosts.n, 1u);
    cr_assert_eq(b.store.n_slots, 4u);
    cr_assert(add(&b, "/c", NULL, 100).kept); /* the digest of /a */
    cr_assert_not(has(&b, "/a"), "a ghost is no answer");
    cr_assert(has(&b, "/c"));
    cr_assert_eq(b.store.ghosts.n, 1u, "one came back, one went");
    cr_assert_eq(b.store.n_slots, 4u);
    teardown(&b);
}

Test(store, what_a_policy_does_not_admit_is_told_apart)
{
    struct bench b;
    struct store_change change;

    setup(&b, evict_named(SPAN("slru")), 8192, 4);
    change = add(&b, "/a", NULL, 4000); /* larger than a segment */
    cr_assert(change.refused && !change.kept);
    change = add(&b, "/a", NULL, 9000); /* larger than the store */
    cr_assert(!change.refused && !change.kept);
    cr_assert(add(&b, "/a", NULL, 100).kept);
    teardown(&b);
}

Test(store, random_streams_keep_every_invariant_with_every_policy)
{
    for (size_t p = 0; p < n_evict_all; p++) {
        struct rng rng;
        struct bench b;
        char path[16], origin[32];
        size_t n_other;
        uint64_t n_refused = 0;

        rng_init(&rng, p + 1);
        setup(&b, evict_all[p], 20000, 3);
        for (int i = 0; i < 3000; i++) {
            const char *varies = rng_below(&rng, 3) ? origin : NULL;
            struct entry *found;

            snprintf(path, sizeof(path), "/%d", (int)rng_below(&rng, 40));
            snprintf(origin, sizeof(origin), "o%d", (int)rng_below(&rng, 5));
            found = find(&b, path, varies, &n_other);
            if (rng_below(&rng, 50) == 0)
                store_invalidate(&b.store, span_str(path));
            else if (found && rng_below(&rng, 10) == 0)
                store_remove(&b.store, found);
            else if (found)
                store_hit(&b.store, found);
            else
                n_refused +=
                    add(&b, path, varies, (size_t)rng_below(&rng, 3000))
                        .refused;
            store_check(&b.store);
        }
        cr_assert_gt(b.store.n_evictions + n_refused, 100u, "%s",
                     evict_all[p]->name);
        teardown(&b);
    }
}
