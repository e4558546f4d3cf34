/*
 * tracefile_table.c - rows of a table as requests, and which column is what.
 *
 * A column is known by --columns, by a header that names it, or, without
 * either, only where one reading is customary: one column is the id; three are
 * time, id, size. Anything else is refused with the words to say it.
 */
#include "bench/tracefile_parts.h"

#include "cache/base/assert.h"

struct trace_layout trace_layout_none(char separator)
{
    struct trace_layout layout = {.separator = separator};

    for (int i = 0; i < N_COLUMNS; i++)
        layout.column[i] = TRACE_NO_COLUMN;
    return layout;
}

void trace_layout_done(struct trace_layout *layout)
{
    layout->n_needed = 0;
    layout->n_least = 0;
    for (int i = 0; i < N_COLUMNS; i++) {
        bool may_miss = i == COLUMN_ORIGIN || i == COLUMN_REFERER;

        if (layout->column[i] >= layout->n_needed)
            layout->n_needed = layout->column[i] + 1;
        if (!may_miss && layout->column[i] >= layout->n_least)
            layout->n_least = layout->column[i] + 1;
    }
    ASSERT(layout->n_needed <= TRACE_FIELDS_MAX);
}

/* ---- rows ---------------------------------------------------------------- */

static enum trace_outcome bad(struct trace_decoded *decoded,
                              enum trace_fault fault)
{
    decoded->fault = fault;
    return LINE_BAD;
}

enum trace_outcome trace_table_line(const struct trace_layout *layout,
                                    struct span line, struct buf *scratch,
                                    struct trace_decoded *decoded)
{
    struct trace_record *record = &decoded->record;
    struct span fields[TRACE_FIELDS_MAX];
    const int *column = layout->column;
    int n = trace_split(line, layout, layout->n_needed, fields, scratch);

    if (n < 0)
        return bad(decoded, TRACE_FAULT_QUOTES);
    if (n < layout->n_least)
        return bad(decoded, TRACE_FAULT_COLUMNS);
    if (!trace_set_id(record, fields[column[COLUMN_ID]]))
        return bad(decoded, TRACE_FAULT_ID);
    if (column[COLUMN_TIME] >= 0) {
        record->has_time = trace_decimal_ms(
            span_trim(fields[column[COLUMN_TIME]]), &record->time_ms);
        if (!record->has_time)
            return bad(decoded, TRACE_FAULT_TIME);
    }
    if (column[COLUMN_SIZE] >= 0 &&
        !trace_set_size(record, fields[column[COLUMN_SIZE]], &decoded->fault))
        return LINE_BAD;
    if (column[COLUMN_ORIGIN] >= 0 && column[COLUMN_ORIGIN] < n) {
        struct span origin = span_trim(fields[column[COLUMN_ORIGIN]]);

        if (origin.len > 0 && !span_eq(origin, SPAN("-")))
            record->origin = origin;
    }
    return LINE_RECORD;
}

/* ---- which column is what ------------------------------------------------ */

static const struct {
    const char *name;
    enum trace_column column;
} known_names[] = {{"time", COLUMN_TIME},
                   {"timestamp", COLUMN_TIME},
                   {"ts", COLUMN_TIME},
                   {"id", COLUMN_ID},
                   {"obj_id", COLUMN_ID},
                   {"object_id", COLUMN_ID},
                   {"objectid", COLUMN_ID},
                   {"object", COLUMN_ID},
                   {"key", COLUMN_ID},
                   {"url", COLUMN_ID},
                   {"uri", COLUMN_ID},
                   {"path", COLUMN_ID},
                   {"lbn", COLUMN_ID},
                   {"block", COLUMN_ID},
                   {"size", COLUMN_SIZE},
                   {"obj_size", COLUMN_SIZE},
                   {"object_size", COLUMN_SIZE},
                   {"bytes", COLUMN_SIZE},
                   {"length", COLUMN_SIZE},
                   {"origin", COLUMN_ORIGIN},
                   {"page_origin", COLUMN_ORIGIN}};

static int column_named(struct span name)
{
    name = span_trim(name);
    if (name.len > 0 && name.ptr[0] == '#')
        name = span_trim(span_cut(name, 1, name.len));
    for (size_t i = 0; i < sizeof(known_names) / sizeof(*known_names); i++)
        if (span_ieq(span_str(known_names[i].name), name))
            return (int)known_names[i].column;
    return N_COLUMNS;
}

static char separator_of(struct span line)
{
    static const char marks[] = {'\t', ',', ';', '|'};

    for (size_t i = 0; i < sizeof(marks); i++)
        if (span_find(line, marks[i], 0) < line.len)
            return marks[i];
    return ' ';
}

static const char how[] =
    "; say which is which: --columns id=1, or time=1,id=2,size=3,origin=4 "
    "(numbers, or names of a header)";

/* One "name=place" of --columns. */
static int map_column(struct span part, const struct span fields[], int n,
                      struct trace_layout *layout)
{
    size_t equals = span_find(part, '=', 0);
    int column = column_named(span_cut(part, 0, equals));
    struct span place = span_cut(part, equals + 1, part.len);
    uint64_t number;
    int at = TRACE_NO_COLUMN;

