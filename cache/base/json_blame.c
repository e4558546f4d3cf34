/*
 * json_blame.c - says what is wrong at a place of a document, and the way out.
 *
 * The scan knows what the grammar wants; this looks at what is there instead
 * and at the habits behind it: comments, a comma too many, Python's True.
 */
#include "cache/base/json_scan.h"

#define QUOTED_MAX 40 /* bytes of the document that a message repeats */

static void add_path(const struct scan *scan, struct buf *path)
{
    buf_add_byte(path, '$');
    for (size_t i = 0; i < scan->depth; i++) {
        const struct frame *frame = &scan->frames[i];
        if (frame->inside && frame->object)
            json_path_name(path, frame->name, true);
        else if (frame->inside)
            json_path_index(path, frame->n - 1);
    }
}

int json_scan_fail(struct scan *scan, int err, size_t offset,
                   const char *format, ...)
{
    struct buf path;
    buf_init(&path, JSON_PATH_MAX);
    add_path(scan, &path);
    va_list args;
    va_start(args, format);
    json_vnote(scan->reader, offset, buf_span(&path), format, args);
    va_end(args);
    buf_fini(&path);
    return err;
}

static int fail_end(struct scan *scan, const char *wanted)
{
    if (scan->at == strspn(scan->text, " \t\r\n"))
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "the document is empty");
    if (scan->depth == 0)
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "the document ends here; %s is missing", wanted);
    return json_scan_fail(
        scan, ERR_SYNTAX, scan->at,
        "the document ends here; %s is missing, and %zu bracket%s "
        "not closed",
        wanted, scan->depth, scan->depth == 1 ? " is" : "s are");
}

/* The byte or character at hand is not what the grammar wants. */
int json_scan_fail_found(struct scan *scan, const char *wanted)
{
    if (scan_at_end(scan))
        return fail_end(scan, wanted);
    unsigned char byte = (unsigned char)scan_peek(scan);
    size_t len = json_utf8_len(scan_rest(scan));
    if (len == 0 || byte < 0x20 || byte == 0x7F)
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "found byte 0x%02X where %s must be", byte,
                              wanted);
    return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                          "found '%.*s' where %s must be", (int)len,
                          scan->text + scan->at, wanted);
}

/* A closing bracket after a comma: the comma is the mistake. */
static bool after_comma(const struct scan *scan)
{
    size_t at = scan->at;
    while (at > 0 && strchr(" \t\r\n", scan->text[at - 1]))
        at--;
    return at > 0 && scan->text[at - 1] == ',';
}

/* A word that begins like no value. */
static int fail_word(struct scan *scan)
{
    static const char *const known[] = {"true", "false", "null"};
    size_t len = 0;
    while (scan_is_letter(scan->text[scan->at + len]))
        len++;
    struct span word = span_cut(scan_rest(scan), 0, len);
    for (size_t i = 0; i < 3; i++)
        if (span_ieq(word, span_str(known[i])))
            return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                                  "found %.*s; JSON writes it %s",
                                  SPAN_ARG(word), known[i]);
    if (span_ieq(word, SPAN("nan")) || span_ieq(word, SPAN("infinity")))
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "found %.*s, which JSON does not have; write a number or "
            "null",
            SPAN_ARG(word));
    return json_scan_fail(
        scan, ERR_SYNTAX, scan->at,
        "found %.*s where a value must be; put a string in double "
        "quotes",
        SPAN_ARG(json_clip(word, QUOTED_MAX)));
}

int json_scan_fail_value(struct scan *scan)
{
    char c = scan_peek(scan);
    if (scan_at_end(scan))
        return fail_end(scan, "a value");
    if (scan_is_letter(c))
        return fail_word(scan);
    if (c == '\'')
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "found a single quote; put strings in double quotes");
    if (c == '/' || c == '#')
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "found '%c'; JSON has no comments, remove it", c);
    if (c == '+' || c == '.')
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "found '%c'; a number begins with a digit or with '-'", c);
    if ((c == ']' || c == '}') && after_comma(scan))
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "found '%c' after a comma; remove the comma", c);
    return json_scan_fail_found(scan, "a value");
}

int json_scan_fail_name(struct scan *scan)
{
    char c = scan_peek(scan);
    if (c == '}' && after_comma(scan))
        return json_scan_fail_value(scan);
    if (c == '/' || c == '#')
        return json_scan_fail_value(scan);
    if (scan_is_letter(c) || c == '\'')
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "put the member's name in double quotes");
    return json_scan_fail_found(scan, "a member's name in double quotes");
}
