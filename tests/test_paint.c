/* test_paint.c - pages in colour: what stands out, and nothing else changes */
#include "bench/paint.h"

#include "tests/told.h"

#include <criterion/criterion.h>

static const struct {
    const char *plain;
    const char *painted;
} rows[] = {
    {"", ""},
    {"Heading\n", "\033[1mHeading\033[0m\n"},
    {" 1  first\n", "\033[1m 1  first\033[0m\n"},
    {"  1 is no number\n", "  1 is no number\n"},
    {"  text\n", "  text\n"},
    {"  BLOCKED: no\n", "  \033[1;31mBLOCKED\033[0m: no\n"},
    {"  hit (RFC 9111 4)\n", "  hit \033[2m(RFC 9111 4)\033[0m\n"},
    {"  a) b\n", "  a) b\n"},
    {"  a)\n", "  a)\n"},
    {"  no end", "  no end"},
};

Test(paint, what_matters_stands_out)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf out;

        buf_init(&out, 4096);
        paint_page(&out, span_str(rows[i].plain));
        cr_expect_str_eq(buf_span(&out).ptr, rows[i].painted, "%s",
                         rows[i].plain);
        buf_fini(&out);
    }
}

/* Drops "ESC [ ... m". */
static void strip(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\033')
            i = span_find(text, 'm', i);
        else
            buf_add_byte(out, text.ptr[i]);
    }
}

Test(paint, without_its_colours_a_page_is_as_it_was)
{
    for (size_t i = 0; i < embedded_told_n; i++) {
        struct span text =
            span_of((const char *)embedded_told[i].bytes, embedded_told[i].len);
        struct buf painted, plain;

        buf_init(&painted, 1 << 20);
        buf_init(&plain, 1 << 20);
        paint_page(&painted, text);
        strip(&plain, buf_span(&painted));
        cr_expect(span_eq(buf_span(&plain), text), "%s", embedded_told[i].name);
        buf_fini(&painted);
        buf_fini(&plain);
    }
}
