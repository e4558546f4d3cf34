/* sweep_data.c - a sweep for programs: JSON, CSV */
#include "bench/sweep.h"

#define DECIMALS 9

static void add_u64(struct json_out *json, const char *key, uint64_t value)
{
    json_out_key(json, key);
    json_out_int(json, (int64_t)value);
}

static void add_ratio(struct json_out *json, const char *key, double ratio)
{
    json_out_key(json, key);
    json_out_double(json, ratio, DECIMALS);
}

/* What there is where samples are played. */
static void add_sampled(const struct sweep *sweep,
                        const struct sweep_cell *cell, struct json_out *json)
{
    if (!sweep_is_sampled(sweep))
        return;
    if (sweep_repeats(sweep) > 1) {
        add_ratio(json, "miss_ratio_ci95", sweep_spread_half(&cell->misses));
        add_ratio(json, "byte_miss_ratio_ci95",
                  sweep_spread_half(&cell->byte_misses));
    }
    if (sweep->spec.exact) {
        add_ratio(json, "exact_miss_ratio", cell->exact);
        add_ratio(json, "exact_byte_miss_ratio", cell->exact_bytes);
    }
}

static void add_cell(const struct sweep *sweep, const struct sweep_cell *cell,
                     struct json_out *json)
{
    const struct sim_result *result = &cell->result;

    json_out_open(json, '{');
    json_out_key(json, "key");
    json_out_string(json, cell->keyed->name);
    json_out_key(json, "ttl_ms");
    if (cell->ttl->ms > 0)
        json_out_int(json, cell->ttl->ms);
    else
        json_out_null(json);
    json_out_key(json, "size");
    json_out_string(json, span_str(cell->size));
    add_u64(json, "capacity", cell->capacity);
    json_out_key(json, "policy");
    json_out_string(json, span_str(cell->policy->label));
    if (cell->err) {
        json_out_key(json, "error");
        json_out_string(json, span_str(err_text(cell->err)));
    } else {
        add_u64(json, "requests", result->n_requests);
        add_u64(json, "misses", result->n_requests - result->n_hits);
        json_out_key(json, "miss_ratio");
        json_out_double(json, sweep_miss_ratio(sweep, cell), DECIMALS);
        add_u64(json, "refreshes", result->n_refreshes);
        add_u64(json, "bytes", result->bytes);
        add_u64(json, "miss_bytes", result->bytes - result->hit_bytes);
        json_out_key(json, "byte_miss_ratio");
        json_out_double(json, sweep_byte_miss_ratio(sweep, cell), DECIMALS);
        add_sampled(sweep, cell, json);
        add_u64(json, "inserted", result->n_inserted);
        add_u64(json, "evicted", result->n_evicted);
        add_u64(json, "refused", result->n_refused);
        add_u64(json, "resident", result->n_resident);
        add_u64(json, "ghosts", result->n_ghosts);
        add_u64(json, "used", result->used);
        add_u64(json, "metadata_bytes", sweep_metadata_bytes(cell));
    }
    json_out_close(json, '}');
}

void sweep_json(const struct sweep *sweep, struct json_out *json)
{
    static const char *const resizes[] = {"keep", "replace", "new-object"};
    const struct trace *trace = sweep->trace;

    json_out_open(json, '{');
    json_out_key(json, "trace");
    json_out_string(json, sweep->name);
    json_out_key(json, "format");
    json_out_string(json, sweep->format);
    add_u64(json, "requests", trace->n_requests);
    add_u64(json, "objects", trace->n_objects);
    add_u64(json, "origins", trace->n_sites);
    add_u64(json, "object_bytes", trace->object_bytes);
    add_u64(json, "request_bytes", trace->request_bytes);
    add_u64(json, "size_changes", trace->n_resizes);
    json_out_key(json, "unit");
    json_out_string(json, sweep->in_bytes ? SPAN("bytes") : SPAN("objects"));
    json_out_key(json, "on_resize");
    json_out_string(json, span_str(resizes[sweep->spec.on_resize]));
    json_out_key(json, "warm_up");
    json_out_double(json, sweep->spec.warm_up, 6);
    json_out_key(json, "sample");
    json_out_double(json, sweep->spec.sample, 6);
    if (sweep->spec.sample_objects > 0)
        add_u64(json, "sample_objects", sweep->spec.sample_objects);
    add_u64(json, "repeats", sweep_repeats(sweep));
    json_out_key(json, "cells");
    json_out_open(json, '[');
    for (size_t i = 0; i < sweep->n_cells; i++)
        add_cell(sweep, &sweep->cells[i], json);
    json_out_close(json, ']');
    json_out_close(json, '}');
}

