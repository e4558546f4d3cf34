/*
 * tap.c - results of plays in the Test Anything Protocol, version 14.
 *
 * One test point per play. A failed one is followed by a YAML block, indented
 * by two blanks, with one quoted line per failure.
 */
#include "bench/formats/tap.h"

void tap_begin(struct buf *text, size_t n_plays)
{
    buf_addf(text, "TAP version 14\n1..%zu\n", n_plays);
}

/* A description ends at a line break and '#' begins a directive. */
static void add_description(struct buf *text, struct span words)
{
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];

        if (c == '#' || c == '\\')
            buf_add_byte(text, '\\');
        buf_add_byte(text, (unsigned char)c < ' ' ? ' ' : c);
    }
}

/* YAML, double-quoted: what is not printable ASCII as \xNN. */
static void add_quoted(struct buf *text, struct span words)
{
    buf_add_byte(text, '"');
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];

        if (c == '"' || c == '\\')
            buf_addf(text, "\\%c", c);
        else if (c < ' ' || c > '~')
            buf_addf(text, "\\x%02x", (unsigned)(unsigned char)c);
        else
            buf_add_byte(text, c);
    }
    buf_add_byte(text, '"');
}

void tap_play(struct buf *text, size_t number,
              const struct transcript *transcript)
{
    const struct transcript_title *title = &transcript->title;
    bool passed = list_empty(&transcript->failures) && !transcript->overflow;

    buf_addf(text, "%s %zu - ", passed ? "ok" : "not ok", number);
    add_description(text, title->id);
    buf_add_str(text, ", ");
    add_description(text, title->play);
    buf_add_str(text, ": ");
    add_description(text, title->title);
    buf_add_byte(text, '\n');
    if (passed)
        return;
    buf_add_str(text, "  ---\n  failures:\n");
    LIST_EACH (link, &transcript->failures, keep) {
        buf_add_str(text, "    - ");
        add_quoted(text, LIST_ITEM(link, struct seen_failure, link)->text);
        buf_add_byte(text, '\n');
    }
    buf_add_str(text, "  ...\n");
}
