/* test_directives.c - Cache-Control: flags, seconds, quotes, broken lines. */
#include "cache/http/directives.h"

#include "tests/lines.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TOLD_MAX 256

/* "no-store max-age=5": what was read, in the order of the struct. */
static void tell(const struct cache_control *cc, char told[TOLD_MAX])
{
    const struct {
        const char *name;
        bool set;
    } flags[] = {{"no-store", cc->no_store},
                 {"no-cache", cc->no_cache},
                 {"no-cache-fields", cc->no_cache_fields},
                 {"private", cc->is_private},
                 {"public", cc->is_public},
                 {"must-revalidate", cc->must_revalidate},
                 {"immutable", cc->immutable}};
    const struct {
        const char *name;
        int64_t seconds;
    } numbers[] = {{"max-age", cc->max_age_s},
                   {"s-maxage", cc->s_maxage_s},
                   {"swr", cc->stale_while_revalidate_s},
                   {"sie", cc->stale_if_error_s}};
    size_t len = 0;

    told[0] = '\0';
    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
        if (flags[i].set)
            len += (size_t)snprintf(told + len, TOLD_MAX - len, "%s%s",
                                    len ? " " : "", flags[i].name);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        if (numbers[i].seconds != CACHE_CONTROL_ABSENT)
            len += (size_t)snprintf(told + len, TOLD_MAX - len, "%s%s=%lld",
                                    len ? " " : "", numbers[i].name,
                                    (long long)numbers[i].seconds);
}

struct row {
    const char *value; /* of one line; '\n' begins another */
    const char *told;
    const char *reason;
};

static const struct row rows[] = {
    {"", "", "an empty line says nothing"},
    {"max-age=60", "max-age=60", "a number"},
    {"public, max-age=60, s-maxage=5", "public max-age=60 s-maxage=5", "three"},
    {"MAX-AGE=60,No-Store", "no-store max-age=60", "names without case"},
    {" ,, max-age=60 ,\t, no-cache ,", "no-cache max-age=60", "empty elements"},
    {"max-age=\"60\"", "max-age=60", "quoted, which a recipient takes"},
    {"private, must-revalidate, immutable", "private must-revalidate immutable",
     "the other flags"},
    {"stale-while-revalidate=9, stale-if-error=8", "swr=9 sie=8", "RFC 5861"},
    {"x, y=z, community=\"no-store\"", "", "unknown ones are passed over"},
    {"xmax-age=5, max-agex=5", "", "whole names only"},

    {"no-cache", "no-cache", "of everything"},
    {"no-cache=\"set-cookie\"", "no-cache-fields", "of one field"},
    {"no-cache=\"a, b\", max-age=5", "no-cache-fields max-age=5",
     "the comma is inside"},
    {"no-cache=a", "no-cache-fields", "without quotes"},
    {"no-cache=\"a\", no-cache", "no-cache no-cache-fields", "both"},
    {"no-cache=\"\"", "no-cache", "no field at all: everything"},
    {"no-cache=", "no-cache", "nothing: everything"},
    {"no-cache=\"a, max-age=5", "no-cache", "a quote without an end"},
    {"no-cache=\"a\\\"", "no-cache", "an end that is escaped"},
    {"no-cache=\"a\\\"b\"", "no-cache-fields", "a quote that is escaped"},
    {"no-cache=\"a\"b", "no-cache", "something behind the quotes"},
    {"private=\"x\"", "private", "of one field: taken for all"},
    {"no-store=x", "no-store", "an argument it does not have"},

    {"max-age", "max-age=0", "no number"},
    {"max-age=", "max-age=0", "an empty number"},
    {"max-age=\"\"", "max-age=0", "quoted emptiness"},
    {"max-age=-5", "max-age=0", "below zero"},
    {"max-age=+5", "max-age=0", "a sign"},
    {"max-age=1.5", "max-age=0", "a fraction"},
    {"max-age=5s", "max-age=0", "a unit"},
    {"max-age=0x10", "max-age=0", "hexadecimal"},
    {"max-age= 5", "max-age=0", "a blank after '='"},
    {"max-age =5", "max-age=0", "a blank before '='"},
    {"max-age=\" 5\"", "max-age=0", "a blank in quotes"},
    {"max-age='5'", "max-age=0", "the wrong quotes"},
    {"max-age=\"5", "max-age=0", "half a quote"},
    {"max-age=5 no-store", "max-age=0", "no comma: neither"},
    {"max-age=\"5\"6", "max-age=0", "something behind the quotes"},
    {"max-age==5", "max-age=0", "two signs"},
    {"=5", "", "no name"},

    {"max-age=0005", "max-age=5", "leading zeros"},
    {"max-age=2147483647", "max-age=2147483647", "2^31-1"},
    {"max-age=2147483648", "max-age=2147483647", "2^31"},
    {"max-age=18446744073709551616", "max-age=2147483647", "2^64"},
    {"max-age=99999999999999999999999999", "max-age=2147483647", "and beyond"},

    {"max-age=5, max-age=9", "max-age=5", "the first counts"},
    {"max-age=x, max-age=9", "max-age=0", "also if it is broken"},
    {"max-age=5\nmax-age=9, no-store", "no-store max-age=5", "over two lines"},
    {"no-cache\npublic\ns-maxage=1", "no-cache public s-maxage=1", "three"},
    {"\x80max-age=5, max-age=\xff", "max-age=0", "obs-text"},
};

static struct cache_control read_value(struct arena *arena, const char *value)
{
    struct http_headers headers = {0};
    struct span left = span_str(value);
    struct cache_control cc;

    for (;;) {
        size_t end = span_find(left, '\n', 0);

        cr_assert_eq(http_headers_add(&headers, arena, SPAN("cache-CONTROL"),
                                      span_cut(left, 0, end)),
                     0);
        if (end == left.len)
            break;
        left = span_cut(left, end + 1, left.len);
    }
    cache_control_read(&cc, &headers);
    return cc;
}

Test(directives, values_are_read_as_a_careful_cache_reads_them)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct cache_control cc = read_value(&arena, rows[i].value);
        char told[TOLD_MAX];

        tell(&cc, told);
        cr_expect_str_eq(told, rows[i].told, "%s: %s read as %s",
                         rows[i].reason, rows[i].value, told);
        cr_expect(cc.present, "%s", rows[i].reason);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

Test(directives, no_line_is_not_an_empty_line)
{
    struct arena arena;
    struct http_headers headers;
    struct cache_control cc;
    char told[TOLD_MAX];

    arena_init(&arena, 1 << 16);
    headers = lines_of(&arena, "Cache-Controls: no-store\nPragma: no-cache");
    cache_control_read(&cc, &headers);
    tell(&cc, told);
    cr_expect_str_eq(told, "");
    cr_expect_not(cc.present);
    arena_fini(&arena);
}

Test(directives, what_is_cut_off_is_never_a_longer_life)
{
    const char *whole = "public, max-age=86400, s-maxage=\"3600\", no-store";
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t len = 0; len <= strlen(whole); len++) {
        char text[64] = "";
        struct cache_control cc;

        memcpy(text, whole, len);
        cc = read_value(&arena, text);
        cr_expect_leq(cc.max_age_s, 86400);
        cr_expect_leq(cc.s_maxage_s, 3600);
        cr_expect_eq(cc.no_store, len == strlen(whole), "%s", text);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}
