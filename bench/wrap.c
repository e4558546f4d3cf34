/* wrap.c - text in columns of a terminal: blanks, wrapping, printable bytes. */
#include "bench/wrap.h"

void wrap_blanks(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(out, ' ');
}

void wrap_printable(struct buf *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        buf_add_byte(
            out, bytes.ptr[i] < ' ' || bytes.ptr[i] > '~' ? '?' : bytes.ptr[i]);
}

/* How much of text stands in a line of width bytes: up to a blank, if any. */
static size_t line_len(struct span text, size_t width)
{
    size_t len = width;

    if (text.len <= width)
        return text.len;
    while (len > 0 && text.ptr[len] != ' ')
        len--;
    return len > 0 ? len : width;
}

void wrap_text(struct buf *out, size_t column, struct span text)
{
    size_t width = WRAP_COLUMNS - column;

    while (text.len > width) {
        size_t len = line_len(text, width);

        wrap_printable(out, span_cut(text, 0, len));
        text = span_trim(span_cut(text, len, text.len));
        buf_add_byte(out, '\n');
        wrap_blanks(out, column);
    }
    wrap_printable(out, text);
    buf_add_byte(out, '\n');
}

void wrap_cell(struct buf *out, size_t n, struct span text)
{
    wrap_printable(out, span_cut(text, 0, n));
    wrap_blanks(out, text.len < n ? n - text.len : 0);
}
