/* log.h - the access log: one line per request, from its journal. */
#ifndef POPBOX_EDGE_LOG_H
#define POPBOX_EDGE_LOG_H

#include "cache/base/buf.h"
#include "cache/base/err.h"
#include "cache/journal.h"
#include "edge/drive_origin.h"

struct log;

/* Appends one line without its end:
 *   TIME NODE CLIENT METHOD "URL" STATUS X-CACHE BYTES MS WHY [origin=...]
 * Bytes that came from outside and could end the line or a quotation, or are
 * not visible ASCII, are written as \xHH. */
void log_line(struct buf *out, const struct journal *journal);

/* path: a file, to be appended to; absent: standard output. ERR_IO with a
 * sentence in error. The caller owns the log (log_close). */
MUST_USE int log_open(struct span path, struct buf *error, struct log **log);
/* Has the shape of edge_config.finish. */
void log_journal(void *log, const struct journal *journal);
/* What an origin was asked, and how it answers:
 *   TIME NAME - METHOD "URL" STATUS [origin=...] [acao=...] */
void log_origin(struct log *log, int64_t at_ms, struct span name,
                const struct origin_seen *seen);
/* A line that somebody else has made, at once. Has the shape of the record in
 * s3_log_access. */
void log_record(void *log, struct span line);
/* Lines wait for up to LOG_BUFFER bytes: call this when there is time. A log
 * that cannot be written loses lines, not requests. */
#define LOG_BUFFER 65536u
void log_flush(struct log *log);
/* Bytes that could not be written so far. */
uint64_t log_lost(const struct log *log);
void log_close(struct log *log);

#endif
