/* test_date.c - HTTP dates: three formats, calendars, short years, garbage. */
#include "cache/http/date.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#define NOW      INT64_C(1704067200)   /* 2024-01-01 00:00:00 */
#define LAST     INT64_C(253402300799) /* 9999-12-31 23:59:59 */
#define NOT_READ (-1)

struct row {
    const char *text;
    int64_t unix_s; /* NOT_READ: refused */
    const char *reason;
};

static const struct row rows[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777, "IMF-fixdate"},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777, "RFC 850"},
    {"Sun Nov  6 08:49:37 1994", 784111777, "asctime"},
    {"Sun Nov 16 08:49:37 1994", 784975777, "asctime, two digits"},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0, "the first second"},
    {"Fri, 31 Dec 9999 23:59:59 GMT", LAST, "the last second"},
    {"Thu, 29 Feb 2024 00:00:00 GMT", 1709164800, "a leap year"},
    {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400, "a leap century"},
    {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800, "a leap second"},
    {"Mon, 06 Nov 1994 08:49:37 GMT", 784111777, "the wrong weekday"},

    {"Thu, 31 Dec 1969 23:59:59 GMT", NOT_READ, "before 1970"},
    {"Sat, 01 Jan 0000 00:00:00 GMT", NOT_READ, "long before"},
    {"Tue, 29 Feb 2023 00:00:00 GMT", NOT_READ, "no leap year"},
    {"Mon, 29 Feb 2100 00:00:00 GMT", NOT_READ, "no leap century"},
    {"Sun, 31 Apr 2023 00:00:00 GMT", NOT_READ, "a short month"},
    {"Sun, 00 Nov 1994 08:49:37 GMT", NOT_READ, "day 0"},
    {"Sun, 32 Oct 1994 08:49:37 GMT", NOT_READ, "day 32"},
    {"Sun Nov  0 08:49:37 1994", NOT_READ, "day 0, padded"},
    {"Sun, 06 Nov 1994 24:00:00 GMT", NOT_READ, "hour 24"},
    {"Sun, 06 Nov 1994 08:60:00 GMT", NOT_READ, "minute 60"},
    {"Sun, 06 Nov 1994 08:49:61 GMT", NOT_READ, "second 61"},
    {"Sun, 6 Nov 1994 08:49:37 GMT", NOT_READ, "one digit of day"},
    {"Sun,  6 Nov 1994 08:49:37 GMT", NOT_READ, "a blank for a digit"},
    {"sun, 06 Nov 1994 08:49:37 GMT", NOT_READ, "dates are case-sensitive"},
    {"Sun, 06 nov 1994 08:49:37 GMT", NOT_READ, "months too"},
    {"Sun, 06 Nov 1994 08:49:37 gmt", NOT_READ, "and the zone"},
    {"Sun, 06 Nov 1994 08:49:37 UTC", NOT_READ, "another zone"},
    {"Sun, 06 Nov 1994 08:49:37 +0000", NOT_READ, "an offset"},
    {"Sun, 06 Nov 1994 08:49:37 GMT ", NOT_READ, "something behind it"},
    {" Sun, 06 Nov 1994 08:49:37 GMT", NOT_READ, "something before it"},
    {"Sunday, 06 Nov 1994 08:49:37 GMT", NOT_READ, "two formats mixed"},
    {"Sun, 06-Nov-94 08:49:37 GMT", NOT_READ, "the other way"},
    {"Sun, +6 Nov 1994 08:49:37 GMT", NOT_READ, "a sign"},
    {"Sun, 06 Nov 1994 08:49 GMT", NOT_READ, "no seconds"},
    {"784111777", NOT_READ, "a number"},
    {"0", NOT_READ, "the usual Expires"},
    {"", NOT_READ, "empty"},
    {NULL, NOT_READ, "absent"},
};

static void expect_read(struct span text, int64_t now_s, int64_t unix_s,
                        const char *reason)
{
    int64_t got_s = NOT_READ;
    bool read = http_date_parse(text, now_s, &got_s);

    cr_expect_eq(read, unix_s != NOT_READ, "%s: %.*s", reason, SPAN_ARG(text));
    cr_expect_eq(got_s, unix_s, "%s: %.*s is %lld", reason, SPAN_ARG(text),
                 (long long)got_s);
}

