/* paint.c - a page of plain text in colour, for a terminal. */
#include "bench/paint.h"

#define BOLD  "1"
#define RED   "1;31"
#define GREEN "32"
#define DIM   "2"

static const struct {
    const char *phrase;
    const char *code;
} phrases[] = {
    {"The stale-CORS bug", RED}, {"BLOCKED", RED},
    {"NETWORK ERROR", RED},      {"FUNCTIONS ARE NOT RUN", RED},
    {"is refused it", RED},      {"dropped:", RED},
    {"may read it", GREEN},      {"may read the answer", GREEN},
    {"in short", BOLD},          {"forwards Origin:", BOLD},
    {"keys on it:", BOLD},       {"response headers policy:", BOLD},
};

static void put(struct buf *out, const char *code, struct span text)
{
    buf_addf(out, "\033[%sm", code);
    buf_add(out, text);
    buf_add_str(out, "\033[0m");
}

/* The phrase at the beginning of text; how long it is, or 0. */
static size_t put_phrase(struct buf *out, struct span text)
{
    for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
        struct span phrase = span_str(phrases[i].phrase);

        if (span_starts(text, phrase)) {
            put(out, phrases[i].code, phrase);
            return phrase.len;
        }
    }
    return 0;
}

/* " (RFC 9111 4)" at the end of a line is by the way. */
static size_t source_at(struct span line)
{
    size_t from = line.len;

    if (!span_ends(line, SPAN(")")))
        return line.len;
    while (from > 0 && line.ptr[from - 1] != '(')
        from--;
    return from > 0 ? from - 1 : line.len;
}

/* "Heading", or " 1  numbered". */
static bool is_heading(struct span line)
{
    if (line.len > 0 && line.ptr[0] >= 'A' && line.ptr[0] <= 'Z')
        return true;
    return line.len > 4 && line.ptr[1] >= '0' && line.ptr[1] <= '9' &&
           line.ptr[2] == ' ' && line.ptr[3] == ' ' && line.ptr[4] != ' ';
}

static void put_line(struct buf *out, struct span line)
{
    size_t end = source_at(line), at = 0;

    if (is_heading(line)) {
        put(out, BOLD, line);
        return;
    }
    while (at < end) {
        size_t len = put_phrase(out, span_cut(line, at, end));

        if (len == 0)
            buf_add_byte(out, line.ptr[at]);
        at += len > 0 ? len : 1;
    }
    if (end < line.len)
        put(out, DIM, span_cut(line, end, line.len));
}

void paint_page(struct buf *out, struct span text)
{
    for (size_t from = 0; from < text.len;) {
        size_t end = span_find(text, '\n', from);

        put_line(out, span_cut(text, from, end));
        if (end < text.len)
            buf_add_byte(out, '\n');
        from = end + 1;
    }
}
