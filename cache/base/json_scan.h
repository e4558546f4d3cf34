/* json_scan.h - a scan under way, and what its three files share. */
#ifndef POPBOX_CACHE_BASE_JSON_SCAN_H
#define POPBOX_CACHE_BASE_JSON_SCAN_H

#include "cache/base/json_parts.h"

/* An open object or array. */
struct frame {
    bool object;
    size_t n;         /* members begun */
    struct span name; /* of the latest, as written */
    bool inside;      /* in that member, between its name and its end */
};

/* The NUL after the text ends every loop; within the text it is no JSON. */
struct scan {
    struct json_reader *reader;
    const char *text; /* text[len] is NUL */
    size_t len;
    size_t at;
    size_t depth;
    struct frame frames[JSON_DEPTH_MAX];
};

/* json_blame.c: each notes an error and returns its code. */
int json_scan_fail(struct scan *scan, int err, size_t offset,
                   const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What is at hand is not what the grammar wants: "a digit", "':'". */
int json_scan_fail_found(struct scan *scan, const char *wanted);
/* No value, or no member's name, begins here. */
int json_scan_fail_value(struct scan *scan);
int json_scan_fail_name(struct scan *scan);

/* json_token.c: the token at hand, a quote, a digit or '-' being first. */
MUST_USE int json_scan_string(struct scan *scan);
MUST_USE int json_scan_number(struct scan *scan);
/* Takes that word if it is at hand, whole. */
bool json_scan_word(struct scan *scan, const char *word);

static inline bool scan_at_end(const struct scan *scan)
{
    return scan->at == scan->len;
}

static inline char scan_peek(const struct scan *scan)
{
    return scan->text[scan->at];
}

static inline bool scan_take(struct scan *scan, char c)
{
    if (scan_at_end(scan) || scan_peek(scan) != c)
        return false;
    scan->at++;
    return true;
}

static inline void scan_skip_space(struct scan *scan)
{
    scan->at += strspn(scan->text + scan->at, " \t\r\n");
}

static inline bool scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool scan_is_letter(char c)
{
    char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || c == '_';
}

static inline struct span scan_rest(const struct scan *scan)
{
    return span_of(scan->text + scan->at, scan->len - scan->at);
}

#endif
