/* test_body.c - bodies: any pieces in, the same bytes out, windows that drop.
 */
#include "cache/body.h"

#include "cache/base/rng.h"

#include <criterion/criterion.h>

#define TOTAL 300000u

static char source[TOTAL];

static void fill(void)
{
    struct rng rng;

    rng_init(&rng, 1);
    for (size_t i = 0; i < TOTAL; i++)
        source[i] = (char)rng_u64(&rng);
}

/* Reads what is there from the cursor on; it must be the source's bytes. */
static void read_all(struct body *body, struct body_cursor *cursor,
                     uint64_t max)
{
    uint64_t at = cursor->offset;

    while (true) {
        struct span piece = body_next(body, cursor, max);

        if (span_absent(piece))
            break;
        cr_assert_gt(piece.len, 0u);
        cr_assert_leq(piece.len, max);
        cr_assert_eq(memcmp(piece.ptr, source + at, piece.len), 0);
        at += piece.len;
        cr_assert_eq(cursor->offset, at);
    }
    cr_assert_eq(at, body->total);
}

Test(body, any_split_gives_the_same_bytes)
{
    static const uint64_t expected[] = {0,     1,     100,       65536,
                                        65537, TOTAL, UINT64_MAX};
    static const size_t steps[] = {1, 7, 4096, 65535, 65536, 100000, TOTAL};

    fill();
    for (size_t e = 0; e < 7; e++)
        for (size_t s = 0; s < 7; s++) {
            struct body *body = body_new(expected[e]);
            struct body_cursor along = {0}, after = {0};

            for (size_t at = 0; at < TOTAL; at += steps[s]) {
                size_t n = TOTAL - at < steps[s] ? TOTAL - at : steps[s];

                body_add(body, span_of(source + at, n));
                if (steps[s] > 7)
                    read_all(body, &along, 5000);
            }
            cr_assert_eq(body->total, TOTAL);
            read_all(body, &after, UINT64_MAX);
            read_all(body, &after, 1); /* nothing any more */
            body_unref(body);
        }
}

Test(body, an_announced_small_body_has_no_slack)
{
    struct body *body = body_new(5);
    uint64_t overhead;

    body_add(body, SPAN("hello"));
    overhead = body->memory - 5;
    cr_assert_leq(overhead, 64u);
    body_unref(body);
    body = body_new(0);
    body_add(body, SPAN("hello"));
    cr_assert_eq(body->memory, 4096 + overhead);
    body_unref(body);
}

Test(body, a_wrong_announcement_costs_one_chunk_at_most)
{
    struct body *body = body_new(UINT64_MAX);

    body_add(body, SPAN("hello"));
    cr_assert_leq(body->memory, 65536u + 64u);
    body_unref(body);
}

Test(body, nothing_added_is_nothing_read)
{
    struct body *body = body_new(0);
    struct body_cursor cursor = {0};

    body_add(body, SPAN(""));
    body_add(body, SPAN_ABSENT);
    cr_assert(span_absent(body_next(body, &cursor, 10)));
    body_add(body, SPAN("x"));
    cr_assert(span_absent(body_next(body, &cursor, 0)));
    cr_assert_eq(body_next(body, &cursor, 10).len, 1u);
    body_unref(body);
}

Test(body, a_window_drops_what_the_slowest_reader_has)
{
    struct body *body = body_new(0);
    struct body_cursor fast = {0}, slow = {0};
    uint64_t most = 0;

    fill();
    for (size_t at = 0; at < TOTAL; at += 1000) {
        body_add(body, span_of(source + at, 1000));
        read_all(body, &fast, UINT64_MAX);
        while (slow.offset + 20000 < fast.offset) {
            uint64_t from = slow.offset;
            struct span piece = body_next(body, &slow, 777);

            cr_assert_eq(memcmp(piece.ptr, source + from, piece.len), 0);
        }
        body_drop(body, slow.offset);
        most = body->memory > most ? body->memory : most;
    }
    cr_assert_leq(most, 20000u + 2 * (65536u + 64u));
    read_all(body, &slow, 777);
    body_drop(body, body->total);
    body_unref(body);
}

Test(body, lives_as_long_as_anybody_holds_it)
{
    struct body *body = body_new(0);

    body_add(body, SPAN("hello"));
    cr_assert_eq(body_ref(body), body);
    body_unref(body);
    cr_assert_eq(body->total, 5u);
    body_unref(body);
    body_unref(NULL);
}
