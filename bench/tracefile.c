/*
 * tracefile.c - workload traces in the formats people have, pushed in.
 *
 *   given pieces -> unpack -> window -> line -> decoder -> record
 *
 * The window holds plain bytes: what is left of the last round, then as much
 * as fits. A record's spans point into it, so it moves only between records.
 */
#include "bench/tracefile.h"

#include "bench/tracefile_parts.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define WINDOW_LEN ((size_t)TRACE_LINE_MAX * 4)

struct tracefile {
    struct tracefile_spec spec;
    enum trace_format format;
    struct unpack *unpack;
    char *window; /* WINDOW_LEN bytes */
    size_t at, end;
    struct trace_layout layout;
    bool has_layout;
    bool overlong; /* the line under way is; it has been counted */
    struct trace_decoded decoded;
    struct trace_counts counts;
    struct buf scratch;
    struct buf error;
    bool failed;
};

struct tracefile *tracefile_new(const struct tracefile_spec *spec)
{
    struct tracefile *file = mem_zalloc(1, sizeof(*file));

    ASSERT(spec->format < N_TRACE_FORMATS);
    file->spec = *spec;
    file->unpack = unpack_new();
    file->window = mem_alloc(WINDOW_LEN);
    buf_init(&file->scratch, (size_t)TRACE_LINE_MAX * 2);
    buf_init(&file->error, TRACE_ERROR_MAX);
    return file;
}

void tracefile_free(struct tracefile *file)
{
    if (!file)
        return;
    unpack_free(file->unpack);
    mem_free(file->window);
    buf_fini(&file->scratch);
    buf_fini(&file->error);
    mem_free(file);
}

void tracefile_give(struct tracefile *file, struct span bytes)
{
    unpack_give(file->unpack, bytes);
}

void tracefile_end(struct tracefile *file)
{
    unpack_end(file->unpack);
}

const char *tracefile_error(const struct tracefile *file)
{
    return file->error.ptr ? file->error.ptr : "";
}

enum trace_format tracefile_format(const struct tracefile *file)
{
    return file->format;
}

const struct trace_counts *tracefile_counts(const struct tracefile *file)
{
    return &file->counts;
}

/* ---- the window ---------------------------------------------------------- */

static enum trace_step fail(struct tracefile *file)
{
    (void)buf_span(&file->error); /* ends it with a NUL */
    file->failed = true;
    return TRACE_FAILED;
}

static const char *unit_of(const struct tracefile *file)
{
    return file->format == TRACE_ORACLE ? "record" : "line";
}

/* Fills the window. TRACE_RECORD: it has grown; TRACE_MORE; TRACE_END: it has
 * all there is. */
static enum trace_step fill(struct tracefile *file)
{
    size_t left = file->end - file->at, got;
    int err;

    if (left > 0 && file->at > 0)
        memmove(file->window, file->window + file->at, left);
    file->at = 0;
    file->end = left;
    ASSERT(left < WINDOW_LEN);
    err =
        unpack_read(file->unpack, file->window + left, WINDOW_LEN - left, &got);
    if (err) {
        buf_addf(&file->error, "after %s %llu: the %s stream is %s",
                 unit_of(file), (unsigned long long)file->counts.lines,
                 unpack_kind(file->unpack),
                 err == ERR_MISSING ? "cut off: it is not all there"
                                    : "broken: unpack it by hand to see how");
        return fail(file);
    }
    file->end += got;
    if (got > 0)
        return TRACE_RECORD;
    return unpack_is_done(file->unpack) ? TRACE_END : TRACE_MORE;
}

static struct span window(const struct tracefile *file)
{
    return span_of(file->window + file->at, file->end - file->at);
}

/* ---- counting ------------------------------------------------------------ */

static void excerpt(struct trace_trouble *trouble, struct span line)
{
    size_t n = line.len < TRACE_FAULT_EXCERPT ? line.len : TRACE_FAULT_EXCERPT;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)line.ptr[i];

        trouble->excerpt[i] = c < 0x20 || c >= 0x7f ? '.' : (char)c;
    }
    trouble->excerpt[n] = '\0';
}

