/* test_buf.c - growing bytes: ceilings, sticky overflow, room, the last NUL. */
#include "cache/base/buf.h"

#include <criterion/criterion.h>

Test(buf, text_is_appended_and_ends_with_a_nul)
{
    struct buf buf;
    buf_init(&buf, 1000);
    cr_assert_str_eq(buf_span(&buf).ptr, "", "never absent");
    buf_add_str(&buf, "n=");
    buf_add_u64(&buf, 0);
    buf_add_byte(&buf, ',');
    buf_add_u64(&buf, UINT64_MAX);
    buf_addf(&buf, " %s-%03d", "x", 7);
    buf_add(&buf, SPAN_ABSENT);
    cr_assert_str_eq(buf_span(&buf).ptr, "n=0,18446744073709551615 x-007");
    buf_drop(&buf, 4);
    cr_assert_eq(buf_span(&buf).len, 26u);
    buf_reset(&buf);
    cr_assert_eq(buf.len, 0u);
    buf_fini(&buf);
}

Test(buf, every_ceiling_holds_exactly_and_overflow_sticks)
{
    for (size_t max = 1; max < 300; max++) {
        struct buf buf;
        buf_init(&buf, max);
        for (size_t i = 0; i < max; i++)
            buf_add_byte(&buf, 'a');
        cr_assert(!buf.overflow, "%zu bytes fit into %zu", max, max);
        buf_addf(&buf, "%s", "b");
        cr_assert(buf.overflow);
        cr_assert_eq(buf_span(&buf).len, max, "nothing was added");
        buf_drop(&buf, 1);
        buf_add_byte(&buf, 'c');
        cr_assert_eq(buf.len, max - 1, "overflow sticks though there is room");
        buf_reset(&buf);
        buf_add_byte(&buf, 'd');
        cr_assert_eq(buf.len, 1u, "until the reset");
        buf_fini(&buf);
    }
}

Test(buf, a_long_addition_adds_nothing_of_itself)
{
    struct buf buf;
    buf_init(&buf, 8);
    buf_add_str(&buf, "12345");
    buf_add_str(&buf, "6789");
    cr_assert_str_eq(buf_span(&buf).ptr, "12345");
    cr_assert(buf.overflow);
    cr_assert_null(buf_room(&buf, 1));
    buf_fini(&buf);
}

Test(buf, room_is_written_to_and_then_counted)
{
    struct buf buf;
    buf_init(&buf, 100);
    char *to = buf_room(&buf, 100);
    cr_assert_not_null(to);
    memset(to, 'x', 100);
    buf_grow_len(&buf, 60);
    cr_assert_eq(buf_span(&buf).len, 60u);
    cr_assert_not_null(buf_room(&buf, 40));
    cr_assert_null(buf_room(&buf, 41));
    buf_fini(&buf);
}
