/*
 * date.c - HTTP dates, read and written without a locale or a clock.
 *
 * A date is read by following a pattern, one letter of it per field: the three
 * formats of RFC 9110 5.6.7 differ in nothing else. Days are counted as in the
 * proleptic Gregorian calendar, with years that begin in March, so that the
 * leap day is the last one of its year (H. Hinnant, "chrono-compatible
 * low-level date algorithms").
 */
#include "cache/http/date.h"

#include "cache/base/assert.h"

#define DAY_S           86400
#define LAST_S          INT64_C(253402300799) /* 9999-12-31 23:59:59 */
#define YEARS_AHEAD_MAX 50                    /* for years of two digits */

static const char day_names[7][10] = {"Sunday",    "Monday",   "Tuesday",
                                      "Wednesday", "Thursday", "Friday",
                                      "Saturday"};
static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr",
                                        "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec"};

/* month and day count from 1. */
struct civil {
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t second; /* of the day */
};

/* ---- the calendar -------------------------------------------------------- */

/* Days since 1970-01-01; year >= 0. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = year + 400 - (month <= 2); /* never negative */
    int64_t era = y / 400;
    int64_t year_of_era = y % 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - (719468 + 146097);
}

static int64_t unix_of(const struct civil *date)
{
    return days_of(date->year, date->month, date->day) * DAY_S + date->second;
}

static struct civil civil_of(int64_t unix_s)
{
    int64_t days = unix_s / DAY_S + 719468;
    int64_t era = days / 146097;
    int64_t day_of_era = days % 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t from_march = (5 * day_of_year + 2) / 153;
    int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;

    return (struct civil){.year = era * 400 + year_of_era + (month <= 2),
                          .month = month,
                          .day = day_of_year - (153 * from_march + 2) / 5 + 1,
                          .second = unix_s % DAY_S};
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

/* ---- reading ------------------------------------------------------------- */

struct reading {
    struct span text;
    size_t at;
    struct civil date;
    bool short_year; /* of two digits */
    bool ok;
};

static void take_byte(struct reading *in, char byte)
{
    in->ok = in->ok && in->at < in->text.len && in->text.ptr[in->at] == byte;
    in->at++;
}

/* Exactly n digits, to a number of at most max. */
static int64_t take_number(struct reading *in, size_t n, int64_t max)
{
    struct span digits = span_cut(in->text, in->at, in->at + n);
    uint64_t number = 0;

    in->ok = in->ok && digits.len == n && span_u64(digits, &number) &&
             number <= (uint64_t)max;
    in->at += n;
    return in->ok ? (int64_t)number : 0;
}

static void take_day_name(struct reading *in, bool whole)
{
    for (size_t i = 0; i < 7; i++) {
        struct span name = span_str(day_names[i]);

        name = whole ? name : span_cut(name, 0, 3);
        if (in->at <= in->text.len &&
            span_starts(span_cut(in->text, in->at, in->text.len), name)) {
            in->at += name.len;
            return;
        }
    }
    in->ok = false;
}

static void take_month(struct reading *in)
{
    struct span name = span_cut(in->text, in->at, in->at + 3);

    in->date.month = 0;
    for (int64_t i = 0; i < 12; i++)
        if (span_eq(name, span_str(month_names[i])))
            in->date.month = i + 1;
    in->ok = in->ok && in->date.month > 0;
    in->at += 3;
}

/* hh:mm:ss; 60 is the leap second of the grammar. */
static void take_time(struct reading *in)
{
    int64_t hours = take_number(in, 2, 23);
    int64_t minutes;

    take_byte(in, ':');
    minutes = take_number(in, 2, 59);
    take_byte(in, ':');
    in->date.second = hours * 3600 + minutes * 60 + take_number(in, 2, 60);
}

/* asctime pads the day of the month with a blank. */
static void take_padded_day(struct reading *in)
{
    if (in->at < in->text.len && in->text.ptr[in->at] == ' ') {
        in->at++;
        in->date.day = take_number(in, 1, 9);
    } else {
        in->date.day = take_number(in, 2, 31);
    }
}

/* Follows a pattern: w short and W whole day name, d and D day (D
 * blank-padded), m month, y and Y year of two and of four digits, t time;
 * anything else stands for itself. */
static bool follow(struct reading *in, const char *pattern)
{
    for (; *pattern; pattern++) {
        switch (*pattern) {
        case 'w':
        case 'W':
            take_day_name(in, *pattern == 'W');
            break;
        case 'd':
            in->date.day = take_number(in, 2, 31);
            break;
        case 'D':
            take_padded_day(in);
            break;
        case 'm':
            take_month(in);
            break;
        case 'y':
            in->date.year = take_number(in, 2, 99);
            in->short_year = true;
            break;
        case 'Y':
            in->date.year = take_number(in, 4, 9999);
            break;
        case 't':
            take_time(in);
            break;
        default:
            take_byte(in, *pattern);
            break;
        }
    }
    return in->ok && in->at == in->text.len;
}

/* The latest year with these two digits that makes a date no more than 50 years
 * ahead of now. */
static void widen_year(struct civil *date, int64_t now_s)
{
    struct civil limit = civil_of(now_s);

    limit.year += YEARS_AHEAD_MAX;
    date->year += limit.year - limit.year % 100;
    if (unix_of(date) > unix_of(&limit))
        date->year -= 100;
}

bool http_date_parse(struct span text, int64_t now_s, int64_t *unix_s)
{
    static const char *const patterns[] = {
        "w, d m Y t GMT", /* Sun, 06 Nov 1994 08:49:37 GMT */
        "W, d-m-y t GMT", /* Sunday, 06-Nov-94 08:49:37 GMT */
        "w m D t Y",      /* Sun Nov  6 08:49:37 1994 */
    };
    struct civil *date;
    struct reading in;
    bool found = false;

    if (span_absent(text))
        return false;
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        in = (struct reading){.text = text, .ok = true};
        found = follow(&in, patterns[i]);
        if (found)
            break;
    }
    date = &in.date;
    if (!found)
        return false;
    if (in.short_year) {
        now_s = now_s < 0 ? 0 : now_s > LAST_S ? LAST_S : now_s;
        widen_year(date, now_s);
    }
    if (date->year < 1970 || date->day < 1 ||
        date->day > days_in_month(date->year, date->month))
        return false;
    *unix_s = unix_of(date);
    return true;
}

/* ---- writing ------------------------------------------------------------- */

static char *put(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return at + len;
}

static char *put_number(char *at, int64_t number, int n_digits)
{
    for (int i = n_digits - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return at + n_digits;
}

void http_date_format(int64_t unix_s, char text[HTTP_DATE_LEN + 1])
{
    struct civil date;
    char *at = text;

    ASSERT(unix_s >= 0);
    ASSERT(unix_s <= LAST_S);
    date = civil_of(unix_s);
    at = put(at, day_names[(unix_s / DAY_S + 4) % 7], 3); /* 1970: Thursday */
    at = put(at, ", ", 2);
    at = put_number(at, date.day, 2);
    at = put(at, " ", 1);
    at = put(at, month_names[date.month - 1], 3);
    at = put(at, " ", 1);
    at = put_number(at, date.year, 4);
    at = put(at, " ", 1);
    at = put_number(at, date.second / 3600, 2);
    at = put(at, ":", 1);
    at = put_number(at, date.second / 60 % 60, 2);
    at = put(at, ":", 1);
    at = put_number(at, date.second % 60, 2);
    at = put(at, " GMT", 4);
    *at = '\0';
    ASSERT(at == text + HTTP_DATE_LEN);
}
