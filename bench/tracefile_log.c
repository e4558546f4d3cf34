/*
 * tracefile_log.c - lines of web servers' logs as requests of a cache.
 *
 * Only what a cache could have answered becomes a request: GET and HEAD that
 * came to 200, 203, 206, 301 or 304. Others are skipped and counted. The size
 * is the answer's only where the answer was whole: not for HEAD, 206 and 304.
 * The page's origin is the Referer's, where the log has it: that is right for
 * pages, wrong for style sheets of another host.
 */
#include "bench/tracefile_parts.h"

/* ---- what counts as a request -------------------------------------------- */

struct logged {
    struct span method, status, bytes;
};

static enum trace_outcome judge(const struct logged *logged,
                                struct trace_decoded *decoded)
{
    bool get = span_eq(logged->method, SPAN("GET"));
    uint64_t status;

    if (!span_u64(logged->status, &status)) {
        /* 000: the viewer left before the answer. */
        decoded->fault = TRACE_FAULT_LOG;
        return LINE_BAD;
    }
    if (!get && !span_eq(logged->method, SPAN("HEAD")))
        return LINE_SKIPPED;
    if (status != 200 && status != 203 && status != 206 && status != 301 &&
        status != 304)
        return LINE_SKIPPED;
    if (!get || status == 206 || status == 304 ||
        span_eq(logged->bytes, SPAN("-")))
        return LINE_RECORD;
    return trace_set_size(&decoded->record, logged->bytes, &decoded->fault)
               ? LINE_RECORD
               : LINE_BAD;
}

/* ---- CloudFront ---------------------------------------------------------- */

static const struct {
    const char *name;
    enum trace_column column;
} cloudfront_names[] = {
    {"date", COLUMN_DATE},        {"time", COLUMN_TIME},
    {"cs-uri-stem", COLUMN_ID},   {"cs-uri-query", COLUMN_QUERY},
    {"cs-method", COLUMN_METHOD}, {"sc-status", COLUMN_STATUS},
    {"sc-bytes", COLUMN_SIZE},    {"cs(Referer)", COLUMN_REFERER},
};

void trace_cloudfront_header(struct span line, struct trace_layout *layout)
{
    const struct trace_layout blanks = {.separator = ' '};
    struct span fields[TRACE_FIELDS_MAX];
    int n;

    if (!span_starts(line, SPAN("#Fields:")))
        return;
    n = trace_split(span_cut(line, 8, line.len), &blanks, TRACE_FIELDS_MAX,
                    fields, NULL);
    *layout = trace_layout_none('\t');
    for (int i = 0; i < n; i++)
        for (size_t k = 0;
             k < sizeof(cloudfront_names) / sizeof(*cloudfront_names); k++)
            if (span_eq(fields[i], span_str(cloudfront_names[k].name)))
                layout->column[cloudfront_names[k].column] = i;
    trace_layout_done(layout);
}

/* The order of AWS's guide, "Fields" of real-time logs, all of them chosen. */
void trace_realtime_layout(struct trace_layout *layout)
{
    *layout = trace_layout_none('\t');
    layout->column[COLUMN_TIME] = 0;
    layout->column[COLUMN_STATUS] = 3;
    layout->column[COLUMN_SIZE] = 4;
    layout->column[COLUMN_METHOD] = 5;
    layout->column[COLUMN_ID] = 8;
    layout->column[COLUMN_REFERER] = 14;
    layout->column[COLUMN_QUERY] = TRACE_NO_COLUMN; /* part of the stem */
    trace_layout_done(layout);
}

/* Stem and query as one id; "-" is no query. */
static bool set_url(const struct trace_layout *layout,
                    const struct span fields[], struct buf *scratch,
                    struct trace_record *record)
{
    struct span stem = fields[layout->column[COLUMN_ID]];
    int query = layout->column[COLUMN_QUERY];

    if (query >= 0 && !span_eq(fields[query], SPAN("-"))) {
        buf_reset(scratch);
        buf_add(scratch, stem);
        buf_add_byte(scratch, '?');
        buf_add(scratch, fields[query]);
        stem = buf_span(scratch);
    }
    return trace_set_id(record, stem);
}

enum trace_outcome trace_cloudfront_line(const struct trace_layout *layout,
                                         struct span line, struct buf *scratch,
                                         struct trace_decoded *decoded)
{
    struct trace_record *record = &decoded->record;
    struct span fields[TRACE_FIELDS_MAX];
    const int *column = layout->column;
    int n = trace_split(line, layout, layout->n_needed, fields, scratch);

