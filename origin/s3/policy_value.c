/* policy_value.c - numbers and dates in the conditions of a policy. */
#include "origin/s3/policy_value.h"

#include "origin/s3/signature.h"

#define WHOLE_DIGITS    12
#define FRACTION_DIGITS 6
#define YEAR_DIGITS     4
#define UNIX_S_MAX      UINT64_C(253402300799) /* the end of 9999 */

/* Takes what span_u64 reads up to the first byte that is no digit; how many
 * digits that were, 0 past max. */
static size_t take_digits(struct span *text, size_t max, uint64_t *value)
{
    size_t n = 0;

    while (n < text->len && text->ptr[n] >= '0' && text->ptr[n] <= '9')
        n++;
    if (n == 0 || n > max || !span_u64(span_cut(*text, 0, n), value))
        return 0;
    *text = span_cut(*text, n, text->len);
    return n;
}

static bool take_byte(struct span *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = span_cut(*text, 1, text->len);
    return true;
}

bool policy_number(struct span text, int64_t *millionths)
{
    bool negative = take_byte(&text, '-');
    uint64_t fraction = 0;
    uint64_t whole;
    size_t n;

    if (!take_digits(&text, WHOLE_DIGITS, &whole))
        return false;
    if (take_byte(&text, '.')) {
        n = take_digits(&text, FRACTION_DIGITS, &fraction);
        if (n == 0)
            return false;
        for (; n < FRACTION_DIGITS; n++)
            fraction *= 10;
    }
    *millionths = (int64_t)(whole * 1000000 + fraction);
    if (negative)
        *millionths = -*millionths;
    return text.len == 0;
}

/* ---- dates --------------------------------------------------------------- */

/* Two digits into a date as signatures write them. */
static bool take_two(struct span *text, char *at)
{
    uint64_t value;

    if (text->len < 2 || !span_u64(span_cut(*text, 0, 2), &value))
        return false;
    memcpy(at, text->ptr, 2);
    *text = span_cut(*text, 2, text->len);
    return true;
}

/* "Z" or "+01:00": how far the clock is ahead there. */
static bool read_zone(struct span text, int64_t *ahead_ms)
{
    bool east = span_starts(text, SPAN("+"));
    uint64_t hours;
    uint64_t minutes;

    *ahead_ms = 0;
    if (span_eq(text, SPAN("Z")))
        return true;
    if (text.len != 6 || text.ptr[3] != ':' || (!east && text.ptr[0] != '-') ||
        !span_u64(span_cut(text, 1, 3), &hours) || hours > 23 ||
        !span_u64(span_cut(text, 4, 6), &minutes) || minutes > 59)
        return false;
    *ahead_ms = (int64_t)(hours * 60 + minutes) * 60000;
    if (!east)
        *ahead_ms = -*ahead_ms;
    return true;
}

/* ":00.5" and what is left of text: into date and *ms. */
static bool read_seconds(struct span *text, char *date, int64_t *ms)
{
    uint64_t fraction;
    size_t n;

    if (!take_byte(text, ':'))
        return true;
    if (!take_two(text, date + 13))
        return false;
    if (!take_byte(text, '.'))
        return true;
    n = take_digits(text, FRACTION_DIGITS, &fraction);
    if (n == 0)
        return false;
    for (; n < FRACTION_DIGITS; n++)
        fraction *= 10;
    *ms = (int64_t)(fraction / 1000);
    return true;
}

/* As far as text goes; what it leaves away stays as date has it. */
static bool read_fields(struct span text, char *date, int64_t *shift_ms)
{
    int64_t ahead_ms;

    *shift_ms = 0;
    if (!take_two(&text, date) || !take_two(&text, date + 2))
        return false;
    for (int i = 0; i < 2 && text.len > 0; i++)
        if (!take_byte(&text, '-') || !take_two(&text, date + 4 + 2 * i))
            return false;
    if (text.len == 0)
        return true;
    if (!take_byte(&text, 'T') || !take_two(&text, date + 9) ||
        !take_byte(&text, ':') || !take_two(&text, date + 11) ||
        !read_seconds(&text, date, shift_ms) || !read_zone(text, &ahead_ms))
        return false;
    *shift_ms -= ahead_ms;
    return true;
}

bool policy_date(struct span text, int64_t *unix_ms)
{
    char date[] = "19700101T000000Z";
    uint64_t unix_s;
    int64_t shift_ms;

    if (text.len != YEAR_DIGITS && span_u64(text, &unix_s)) {
        *unix_ms = (int64_t)(unix_s * 1000);
        return unix_s <= UNIX_S_MAX;
    }
    if (!read_fields(text, date, &shift_ms) ||
        !signature_date(span_str(date), unix_ms))
        return false;
    *unix_ms += shift_ms;
    return true;
}
