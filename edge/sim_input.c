/*
 * sim_input.c - traces for popbox sim: files, pipes, and made ones.
 *
 * Bad lines are told after the whole was read: how many, and the first ones.
 */
#include "edge/sim_input.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/progress.h"
#include "edge/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 18)

struct reading {
    const char *path;
    int fd;
    char *piece; /* PIECE bytes */
    double done, whole;
    struct tracefile *file;
    const struct sim_sink *sink;
    struct progress progress;
};

static enum status cannot_read(const char *path)
{
    terminal_say("cannot read %s: %s", files_name(path), strerror(errno));
    return STATUS_RUNTIME;
}

/* The next piece for the file, or its end. */
static enum status feed(struct reading *reading)
{
    ssize_t n;

    do
        n = read(reading->fd, reading->piece, PIECE);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return cannot_read(reading->path);
    if (n == 0)
        tracefile_end(reading->file);
    else
        tracefile_give(reading->file, span_of(reading->piece, (size_t)n));
    reading->done += (double)n;
    progress_tell(&reading->progress, "reading bytes", reading->done,
                  reading->whole);
    return STATUS_OK;
}

static int add(const struct sim_wish *wish, struct trace_builder *builder,
               const struct trace_record *record)
{
    int err = trace_builder_add(builder, record);

    return err || !wish->keys ? err : sim_keys_add(wish->keys, record);
}

/* A builder of what is wished for. */
static struct trace_builder *begin(const struct sim_wish *wish)
{
    struct trace_builder *builder = trace_builder_new();

    if (wish->times)
        trace_builder_keep_times(builder);
    if (wish->keys)
        sim_keys_begin(wish->keys, wish->times);
    return builder;
}

static void end(const struct sim_wish *wish, struct trace_builder *builder,
                struct trace *trace)
{
    trace_builder_take(builder, trace);
    if (wish->keys)
        sim_keys_end(wish->keys);
}

static enum status read_all(struct reading *reading)
{
    enum status status = STATUS_OK;
    struct trace_record record;

    while (status == STATUS_OK) {
        switch (tracefile_next(reading->file, &record)) {
        case TRACE_RECORD:
            if (reading->sink->take(reading->sink->user, &record) == 0)
                break;
            terminal_say("%s has more requests or objects than can be counted",
                         files_name(reading->path));
            return STATUS_RUNTIME;
        case TRACE_MORE:
            status = feed(reading);
            break;
        case TRACE_END:
            return STATUS_OK;
        case TRACE_FAILED:
            progress_stop(&reading->progress);
            terminal_say("%s: %s", files_name(reading->path),
                         tracefile_error(reading->file));
            return STATUS_CONFIG;
        }
    }
    return status;
}

static void tell_bad_lines(const struct reading *reading)
{
    const struct trace_counts *counts = tracefile_counts(reading->file);

    if (counts->bad == 0)
        return;
    terminal_say("%s, read as %s: %llu of %llu lines are bad and left out",
                 files_name(reading->path),
                 trace_format_name(tracefile_format(reading->file)),
                 (unsigned long long)counts->bad,
                 (unsigned long long)counts->lines);
    for (uint64_t i = 0; i < counts->bad && i < TRACE_FAULTS_KEPT; i++)
        terminal_say(
            "  line %llu %s: %s", (unsigned long long)counts->first[i].line,
            trace_fault_text(counts->first[i].fault), counts->first[i].excerpt);
}

static int open_trace(const char *path)
{
    return strcmp(path, "-") == 0 ? dup(STDIN_FILENO)
                                  : open(path, O_RDONLY | O_CLOEXEC);
}

enum status sim_input_each(const char *path, const struct tracefile_spec *spec,
                           const struct sim_sink *sink,
                           enum trace_format *format)
{
    struct reading reading = {
        .path = path, .fd = open_trace(path), .sink = sink};
    enum status status;
    struct stat stat;