    decoded->fault = TRACE_FAULT_COLUMNS;
    if (n < layout->n_least || column[COLUMN_ID] < 0 ||
        column[COLUMN_METHOD] < 0 || column[COLUMN_STATUS] < 0 ||
        column[COLUMN_SIZE] < 0)
        return LINE_BAD;
    decoded->fault = TRACE_FAULT_ID;
    if (!set_url(layout, fields, scratch, record))
        return LINE_BAD;
    decoded->fault = TRACE_FAULT_TIME;
    if (column[COLUMN_TIME] >= 0)
        record->has_time =
            column[COLUMN_DATE] >= 0
                ? trace_date_time(fields[column[COLUMN_DATE]],
                                  fields[column[COLUMN_TIME]], &record->time_ms)
                : trace_decimal_ms(fields[column[COLUMN_TIME]],
                                   &record->time_ms);
    if (column[COLUMN_TIME] >= 0 && !record->has_time)
        return LINE_BAD;
    if (column[COLUMN_REFERER] >= 0 && column[COLUMN_REFERER] < n)
        record->origin = trace_origin_of(fields[column[COLUMN_REFERER]]);
    return judge(&(struct logged){fields[column[COLUMN_METHOD]],
                                  fields[column[COLUMN_STATUS]],
                                  fields[column[COLUMN_SIZE]]},
                 decoded);
}

/* ---- Common Log Format --------------------------------------------------- */

/* host ident user [date] "METHOD target HTTP/1.1" status bytes
 * ["referer" ["agent"]] */
struct clf {
    struct span date, method, target, status, bytes, referer;
};

/* The next word from *at on, up to the byte `end`. */
static bool next_part(struct span line, size_t *at, char end, struct span *part)
{
    size_t stop = span_find(line, end, *at);

    *part = span_cut(line, *at, stop);
    *at = stop + 1;
    return stop < line.len;
}

/* Up to a quote without a backslash before it. */
static bool quoted(struct span line, size_t *at, struct span *part)
{
    size_t from = *at, stop;

    if (*at >= line.len || line.ptr[*at] != '"')
        return false;
    stop = span_find(line, '"', ++from);
    while (stop < line.len && line.ptr[stop - 1] == '\\')
        stop = span_find(line, '"', stop + 1);
    *part = span_cut(line, from, stop);
    *at = stop + 1;
    return stop < line.len;
}

static bool cut_clf(struct span line, struct clf *clf)
{
    size_t at = 0, in = 0;
    struct span skipped, request;

    if (!next_part(line, &at, '[', &skipped) ||
        !next_part(line, &at, ']', &clf->date) ||
        !next_part(line, &at, ' ', &skipped) || !quoted(line, &at, &request) ||
        !next_part(line, &at, ' ', &skipped) ||
        !next_part(line, &at, ' ', &clf->status))
        return false;
    (void)next_part(line, &at, ' ', &clf->bytes); /* the end of the line */
    if (at < line.len && !quoted(line, &at, &clf->referer))
        clf->referer = SPAN_ABSENT;
    (void)next_part(request, &in, ' ', &clf->method);
    (void)next_part(request, &in, ' ', &clf->target); /* HTTP/0.9: no third */
    return true;
}

static unsigned month_of(struct span name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (unsigned i = 0; i < 12; i++)
        if (span_eq(name, span_of(months + (size_t)i * 3, 3)))
            return i + 1;
    return 0;
}

/* 10/Oct/2000:13:55:36 -0700 */
static bool clf_time(struct span date, int64_t *ms)
{
    uint64_t day, year, hour, minute, second, zone;
    unsigned month = month_of(span_cut(date, 3, 6));
    int64_t away_s;

    if (date.len != 26 || month == 0 || !span_u64(span_cut(date, 0, 2), &day) ||
        !span_u64(span_cut(date, 7, 11), &year) ||
        !span_u64(span_cut(date, 12, 14), &hour) ||
        !span_u64(span_cut(date, 15, 17), &minute) ||
        !span_u64(span_cut(date, 18, 20), &second) ||
        !span_u64(span_cut(date, 22, 26), &zone))
        return false;
    away_s = (int64_t)(zone / 100 * 3600 + zone % 100 * 60);
    if (date.ptr[21] == '-')
        away_s = -away_s;
    *ms = (trace_days((int64_t)year, month, (unsigned)day) * 86400 +
           (int64_t)(hour * 3600 + minute * 60 + second) - away_s) *
          1000;
    return true;
}

bool trace_is_clf(struct span line)
{
    struct clf clf = {0};
    int64_t ms;

    return cut_clf(line, &clf) && clf_time(clf.date, &ms);
}

enum trace_outcome trace_clf_line(struct span line,
                                  struct trace_decoded *decoded)
{
    struct trace_record *record = &decoded->record;
    struct clf clf = {0};

    decoded->fault = TRACE_FAULT_LOG;
    if (!cut_clf(line, &clf))
        return LINE_BAD;
    decoded->fault = TRACE_FAULT_TIME;
    record->has_time = clf_time(clf.date, &record->time_ms);
    if (!record->has_time)
        return LINE_BAD;
    decoded->fault = TRACE_FAULT_ID;
    if (!trace_set_id(record, clf.target))
        return LINE_BAD;
    record->origin = trace_origin_of(clf.referer);
    return judge(&(struct logged){clf.method, clf.status, clf.bytes}, decoded);
}
