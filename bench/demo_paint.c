/* demo_paint.c - words in colour, for the demo's text. */
#include "bench/demo_parts.h"
#include "bench/wrap.h"

void demo_paint(const struct demo *demo, struct buf *text, const char *code,
                const char *words)
{
    if (demo->colour)
        buf_addf(text, "\033[%sm%s\033[0m", code, words);
    else
        buf_add_str(text, words);
}

void demo_paint_cell(const struct demo *demo, struct buf *text,
                     const char *code, const char *words, size_t n)
{
    size_t len = strlen(words);

    demo_paint(demo, text, code, words);
    wrap_blanks(text, len < n ? n - len : 0);
}

void demo_heading(const struct demo *demo, struct buf *text, const char *words)
{
    buf_add_byte(text, '\n');
    demo_paint(demo, text, DEMO_BOLD, words);
    buf_add_byte(text, '\n');
}