    if (reading.fd < 0)
        return cannot_read(path);
    if (fstat(reading.fd, &stat) == 0 && S_ISREG(stat.st_mode))
        reading.whole = (double)stat.st_size;
    reading.piece = mem_alloc(PIECE);
    reading.file = tracefile_new(spec);
    progress_start(&reading.progress);
    status = read_all(&reading);
    progress_stop(&reading.progress);
    if (status == STATUS_OK) {
        *format = tracefile_format(reading.file);
        tell_bad_lines(&reading);
    }
    tracefile_free(reading.file);
    mem_free(reading.piece);
    (void)close(reading.fd); /* it was only read */
    return status;
}

/* Who keeps a trace while it is read. */
struct keeping {
    const struct sim_wish *wish;
    struct trace_builder *builder;
};

static int keep(void *user, const struct trace_record *record)
{
    struct keeping *keeping = user;

    return add(keeping->wish, keeping->builder, record);
}

enum status sim_input_read(const char *path, const struct tracefile_spec *spec,
                           const struct sim_wish *wish, struct sim_input *input)
{
    struct keeping keeping = {wish, begin(wish)};
    const struct sim_sink sink = {keep, &keeping};
    enum status status;

    memset(input, 0, sizeof(*input));
    status = sim_input_each(path, spec, &sink, &input->format);
    if (status == STATUS_OK)
        end(wish, keeping.builder, &input->trace);
    trace_builder_free(keeping.builder);
    return status;
}

void sim_input_make(const struct synth_spec *spec, const struct sim_wish *wish,
                    struct sim_input *input)
{
    struct trace_builder *builder = begin(wish);
    struct synth *synth = synth_new(spec);
    struct trace_record record;

    memset(input, 0, sizeof(*input));
    while (synth_next(synth, &record)) {
        int err = add(wish, builder, &record);

        ASSERT(!err);
    }
    end(wish, builder, &input->trace);
    trace_builder_free(builder);
    synth_free(synth);
}

/* ---- writing ------------------------------------------------------------- */

static void write_row(const struct synth_spec *spec,
                      const struct trace_record *record, struct buf *text)
{
    buf_addf(text, "%lld.%03lld,%llu", (long long)(record->time_ms / 1000),
             (long long)(record->time_ms % 1000),
             (unsigned long long)record->number);
    if (spec->sizes != SYNTH_UNIT)
        buf_addf(text, ",%llu", (unsigned long long)record->size);
    if (spec->n_sites > 0) {
        buf_add_byte(text, ',');
        buf_add(text, span_absent(record->origin) ? SPAN("") : record->origin);
    }
    buf_add_byte(text, '\n');
}

static int write_rows(const struct synth_spec *spec, int fd)
{
    struct synth *synth = synth_new(spec);
    struct trace_record record;
    struct buf text;
    int err = 0;

    buf_init(&text, PIECE * 2);
    buf_add_str(&text, "time,id");
    buf_add_str(&text, spec->sizes != SYNTH_UNIT ? ",size" : "");
    buf_add_str(&text, spec->n_sites > 0 ? ",origin\n" : "\n");
    while (!err && synth_next(synth, &record)) {
        write_row(spec, &record, &text);
        if (text.len < PIECE)
            continue;
        err = files_write_all(fd, buf_span(&text));
        buf_reset(&text);
    }
    if (!err)
        err = files_write_all(fd, buf_span(&text));
    buf_fini(&text);
    synth_free(synth);
    return err;
}

enum status sim_input_write(const struct synth_spec *spec, const char *path)
{
    bool to_stdout = strcmp(path, "-") == 0;
    int fd = to_stdout
                 ? dup(STDOUT_FILENO)
                 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int err = fd < 0 ? ERR_IO : write_rows(spec, fd);

    if (fd >= 0 && close(fd) != 0)
        err = ERR_IO;
    if (!err)
        return STATUS_OK;
    terminal_say("cannot write %s: %s", to_stdout ? "standard output" : path,
                 strerror(errno));
    return STATUS_RUNTIME;
}
