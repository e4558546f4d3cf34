/* ip_range.c - ranges of IP addresses, as policies write them. */
#include "cache/base/ip_range.h"

#include <string.h>

#define V6_GROUPS 8

static bool read_v4(struct span text, unsigned char *bytes)
{
    for (int i = 0; i < 4; i++) {
        size_t dot = span_find(text, '.', 0);
        struct span digits = span_cut(text, 0, dot);
        uint64_t value;

        if (digits.len > 3 || !span_u64(digits, &value) || value > 255 ||
            (dot < text.len) != (i < 3))
            return false;
        bytes[i] = (unsigned char)value;
        text = span_cut(text, dot + 1, text.len);
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_group(struct span digits, unsigned char *bytes)
{
    unsigned value = 0;

    if (digits.len < 1 || digits.len > 4)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        int digit = hex_digit(digits.ptr[i]);

        if (digit < 0)
            return false;
        value = value * 16 + (unsigned)digit;
    }
    bytes[0] = (unsigned char)(value >> 8);
    bytes[1] = (unsigned char)(value & 255);
    return true;
}

/* Reads groups up to the end; false when one is wrong or there are too many. */
static bool read_groups(struct span text, unsigned char bytes[16], size_t *n)
{
    *n = 0;
    while (text.len > 0) {
        size_t colon = span_find(text, ':', 0);
        bool last = colon == text.len;

        if (*n == V6_GROUPS || colon + 1 == text.len ||
            !read_group(span_cut(text, 0, colon), bytes + 2 * *n))
            return false;
        ++*n;
        text = last ? SPAN("") : span_cut(text, colon + 1, text.len);
    }
    return true;
}

/* Where "::" is; text.len: nowhere. */
static size_t find_gap(struct span text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == ':' && text.ptr[i + 1] == ':')
            return i;
    return text.len;
}

static bool read_v6(struct span text, unsigned char bytes[16])
{
    size_t gap = find_gap(text);
    unsigned char tail[16];
    size_t n_head;
    size_t n_tail;

    if (gap == text.len)
        return read_groups(text, bytes, &n_head) && n_head == V6_GROUPS;
    if (!read_groups(span_cut(text, 0, gap), bytes, &n_head) ||
        !read_groups(span_cut(text, gap + 2, text.len), tail, &n_tail) ||
        n_head + n_tail >= V6_GROUPS)
        return false;
    memset(bytes + 2 * n_head, 0, 16 - 2 * n_head);
    memcpy(bytes + 16 - 2 * n_tail, tail, 2 * n_tail);
    return true;
}

bool ip_range_read(struct span text, struct ip_range *range)
{
    size_t slash = span_find(text, '/', 0);
    struct span address = span_cut(text, 0, slash);
    uint64_t bits;
    unsigned most;

    *range =
        (struct ip_range){.is_v6 = span_find(address, ':', 0) < address.len};
    most = range->is_v6 ? 128 : 32;
    range->bits = most;
    if (slash < text.len) {
        if (!span_u64(span_cut(text, slash + 1, text.len), &bits) ||
            bits > most)
            return false;
        range->bits = (unsigned)bits;
    }
    return range->is_v6 ? read_v6(address, range->bytes)
                        : read_v4(address, range->bytes);
}

bool ip_range_has(const struct ip_range *range, const struct ip_range *address)
{
    unsigned left = range->bits;

    if (range->is_v6 != address->is_v6)
        return false;
    for (size_t i = 0; left > 0; i++) {
        unsigned count = left < 8 ? left : 8;
        unsigned mask = 0xffu & (0xff00u >> count);

        if ((range->bytes[i] & mask) != (address->bytes[i] & mask))
            return false;
        left -= count;
    }
    return true;
}
