/*
 * tracefile.h - workload traces in the formats people have, pushed in.
 *
 * Bytes go in as they come from a file or a pipe, in pieces of any size, plain,
 * gzip or zstd; records come out one at a time. Same bytes, same records,
 * however they were cut (a broken compressed stream is always refused, but
 * after how many records depends on the cuts). Nothing is guessed in silence: a
 * table whose columns have no names and no obvious meaning is refused until
 * somebody names them.
 */
#ifndef POPBOX_BENCH_TRACEFILE_H
#define POPBOX_BENCH_TRACEFILE_H

#include "cache/base/err.h"
#include "cache/base/span.h"

#define TRACE_LINE_MAX      65536u
#define TRACE_SIZE_MAX      ((1ull << 40) - 1) /* bytes of an object */
#define TRACE_FAULTS_KEPT   5
#define TRACE_FAULT_EXCERPT 60

/* X(constant, name, what it is) */
#define TRACE_FORMATS(X)                                                      \
    X(TRACE_AUTO, "auto", "told by its content")                              \
    X(TRACE_CSV, "csv", "columns, by a header or --columns")                  \
    X(TRACE_WEBCACHESIM, "webcachesim", "time id size, blanks between them")  \
    X(TRACE_TXT, "txt", "one id a line")                                      \
    X(TRACE_LIRS, "lirs", "one block number a line, * between parts")         \
    X(TRACE_ARC, "arc", "first block, number of blocks, 0, number")           \
    X(TRACE_ORACLE, "oracle", "libCacheSim's oracleGeneral, binary")          \
    X(TRACE_CLOUDFRONT, "cloudfront", "CloudFront's standard log")            \
    X(TRACE_REALTIME, "cloudfront-realtime", "its real-time log, all fields") \
    X(TRACE_CLF, "clf", "Common Log Format, combined or not")

enum trace_format {
#define TRACE_FORMAT_ROW(constant, name, what) constant,
    TRACE_FORMATS(TRACE_FORMAT_ROW)
#undef TRACE_FORMAT_ROW
        N_TRACE_FORMATS
};

/* X(constant, sentence) */
#define TRACE_FAULTS(X)                                         \
    X(TRACE_FAULT_COLUMNS, "has too few columns")               \
    X(TRACE_FAULT_ID, "has no id")                              \
    X(TRACE_FAULT_TIME, "has a time that is no number or date") \
    X(TRACE_FAULT_SIZE, "has a size that is no number")         \
    X(TRACE_FAULT_LARGE, "has a size of 1 TiB or more")         \
    X(TRACE_FAULT_QUOTES, "has a quote that never ends")        \
    X(TRACE_FAULT_BLOCKS, "has no block numbers")               \
    X(TRACE_FAULT_LOG, "is no line of such a log")              \
    X(TRACE_FAULT_LONG, "is longer than 64 KiB")                \
    X(TRACE_FAULT_CUT, "is cut off")

enum trace_fault {
#define TRACE_FAULT_ROW(constant, sentence) constant,
    TRACE_FAULTS(TRACE_FAULT_ROW)
#undef TRACE_FAULT_ROW
};

/* Spans live until the next call. */
struct trace_record {
    struct span id;     /* absent: it is `number` */
    uint64_t number;    /* ids in decimal, without leading zeros */
    int64_t time_ms;    /* 0 unless has_time */
    uint64_t size;      /* bytes; 0 unless has_size */
    struct span origin; /* the page's, where the trace knows it */
    bool has_time;
    bool has_size;
};

struct trace_trouble {
    uint64_t line; /* from 1; of a binary trace: the record */
    enum trace_fault fault;
    char excerpt[TRACE_FAULT_EXCERPT + 1];
};

struct trace_counts {
    uint64_t lines;   /* or records of a binary trace */
    uint64_t records; /* handed out */
    uint64_t bad;
    uint64_t skipped; /* lines of a log that are no cacheable request */
    struct trace_trouble first[TRACE_FAULTS_KEPT];
};

struct tracefile_spec {
    enum trace_format format;
    struct span columns; /* "time=1,id=url,size=3,origin=4"; may be absent */
    bool strict;         /* the first bad line ends it */
};

enum trace_step { TRACE_RECORD, TRACE_MORE, TRACE_END, TRACE_FAILED };

struct tracefile;

/* The caller owns it (tracefile_free); the spec's bytes must outlive it. */
struct tracefile *tracefile_new(const struct tracefile_spec *spec);
void tracefile_free(struct tracefile *file);
/* The next piece, borrowed until tracefile_next says TRACE_MORE. */
void tracefile_give(struct tracefile *file, struct span bytes);
/* There is no other piece. */
void tracefile_end(struct tracefile *file);
/* TRACE_RECORD: *record is filled; TRACE_MORE: give or end; the others stay.
 * TRACE_FAILED: tracefile_error says where and what to do. */
MUST_USE enum trace_step tracefile_next(struct tracefile *file,
                                        struct trace_record *record);
const char *tracefile_error(const struct tracefile *file);
/* TRACE_AUTO until it is known. */
enum trace_format tracefile_format(const struct tracefile *file);
const struct trace_counts *tracefile_counts(const struct tracefile *file);

/* NULL past the last one. */
const char *trace_format_name(enum trace_format format);
const char *trace_format_about(enum trace_format format);
/* N_TRACE_FORMATS: there is none of that name. */
enum trace_format trace_format_named(struct span name);
const char *trace_fault_text(enum trace_fault fault);

#endif