    if (column > COLUMN_ORIGIN || equals == part.len)
        return ERR_UNKNOWN;
    if (layout->column[column] != TRACE_NO_COLUMN)
        return ERR_DUPLICATE;
    if (span_u64(place, &number)) {
        if (number < 1 || number > TRACE_FIELDS_MAX)
            return ERR_RANGE;
        at = (int)number - 1;
    }
    for (int i = 0; at == TRACE_NO_COLUMN && i < n; i++)
        if (span_ieq(span_trim(fields[i]), place)) {
            at = i;
            layout->header = true;
        }
    layout->column[column] = at;
    return at == TRACE_NO_COLUMN ? ERR_MISSING : 0;
}

/* A first line whose size or time is no number names its columns. */
static bool looks_like_header(const struct trace_layout *layout,
                              const struct span fields[], int n)
{
    static const enum trace_column numeric[] = {COLUMN_TIME, COLUMN_SIZE};
    int64_t ms;

    for (size_t i = 0; i < 2; i++) {
        int at = layout->column[numeric[i]];

        if (at >= 0 && at < n && !trace_decimal_ms(span_trim(fields[at]), &ms))
            return true;
    }
    return layout->column[COLUMN_ID] >= 0 && layout->column[COLUMN_ID] < n &&
           column_named(fields[layout->column[COLUMN_ID]]) == COLUMN_ID;
}

static int by_columns(struct span columns, const struct span fields[], int n,
                      struct trace_layout *layout, struct buf *error)
{
    struct span part;
    size_t at = 0;

    while (span_list_next(columns, &at, &part)) {
        int err = map_column(part, fields, n, layout);

        if (err) {
            buf_addf(error, "--columns: \"%.*s\": %s%s", SPAN_ARG(part),
                     err_text(err), how);
            return err;
        }
    }
    if (layout->column[COLUMN_ID] == TRACE_NO_COLUMN) {
        buf_addf(error, "--columns names no id%s", how);
        return ERR_MISSING;
    }
    if (looks_like_header(layout, fields, n))
        layout->header = true;
    return 0;
}

static void by_header(const struct span fields[], int n,
                      struct trace_layout *layout)
{
    for (int i = 0; i < n; i++) {
        int column = column_named(fields[i]);

        if (column < N_COLUMNS && layout->column[column] == TRACE_NO_COLUMN)
            layout->column[column] = i;
    }
    layout->header = layout->column[COLUMN_ID] != TRACE_NO_COLUMN;
}

int trace_layout_of(struct span line, struct span columns,
                    struct trace_layout *layout, struct buf *error)
{
    struct span fields[TRACE_FIELDS_MAX];
    struct buf scratch;
    int err = 0, n;

    *layout = trace_layout_none(separator_of(line));
    layout->quotes = layout->separator != ' ';
    buf_init(&scratch, TRACE_LINE_MAX + 1);
    n = trace_split(line, layout, TRACE_FIELDS_MAX, fields, &scratch);
    if (!span_absent(columns))
        err = by_columns(columns, fields, n, layout, error);
    else
        by_header(fields, n, layout);
    if (!err && layout->column[COLUMN_ID] == TRACE_NO_COLUMN) {
        *layout = (struct trace_layout){
            .separator = layout->separator,
            .quotes = layout->quotes,
            .column = {-1, 0, -1, -1, -1, -1, -1, -1, -1}};
        if (n == 3) {
            layout->column[COLUMN_TIME] = 0;
            layout->column[COLUMN_ID] = 1;
            layout->column[COLUMN_SIZE] = 2;
            layout->header = looks_like_header(layout, fields, n);
        } else if (n != 1) {
            buf_addf(error, "its %d columns have no names that are known%s", n,
                     how);
            err = ERR_UNKNOWN;
        }
    }
    trace_layout_done(layout);
    buf_fini(&scratch);
    return err;
}

/* ---- blocks -------------------------------------------------------------- */

/* Megiddo and Modha's traces: first block, number of blocks, two to ignore. */
enum trace_outcome trace_arc_line(struct span line,
                                  struct trace_decoded *decoded)
{
    const struct trace_layout blanks = {.separator = ' '};
    struct span fields[2];
    uint64_t n_blocks;

    if (trace_split(line, &blanks, 2, fields, NULL) < 2 ||
        !span_u64(fields[0], &decoded->record.number) ||
        !span_u64(fields[1], &n_blocks) || n_blocks < 1 ||
        n_blocks > TRACE_BLOCKS_MAX ||
        decoded->record.number > UINT64_MAX - n_blocks)
        return bad(decoded, TRACE_FAULT_BLOCKS);
    decoded->repeat = (uint32_t)n_blocks - 1;
    return LINE_RECORD;
}

enum trace_outcome trace_lirs_line(struct span line,
                                   struct trace_decoded *decoded)
{
    line = span_trim(line);
    if (span_eq(line, SPAN("*")))
        return LINE_SKIPPED;
    if (!span_u64(line, &decoded->record.number))
        return bad(decoded, TRACE_FAULT_BLOCKS);
    return LINE_RECORD;
}

static uint64_t little_endian(const char *bytes, size_t n)
{
    uint64_t value = 0;

    while (n-- > 0)
        value = value << 8 | (unsigned char)bytes[n];
    return value;
}

/* u32 time in seconds, u64 id, u32 size, i64 next (only Belady would want it,
 * and it is counted anew). */
void trace_oracle_record(const char bytes[TRACE_ORACLE_LEN],
                         struct trace_decoded *decoded)
{
    struct trace_record *record = &decoded->record;

    record->time_ms = (int64_t)little_endian(bytes, 4) * 1000;
    record->number = little_endian(bytes + 4, 8);
    record->size = little_endian(bytes + 12, 4);
    record->has_time = true;
    record->has_size = true;
}
