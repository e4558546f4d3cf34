/* json_token.c - strings, numbers and words of RFC 8259, byte by byte. */
#include "cache/base/json_scan.h"

/* ---- strings ------------------------------------------------------------- */

/* Four hexadecimal digits at text; a NUL is none. */
static bool read_hex4(const char *text, unsigned *code)
{
    static const char digits[] = "0123456789abcdef";
    *code = 0;
    for (size_t i = 0; i < 4; i++) {
        const char *digit =
            text[i] ? strchr(digits, ascii_lower(text[i])) : NULL;
        if (!digit)
            return false;
        *code = *code * 16 + (unsigned)(digit - digits);
    }
    return true;
}

/* \uXXXX at hand; a surrogate only with its other half. */
static int scan_unicode(struct scan *scan)
{
    const char *text = scan->text + scan->at;
    unsigned code;
    if (!read_hex4(text + 2, &code))
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "\\u needs four hexadecimal digits");
    if (code == 0)
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "\\u0000 is not taken in strings; remove it");
    size_t len = 6;
    if (code >= 0xD800 && code <= 0xDFFF) {
        unsigned low = 0;
        bool pair = code < 0xDC00 && text[6] == '\\' && text[7] == 'u' &&
                    read_hex4(text + 8, &low) && low >= 0xDC00 && low <= 0xDFFF;
        if (!pair)
            return json_scan_fail(
                scan, ERR_SYNTAX, scan->at,
                "\\u%04X is half a surrogate pair; write both halves "
                "or the character itself",
                code);
        len = 12;
    }
    scan->at += len;
    return 0;
}

static int scan_escape(struct scan *scan)
{
    char c = scan->text[scan->at + 1];
    if (c == 'u')
        return scan_unicode(scan);
    if (c == '\0' || !strchr("\"\\/bfnrt", c))
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "no such escape; the escapes are \\\" \\\\ \\/ \\b \\f \\n "
            "\\r \\t \\uXXXX");
    scan->at += 2;
    return 0;
}

static int scan_char(struct scan *scan)
{
    unsigned char byte = (unsigned char)scan_peek(scan);
    if (byte == '\\')
        return scan_escape(scan);
    if (byte == '\n' || byte == '\r')
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "the line ends inside a string; close it with \" or write "
            "\\n");
    if (byte == 0)
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "a NUL byte is not taken in strings; remove it");
    if (byte < 0x20)
        return json_scan_fail(scan, ERR_SYNTAX, scan->at,
                              "control byte 0x%02X in a string; write \\u%04X",
                              byte, byte);
    size_t len = json_utf8_len(scan_rest(scan));
    if (len == 0)
        return json_scan_fail(
            scan, ERR_SYNTAX, scan->at,
            "byte 0x%02X is not UTF-8 here; save the document as UTF-8", byte);
    scan->at += len;
    return 0;
}

int json_scan_string(struct scan *scan)
{
    size_t start = scan->at++;
    while (!scan_take(scan, '"')) {
        if (scan_at_end(scan))
            return json_scan_fail(scan, ERR_SYNTAX, start,
                                  "this string has no closing quote");
        int err = scan_char(scan);
        if (err)
            return err;
    }
    return 0;
}

/* ---- numbers and words --------------------------------------------------- */

static int scan_digits(struct scan *scan)
{
    if (scan_at_end(scan) || !scan_is_digit(scan_peek(scan)))
        return json_scan_fail_found(scan, "a digit");
    while (scan_is_digit(scan_peek(scan)))
        scan->at++;
    return 0;
}

/* int [ frac ] [ exp ], RFC 8259 section 6. */
int json_scan_number(struct scan *scan)
{
    size_t start = scan->at;
    (void)scan_take(scan, '-'); /* optional */
    if (scan_peek(scan) == '0' && scan_is_digit(scan->text[scan->at + 1]))
        return json_scan_fail(scan, ERR_SYNTAX, start,
                              "a number has no leading zeros; remove them");
    int err = scan_digits(scan);
    if (!err && scan_take(scan, '.'))
        err = scan_digits(scan);
    if (!err && (scan_take(scan, 'e') || scan_take(scan, 'E'))) {
        if (!scan_take(scan, '+'))
            (void)scan_take(scan, '-'); /* optional, either of them */
        err = scan_digits(scan);
    }
    if (!err && scan->at - start > JSON_NUMBER_MAX)
        return json_scan_fail(scan, ERR_TOO_LONG, start,
                              "a number of %zu characters; at most %d are read",
                              scan->at - start, JSON_NUMBER_MAX);
    return err;
}

bool json_scan_word(struct scan *scan, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(scan->text + scan->at, word, len) != 0 ||
        scan_is_letter(scan->text[scan->at + len]))
        return false;
    scan->at += len;
    return true;
}
