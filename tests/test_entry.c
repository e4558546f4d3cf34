/* test_entry.c - entries: one copy of a head, a shared body, ages, charges. */
#include "cache/entry.h"

#include "cache/evict.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

static struct entry *make(struct arena *arena, const char *headers,
                          struct http_headers *vary, struct body *body)
{
    struct http_headers lines = headers_of(arena, headers);
    struct entry_parts parts = {.key = SPAN("k"),
                                .digest = 7,
                                .status = 200,
                                .headers = &lines,
                                .vary = vary,
                                .body = body,
                                .length = 5};

    return entry_new(&parts);
}

Test(entry, copies_key_headers_and_vary_and_keeps_absence)
{
    struct arena arena;
    struct http_header lines[] = {{SPAN("Origin"), SPAN("o")},
                                  {SPAN("A"), SPAN_ABSENT},
                                  {SPAN("B"), SPAN("")}};
    struct http_headers vary = {lines, 3, 3};
    struct entry *entry;

    arena_init(&arena, 1u << 20);
    entry = make(&arena, "A: 1 | ETag: \"e\" | a:  | Last-Modified: d", &vary,
                 body_new(0));
    arena_fini(&arena); /* everything was copied */
    lines[0].name = SPAN_ABSENT;
    arena_init(&arena, 1u << 20);
    cr_assert(span_eq(entry->item.key, SPAN("k")));
    cr_assert_eq(entry->item.digest, 7u);
    cr_assert_str_eq(headers_text(&arena, &entry->headers),
                     "A: 1 | ETag: \"e\" | a:  | Last-Modified: d");
    cr_assert(span_eq(entry->text, SPAN("A: 1\r\nETag: \"e\"\r\na: \r\n"
                                        "Last-Modified: d\r\n")));
    cr_assert_str_eq(headers_text(&arena, &entry->vary),
                     "Origin: o | A: - | B: ");
    cr_assert(span_eq(entry->etag, SPAN("\"e\"")));
    cr_assert(span_eq(entry->last_modified, SPAN("d")));
    cr_assert_eq(entry->slot, EVICT_NONE);
    entry_unref(entry);
    arena_fini(&arena);
}

Test(entry, one_without_key_headers_or_validators_is_possible)
{
    struct http_headers none = {0};
    struct entry_parts parts = {
        .status = 502, .headers = &none, .body = body_new(0), .length = 0};
    struct entry *entry = entry_new(&parts);

    cr_assert(span_absent(entry->item.key));
    cr_assert(span_absent(entry->etag));
    cr_assert(span_absent(entry->last_modified));
    cr_assert_eq(entry->text.len, 0u);
    cr_assert_eq(entry->vary.n, 0u);
    entry_unref(entry);
    entry_unref(NULL);
}

Test(entry, a_charge_counts_head_body_and_overhead)
{
    struct arena arena;
    struct entry *small, *large;

    arena_init(&arena, 1u << 20);
    small = make(&arena, "A: 1", NULL, body_new(5));
    large = make(&arena, "A: 1234567890", NULL, body_new(1000));
    body_add(small->body, SPAN("hello"));
    for (int i = 0; i < 100; i++)
        body_add(large->body, SPAN("0123456789"));
    cr_assert_eq(entry_charge(large) - entry_charge(small), 9u + 995u);
    cr_assert_gt(entry_charge(small), small->memory_bytes + 5);
    entry_unref(small);
    entry_unref(large);
    arena_fini(&arena);
}

Test(entry, is_fresh_until_its_time_and_ages_by_the_second)
{
    struct entry entry = {
        .received_ms = 1000, .fresh_until_ms = 5000, .initial_age_s = 3};

    cr_assert(entry_is_fresh(&entry, 4999));
    cr_assert_not(entry_is_fresh(&entry, 5000));
    entry.revalidate_always = true;
    cr_assert_not(entry_is_fresh(&entry, 1000));
    cr_assert_eq(entry_age_s(&entry, 1000), 3);
    cr_assert_eq(entry_age_s(&entry, 1999), 3);
    cr_assert_eq(entry_age_s(&entry, 2000), 4);
    cr_assert_eq(entry_age_s(&entry, 0), 3);
}