/* RFC 4180. */
static void add_field(struct buf *text, struct span field)
{
    buf_add_byte(text, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_add_byte(text, '"');
        buf_add_byte(text, field.ptr[i]);
    }
    buf_add_byte(text, '"');
}

/* Quoted only where it must be. */
static void add_word(struct buf *text, struct span word)
{
    if (span_find(word, ',', 0) < word.len ||
        span_find(word, '"', 0) < word.len)
        add_field(text, word);
    else
        buf_add(text, word);
}

static bool has_interval(const struct sweep *sweep)
{
    return sweep_is_sampled(sweep) && sweep_repeats(sweep) > 1;
}

static bool has_exact(const struct sweep *sweep)
{
    return sweep_is_sampled(sweep) && sweep->spec.exact;
}

/* A cell that could not be played has empty fields: parts count rows. */
static void add_csv_row(const struct sweep *sweep,
                        const struct sweep_cell *cell, struct buf *text)
{
    const struct sim_result *result = &cell->result;

    add_field(text, sweep->name);
    buf_add_byte(text, ',');
    add_word(text, cell->keyed->name);
    buf_addf(text, ",%s,", cell->ttl->ms > 0 ? cell->ttl->label : "none");
    buf_addf(text, "%s,%llu,%s,", cell->size,
             (unsigned long long)cell->capacity,
             sweep->in_bytes ? "bytes" : "objects");
    add_word(text, span_str(cell->policy->label));
    if (cell->err) {
        buf_add_str(text, ",,,,,,,,,,,");
        buf_add_str(text, has_interval(sweep) ? ",," : "");
        buf_add_str(text, has_exact(sweep) ? ",,\n" : "\n");
        return;
    }
    buf_addf(
        text, ",%llu,%llu,%llu,%.9f,", (unsigned long long)result->n_requests,
        (unsigned long long)(result->n_requests - result->n_hits),
        (unsigned long long)result->n_refreshes, sweep_miss_ratio(sweep, cell));
    buf_addf(text, "%llu,%llu,%.9f,", (unsigned long long)result->bytes,
             (unsigned long long)(result->bytes - result->hit_bytes),
             sweep_byte_miss_ratio(sweep, cell));
    buf_addf(text, "%llu,%llu,%llu,%llu",
             (unsigned long long)result->n_inserted,
             (unsigned long long)result->n_evicted,
             (unsigned long long)result->n_refused,
             (unsigned long long)sweep_metadata_bytes(cell));
    if (has_interval(sweep))
        buf_addf(text, ",%.9f,%.9f", sweep_spread_half(&cell->misses),
                 sweep_spread_half(&cell->byte_misses));
    if (has_exact(sweep))
        buf_addf(text, ",%.9f,%.9f", cell->exact, cell->exact_bytes);
    buf_add_byte(text, '\n');
}

void sweep_csv(const struct sweep *sweep, bool head, struct buf *text)
{
    if (head && sweep->part.n > 1)
        sweep_part_head(&sweep->part, text);
    if (head)
        buf_add_str(text,
                    "trace,key,ttl,size,capacity,unit,policy,requests,misses,"
                    "refreshes,miss_ratio,bytes,miss_bytes,byte_miss_ratio,"
                    "inserted,evicted,refused,metadata_bytes");
    if (head && has_interval(sweep))
        buf_add_str(text, ",miss_ratio_ci95,byte_miss_ratio_ci95");
    if (head && has_exact(sweep))
        buf_add_str(text, ",exact_miss_ratio,exact_byte_miss_ratio");
    if (head)
        buf_add_byte(text, '\n');
    for (size_t i = 0; i < sweep->n_cells; i++)
        if (sweep_part_has(&sweep->part, sweep->n_cells_before + i))
            add_csv_row(sweep, &sweep->cells[i], text);
}
