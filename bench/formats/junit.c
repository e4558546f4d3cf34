/*
 * junit.c - results of plays as JUnit XML, which every CI system reads.
 *
 * The counts stand at the document's beginning, so the cases are written first,
 * into a text of their own. A play takes no time: it has no clock.
 */
#include "bench/formats/junit.h"

/* Characters that XML 1.0 cannot hold at all become U+FFFD. */
static void add_text(struct buf *text, struct span words)
{
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];

        if (c == '<')
            buf_add_str(text, "&lt;");
        else if (c == '>')
            buf_add_str(text, "&gt;");
        else if (c == '&')
            buf_add_str(text, "&amp;");
        else if (c == '"')
            buf_add_str(text, "&quot;");
        else if ((unsigned char)c < ' ' && c != '\n' && c != '\t')
            buf_add_str(text, "\xef\xbf\xbd");
        else
            buf_add_byte(text, c);
    }
}

void junit_play(struct buf *cases, const struct transcript *transcript)
{
    const struct transcript_title *title = &transcript->title;

    buf_add_str(cases, "  <testcase classname=\"");
    add_text(cases, title->id);
    buf_add_str(cases, "\" name=\"");
    add_text(cases, title->title);
    buf_add_str(cases, ": ");
    add_text(cases, title->play);
    if (list_empty(&transcript->failures) && !transcript->overflow) {
        buf_add_str(cases, "\"/>\n");
        return;
    }
    buf_add_str(cases, "\">\n    <failure message=\"not as expected\">");
    LIST_EACH (link, &transcript->failures, keep) {
        if (link != transcript->failures.next)
            buf_add_byte(cases, '\n');
        add_text(cases, LIST_ITEM(link, struct seen_failure, link)->text);
    }
    buf_add_str(cases, "</failure>\n  </testcase>\n");
}

void junit_suite(struct buf *text, struct span cases, size_t n_plays,
                 size_t n_failed)
{
    buf_addf(text,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<testsuite name=\"popbox play\" tests=\"%zu\" "
             "failures=\"%zu\">\n",
             n_plays, n_failed);
    buf_add(text, cases);
    buf_add_str(text, "</testsuite>\n");
}
