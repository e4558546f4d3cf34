/*
 * tracefile_parts.h - what the files that read traces share.
 *
 * tracefile.c cuts plain bytes into lines (or 24-byte records) and keeps count;
 * a decoder turns one line into a record, or says why it cannot. A decoder
 * keeps nothing between two lines.
 */
#ifndef POPBOX_BENCH_TRACEFILE_PARTS_H
#define POPBOX_BENCH_TRACEFILE_PARTS_H

#include "bench/tracefile.h"
#include "bench/tracefile_unpack.h"
#include "cache/base/buf.h"

#define TRACE_ERROR_MAX  512u
#define TRACE_FIELDS_MAX 128
#define TRACE_ORACLE_LEN 24u
#define TRACE_BLOCKS_MAX (1u << 20) /* of one line of an ARC trace */
#define TRACE_SAMPLE_LEN 16384u     /* what a format is told by */
#define TRACE_NO_COLUMN  (-1)

enum trace_column {
    COLUMN_TIME,
    COLUMN_ID,
    COLUMN_SIZE,
    COLUMN_ORIGIN,
    COLUMN_DATE, /* from here on: of CloudFront's logs */
    COLUMN_QUERY,
    COLUMN_METHOD,
    COLUMN_STATUS,
    COLUMN_REFERER,
    N_COLUMNS
};

/* Where a table has what. */
struct trace_layout {
    char separator;        /* ' ': any blanks */
    bool quotes;           /* RFC 4180 */
    bool header;           /* the first line is one */
    int column[N_COLUMNS]; /* from 0, or TRACE_NO_COLUMN */
    int n_needed;          /* columns up to the last one of these */
    int n_least;           /* fewer make a bad line */
};

/* What became of a line. */
enum trace_outcome { LINE_RECORD, LINE_SKIPPED, LINE_BAD };

struct trace_decoded {
    struct trace_record record;
    uint32_t repeat; /* so many ids more, counting up from number */
    enum trace_fault fault;
};

/* tracefile_fields.c ------------------------------------------------------- */

/* Up to n fields, quotes taken off; how many there are (up to n), or -1: a
 * quote that never ends. scratch holds fields whose quotes were doubled. */
int trace_split(struct span line, const struct trace_layout *layout, int n,
                struct span fields[], struct buf *scratch);
/* Decimal, an optional fraction: in thousandths. */
bool trace_decimal_ms(struct span text, int64_t *ms);
/* Digits only, for which no other spelling would do: no leading zeros. */
bool trace_canonical(struct span text, uint64_t *number);
/* Sets id or number. False: it is empty. */
bool trace_set_id(struct trace_record *record, struct span id);
/* 0, or TRACE_FAULT_SIZE, TRACE_FAULT_LARGE in *fault. */
bool trace_set_size(struct trace_record *record, struct span text,
                    enum trace_fault *fault);
/* Scheme, host and port of a Referer; absent if it has none. */
struct span trace_origin_of(struct span referer);
/* Days since 1970 (proleptic Gregorian); month from 1. */
int64_t trace_days(int64_t year, unsigned month, unsigned day);
/* "2026-11-25" and "10:20:30". */
bool trace_date_time(struct span date, struct span time, int64_t *ms);

/* tracefile_table.c -------------------------------------------------------- */

/* Every column absent. */
struct trace_layout trace_layout_none(char separator);
void trace_layout_done(struct trace_layout *layout);
enum trace_outcome trace_table_line(const struct trace_layout *layout,
                                    struct span line, struct buf *scratch,
                                    struct trace_decoded *decoded);
/* Columns by --columns, by the header in line, or by their number. 0, or
 * ERR_* with a sentence in error. */
MUST_USE int trace_layout_of(struct span line, struct span columns,
                             struct trace_layout *layout, struct buf *error);
enum trace_outcome trace_arc_line(struct span line,
                                  struct trace_decoded *decoded);
enum trace_outcome trace_lirs_line(struct span line,
                                   struct trace_decoded *decoded);
void trace_oracle_record(const char bytes[TRACE_ORACLE_LEN],
                         struct trace_decoded *decoded);

/* tracefile_log.c ---------------------------------------------------------- */

/* A line that begins with #: "#Fields:" sets the layout, others are passed. */
void trace_cloudfront_header(struct span line, struct trace_layout *layout);
void trace_realtime_layout(struct trace_layout *layout);
enum trace_outcome trace_cloudfront_line(const struct trace_layout *layout,
                                         struct span line, struct buf *scratch,
                                         struct trace_decoded *decoded);
bool trace_is_clf(struct span line);
enum trace_outcome trace_clf_line(struct span line,
                                  struct trace_decoded *decoded);

/* tracefile_guess.c -------------------------------------------------------- */

/* The format of a trace that begins like this; TRACE_CSV where nothing better
 * is seen. whole: there is no more than the sample. */
enum trace_format trace_guess(struct span sample, bool whole);

#endif
