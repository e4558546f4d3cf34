/*
 * diagnose_phrases.c - the words of consoles and people, found in a paste.
 *
 * A phrase is compared without case; a blank in it stands for any white space,
 * so that a line that a terminal or a chat has wrapped is found, and ' stands
 * for any quote, since browsers and editors differ. {page}, {url}, {allowed},
 * {header} and {method} take what stands there, up to the letter that follows;
 * any other name in braces only skips it.
 */
#include "bench/diagnose_parts.h"

#define GAP_MAX 2048u

/* The three bytes of a typographic quote in UTF-8, U+2018 to U+201F. */
static bool is_curly(struct span rest)
{
    return rest.len >= 3 && rest.ptr[0] == '\xe2' && rest.ptr[1] == '\x80' &&
           (unsigned char)rest.ptr[2] >= 0x98 &&
           (unsigned char)rest.ptr[2] <= 0x9f;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t quote_len(struct span rest)
{
    if (rest.len > 0 &&
        (rest.ptr[0] == '\'' || rest.ptr[0] == '"' || rest.ptr[0] == '`'))
        return 1;
    return is_curly(rest) ? 3 : 0;
}

/* How many bytes at the beginning of rest are that letter of a phrase; 0: none.
 */
static size_t letter_len(char letter, struct span rest)
{
    size_t n = 0;

    if (letter == ' ') {
        while (n < rest.len && is_space(rest.ptr[n]))
            n++;
        return n;
    }
    if (letter == '\'')
        return quote_len(rest);
    return rest.len > 0 && ascii_lower(rest.ptr[0]) == ascii_lower(letter);
}

static void keep(struct span *where, struct span value)
{
    if (span_absent(*where) && value.len > 0)
        *where = value;
}

static void take(struct diagnosis *diagnosis, struct span name,
                 struct span value)
{
    if (span_eq(name, SPAN("page")))
        keep(&diagnosis->page, value);
    else if (span_eq(name, SPAN("url")))
        keep(&diagnosis->url, value);
    else if (span_eq(name, SPAN("allowed")))
        keep(&diagnosis->allowed, value);
    else if (span_eq(name, SPAN("header")))
        keep(&diagnosis->request_header, value);
    else if (span_eq(name, SPAN("method")))
        keep(&diagnosis->method, value);
}

/* Where the gap ends whose next letter is that one; 0 as a letter: at white
 * space or the end. text.len + 1: nowhere. */
static size_t gap_end(struct span text, size_t at, char letter)
{
    size_t limit = at + GAP_MAX < text.len ? at + GAP_MAX : text.len;

    for (size_t i = at; i < limit; i++) {
        if (letter == '\0' && is_space(text.ptr[i]))
            return i;
        if (letter && letter_len(letter, span_cut(text, i, text.len)))
            return i;
    }
    return letter == '\0' && limit == text.len ? limit : text.len + 1;
}

/* Whether the phrase stands at that place. With a diagnosis its braces are
 * taken. *end: after it. */
static bool stands(struct span phrase, struct span text, size_t at,
                   struct diagnosis *diagnosis, size_t *end)
{
    for (size_t i = 0; i < phrase.len; i++) {
        size_t close, to;

        if (phrase.ptr[i] != '{') {
            size_t n = letter_len(phrase.ptr[i], span_cut(text, at, text.len));

            if (n == 0)
                return false;
            at += n;
            continue;
        }
        close = span_find(phrase, '}', i);
        to = gap_end(text, at,
                     close + 1 < phrase.len ? phrase.ptr[close + 1] : '\0');
        if (to > text.len)
            return false;
        if (diagnosis)
            take(diagnosis, span_cut(phrase, i + 1, close),
                 span_cut(text, at, to));
        at = to;
        i = close;
    }
    *end = at;
    return true;
}

static size_t line_of(struct span text, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* The first place where the phrase stands. */
static void look_for(struct diagnosis *diagnosis,
                     const struct diagnose_phrase *phrase, struct span text)
{
    size_t end = 0;

    for (size_t at = 0; at < text.len; at++) {
        if (letter_len(phrase->says.ptr[0], span_cut(text, at, at + 3)) == 0 ||
            !stands(phrase->says, text, at, NULL, &end))
            continue;
        (void)stands(phrase->says, text, at, diagnosis, &end);
        diagnose_see(diagnosis, phrase->fact, line_of(text, at),
                     span_cut(text, at, end));
        return;
    }
}

void diagnose_phrases(struct diagnosis *diagnosis,
                      const struct diagnose_table *table, struct span text)
{
    for (size_t i = 0; i < table->n_phrases; i++)
        look_for(diagnosis, &table->phrases[i], text);
}
