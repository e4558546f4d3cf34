/*
 * sweep_plot.c - a sweep as curves, and as a page with all of it.
 *
 * One line for each policy, key and TTL over the sizes, as shares of the
 * working set; a second panel for bytes, where the trace has sizes. The page is
 * one file: pictures and style are in it.
 */
#include "bench/sweep.h"

#include "bench/plot.h"
#include "bench/sim_size.h"
#include "cache/base/mem.h"

#include <stdlib.h>

#define LABEL_MAX 100u

/* Lines with their points and labels. */
struct curves {
    struct plot_line *lines;
    struct plot_point *points;
    struct buf *labels;
    size_t n;
};

static int by_x(const void *a, const void *b)
{
    const struct plot_point *p = a, *q = b;

    return (p->x > q->x) - (p->x < q->x);
}

static double share_of(const struct sweep *sweep, uint64_t capacity)
{
    double whole = sweep->in_bytes ? (double)sweep->trace->object_bytes
                                   : (double)sweep->trace->n_objects;

    return (double)capacity / whole;
}

/* The cells of one key, TTL and policy: cell k of them is n_policies * k behind
 * the first. */
static void add_curve(const struct sweep *sweep, size_t first, bool bytes,
                      struct curves *curves)
{
    struct plot_line *line = &curves->lines[curves->n];
    struct plot_point *points = &curves->points[curves->n * sweep->n_sizes];
    struct buf *label = &curves->labels[curves->n++];
    const struct sweep_cell *cell = &sweep->cells[first];

    buf_init(label, LABEL_MAX);
    buf_add_str(label, cell->policy->label);
    if (sweep->n_keyed > 1)
        buf_addf(label, ", %.*s", SPAN_ARG(cell->keyed->name));
    if (sweep->n_ttls > 1)
        buf_addf(label, ", %s", cell->ttl->label);
    line->label = buf_span(label);
    line->points = points;
    for (size_t k = 0; k < sweep->n_sizes; k++) {
        cell = &sweep->cells[first + k * sweep->n_policies];
        if (!cell->err)
            points[line->n++] =
                (struct plot_point){share_of(sweep, cell->capacity),
                                    bytes ? sweep_byte_miss_ratio(sweep, cell)
                                          : sweep_miss_ratio(sweep, cell)};
    }
    qsort(points, line->n, sizeof(*points), by_x);
}

static void curves_init(const struct sweep *sweep, bool bytes,
                        struct curves *curves)
{
    size_t each = sweep->n_sizes * sweep->n_policies;
    size_t n = sweep->n_cells / sweep->n_sizes;

    curves->n = 0;
    curves->lines = mem_zalloc(n + 1, sizeof(*curves->lines));
    curves->labels = mem_zalloc(n + 1, sizeof(*curves->labels));
    curves->points =
        mem_zalloc(n * sweep->n_sizes + 1, sizeof(*curves->points));
    for (size_t first = 0; first < sweep->n_cells; first += each)
        for (size_t i = 0; i < sweep->n_policies; i++)
            add_curve(sweep, first + i, bytes, curves);
}

static void curves_fini(struct curves *curves)
{
    for (size_t i = 0; i < curves->n; i++)
        buf_fini(&curves->labels[i]);
    mem_free(curves->lines);
    mem_free(curves->points);
    mem_free(curves->labels);
}

void sweep_svg(const struct sweep *sweep, struct buf *text)
{
    struct plot_panel panels[2];
    struct curves objects, bytes;
    struct buf x_label, titles[2];

    buf_init(&x_label, 200);
    buf_add_str(&x_label, "cache, as a share of the working set (");
    if (sweep->in_bytes)
        sim_size_bytes(&x_label, sweep->trace->object_bytes);
    else
        buf_addf(&x_label, "%u objects", (unsigned)sweep->trace->n_objects);
    buf_add_str(&x_label, ")");
    buf_init(&titles[0], 4200);
    buf_init(&titles[1], 4200);
    buf_add(&titles[0], sweep->name);
    buf_add_str(&titles[0], ": requests that miss");
    buf_add(&titles[1], sweep->name);
    buf_add_str(&titles[1], ": bytes that miss");
    curves_init(sweep, false, &objects);
    curves_init(sweep, true, &bytes);
    panels[0] = (struct plot_panel){buf_span(&titles[0]),
                                    buf_span(&x_label),
                                    SPAN("object miss ratio"),
                                    true,
                                    objects.lines,
                                    objects.n};
    panels[1] = (struct plot_panel){buf_span(&titles[1]),
                                    buf_span(&x_label),
                                    SPAN("byte miss ratio"),
                                    true,
                                    bytes.lines,
                                    bytes.n};
    plot_svg(panels, sweep->trace->has_sizes ? 2 : 1, text);
    curves_fini(&objects);
    curves_fini(&bytes);
    buf_fini(&x_label);
    buf_fini(&titles[0]);
    buf_fini(&titles[1]);
}