/* TRACE_RECORD: go on. */
static enum trace_step count_bad(struct tracefile *file, struct span line,
                                 enum trace_fault fault)
{
    struct trace_counts *counts = &file->counts;
    struct trace_trouble trouble = {.line = counts->lines, .fault = fault};

    excerpt(&trouble, line);
    if (counts->bad < TRACE_FAULTS_KEPT)
        counts->first[counts->bad] = trouble;
    counts->bad++;
    if (!file->spec.strict)
        return TRACE_RECORD;
    buf_addf(&file->error, "%s %llu %s: %s", unit_of(file),
             (unsigned long long)trouble.line, trace_fault_text(fault),
             trouble.excerpt);
    return fail(file);
}

/* ---- lines --------------------------------------------------------------- */

/* TRACE_RECORD: *line is the next one, without its end. */
static enum trace_step next_line(struct tracefile *file, struct span *line)
{
    size_t searched = 0;

    for (;;) {
        struct span left = window(file);
        size_t end = span_find(left, '\n', searched);
        enum trace_step step = TRACE_RECORD;
        bool last = false;

        searched = left.len;
        if (end == left.len && left.len <= TRACE_LINE_MAX) {
            step = fill(file);
            last = step == TRACE_END && (left.len > 0 || file->overlong);
        }
        if (step == TRACE_RECORD && end == left.len) {
            if (left.len <= TRACE_LINE_MAX)
                continue;
            file->at = file->end; /* drops what is there of it */
            file->overlong = true;
            searched = 0;
            continue;
        }
        if (step != TRACE_RECORD && !last)
            return step;
        left = window(file);
        *line = span_cut(left, 0, end);
        file->at += last ? left.len : end + 1;
        file->counts.lines++;
        if (file->overlong || line->len > TRACE_LINE_MAX) {
            file->overlong = false;
            step = count_bad(file, SPAN(""), TRACE_FAULT_LONG);
            searched = 0;
            if (step != TRACE_RECORD)
                return step;
            continue;
        }
        if (line->len > 0 && line->ptr[line->len - 1] == '\r')
            line->len--;
        return TRACE_RECORD;
    }
}

/* The first line of a table says what its columns are. True: it is a row. */
static bool lay_out(struct tracefile *file, struct span line, int *err)
{
    *err = 0;
    file->has_layout = true;
    switch (file->format) {
    case TRACE_CSV:
        *err = trace_layout_of(line, file->spec.columns, &file->layout,
                               &file->error);
        return !file->layout.header;
    case TRACE_REALTIME:
        trace_realtime_layout(&file->layout);
        return true;
    case TRACE_CLOUDFRONT:
        file->layout = trace_layout_none('\t');
        return true;
    case TRACE_WEBCACHESIM:
        file->layout = trace_layout_none(' ');
        file->layout.column[COLUMN_TIME] = 0;
        file->layout.column[COLUMN_ID] = 1;
        file->layout.column[COLUMN_SIZE] = 2;
        break;
    case TRACE_TXT:
        file->layout = trace_layout_none('\n');
        file->layout.column[COLUMN_ID] = 0;
        break;
    case TRACE_AUTO:
    case TRACE_LIRS:
    case TRACE_ARC:
    case TRACE_ORACLE:
    case TRACE_CLF:
    case N_TRACE_FORMATS:
        break;
    }
    trace_layout_done(&file->layout);
    return true;
}

static enum trace_outcome decode_line(struct tracefile *file, struct span line)
{
    struct trace_decoded *decoded = &file->decoded;

