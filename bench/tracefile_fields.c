/* tracefile_fields.c - fields of a line: cut, numbers, dates, origins. */
#include "bench/tracefile_parts.h"

#include "cache/base/assert.h"

/* ---- cutting ------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static int split_blanks(struct span line, int n, struct span fields[])
{
    size_t at = 0;
    int count = 0;

    while (count < n) {
        size_t from;

        while (at < line.len && is_blank(line.ptr[at]))
            at++;
        if (at == line.len)
            break;
        from = at;
        while (at < line.len && !is_blank(line.ptr[at]))
            at++;
        fields[count++] = span_of(line.ptr + from, at - from);
    }
    return count;
}

/* line begins with a quote. The field without quotes, *end after the last one;
 * false: it never ends. Doubled quotes are halved in scratch. */
static bool unquote(struct span line, struct span *field, size_t *end,
                    struct buf *scratch)
{
    size_t close = span_find(line, '"', 1), part = 1, from = scratch->len;

    if (close + 1 >= line.len || line.ptr[close + 1] != '"') {
        *field = span_cut(line, 1, close);
        *end = close + 1;
        return close < line.len;
    }
    while (close + 1 < line.len && line.ptr[close + 1] == '"') {
        buf_add(scratch, span_cut(line, part, close + 1));
        part = close + 2;
        close = span_find(line, '"', part);
    }
    buf_add(scratch, span_cut(line, part, close));
    *field = span_of(scratch->ptr + from, scratch->len - from);
    *end = close + 1;
    return close < line.len && !scratch->overflow;
}

/* scratch must not move while fields point into it: it cannot hold more than
 * the line. */
static void prepare(struct buf *scratch, struct span line)
{
    buf_reset(scratch);
    (void)buf_reserve(scratch, line.len); /* a line has a limit */
}

int trace_split(struct span line, const struct trace_layout *layout, int n,
                struct span fields[], struct buf *scratch)
{
    size_t at = 0;
    int count = 0;

    if (layout->separator == ' ')
        return split_blanks(line, n, fields);
    if (layout->quotes && span_find(line, '"', 0) < line.len)
        prepare(scratch, line);
    while (count < n) {
        struct span rest = span_cut(line, at, line.len);
        size_t end;

        if (layout->quotes && rest.len > 0 && rest.ptr[0] == '"') {
            if (!unquote(rest, &fields[count++], &end, scratch))
                return -1;
            end = span_find(rest, layout->separator, end);
        } else {
            end = span_find(rest, layout->separator, 0);
            fields[count++] = span_cut(rest, 0, end);
        }
        if (end == rest.len)
            break;
        at += end + 1;
    }
    return count;
}

/* ---- numbers ------------------------------------------------------------- */

bool trace_canonical(struct span text, uint64_t *number)
{
    if (text.len > 1 && text.ptr[0] == '0')
        return false;
    return span_u64(text, number);
}

bool trace_decimal_ms(struct span text, int64_t *ms)
{
    size_t dot = span_find(text, '.', 0);
    uint64_t whole, thousandths = 0;

    if (!span_u64(span_cut(text, 0, dot), &whole) ||
        whole > INT64_MAX / 1000 - 1)
        return false;
    for (size_t i = dot + 1, unit = 100; i < text.len; i++, unit /= 10) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        thousandths += (uint64_t)(text.ptr[i] - '0') * unit;
    }
    *ms = (int64_t)(whole * 1000 + thousandths);
    return true;
}

bool trace_set_id(struct trace_record *record, struct span id)
{
    id = span_trim(id);
    if (id.len == 0)
        return false;
    record->id = trace_canonical(id, &record->number) ? SPAN_ABSENT : id;
    return true;
}

bool trace_set_size(struct trace_record *record, struct span text,
                    enum trace_fault *fault)
{
    *fault = TRACE_FAULT_SIZE;
    if (!span_u64(span_trim(text), &record->size))
        return false;
    *fault = TRACE_FAULT_LARGE;
    record->has_size = true;
    return record->size <= TRACE_SIZE_MAX;
}

/* ---- origins and dates --------------------------------------------------- */

struct span trace_origin_of(struct span referer)
{
    size_t from = span_starts(referer, SPAN("https://"))  ? 8
                  : span_starts(referer, SPAN("http://")) ? 7
                                                          : 0;
    size_t end = span_find(referer, '/', from);

    if (from == 0 || end == from)
        return SPAN_ABSENT;
    return span_cut(referer, 0, end);
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms": years begin
 * in March, so that the leap day is the last one. */
int64_t trace_days(int64_t year, unsigned month, unsigned day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year =
        (153 * (int64_t)(month + (month > 2 ? -3u : 9u)) + 2) / 5 +
        (int64_t)day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static bool parts_of(struct span text, char separator, uint64_t parts[3])
{
    size_t first = span_find(text, separator, 0);
    size_t second = span_find(text, separator, first + 1);

    return text.len < 16 && span_u64(span_cut(text, 0, first), &parts[0]) &&
           span_u64(span_cut(text, first + 1, second), &parts[1]) &&
           span_u64(span_cut(text, second + 1, text.len), &parts[2]);
}

bool trace_date_time(struct span date, struct span time, int64_t *ms)
{
    uint64_t d[3], t[3];

    if (!parts_of(date, '-', d) || !parts_of(time, ':', t) || d[0] > 9999 ||
        d[1] < 1 || d[1] > 12 || d[2] < 1 || d[2] > 31 || t[0] > 23 ||
        t[1] > 59 || t[2] > 60)
        return false;
    *ms = (trace_days((int64_t)d[0], (unsigned)d[1], (unsigned)d[2]) * 86400 +
           (int64_t)(t[0] * 3600 + t[1] * 60 + t[2])) *
          1000;
    return true;
}
