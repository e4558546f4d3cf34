/*
 * sweep_text.c - a sweep as tables with bars, 80 columns wide.
 *
 * One table for each key, TTL and size; of many sizes, one for each key, TTL
 * and policy.
 * Bars are eighths of a block; their scale is
 * the whole: a full bar is a cache that never hits.
 */
#include "bench/sweep.h"

#include "bench/sim_size.h"

#define BAR_COLUMNS   20
#define LABEL_COLUMNS 16
#define SIZES_APART   4 /* more sizes than these make a curve of a policy */

static void add_bar(struct buf *text, double ratio)
{
    static const char *const eighths[] = {"",  "▏", "▎", "▍",
                                          "▌", "▋", "▊", "▉"};
    int n = (int)(ratio * BAR_COLUMNS * 8 + 0.5), columns = 0;

    for (; n >= 8; n -= 8, columns++)
        buf_add_str(text, "█");
    if (n > 0) {
        buf_add_str(text, eighths[n]);
        columns++;
    }
    for (; columns < BAR_COLUMNS; columns++)
        buf_add_byte(text, ' ');
}

static void add_capacity(const struct sweep *sweep, uint64_t capacity,
                         struct buf *text)
{
    if (!sweep->in_bytes) {
        buf_addf(text, "%llu objects", (unsigned long long)capacity);
        return;
    }
    sim_size_bytes(text, capacity);
    buf_addf(text, " (%llu bytes)", (unsigned long long)capacity);
}

/* Room that samples have no other use for. */
static bool has_interval(const struct sweep *sweep)
{
    return sweep_is_sampled(sweep) && sweep_repeats(sweep) > 1;
}

static void add_head(const struct sweep *sweep, const struct sweep_cell *cell,
                     struct buf *text)
{
    buf_addf(text, "\nCache of %s: ", cell->size);
    add_capacity(sweep, cell->capacity, text);
    sweep_name_variant(sweep, cell, text);
    buf_addf(text, "\n\n%-*s %-29s %s %12s %9s\n", LABEL_COLUMNS, "policy",
             "object miss ratio", sweep->trace->has_sizes ? "byte miss" : "",
             "from origin", has_interval(sweep) ? "95 % ±" : "metadata");
}

static void add_row(const struct sweep *sweep, const struct sweep_cell *cell,
                    const char *label, struct buf *text)
{
    const struct sim_result *result = &cell->result;
    struct buf bytes;

    buf_addf(text, "%-*s ", LABEL_COLUMNS, label);
    if (cell->err) {
        buf_add_str(text, "cannot be said where sizes change under "
                          "--on-resize replace\n");
        return;
    }
    buf_addf(text, "%8.6f ", sweep_miss_ratio(sweep, cell));
    add_bar(text, sweep_miss_ratio(sweep, cell));
    buf_init(&bytes, 64);
    if (sweep->trace->has_sizes) {
        buf_addf(text, "  %8.6f", sweep_byte_miss_ratio(sweep, cell));
        sim_size_bytes(&bytes, result->bytes - result->hit_bytes);
    } else {
        buf_add_str(text, " ");
        buf_addf(&bytes, "%llu",
                 (unsigned long long)(result->n_requests - result->n_hits));
    }
    buf_addf(text, " %11s", buf_span(&bytes).ptr);
    buf_reset(&bytes);
    if (has_interval(sweep))
        buf_addf(&bytes, "%9.6f", sweep_spread_half(&cell->misses));
    else if (cell->result.n_resident > 0)
        sim_size_bytes(&bytes, sweep_metadata_bytes(cell));
    buf_addf(text, bytes.len > 0 ? " %9s\n" : "%s\n", buf_span(&bytes).ptr);
    buf_fini(&bytes);
}