Test(date, three_formats_and_nothing_else_are_read)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        expect_read(span_str(rows[i].text), NOW, rows[i].unix_s,
                    rows[i].reason);
}

Test(date, no_truncation_and_no_other_byte_makes_a_date)
{
    for (size_t i = 0; i < 4; i++) {
        size_t n = strlen(rows[i].text);
        char bytes[64];

        for (size_t len = 0; len < n; len++)
            expect_read(span_of(rows[i].text, len), NOW, NOT_READ, "cut short");
        for (size_t at = 0; at < n; at++) {
            memcpy(bytes, rows[i].text, n);
            bytes[at] = '\0';
            expect_read(span_of(bytes, n), NOW, NOT_READ, "a NUL");
            bytes[at] = '/';
            expect_read(span_of(bytes, n), NOW, NOT_READ, "a slash");
        }
    }
}

Test(date, a_short_year_is_the_latest_within_fifty_years)
{
    static const struct {
        const char *text;
        const char *now;
        const char *means; /* NULL: refused */
    } years[] = {
        {"Sunday, 06-Nov-94 08:49:37 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"Monday, 01-Jan-74 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         "Mon, 01 Jan 2074 00:00:00 GMT"},
        {"Monday, 01-Jan-74 00:00:01 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         "Tue, 01 Jan 1974 00:00:01 GMT"},
        {"Friday, 01-Jan-75 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         "Wed, 01 Jan 1975 00:00:00 GMT"},
        {"Friday, 01-Jan-00 00:00:00 GMT", "Thu, 31 Dec 2099 23:59:59 GMT",
         "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"Monday, 01-Jan-24 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
         NULL},
        {"Thursday, 29-Feb-24 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         "Thu, 29 Feb 2024 00:00:00 GMT"},
        {"Thursday, 29-Feb-23 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
         NULL},
    };

    for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++) {
        int64_t now_s, means_s = NOT_READ;

        cr_assert(http_date_parse(span_str(years[i].now), 0, &now_s));
        if (years[i].means)
            cr_assert(http_date_parse(span_str(years[i].means), 0, &means_s));
        expect_read(span_str(years[i].text), now_s, means_s, years[i].now);
    }
    expect_read(SPAN("Sunday, 06-Nov-94 08:49:37 GMT"), INT64_MIN, 784111777,
                "any now will do");
    expect_read(SPAN("Sunday, 06-Nov-94 08:49:37 GMT"), INT64_MAX,
                INT64_C(253239727777), "9994 is 5 years ago");
}

/* gmtime of the C library is the second opinion. */
static void expect_same_as_libc(int64_t unix_s)
{
    char text[HTTP_DATE_LEN + 1], expected[64];
    time_t t = (time_t)unix_s;
    struct tm tm;

    cr_assert_not_null(gmtime_r(&t, &tm));
    cr_assert_eq(
        strftime(expected, sizeof(expected), "%a, %d %b %Y %H:%M:%S GMT", &tm),
        (size_t)HTTP_DATE_LEN);
    http_date_format(unix_s, text);
    cr_expect_str_eq(text, expected);
    expect_read(span_str(text), NOW, unix_s, "back again");
    cr_assert_gt(
        strftime(expected, sizeof(expected), "%a %b %e %H:%M:%S %Y", &tm), 0u);
    expect_read(span_str(expected), NOW, unix_s, "asctime");
}

Test(date, every_kind_of_day_goes_there_and_back)
{
    for (int64_t year_s = 0; year_s <= LAST; year_s += INT64_C(31556952)) {
        expect_same_as_libc(year_s);
        if (year_s + 86399 <= LAST)
            expect_same_as_libc(year_s + 86399);
    }
    for (int64_t day = 0; day < 366 * 5; day++) { /* 1999 to 2003 */
        expect_same_as_libc(915148800 + day * 86400);
        expect_same_as_libc(915148800 + day * 86400 + day * 47 % 86400);
    }
    expect_same_as_libc(LAST);
}
