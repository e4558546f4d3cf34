/* span.c - comparing, searching and cutting borrowed bytes. */
#include "cache/base/span.h"

#include <limits.h>

/* Letters differ from their other case in one bit, and so do other bytes. */
static bool is_other_case(unsigned char a, unsigned char b)
{
    unsigned char lower = a | 0x20;

    return (a ^ b) == 0x20 && lower >= 'a' && lower <= 'z';
}

bool span_ieq_bytes(struct span a, struct span b)
{
    if (!a.ptr || !b.ptr)
        return !a.ptr && !b.ptr;
    for (size_t i = 0; i < a.len; i++) {
        unsigned char x = (unsigned char)a.ptr[i];
        unsigned char y = (unsigned char)b.ptr[i];

        if (x != y && !is_other_case(x, y))
            return false;
    }
    return true;
}

int span_cmp(struct span a, struct span b)
{
    if (!a.ptr || !b.ptr)
        return (a.ptr != NULL) - (b.ptr != NULL);
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, shared);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool span_starts(struct span s, struct span prefix)
{
    return s.ptr && prefix.ptr && s.len >= prefix.len &&
           memcmp(s.ptr, prefix.ptr, prefix.len) == 0;
}

bool span_ends(struct span s, struct span suffix)
{
    return s.ptr && suffix.ptr && s.len >= suffix.len &&
           memcmp(s.ptr + (s.len - suffix.len), suffix.ptr, suffix.len) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct span span_trim(struct span s)
{
    while (s.len > 0 && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

size_t span_list_end(struct span list, size_t at)
{
    bool quoted = false;
    for (; at < list.len; at++) {
        char c = list.ptr[at];
        if (quoted && c == '\\')
            at++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            break;
    }
    return at < list.len ? at : list.len;
}

bool span_list_next(struct span list, size_t *at, struct span *element)
{
    while (*at < list.len) {
        size_t end = span_list_end(list, *at);
        *element = span_trim(span_cut(list, *at, end));
        *at = end < list.len ? end + 1 : end;
        if (element->len > 0)
            return true;
    }
    return false;
}

bool span_u64(struct span s, uint64_t *value)
{
    if (s.len == 0)
        return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}

/* Every byte that may be in a token (RFC 9110 5.6.2) at its own place. */
/* clang-format off */
static const char token_bytes[UCHAR_MAX + 1] =
    "                                "
    " ! #$%&'  *+ -. 0123456789      "
    " ABCDEFGHIJKLMNOPQRSTUVWXYZ   ^_"
    "`abcdefghijklmnopqrstuvwxyz | ~ ";
/* clang-format on */

bool span_is_token(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (token_bytes[(unsigned char)s.ptr[i]] <= ' ')
            return false;
    return s.len > 0;
}

/* The usual two cursors: after a mismatch, the last '*' takes one byte more.
 * Earlier stars need no second thought: what they took was the shortest. */
bool span_glob(struct span pattern, struct span s)
{
    size_t p = 0, i = 0;
    size_t star = SIZE_MAX, star_i = 0;
    while (i < s.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            star_i = i;
        } else if (p < pattern.len &&
                   (pattern.ptr[p] == '?' || pattern.ptr[p] == s.ptr[i])) {
            p++;
            i++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            i = ++star_i;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}