/* One policy under one key and TTL, a row for each size. */
static void add_curve(const struct sweep *sweep, size_t first, struct buf *text)
{
    const struct sweep_cell *cell = &sweep->cells[first];

    buf_addf(text, "\n%s", cell->policy->label);
    sweep_name_variant(sweep, cell, text);
    buf_addf(text, "\n\n%-*s %-29s %s %12s%s\n", LABEL_COLUMNS, "cache",
             "object miss ratio", sweep->trace->has_sizes ? "byte miss" : "",
             "from origin", has_interval(sweep) ? "    95 % ±" : "");
    for (size_t i = 0; i < sweep->n_sizes; i++) {
        struct buf label;

        cell = &sweep->cells[first + i * sweep->n_policies];
        buf_init(&label, 200);
        buf_addf(&label, "%-6s ", cell->size);
        if (sweep->in_bytes)
            sim_size_bytes(&label, cell->capacity);
        else
            buf_addf(&label, "%llu", (unsigned long long)cell->capacity);
        add_row(sweep, cell, buf_span(&label).ptr, text);
        buf_fini(&label);
    }
}

static void add_curves(const struct sweep *sweep, struct buf *text)
{
    size_t each = sweep->n_sizes * sweep->n_policies; /* of a key and TTL */

    for (size_t first = 0; first < sweep->n_cells; first += each)
        for (size_t i = 0; i < sweep->n_policies; i++)
            add_curve(sweep, first + i, text);
}

static void add_samples(const struct sweep *sweep, struct buf *text)
{
    uint32_t n = sweep_repeats(sweep);

    if (n > 1)
        buf_addf(text, "the mean of %u samples, each of ", (unsigned)n);
    else
        buf_add_str(text, "a sample of ");
    if (sweep->spec.sample_objects > 0)
        buf_addf(text, "%u objects, stands for all of them\n",
                 (unsigned)sweep->spec.sample_objects);
    else
        buf_addf(text, "%g of the objects, stands for all of them\n",
                 sweep->spec.sample);
}

/* How far the samples are from the whole, curve by curve. */
static void add_errors(const struct sweep *sweep, struct buf *text)
{
    size_t each = sweep->n_sizes * sweep->n_policies; /* of a key and TTL */

    buf_add_str(text, "\nMean absolute error against the whole trace\n\n");
    for (size_t first = 0; first < sweep->n_cells; first += each)
        for (size_t i = 0; i < sweep->n_policies; i++) {
            const struct sweep_cell *cell = &sweep->cells[first + i];

            if (cell->err)
                continue;
            buf_addf(text, "%-*s %8.6f", LABEL_COLUMNS, cell->policy->label,
                     sweep_error(sweep, first + i));
            sweep_name_variant(sweep, cell, text);
            buf_add_byte(text, '\n');
        }
}

static void add_trace(const struct sweep *sweep, struct buf *text)
{
    const struct trace *trace = sweep->trace;

    buf_add(text, sweep->name);
    buf_addf(text, ": %llu requests for %u objects",
             (unsigned long long)trace->n_requests, (unsigned)trace->n_objects);
    if (trace->has_sizes) {
        buf_add_str(text, ", working set ");
        sim_size_bytes(text, trace->object_bytes);
    }
    if (trace->sites)
        buf_addf(text, ", %u origins", (unsigned)trace->n_sites);
    buf_add_str(text, "\n");
    if (trace->n_unsized > 0)
        buf_addf(text, "%llu objects have no size in it: they count as empty\n",
                 (unsigned long long)trace->n_unsized);
    if (trace->n_resizes > 0)
        buf_addf(text, "%llu requests find another size than before\n",
                 (unsigned long long)trace->n_resizes);
    if (sweep_is_sampled(sweep))
        add_samples(sweep, text);
    if (!span_absent(sweep->spec.ttls))
        buf_add_str(text,
                    "an expired object that the origin confirms is a miss, "
                    "but not of its bytes\n");
}

void sweep_text(const struct sweep *sweep, struct buf *text)
{
    add_trace(sweep, text);
    if (sweep->n_sizes > SIZES_APART) {
        add_curves(sweep, text);
    }
    for (size_t i = 0; sweep->n_sizes <= SIZES_APART && i < sweep->n_cells;
         i++) {
        if (i % sweep->n_policies == 0)
            add_head(sweep, &sweep->cells[i], text);
        add_row(sweep, &sweep->cells[i], sweep->cells[i].policy->label, text);
    }
    if (sweep_is_sampled(sweep) && sweep->spec.exact)
        add_errors(sweep, text);
}