/* ---- a page -------------------------------------------------------------- */

void sweep_html_begin(struct buf *text)
{
    buf_add_str(
        text,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\">"
        "<meta name=\"color-scheme\" content=\"light dark\">"
        "<title>popbox sim</title><style>"
        "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;"
        "margin:2rem auto;padding:0 1rem;background:#fff;color:#1a1a1a}"
        "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}"
        "svg{max-width:100%;height:auto}"
        "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
        "th,td{padding:.2rem .8rem;text-align:right;"
        "border-bottom:1px solid #ddd}"
        "th:first-child,td:first-child,td:nth-child(2),th:nth-child(2)"
        "{text-align:left}td.best{font-weight:700}"
        "@media(prefers-color-scheme:dark){body{background:#16181c;"
        "color:#e8e8e8}th,td{border-color:#34383f}}"
        "</style></head><body>\n");
}

void sweep_html_end(struct buf *text)
{
    buf_add_str(text, "<p>Made by popbox sim. A full miss ratio is 1; bold is "
                      "the lowest of the policies that a live cache could "
                      "run.</p>\n</body></html>\n");
}

/* The lowest object miss ratio of the online policies of the cell's size. */
static double best_of(const struct sweep *sweep, size_t first)
{
    double best = 2;

    for (size_t i = first; i < first + sweep->n_policies; i++) {
        const struct sweep_cell *cell = &sweep->cells[i];

        if (!cell->err && cell->policy->offline == SIM_ONLINE &&
            sweep_miss_ratio(sweep, cell) < best)
            best = sweep_miss_ratio(sweep, cell);
    }
    return best;
}

static void add_row(const struct sweep *sweep, const struct sweep_cell *cell,
                    double best, struct buf *text)
{
    bool is_best = !cell->err && cell->policy->offline == SIM_ONLINE &&
                   sweep_miss_ratio(sweep, cell) <= best;

    buf_addf(text, "<tr><td>%s</td><td>", cell->policy->label);
    plot_escape(text, cell->keyed->name);
    buf_add_str(text, "</td>");
    buf_addf(text, "<td>%s</td><td>%s</td>",
             cell->ttl->ms > 0 ? cell->ttl->label : "none", cell->size);
    if (cell->err) {
        buf_add_str(text, "<td colspan=\"4\">sizes change</td></tr>\n");
        return;
    }
    buf_addf(text, "<td%s>%.6f</td><td>", is_best ? " class=\"best\"" : "",
             sweep_miss_ratio(sweep, cell));
    if (sweep->trace->has_sizes)
        buf_addf(text, "%.6f", sweep_byte_miss_ratio(sweep, cell));
    buf_addf(text, "</td><td>%llu</td><td>",
             (unsigned long long)cell->result.n_evicted);
    sim_size_bytes(text, sweep_metadata_bytes(cell));
    buf_add_str(text, "</td></tr>\n");
}

void sweep_html(const struct sweep *sweep, struct buf *text)
{
    const struct trace *trace = sweep->trace;
    double best = 2;

    buf_add_str(text, "<h1>");
    plot_escape(text, sweep->name);
    buf_addf(text, "</h1>\n<p>%llu requests for %u objects",
             (unsigned long long)trace->n_requests, (unsigned)trace->n_objects);
    if (trace->has_sizes) {
        buf_add_str(text, ", working set ");
        sim_size_bytes(text, trace->object_bytes);
    }
    buf_add_str(text, ".</p>\n");
    sweep_svg(sweep, text);
    buf_add_str(text, "<h2>Numbers</h2>\n<table><tr><th>policy</th><th>key</th>"
                      "<th>TTL</th><th>size</th><th>object miss ratio</th>"
                      "<th>byte miss ratio</th><th>evictions</th>"
                      "<th>metadata</th></tr>\n");
    for (size_t i = 0; i < sweep->n_cells; i++) {
        if (i % sweep->n_policies == 0)
            best = best_of(sweep, i);
        add_row(sweep, &sweep->cells[i], best, text);
    }
    buf_add_str(text, "</table>\n");
}
