/* test_arena.c - arenas: alignment, ceilings, resets, copies, text. */
#include "cache/base/arena.h"

#include "cache/base/err.h"

#include <criterion/criterion.h>

Test(arena, pieces_are_aligned_and_do_not_overlap)
{
    struct arena arena;
    arena_init(&arena, 1u << 20);
    for (size_t round = 0; round < 3; round++) {
        char *before = NULL;
        for (size_t size = 0; size < 700; size++) {
            char *ptr = arena_alloc(&arena, size);
            cr_assert_not_null(ptr);
            cr_assert_eq((uintptr_t)ptr % 16, 0u);
            cr_assert_neq(ptr, before);
            memset(ptr, 0xa5, size);
            before = ptr;
        }
        arena_reset(&arena);
        cr_assert_eq(arena.used, 0u);
    }
    arena_fini(&arena);
}

Test(arena, the_ceiling_counts_what_was_handed_out)
{
    struct arena arena;
    arena_init(&arena, 64);
    cr_assert_not_null(arena_alloc(&arena, 1));
    cr_assert_not_null(arena_alloc(&arena, 48));
    cr_assert_null(arena_alloc(&arena, 1));
    cr_assert_null(arena_alloc(&arena, SIZE_MAX));
    arena_reset(&arena);
    cr_assert_null(arena_alloc(&arena, 65));
    cr_assert_not_null(arena_alloc(&arena, 64));
    arena_fini(&arena);
}

Test(arena, zeroed_arrays_are_zero_and_cannot_wrap)
{
    struct arena arena;
    arena_init(&arena, 4096);
    memset(arena_alloc(&arena, 512), 0xff, 512);
    arena_reset(&arena);
    const char *zeros = arena_zalloc(&arena, 32, 16);
    for (size_t i = 0; i < 512; i++)
        cr_assert_eq(zeros[i], 0);
    cr_assert_null(arena_zalloc(&arena, SIZE_MAX / 2, 3));
    cr_assert_not_null(arena_zalloc(&arena, 0, 16));
    arena_fini(&arena);
}

Test(arena, copies_are_nul_terminated_and_keep_absence)
{
    struct arena arena;
    struct span copy;
    arena_init(&arena, 64);
    cr_assert_eq(arena_copy(&arena, SPAN_ABSENT, &copy), 0);
    cr_assert(span_absent(copy));
    cr_assert_eq(arena_copy(&arena, SPAN(""), &copy), 0);
    cr_assert(!span_absent(copy));
    cr_assert_eq(arena_copy(&arena, SPAN("a\0b"), &copy), 0);
    cr_assert(span_eq(copy, SPAN("a\0b")));
    cr_assert_eq(copy.ptr[3], '\0');

    char large[64] = {0};
    copy = SPAN("old");
    cr_assert_eq(arena_copy(&arena, span_of(large, 64), &copy), ERR_TOO_LONG);
    cr_assert(span_absent(copy));
    arena_fini(&arena);
}

Test(arena, text_is_printed_whole_or_not_at_all)
{
    struct arena arena;
    arena_init(&arena, 32);
    struct span text = arena_printf(&arena, "%s=%d", "max-age", 86400);
    cr_assert(span_eq(text, SPAN("max-age=86400")));
    cr_assert(span_absent(arena_printf(&arena, "%032d", 1)));
    arena_fini(&arena);
}
