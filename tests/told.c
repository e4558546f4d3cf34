/* told.c - texts that were read by a person and found right, to compare with */
#include "tests/told.h"

#include <criterion/criterion.h>

#define COLUMNS 80

static struct span told_text(const char *name)
{
    for (size_t i = 0; i < embedded_told_n; i++)
        if (strcmp(embedded_told[i].name, name) == 0)
            return span_of((const char *)embedded_told[i].bytes,
                           embedded_told[i].len);
    return SPAN("(there is no such file)");
}

/* The first line that differs, from 1; 0: none does. */
static size_t first_difference(struct span a, struct span b)
{
    size_t line = 1;

    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if (a.ptr[i] != b.ptr[i])
            return line;
        line += a.ptr[i] == '\n';
    }
    return a.len == b.len ? 0 : line;
}

static void check_width(const char *name, struct span text)
{
    for (size_t from = 0; from < text.len;) {
        size_t end = span_find(text, '\n', from);
        struct span line = span_cut(text, from, end);

        cr_expect(line.len <= COLUMNS, "%s: too wide: %.*s", name,
                  SPAN_ARG(line));
        from = end + 1;
    }
}

void told_check(const char *name, struct span text)
{
    struct span wanted = told_text(name);
    size_t line = first_difference(wanted, text);

    cr_expect_eq(line, 0, "%s differs from line %zu on. Told was:\n%.*s", name,
                 line, SPAN_ARG(text));
    check_width(name, text);
}
