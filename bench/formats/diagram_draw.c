/*
 * diagram_draw.c - text, arrows and boxes of a sequence diagram.
 *
 * Widths of text are estimated from the number of its letters: there is no font
 * here.
 */
#include "bench/formats/diagram_parts.h"

#include "bench/plot.h"

#define LETTER_10 66 /* a letter's width, in tenths, at 12 px */
#define BOLD_10   76 /* the same of a bold one */
#define PART_MAX  512u

/* ---- text -----------------------------------------------------------------
 */

/* How many letters have room. */
size_t diagram_letters(int width)
{
    return width > 0 ? (size_t)(width * 10 / LETTER_10) : 0;
}

/* Not within a letter of UTF-8. */
size_t diagram_whole(struct span text, size_t at)
{
    while (at > 0 && at < text.len && (text.ptr[at] & '\xc0') == '\x80')
        at--;
    return at;
}

void diagram_text(struct diagram *diagram, int x, const char *classes,
                  struct span text)
{
    buf_addf(&diagram->body, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x,
             diagram->y, classes);
    plot_escape(&diagram->body, text);
    buf_add_str(&diagram->body, "</text>\n");
}

/* In the middle of two places, clipped at its end. */
static void put_middle(struct diagram *diagram, int from, int to, int up,
                       struct span text)
{
    int width = (from < to ? to - from : from - to) - 10;
    size_t room = diagram_letters(width);
    bool clipped = text.len > room;

    buf_addf(&diagram->body,
             "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" class=\"small\">",
             (from + to) / 2, diagram->y - up);
    if (clipped && room > 1)
        text = span_cut(text, 0, diagram_whole(text, room - 1));
    plot_escape(&diagram->body, text);
    buf_add_str(&diagram->body, clipped ? "…</text>\n" : "</text>\n");
}

/* The end of the line that begins at from: at a blank, if there is one. */
static size_t line_end(struct span text, size_t from, size_t room)
{
    size_t end = from + room;

    if (end >= text.len)
        return text.len;
    while (end > from && text.ptr[end] != ' ')
        end--;
    return end > from ? end : diagram_whole(text, from + room);
}

/* Lines of text over the whole width, on a band that covers the lanes. */
void diagram_lines(struct diagram *diagram, const char *classes,
                   struct span text)
{
    size_t room = diagram_letters(diagram->width - 16);

    for (size_t at = 0; at < text.len;) {
        size_t end = line_end(text, at, room);

        buf_addf(&diagram->body,
                 "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" "
                 "class=\"band\"/>\n",
                 diagram->y, diagram->width, DIAGRAM_LINE + 1);
        diagram->y += DIAGRAM_LINE - 3;
        diagram_text(diagram, 8, classes, span_cut(text, at, end));
        diagram->y += 3;
        at = end;
        while (at < text.len && text.ptr[at] == ' ')
            at++;
    }
}

/* ---- arrows ---------------------------------------------------------------
 */

static void put_arrow(struct diagram *diagram, size_t from, size_t to,
                      bool back)
{
    int x1 = diagram_x(diagram, from), x2 = diagram_x(diagram, to);
    int tip = x2 > x1 ? -7 : 7;

    buf_addf(&diagram->body,
             "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>"
             "<path d=\"M%d %dl%d -4v8z\" class=\"tip\"/>\n",
             x1, diagram->y, x2 + tip, diagram->y, back ? "back" : "go", x2,
             diagram->y, tip);
}

static struct span without_scheme(struct span origin)
{
    if (span_starts(origin, SPAN("https://")))
        return span_cut(origin, 8, origin.len);
    return origin;
}

/* "GET /logo.svg?x", "OPTIONS for PUT /item"; its beginning cut when there is
 * no room. */
static void add_target(struct buf *label, const struct http_request *head,
                       size_t room)
{
    struct span acrm =
        http_headers_get(&head->headers, SPAN("Access-Control-Request-Method"));
    struct buf target;
    struct span text;

    buf_init(&target, (size_t)64 << 10);
    buf_add(&target, head->path);
    if (!span_absent(head->query))
        buf_addf(&target, "?%.*s", SPAN_ARG(head->query));
    text = buf_span(&target);
    buf_addf(label, "%.*s ", SPAN_ARG(head->method));
    if (!span_absent(acrm))
        buf_addf(label, "for %.*s ", SPAN_ARG(acrm));
    if (text.len + label->len > room && room > label->len + 4) {
        buf_add_str(label, "…");
        text = span_cut(text, text.len - (room - label->len), text.len);
    }
    buf_add(label, text);
    buf_fini(&target);
}

void diagram_ask(struct diagram *diagram, size_t from, size_t to,
                 const struct http_request *head)
{
    struct span origin = http_headers_get(&head->headers, SPAN("Origin"));
    int x1 = diagram_x(diagram, from), x2 = diagram_x(diagram, to);
    struct buf label;

    buf_init(&label, (size_t)128 << 10);
    diagram->y += 2 * DIAGRAM_LINE + 6;
    add_target(&label, head, diagram_letters(x2 - x1 - 10));
    put_middle(diagram, x1, x2, DIAGRAM_LINE + 3, buf_span(&label));
    buf_reset(&label);
    if (span_absent(origin))
        buf_add_str(&label, "no Origin");
    else
        buf_addf(&label, "Origin %.*s", SPAN_ARG(without_scheme(origin)));
    put_middle(diagram, x1, x2, 4, buf_span(&label));
    put_arrow(diagram, from, to, false);
    buf_fini(&label);
}

/* head->status 0: nothing came; why says what did. */
void diagram_reply(struct diagram *diagram, size_t from, size_t to,
                   const struct http_response *head, const char *why)
{
    struct span allowed =
        http_headers_get(&head->headers, SPAN("Access-Control-Allow-Origin"));
    struct buf label;

    buf_init(&label, PART_MAX);
    if (head->status)
        buf_addf(&label, "%d, ACAO %.*s%s", head->status,
                 SPAN_ARG(span_cut(without_scheme(allowed), 0, 200)),
                 span_absent(allowed) ? "none" : "");
    buf_add_str(&label, why);
    diagram->y += DIAGRAM_LINE + 8;
    put_middle(diagram, diagram_x(diagram, from), diagram_x(diagram, to), 4,
               buf_span(&label));
    put_arrow(diagram, from, to, true);
    buf_fini(&label);
}

void diagram_pill(struct diagram *diagram, int x, bool middle,
                  const char *class, struct span text)
{
    int width = (int)text.len * BOLD_10 / 10 + 18;

    if (middle)
        x -= width / 2;
    buf_addf(&diagram->body,
             "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"9\" "
             "class=\"pill %s\"/>"
             "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" class=\"%s\">",
             x, diagram->y - 9, width, class, x + width / 2, diagram->y + 4,
             class);
    plot_escape(&diagram->body, text);
    buf_add_str(&diagram->body, "</text>\n");
}
