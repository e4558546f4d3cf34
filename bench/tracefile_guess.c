/*
 * tracefile_guess.c - the format of a trace, told by its first bytes.
 *
 * Every rule asks the whole sample, not its first line, and the narrow ones
 * come first: a log of a web server has blanks too, and an ARC trace would do
 * as a webcachesim one.
 */
#include "bench/tracefile_parts.h"

#define LINES_SEEN 64u

/* Lines of the sample that are whole, blank ones left out. */
struct lines {
    struct span at[LINES_SEEN];
    size_t n;
};

static struct lines lines_of(struct span sample, bool whole)
{
    struct lines lines = {.n = 0};
    size_t at = 0;

    while (at < sample.len && lines.n < LINES_SEEN) {
        size_t end = span_find(sample, '\n', at);
        struct span line = span_trim(span_cut(sample, at, end));

        if (end == sample.len && !whole && lines.n > 0)
            break;
        if (span_ends(line, SPAN("\r")))
            line = span_trim(span_cut(line, 0, line.len - 1));
        if (line.len > 0)
            lines.at[lines.n++] = line;
        at = end + 1;
    }
    return lines;
}

/* Text of any encoding has no zero byte; the high bytes of 32-bit times and
 * sizes and of 64-bit ids do. */
static bool is_binary(struct span sample)
{
    return span_find(sample, '\0', 0) < sample.len;
}

/* So many numbers in each line, blanks between them; *fields: of the last. */
static bool are_numbers(const struct lines *lines, int n, int64_t last[])
{
    const struct trace_layout blanks = {.separator = ' '};
    struct span fields[8];

    for (size_t i = 0; i < lines->n; i++) {
        if (trace_split(lines->at[i], &blanks, 8, fields, NULL) != n)
            return false;
        for (int k = 0; k < n; k++)
            if (!trace_decimal_ms(fields[k], &last[k]))
                return false;
    }
    return lines->n > 0;
}

/* The third number of every line is 0 and the fourth counts lines. */
static bool is_arc(const struct lines *lines)
{
    const struct trace_layout blanks = {.separator = ' '};
    struct span fields[4];
    int64_t numbers[8];
    uint64_t number, before = 0;

    if (!are_numbers(lines, 4, numbers))
        return false;
    for (size_t i = 0; i < lines->n; i++) {
        (void)trace_split(lines->at[i], &blanks, 4, fields, NULL); /* 4 */
        if (!span_eq(fields[2], SPAN("0")) || !span_u64(fields[3], &number) ||
            (i > 0 && number != before + 1))
            return false;
        before = number;
    }
    return true;
}

static bool is_realtime(struct span line)
{
    const struct trace_layout tabs = {.separator = '\t'};
    struct span fields[16];
    int64_t ms;
    uint64_t status;
    int n = trace_split(line, &tabs, 16, fields, NULL);

    return n >= 9 && trace_decimal_ms(fields[0], &ms) &&
           span_u64(fields[3], &status) && status < 600 &&
           span_starts(fields[8], SPAN("/"));
}

/* Nothing in any line that could part columns. */
static bool is_one_column(const struct lines *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        for (const char *c = "\t,;| "; *c; c++)
            if (span_find(lines->at[i], *c, 0) < lines->at[i].len)
                return false;
    return true;
}

/* A lone "id" or "url" on top is a header, and a header makes a table. */
static bool has_header(struct span line)
{
    struct trace_layout layout;
    struct buf error;
    int err;

    buf_init(&error, TRACE_ERROR_MAX);
    err = trace_layout_of(line, SPAN_ABSENT, &layout, &error);
    buf_fini(&error);
    return !err && layout.header;
}

enum trace_format trace_guess(struct span sample, bool whole)
{
    struct lines lines;
    int64_t numbers[8];

    if (is_binary(sample))
        return TRACE_ORACLE;
    lines = lines_of(sample, whole);
    if (lines.n == 0)
        return TRACE_TXT;
    if (span_starts(lines.at[0], SPAN("#Version:")) ||
        span_starts(lines.at[0], SPAN("#Fields:")))
        return TRACE_CLOUDFRONT;
    for (size_t i = 0; i < lines.n; i++)
        if (trace_is_clf(lines.at[i]))
            return TRACE_CLF;
    if (is_realtime(lines.at[0]))
        return TRACE_REALTIME;
    if (has_header(lines.at[0]))
        return TRACE_CSV;
    if (is_one_column(&lines))
        return TRACE_TXT;
    if (is_arc(&lines))
        return TRACE_ARC;
    return are_numbers(&lines, 3, numbers) ? TRACE_WEBCACHESIM : TRACE_CSV;
}
