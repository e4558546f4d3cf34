/*
 * status_pattern.c - the patterns of a status that integrations choose by.
 *
 * AWS takes any regular expression here. What people write for a status is a
 * number with some digits left open, and that is what is understood.
 */
#include "origin/apigateway/status_pattern.h"

/* One digit of a status against the pattern's part at *at: a digit, '.' or
 * "\d"; moves *at behind it. */
static bool digit_matches(struct span pattern, size_t *at, char digit)
{
    char c = pattern.ptr[(*at)++];

    if (c != '\\')
        return c == '.' || c == digit;
    (*at)++;
    return true;
}

/* Behind "{2}" at *at, or where it was; how often the part before counts. */
static size_t times(struct span pattern, size_t *at)
{
    if (*at + 3 > pattern.len || pattern.ptr[*at] != '{')
        return 1;
    *at += 3;
    return (size_t)(pattern.ptr[*at - 2] - '0');
}

bool status_pattern_matches(struct span pattern, int status)
{
    const char digits[3] = {(char)('0' + status / 100),
                            (char)('0' + status / 10 % 10),
                            (char)('0' + status % 10)};
    size_t n = 0;

    for (size_t at = 0; at < pattern.len;) {
        size_t part = at;
        size_t count;

        (void)digit_matches(pattern, &at, '0'); /* only to come behind it */
        for (count = times(pattern, &at); count > 0; count--) {
            size_t again = part;

            if (n == 3 || !digit_matches(pattern, &again, digits[n++]))
                return false;
        }
    }
    return n == 3;
}

bool status_pattern_ok(struct span text)
{
    size_t n = 0;

    for (size_t at = 0; at < text.len;) {
        char c = text.ptr[at++];

        if (c == '\\') {
            if (at >= text.len || text.ptr[at++] != 'd')
                return false;
        } else if (c != '.' && (c < '0' || c > '9')) {
            return false;
        }
        if (at < text.len && text.ptr[at] == '{' &&
            (at + 3 > text.len || text.ptr[at + 1] < '1' ||
             text.ptr[at + 1] > '3' || text.ptr[at + 2] != '}'))
            return false;
        n += times(text, &at);
    }
    return n == 3;
}
