/* trace_told.c - what a reader of traces made of some bytes, told as text. */
#include "tests/trace_told.h"

#include <stdlib.h>

/* A zero byte would end the text for its readers. */
static void add_visible(struct span bytes, struct buf *text)
{
    for (size_t i = 0; i < bytes.len; i++)
        buf_add_byte(text, bytes.ptr[i] ? bytes.ptr[i] : '.');
}

static void tell_record(const struct trace_record *record, struct buf *text)
{
    if (span_absent(record->id))
        buf_addf(text, "#%llu", (unsigned long long)record->number);
    else
        add_visible(record->id, text);
    if (record->has_time)
        buf_addf(text, " %lld", (long long)record->time_ms);
    else
        buf_add_str(text, " -");
    if (record->has_size)
        buf_addf(text, " %llu", (unsigned long long)record->size);
    else
        buf_add_str(text, " -");
    buf_add_str(text, " ");
    add_visible(span_absent(record->origin) ? SPAN("-") : record->origin, text);
    buf_add_str(text, "\n");
}

static void tell_counts(const struct tracefile *file, struct buf *text)
{
    const struct trace_counts *counts = tracefile_counts(file);

    buf_addf(
        text, "%s: %llu of %llu", trace_format_name(tracefile_format(file)),
        (unsigned long long)counts->records, (unsigned long long)counts->lines);
    if (counts->skipped)
        buf_addf(text, ", %llu skipped", (unsigned long long)counts->skipped);
    if (counts->bad)
        buf_addf(text, ", %llu bad", (unsigned long long)counts->bad);
    buf_add_str(text, "\n");
    for (uint64_t i = 0; i < counts->bad && i < TRACE_FAULTS_KEPT; i++)
        buf_addf(
            text, "%llu %s: %s\n", (unsigned long long)counts->first[i].line,
            trace_fault_text(counts->first[i].fault), counts->first[i].excerpt);
}

/* The next piece, in a copy of exactly its length. */
static char *give(struct tracefile *file, struct span bytes, size_t *at,
                  size_t piece)
{
    struct span next = span_cut(bytes, *at, *at + piece);
    char *copy = malloc(next.len ? next.len : 1);

    if (!copy)
        abort();
    if (next.len > 0)
        memcpy(copy, next.ptr, next.len);
    *at += next.len;
    if (next.len > 0)
        tracefile_give(file, span_of(copy, next.len));
    else
        tracefile_end(file);
    return copy;
}

void trace_told(const struct tracefile_spec *spec, struct span bytes,
                size_t piece, struct buf *text)
{
    struct tracefile *file = tracefile_new(spec);
    struct trace_record record;
    enum trace_step step;
    char *given = NULL;
    size_t at = 0;

    while ((step = tracefile_next(file, &record)) == TRACE_RECORD ||
           step == TRACE_MORE) {
        if (step == TRACE_RECORD) {
            tell_record(&record, text);
            continue;
        }
        free(given);
        given = give(file, bytes, &at, piece);
    }
    if (step == TRACE_FAILED)
        buf_addf(text, "failed: %s\n", tracefile_error(file));
    tell_counts(file, text);
    free(given);
    tracefile_free(file);
}
