/*
 * shell_words.c - a pasted command line as the words that a shell makes of it.
 *
 * One pass with a cursor; each kind of quote has its own loop and leaves the
 * cursor behind its end.
 */
#include "bench/shell_words.h"

#define WORD_BYTES_MAX ((size_t)1 << 20)

struct scan {
    struct span text;
    size_t at;
    struct buf word; /* under way */
    struct buf *error;
};

static bool at_end(const struct scan *scan)
{
    return scan->at >= scan->text.len;
}

/* NUL at the end: it is no character of a command line. */
static char peek(const struct scan *scan)
{
    return at_end(scan) ? '\0' : scan->text.ptr[scan->at];
}

static char next(struct scan *scan)
{
    char c = peek(scan);

    scan->at += !at_end(scan);
    return c;
}

static int fail(struct scan *scan, const char *what)
{
    buf_addf(scan->error, "the command line, character %zu: %s", scan->at + 1,
             what);
    return ERR_SYNTAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    c = ascii_lower(c);
    return (c >= 'a' && c <= 'z') || c == '_';
}

/* A backslash has been read: whether a line's end follows, which goes too. */
static bool skip_line_end(struct scan *scan)
{
    size_t at = scan->at;

    if (peek(scan) == '\r')
        scan->at++;
    if (peek(scan) == '\n') {
        scan->at++;
        return true;
    }
    scan->at = at;
    return false;
}

/* ---- quotes ---------------------------------------------------------------
 */

static int single(struct scan *scan)
{
    while (!at_end(scan)) {
        char c = next(scan);

        if (c == '\'')
            return 0;
        buf_add_byte(&scan->word, c);
    }
    return fail(scan, "a ' is never closed");
}

/* '$' has been seen: what a shell would put in its place is not known. */
static int refuse_expansion(struct scan *scan)
{
    char c = scan->at + 1 < scan->text.len ? scan->text.ptr[scan->at + 1] : 0;

    if (is_letter(c) || c == '{' || c == '(')
        return fail(scan, "popbox is no shell and cannot fill in $...; write "
                          "its value, or put it in ' '");
    return 0;
}

static int doubled(struct scan *scan)
{
    while (!at_end(scan)) {
        if (peek(scan) == '$' && refuse_expansion(scan) < 0)
            return ERR_SYNTAX;
        if (peek(scan) == '`')
            return fail(scan, "popbox is no shell and cannot run `...`");
        switch (next(scan)) {
        case '"':
            return 0;
        case '\\':
            if (skip_line_end(scan))
                break;
            if (!at_end(scan) && !strchr("\"\\$`", peek(scan)))
                buf_add_byte(&scan->word, '\\');
            buf_add_byte(&scan->word, next(scan));
            break;
        default:
            buf_add_byte(&scan->word, scan->text.ptr[scan->at - 1]);
        }
    }
    return fail(scan, "a \" is never closed");
}

