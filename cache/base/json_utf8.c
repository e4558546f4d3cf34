/* json_utf8.c - UTF-8, strictly: one sequence, and cutting between two. */
#include "cache/base/json_parts.h"

/* RFC 3629 section 4: what the second byte may be depends on the first, which
 * keeps out overlong forms, surrogates and what is above U+10FFFF. */
struct lead {
    unsigned char from, to; /* first byte */
    unsigned char second, second_to;
    unsigned char len;
};

static const struct lead leads[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2},
    {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4},
    {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool fits(const struct lead *lead, struct span text)
{
    unsigned char first = (unsigned char)text.ptr[0];
    if (first < lead->from || first > lead->to || text.len < lead->len)
        return false;
    if (lead->len == 1)
        return true;
    unsigned char second = (unsigned char)text.ptr[1];
    if (second < lead->second || second > lead->second_to)
        return false;
    for (size_t i = 2; i < lead->len; i++)
        if (!is_tail(text.ptr[i]))
            return false;
    return true;
}

size_t json_utf8_len(struct span text)
{
    if (text.len == 0)
        return 0;
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
        if (fits(&leads[i], text))
            return leads[i].len;
    return 0;
}

struct span json_clip(struct span text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && is_tail(text.ptr[max]))
        max--;
    return span_cut(text, 0, max);
}