    switch (file->format) {
    case TRACE_CSV:
    case TRACE_WEBCACHESIM:
    case TRACE_TXT:
        return trace_table_line(&file->layout, line, &file->scratch, decoded);
    case TRACE_REALTIME:
    case TRACE_CLOUDFRONT:
        if (line.ptr[0] == '#') {
            trace_cloudfront_header(line, &file->layout);
            return LINE_SKIPPED;
        }
        return trace_cloudfront_line(&file->layout, line, &file->scratch,
                                     decoded);
    case TRACE_CLF:
        return trace_clf_line(line, decoded);
    case TRACE_ARC:
        return trace_arc_line(line, decoded);
    case TRACE_LIRS:
        return trace_lirs_line(line, decoded);
    case TRACE_AUTO:
    case TRACE_ORACLE:
    case N_TRACE_FORMATS:
        break;
    }
    ASSERT(false); /* a format without lines */
    return LINE_BAD;
}

static enum trace_step next_of_lines(struct tracefile *file)
{
    for (;;) {
        struct span line;
        enum trace_step step = next_line(file, &line);
        int err = 0;

        if (step != TRACE_RECORD)
            return step;
        if (span_trim(line).len == 0)
            continue;
        if (!file->has_layout && !lay_out(file, line, &err)) {
            if (!err)
                continue;
        }
        if (err)
            return fail(file);
        memset(&file->decoded, 0, sizeof(file->decoded));
        switch (decode_line(file, line)) {
        case LINE_RECORD:
            return TRACE_RECORD;
        case LINE_SKIPPED:
            file->counts.skipped += line.ptr[0] != '#';
            break;
        case LINE_BAD:
            if (count_bad(file, line, file->decoded.fault) == TRACE_FAILED)
                return TRACE_FAILED;
            break;
        }
    }
}

/* ---- binary records ------------------------------------------------------ */

static enum trace_step next_binary(struct tracefile *file)
{
    struct span left = window(file);

    while (left.len < TRACE_ORACLE_LEN) {
        enum trace_step step = fill(file);

        left = window(file);
        if (step == TRACE_END && left.len > 0) {
            file->counts.lines++;
            file->at = file->end;
            step = count_bad(file, SPAN("(binary)"), TRACE_FAULT_CUT);
            return step == TRACE_FAILED ? step : TRACE_END;
        }
        if (step != TRACE_RECORD)
            return step;
    }
    file->counts.lines++;
    memset(&file->decoded, 0, sizeof(file->decoded));
    trace_oracle_record(left.ptr, &file->decoded);
    file->at += TRACE_ORACLE_LEN;
    return TRACE_RECORD;
}

/* ---- records ------------------------------------------------------------- */

/* TRACE_RECORD: the format is known now. */
static enum trace_step settle(struct tracefile *file)
{
    enum trace_step step = TRACE_RECORD;

    if (file->spec.format != TRACE_AUTO) {
        file->format = file->spec.format;
        return TRACE_RECORD;
    }
    if (!span_absent(file->spec.columns)) {
        file->format = TRACE_CSV; /* who names columns has a table */
        return TRACE_RECORD;
    }
    while (step == TRACE_RECORD && window(file).len < TRACE_SAMPLE_LEN)
        step = fill(file);
    if (step == TRACE_MORE || step == TRACE_FAILED)
        return step;
    file->format =
        trace_guess(span_cut(window(file), 0, TRACE_SAMPLE_LEN),
                    step == TRACE_END && window(file).len <= TRACE_SAMPLE_LEN);
    return TRACE_RECORD;
}

enum trace_step tracefile_next(struct tracefile *file,
                               struct trace_record *record)
{
    enum trace_step step = TRACE_RECORD;

    if (file->failed)
        return TRACE_FAILED;
    if (file->decoded.repeat > 0) { /* the next block of the same line */
        file->decoded.repeat--;
        file->decoded.record.number++;
    } else {
        if (file->format == TRACE_AUTO)
            step = settle(file);
        if (step == TRACE_RECORD)
            step = file->format == TRACE_ORACLE ? next_binary(file)
                                                : next_of_lines(file);
    }
    if (step != TRACE_RECORD)
        return step;
    file->counts.records++;
    *record = file->decoded.record;
    return TRACE_RECORD;
}
