/* encodings.c - base64, hexadecimal and percent-encoding. */
#include "origin/s3/encodings.h"

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char hex_lower[] = "0123456789abcdef";
static const char hex_upper[] = "0123456789ABCDEF";

struct span base64_of(struct arena *arena, struct span bytes)
{
    size_t len = (bytes.len + 2) / 3 * 4;
    char *text = arena_alloc(arena, len + 1);

    if (!text)
        return SPAN_ABSENT;
    for (size_t i = 0, at = 0; i < bytes.len; i += 3, at += 4) {
        uint32_t group = 0;

        for (size_t j = 0; j < 3; j++)
            group = group << 8 |
                    (i + j < bytes.len ? (unsigned char)bytes.ptr[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            text[at + j] = base64_digits[group >> (18 - 6 * j) & 63];
        if (i + 1 >= bytes.len)
            text[at + 2] = '=';
        if (i + 2 >= bytes.len)
            text[at + 3] = '=';
    }
    text[len] = '\0';
    return span_of(text, len);
}

struct span hex_of(struct arena *arena, struct span bytes)
{
    char *text = arena_alloc(arena, bytes.len * 2 + 1);

    if (!text)
        return SPAN_ABSENT;
    for (size_t i = 0; i < bytes.len; i++) {
        text[2 * i] = hex_lower[(unsigned char)bytes.ptr[i] >> 4];
        text[2 * i + 1] = hex_lower[(unsigned char)bytes.ptr[i] & 15];
    }
    text[bytes.len * 2] = '\0';
    return span_of(text, bytes.len * 2);
}

/* The value of a base64 digit, or 64. */
static uint32_t digit_value(char c)
{
    const char *found = c ? strchr(base64_digits, c) : NULL;

    return found ? (uint32_t)(found - base64_digits) : 64;
}

/* How many of the last group's digits are padding; 3: not well-formed. */
static size_t padding(struct span text)
{
    if (text.len == 0 || text.len % 4 != 0)
        return text.len == 0 ? 0 : 3;
    if (text.ptr[text.len - 1] != '=')
        return 0;
    return text.ptr[text.len - 2] == '=' ? 2 : 1;
}

int base64_read(struct span text, unsigned char *out, size_t max, size_t *len)
{
    size_t pad = padding(text);
    uint32_t group = 0;

    *len = 0;
    if (pad == 3)
        return ERR_SYNTAX;
    if (text.len / 4 * 3 - pad > max)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < text.len; i++) {
        bool is_pad = i >= text.len - pad;
        uint32_t value = is_pad ? 0 : digit_value(text.ptr[i]);

        if (value == 64)
            return ERR_SYNTAX;
        group = group << 6 | value;
        if (i % 4 != 3)
            continue;
        for (size_t j = 0; j < (i + 1 == text.len ? 3 - pad : 3); j++)
            out[(*len)++] = (unsigned char)(group >> (16 - 8 * j));
        group = 0;
    }
    return 0;
}

/* The value of a hexadecimal digit, or -1. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t hex_read(struct span text, unsigned char *out, size_t max)
{
    size_t n = 0;

    for (; n < max && 2 * n + 1 < text.len; n++) {
        int high = hex_value(text.ptr[2 * n]);
        int low = hex_value(text.ptr[2 * n + 1]);

        if (high < 0 || low < 0)
            break;
        out[n] = (unsigned char)(high * 16 + low);
    }
    return n;
}

int percent_decode(struct arena *arena, struct span text, bool plus,
                   struct span *decoded)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    *decoded = SPAN_ABSENT;
    if (!out)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%') {
            out[len++] = plus && text.ptr[i] == '+' ? ' ' : text.ptr[i];
            continue;
        }
        if (text.len - i < 3 || hex_value(text.ptr[i + 1]) < 0 ||
            hex_value(text.ptr[i + 2]) < 0)
            return ERR_SYNTAX;
        out[len++] = (char)(hex_value(text.ptr[i + 1]) * 16 +
                            hex_value(text.ptr[i + 2]));
        i += 2;
    }
    out[len] = '\0';
    *decoded = span_of(out, len);
    return 0;
}

static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') ||
           (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

struct span percent_encode(struct arena *arena, struct span text, bool slash)
{
    char *out = arena_alloc(arena, text.len * 3 + 1);
    size_t len = 0;

    if (!out)
        return SPAN_ABSENT;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];

        if (is_unreserved(text.ptr[i]) || (slash && byte == '/')) {
            out[len++] = text.ptr[i];
            continue;
        }
        out[len++] = '%';
        out[len++] = hex_upper[byte >> 4];
        out[len++] = hex_upper[byte & 15];
    }
    out[len] = '\0';
    return span_of(out, len);
}

/* Bytes that follow a lead byte, and the least code point that needs them; -1
 * for a byte that leads nothing. */
static int followers(unsigned char lead, uint32_t *least)
{
    if (lead < 0x80) {
        *least = 0;
        return 0;
    }
    if (lead >= 0xc0 && lead < 0xe0) {
        *least = 0x80;
        return 1;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
        *least = 0x800;
        return 2;
    }
    *least = 0x10000;
    return lead >= 0xf0 && lead < 0xf8 ? 3 : -1;
}

bool utf8_is_valid(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char lead = (unsigned char)text.ptr[i];
        uint32_t least;
        int n = followers(lead, &least);
        uint32_t point = n > 0 ? lead & (0x3fu >> n) : lead;

        if (n < 0 || (size_t)n >= text.len - i)
            return false;
        for (; n > 0; n--) {
            unsigned char byte = (unsigned char)text.ptr[++i];

            if ((byte & 0xc0) != 0x80)
                return false;
            point = point << 6 | (byte & 0x3fu);
        }
        if (point < least || point > 0x10ffff ||
            (point >= 0xd800 && point < 0xe000))
            return false;
    }
    return true;
}
