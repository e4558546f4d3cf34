/*
 * log.c - the access log: one line per request, from its journal.
 *
 * A reader of logs trusts lines: so nothing that a viewer or an origin sent can
 * begin one, or close a quotation (log injection), and what it sent can be told
 * from what the edge decided.
 */
#include "edge/log.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 65536u
#define PATH_LEN_MAX   4096u

struct log {
    int fd;
    bool owned; /* fd is to be closed */
    uint64_t lost;
    struct buf out;
};

/* ---- a line ----------------------------------------------------------------
 */

/* The last n digits, zeros included. A line is put together without printf,
 * which would cost as much as the rest of a hit. */
static void add_digits(struct buf *out, int value, size_t n)
{
    char *at = buf_room(out, n);

    if (!at)
        return;
    for (size_t i = n; i > 0; i--, value /= 10)
        at[i - 1] = (char)('0' + value % 10);
    buf_grow_len(out, n);
}

static void add_time(struct buf *out, int64_t at_ms)
{
    time_t at_s = (time_t)(at_ms / 1000);
    struct tm utc;

    if (!gmtime_r(&at_s, &utc)) {
        buf_add_byte(out, '-');
        return;
    }
    add_digits(out, utc.tm_year + 1900, 4);
    buf_add_byte(out, '-');
    add_digits(out, utc.tm_mon + 1, 2);
    buf_add_byte(out, '-');
    add_digits(out, utc.tm_mday, 2);
    buf_add_byte(out, 'T');
    add_digits(out, utc.tm_hour, 2);
    buf_add_byte(out, ':');
    add_digits(out, utc.tm_min, 2);
    buf_add_byte(out, ':');
    add_digits(out, utc.tm_sec, 2);
    buf_add_byte(out, '.');
    add_digits(out, (int)(at_ms % 1000), 3);
    buf_add_byte(out, 'Z');
}

static void add_escaped(struct buf *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];

        if (c > 0x20 && c < 0x7f && c != '"' && c != '\\')
            buf_add_byte(out, (char)c);
        else
            buf_addf(out, "\\x%02X", c);
    }
}

/* A word of the line; one that is missing or empty is a dash. */
static void add_word(struct buf *out, struct span bytes)
{
    buf_add_byte(out, ' ');
    if (bytes.len > 0)
        add_escaped(out, bytes);
    else
        buf_add_byte(out, '-');
}

static void add_url(struct buf *out, const struct http_request *request)
{
    buf_add(out, SPAN(" \""));
    add_escaped(out, request->path);
    if (!span_absent(request->query)) {
        buf_add_byte(out, '?');
        add_escaped(out, request->query);
    }
    buf_add_byte(out, '"');
}

static void add_named(struct buf *out, const char *name, struct span value)
{
    if (span_absent(value))
        return;
    buf_add_byte(out, ' ');
    buf_add_str(out, name);
    buf_add(out, SPAN("=\""));
    add_escaped(out, value);
    buf_add_byte(out, '"');
}

/* What decided the answer: the lookup, or the refusal before it. What follows
 * the first answer that was chosen is how it was made: an error page's lookup.
 */
static const char *why(const struct journal *journal)
{
    enum reason last = REASON_NONE, lookup = REASON_NONE;

    for (size_t i = 0; i < journal->n_steps; i++) {
        const struct journal_step *step = &journal->steps[i];

        if (step->step >= STEP_RESPOND && last != REASON_NONE)
            break;
        last = (enum reason)step->reason;
        if (step->step == STEP_LOOKUP)
            lookup = last;
    }
    return reason_code(lookup != REASON_NONE ? lookup : last);
}

/* Times never run backwards, so a duration has no sign. */
static void add_outcome(struct buf *out, const struct journal *journal)
{
    buf_add_byte(out, ' ');
    add_digits(out, journal->status, 3);
    buf_add(out, SPAN(" \""));
    buf_add_str(out, x_cache_text(journal->x_cache));
    buf_add(out, SPAN("\" "));
    buf_add_u64(out, journal->body_bytes);
    buf_add(out, SPAN("B "));
    buf_add_u64(out, (uint64_t)(journal->ended_ms - journal->began_ms));
    buf_add(out, SPAN("ms "));
    buf_add_str(out, why(journal));
}

void log_line(struct buf *out, const struct journal *journal)
{
    const struct http_request *request = &journal->request;

    add_time(out, journal->began_ms);
    add_word(out, journal->node);
    add_word(out, journal->client);
    add_word(out, request->method);
    add_url(out, request);
    add_outcome(out, journal);
    add_named(out, "origin",
              http_headers_get(&request->headers, SPAN("Origin")));
    add_named(out, "acao", journal->allow_origin);
    if (journal->age_s < 0)
        return;
    buf_add(out, SPAN(" age="));
    buf_add_u64(out, (uint64_t)journal->age_s);
}

/* ---- a file ----------------------------------------------------------------
 */

static int open_file(struct span path)
{
    char text[PATH_LEN_MAX];

    if (path.len >= sizeof(text)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(text, path.ptr, path.len);
    text[path.len] = '\0';
    return open(text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

int log_open(struct span path, struct buf *error, struct log **log)
{
    int fd = span_absent(path) ? STDOUT_FILENO : open_file(path);

    *log = NULL;
    if (fd < 0) {
        buf_addf(error, "cannot write the log %.*s: %s", SPAN_ARG(path),
                 strerror(errno));
        return ERR_IO;
    }
    *log = mem_zalloc(1, sizeof(**log));
    (*log)->fd = fd;
    (*log)->owned = !span_absent(path);
    buf_init(&(*log)->out, LOG_BUFFER + LINE_MAX_BYTES);
    return 0;
}

void log_flush(struct log *log)
{
    struct span text = buf_span(&log->out);

    if (files_write_all(log->fd, text) != 0)
        log->lost += text.len;
    buf_reset(&log->out);
}

uint64_t log_lost(const struct log *log)
{
    return log->lost;
}

static void end_line(struct log *log)
{
    buf_add_byte(&log->out, '\n');
    if (log->out.overflow || log->out.len >= LOG_BUFFER)
        log_flush(log);
}

void log_journal(void *user, const struct journal *journal)
{
    struct log *log = user;

    log_line(&log->out, journal);
    end_line(log);
}

void log_origin(struct log *log, int64_t at_ms, struct span name,
                const struct origin_seen *seen)
{
    struct buf *out = &log->out;

    add_time(out, at_ms);
    add_word(out, name);
    buf_add_str(out, " -");
    add_word(out, seen->request->method);
    add_url(out, seen->request);
    if (seen->answer)
        buf_addf(out, " %d", seen->answer->status);
    else
        buf_add_str(out, " -");
    add_named(out, "origin",
              http_headers_get(&seen->request->headers, SPAN("Origin")));
    if (seen->answer)
        add_named(out, "acao",
                  http_headers_get(&seen->answer->headers,
                                   SPAN("Access-Control-Allow-Origin")));
    end_line(log);
}

void log_record(void *user, struct span line)
{
    struct log *log = user;

    buf_add(&log->out, line);
    end_line(log);
    log_flush(log);
}

void log_close(struct log *log)
{
    if (!log)
        return;
    log_flush(log);
    if (log->owned)
        (void)close(log->fd); /* nothing can be done about it any more */
    buf_fini(&log->out);
    mem_free(log);
}
