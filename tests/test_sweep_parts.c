/* test_sweep_parts.c - parts of sweeps: joined to the whole, or refused */
#include "bench/sweep_parts.h"

#include <criterion/criterion.h>

static int join(const char *const *parts, size_t n, struct buf *whole,
                struct buf *error)
{
    struct span texts[8];

    for (size_t i = 0; i < n; i++)
        texts[i] = span_str(parts[i]);
    buf_reset(whole);
    buf_reset(error);
    return sweep_parts_join(texts, n, whole, error);
}

Test(sweep_parts, any_number_of_rows_in_any_number_of_parts_is_the_whole)
{
    struct buf whole, error, wanted, parts[7];

    buf_init(&whole, 10000);
    buf_init(&wanted, 10000);
    buf_init(&error, 1000);
    for (uint32_t n = 1; n <= 7; n++)
        for (int rows = 0; rows < 20; rows++) {
            const char *texts[7];

            buf_reset(&wanted);
            buf_add_str(&wanted, "head\n");
            for (uint32_t i = 0; i < n; i++) {
                buf_init(&parts[i], 10000);
                sweep_part_head(&(struct sweep_part){i, n}, &parts[i]);
                buf_add_str(&parts[i], "head\n");
            }
            for (int row = 0; row < rows; row++) {
                buf_addf(&wanted, "row %d\n", row);
                buf_addf(&parts[(uint32_t)row % n], "row %d\n", row);
            }
            for (uint32_t i = 0; i < n; i++) /* from the last to the first */
                texts[n - 1 - i] = buf_span(&parts[i]).ptr;
            cr_expect_eq(join(texts, n, &whole, &error), 0);
            cr_expect_str_eq(buf_span(&whole).ptr, buf_span(&wanted).ptr);
            for (uint32_t i = 0; i < n; i++)
                buf_fini(&parts[i]);
        }
    buf_fini(&whole);
    buf_fini(&wanted);
    buf_fini(&error);
}

#define ONE "# popbox sim, part 1/2\nhead\n"
#define TWO "# popbox sim, part 2/2\nhead\n"

static const struct {
    const char *parts[2];
    size_t n;
    const char *why;
} wrong[] = {
    {{ONE "a\n"}, 1, "part 1/2 among 1 parts"},
    {{ONE "a\n", ONE "b\n"}, 2, "each is wanted, once"},
    {{"head\na\n", TWO}, 2, "part 1: not made by --cells"},
    {{ONE "a\n", "# popbox sim, part 2/2\nother\nb\n"}, 2, "other columns"},
    {{ONE "a\n", TWO "b\nc\n"}, 2, "part 1/2 is not whole"},
    {{ONE "a\nb\nc\n", TWO "d\n"}, 2, "part 2/2 is not whole"},
    {{ONE "a\nb", TWO "d\n"}, 2, "part 1/2 is not whole"},
    {{ONE, TWO}, 0, "1 to 256 parts"},
};

Test(sweep_parts, what_is_no_whole_is_refused_with_a_sentence)
{
    struct buf whole, error;

    buf_init(&whole, 10000);
    buf_init(&error, 1000);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        cr_expect_neq(join(wrong[i].parts, wrong[i].n, &whole, &error), 0, "%s",
                      wrong[i].why);
        cr_expect_not_null(strstr(buf_span(&error).ptr, wrong[i].why), "%s: %s",
                           wrong[i].why, buf_span(&error).ptr);
    }
    buf_fini(&whole);
    buf_fini(&error);
}

Test(sweep_parts, a_part_is_a_number_of_a_number)
{
    static const char *const bad[] = {"",      "1",   "0/1", "2/1", "1/257",
                                      "1/2/3", "a/b", "/",   "1/"};
    struct sweep_part part;
    struct buf error;

    buf_init(&error, 1000);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        cr_expect_eq(sweep_part_read(span_str(bad[i]), &part, &error),
                     ERR_SYNTAX, "%s", bad[i]);
    cr_expect_eq(sweep_part_read(SPAN("3/8"), &part, &error), 0);
    cr_expect_eq(part.i, 2);
    cr_expect_eq(part.n, 8);
    buf_fini(&error);
}
