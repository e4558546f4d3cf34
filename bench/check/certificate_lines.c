/* certificate_lines.c - a certificate's lines and fields, one at a time. */
#include "bench/check/certificate_lines.h"

#include "bench/check/certificate.h"

int lines_fail(struct certificate_lines *lines, const char *what)
{
    if (lines->error->len == 0)
        buf_addf(lines->error, "%s:%u: %s", lines->file, lines->number, what);
    lines->left = SPAN_ABSENT;
    lines->at = lines->text.len;
    return ERR_SYNTAX;
}

/* ---- lines -----------------------------------------------------------------
 */

/* The line that begins there, without its end. */
static struct span line_at(const struct certificate_lines *lines, size_t at)
{
    return span_cut(lines->text, at, span_find(lines->text, '\n', at));
}

static bool begins_with(struct span line, const char *word)
{
    struct span name = span_str(word);

    return span_starts(line, name) &&
           (line.len == name.len || line.ptr[name.len] == '\t');
}

bool lines_are_at(const struct certificate_lines *lines, const char *word)
{
    return lines->at < lines->text.len &&
           begins_with(line_at(lines, lines->at), word);
}

int lines_need(struct certificate_lines *lines, const char *word)
{
    struct span line = line_at(lines, lines->at);
    bool is_there = lines_are_at(lines, word);

    if (lines->error->len > 0)
        return ERR_SYNTAX;
    lines->number++;
    if (!is_there) {
        buf_addf(lines->error, "%s:%u: a line \"%s\" is due here", lines->file,
                 lines->number, word);
        return lines_fail(lines, "");
    }
    lines->at += line.len + 1;
    lines->left = span_cut(line, strlen(word), line.len);
    return 0;
}

/* ---- fields ----------------------------------------------------------------
 */

struct span lines_field(struct certificate_lines *lines)
{
    struct span left = lines->left;
    size_t end;

    if (left.len == 0)
        return SPAN_ABSENT;
    end = span_find(left, '\t', 1);
    lines->left = span_cut(left, end, left.len);
    return span_cut(left, 1, end);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that is spelled at *i, which goes to its last character; or -1. */
static int byte_at(struct span field, size_t *i)
{
    char c = field.ptr[*i];
    int high, low;

    if (c != '\\')
        return c >= ' ' && c <= '~' ? c : -1;
    if (field.len - *i < 3)
        return -1;
    high = hex_digit(field.ptr[*i + 1]);
    low = hex_digit(field.ptr[*i + 2]);
    *i += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

struct span lines_bytes(struct certificate_lines *lines)
{
    struct span field = lines_field(lines);
    char *bytes =
        span_absent(field) ? NULL : arena_alloc(lines->arena, field.len + 1);
    size_t n = 0;

    for (size_t i = 0; bytes && i < field.len; i++) {
        int c = byte_at(field, &i);

        if (c < 0)
            bytes = NULL;
        else
            bytes[n++] = (char)c;
    }
    if (!bytes) {
        (void)lines_fail(lines, "a field of bytes is due here");
        return SPAN_ABSENT;
    }
    bytes[n] = '\0';
    return span_of(bytes, n);
}

int lines_read_number(struct certificate_lines *lines, struct span field,
                      uint32_t max, uint32_t *number)
{
    uint64_t value;

    *number = LINES_NO_NUMBER;
    if (span_eq(field, SPAN("-")))
        return 0;
    if (span_absent(field) || !span_u64(field, &value) || value >= max ||
        (field.len > 1 && field.ptr[0] == '0'))
        return lines_fail(lines, "a number is due here, or it is too large");
    *number = (uint32_t)value;
    return 0;
}

int lines_number(struct certificate_lines *lines, uint32_t max,
                 uint32_t *number)
{
    return lines_read_number(lines, lines_field(lines), max, number);
}

int lines_end(struct certificate_lines *lines)
{
    if (lines->left.len > 0)
        return lines_fail(lines, "the line goes on after what it says");
    return lines->error->len > 0 ? ERR_SYNTAX : 0;
}

/* ---- the whole -------------------------------------------------------------
 */

static uint32_t count_lines(struct span text)
{
    uint32_t n = 0;

    for (size_t at = 0; (at = span_find(text, '\n', at)) < text.len; at++)
        n++;
    return n;
}

/* The last line: "end", how many stand before it, their digest. */
static int check_end(struct certificate_lines *lines, size_t last)
{
    struct span before = span_cut(lines->text, 0, last);
    uint32_t n = count_lines(before), said;
    struct buf digest;
    bool same;

    lines->number = n;
    lines->at = last;
    if (lines_need(lines, "end") != 0 ||
        lines_number(lines, UINT32_MAX, &said) != 0)
        return ERR_SYNTAX;
    if (lines->left.len == 0)
        return lines_fail(lines, "the digest is missing");
    buf_init(&digest, 32);
    certificate_digest(
        &digest, span_of(lines->text.ptr,
                         (size_t)(lines->left.ptr - lines->text.ptr) + 1));
    same = span_eq(lines_field(lines), buf_span(&digest));
    buf_fini(&digest);
    if (said != n)
        return lines_fail(lines, "lines are missing, or there are more");
    if (!same)
        return lines_fail(lines, "the digest is of other lines than these");
    return lines_end(lines);
}

int lines_open(struct certificate_lines *lines, struct span text)
{
    size_t last = text.len > 0 ? text.len - 1 : 0;

    lines->text = text;
    lines->number = 1;
    if (!span_starts(text, SPAN(CERTIFICATE_VERSION)))
        return lines_fail(lines, "this is no certificate of popbox check");
    if (text.ptr[last] != '\n')
        return lines_fail(lines, "the file ends within a line");
    while (last > 0 && text.ptr[last - 1] != '\n')
        last--;
    if (check_end(lines, last) != 0)
        return ERR_SYNTAX;
    lines->text = span_cut(text, 0, last);
    lines->at = SPAN(CERTIFICATE_VERSION).len;
    lines->number = 1;
    return 0;
}