static int digit_of(char c)
{
    c = ascii_lower(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* At most max digits of that base. */
static uint32_t number(struct scan *scan, int base, int max)
{
    uint32_t value = 0;

    while (max-- > 0 && digit_of(peek(scan)) >= 0 &&
           digit_of(peek(scan)) < base)
        value = value * (uint32_t)base + (uint32_t)digit_of(next(scan));
    return value;
}

static void add_utf8(struct buf *word, uint32_t code)
{
    if (code < 0x80) {
        buf_add_byte(word, (char)code);
    } else if (code < 0x800) {
        buf_add_byte(word, (char)(0xc0 | code >> 6));
        buf_add_byte(word, (char)(0x80 | (code & 0x3f)));
    } else {
        buf_add_byte(word, (char)(0xe0 | (code >> 12 & 0xf)));
        buf_add_byte(word, (char)(0x80 | (code >> 6 & 0x3f)));
        buf_add_byte(word, (char)(0x80 | (code & 0x3f)));
    }
}

/* A backslash within $'…' has been read. */
static int escape(struct scan *scan)
{
    static const char letters[] = "abefnrtv\\'\"?";
    static const char means[] = "\a\b\033\f\n\r\t\v\\'\"?";
    char c = next(scan);
    const char *found = c != '\0' ? strchr(letters, c) : NULL;
    uint32_t code = 0;

    if (found) {
        buf_add_byte(&scan->word, means[found - letters]);
        return 0;
    }
    if (c == 'u')
        code = number(scan, 16, 4);
    else if (c == 'x')
        code = number(scan, 16, 2);
    else if (c >= '0' && c <= '7')
        code = (scan->at--, number(scan, 8, 3) & 0xff);
    else
        return fail(scan, "an escape within $'...' that is not known");
    if (code == 0)
        return fail(scan, "an escape within $'...' that means no character");
    if (c == 'u')
        add_utf8(&scan->word, code);
    else
        buf_add_byte(&scan->word, (char)code);
    return 0;
}

static int dollar_single(struct scan *scan)
{
    while (!at_end(scan)) {
        char c = next(scan);

        if (c == '\'')
            return 0;
        if (c != '\\')
            buf_add_byte(&scan->word, c);
        else if (escape(scan) < 0)
            return ERR_SYNTAX;
    }
    return fail(scan, "a $' is never closed");
}

/* ---- words ----------------------------------------------------------------
 */

/* Outside of quotes. */
static int bare(struct scan *scan)
{
    char c = peek(scan);

    if (c == '$') {
        if (scan->at + 1 < scan->text.len &&
            scan->text.ptr[scan->at + 1] == '\'') {
            scan->at += 2;
            return dollar_single(scan);
        }
        if (refuse_expansion(scan) < 0)
            return ERR_SYNTAX;
    }
    if (c == '`')
        return fail(scan, "popbox is no shell and cannot run `...`");
    if (c == '^')
        return fail(scan, "a ^ outside of quotes: this was copied for "
                          "Windows' cmd; copy it \"as cURL (bash)\"");
    scan->at++;
    if (c == '\'')
        return single(scan);
    if (c == '"')
        return doubled(scan);
    if (c != '\\')
        buf_add_byte(&scan->word, c);
    else if (!skip_line_end(scan) && !at_end(scan))
        buf_add_byte(&scan->word, next(scan));
    return 0;
}

static void skip_blanks(struct scan *scan)
{
    for (;;) {
        while (!at_end(scan) && is_blank(peek(scan)))
            scan->at++;
        if (peek(scan) != '\\')
            return;
        scan->at++;
        if (!skip_line_end(scan)) {
            scan->at--;
            return;
        }
    }
}

/* The rest is for the shell: a pipe, another command, a redirection. */
static bool ends_line(const struct scan *scan)
{
    char c = peek(scan);
    char after =
        scan->at + 1 < scan->text.len ? scan->text.ptr[scan->at + 1] : '\0';

    if (at_end(scan) || strchr("|;&<>", c))
        return true;
    return c >= '0' && c <= '9' && after == '>';
}

static int take_word(struct shell_words *words, struct scan *scan,
                     struct arena *arena)
{
    int err = 0;

    buf_reset(&scan->word);
    while (!at_end(scan) && !is_blank(peek(scan)) && !err)
        err = bare(scan);
    if (err)
        return err;
    if (words->n == SHELL_WORDS_MAX) {
        buf_addf(scan->error, "the command line has more than %d words",
                 SHELL_WORDS_MAX);
        return ERR_FULL;
    }
    if (scan->word.overflow ||
        arena_copy(arena, buf_span(&scan->word), &words->at[words->n]) < 0) {
        buf_add_str(scan->error, "the command line is too long");
        return ERR_TOO_LONG;
    }
    words->n++;
    return 0;
}

int shell_split(struct shell_words *words, struct arena *arena,
                struct span text, struct buf *error)
{
    struct scan scan = {.text = text, .error = error};
    int err = 0;

    words->n = 0;
    buf_init(&scan.word, WORD_BYTES_MAX);
    if (span_find(text, '\0', 0) < text.len)
        err = fail(&scan, "a NUL byte is in it");
    skip_blanks(&scan);
    while (!err && !ends_line(&scan)) {
        err = take_word(words, &scan, arena);
        skip_blanks(&scan);
    }
    buf_fini(&scan.word);
    return err;
}
