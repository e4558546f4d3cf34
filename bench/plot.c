/*
 * plot.c - lines over a logarithmic axis of shares, as SVG.
 *
 * Labels stand at the ends of their lines, in the lines' order from above, and
 * are pushed apart where they would cover each other; a thin leader joins label
 * and line then. The y axis begins at 0: a ratio cut off would exaggerate.
 */
#include "bench/plot.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <math.h>
#include <stdlib.h>

#define LEFT       64
#define RIGHT      210
#define TOP        44
#define BOTTOM     56
#define N_COLOURS  7
#define LABEL_STEP 14.0
#define MARKERS_TO 12 /* points of a line that are marked */
#define LEADER_MAX 40 /* a longer one would lead nowhere */
#define SAMPLE     24 /* of the line, before its name */

static const char style[] =
    "<style>"
    ".pb-bg{fill:#fff}.pb-t{fill:#1a1a1a;font:13px system-ui,sans-serif}"
    ".pb-h{font-size:15px;font-weight:600}.pb-s{font-size:12px}"
    ".pb-g{stroke:#ddd}.pb-a{stroke:#555}.pb-l{fill:none;stroke-width:2}"
    ".pb-k{stroke-width:1;opacity:.5}"
    ".pb-c0{stroke:#0072b2;fill:#0072b2}.pb-c1{stroke:#d55e00;fill:#d55e00}"
    ".pb-c2{stroke:#009e73;fill:#009e73}.pb-c3{stroke:#cc79a7;fill:#cc79a7}"
    ".pb-c4{stroke:#b37400;fill:#b37400}.pb-c5{stroke:#2f93c9;fill:#2f93c9}"
    ".pb-c6{stroke:#1a1a1a;fill:#1a1a1a}"
    ".pb-l{fill:none!important}.pb-n{stroke:none!important}"
    "@media(prefers-color-scheme:dark){.pb-bg{fill:#16181c}"
    ".pb-t{fill:#e8e8e8}.pb-g{stroke:#34383f}.pb-a{stroke:#9aa0a8}"
    ".pb-c0{stroke:#4aa8e0;fill:#4aa8e0}.pb-c1{stroke:#ff8a3d;fill:#ff8a3d}"
    ".pb-c2{stroke:#2fc99a;fill:#2fc99a}.pb-c3{stroke:#e8a0c8;fill:#e8a0c8}"
    ".pb-c4{stroke:#e69f00;fill:#e69f00}.pb-c5{stroke:#8fd0f5;fill:#8fd0f5}"
    ".pb-c6{stroke:#f0f0f0;fill:#f0f0f0}}"
    "</style>\n";

static const char *const dashes[] = {"", "7 4", "2 3", "10 3 2 3"};
#define N_DASHES (sizeof(dashes) / sizeof(*dashes))

/* Where a panel's data lies. */
struct scale {
    double x_min, x_max; /* logarithms */
    double y_max;
    double top; /* of the panel */
};

void plot_escape(struct buf *text, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        switch (bytes.ptr[i]) {
        case '&':
            buf_add_str(text, "&amp;");
            break;
        case '<':
            buf_add_str(text, "&lt;");
            break;
        case '>':
            buf_add_str(text, "&gt;");
            break;
        case '"':
            buf_add_str(text, "&quot;");
            break;
        default:
            buf_add_byte(text, bytes.ptr[i]);
        }
}

static double x_of(const struct scale *scale, double x)
{
    double part = (log10(x) - scale->x_min) / (scale->x_max - scale->x_min);

    return LEFT + part * (PLOT_WIDTH - LEFT - RIGHT);
}

static double y_of(const struct scale *scale, double y)
{
    return scale->top + TOP +
           (1 - y / scale->y_max) * (PLOT_HEIGHT - TOP - BOTTOM);
}

/* ---- axes ---------------------------------------------------------------- */

static struct scale scale_of(const struct plot_panel *panel, double top)
{
    struct scale scale = {.x_min = 400, .x_max = -400, .top = top};
    double largest = 0;

    for (size_t i = 0; i < panel->n_lines; i++)
        for (size_t k = 0; k < panel->lines[i].n; k++) {
            double x = log10(panel->lines[i].points[k].x);

            scale.x_min = x < scale.x_min ? x : scale.x_min;
            scale.x_max = x > scale.x_max ? x : scale.x_max;
            if (panel->lines[i].points[k].y > largest)
                largest = panel->lines[i].points[k].y;
        }
    if (scale.x_max - scale.x_min < 0.2) {
        scale.x_min -= 0.3;
        scale.x_max += 0.3;
    }
    scale.y_max = ceil(largest * 10) / 10;
    if (scale.y_max < 0.1)
        scale.y_max = 0.1;
    return scale;
}

static void add_y_axis(const struct plot_panel *panel,
                       const struct scale *scale, struct buf *text)
{
    int step = scale->y_max > 0.5 ? 20 : 10;

    for (int y = 0; y <= (int)(scale->y_max * 100 + 0.5); y += step) {
        double at = y_of(scale, y / 100.0);

        buf_addf(text,
                 "<line class=\"pb-g\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
                 "y2=\"%.1f\"/>",
                 LEFT, PLOT_WIDTH - RIGHT, at, at);
        buf_addf(text,
                 "<text class=\"pb-t pb-s\" x=\"%d\" y=\"%.1f\" "
                 "text-anchor=\"end\">%d %%</text>\n",
                 LEFT - 8, at + 4, y);
    }
    buf_addf(text,
             "<text class=\"pb-t pb-s\" transform=\"translate(16 %.1f) "
             "rotate(-90)\" text-anchor=\"middle\">",
             y_of(scale, scale->y_max / 2));
    plot_escape(text, panel->y_label);
    buf_add_str(text, "</text>\n");
}

static void add_x_tick(const struct plot_panel *panel,
                       const struct scale *scale, double x, struct buf *text)
{
    double at = x_of(scale, x), bottom = y_of(scale, 0);

    buf_addf(text,
             "<line class=\"pb-g\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" "
             "y2=\"%.1f\"/>",
             at, at, scale->top + TOP, bottom);
    buf_addf(text,
             "<text class=\"pb-t pb-s\" x=\"%.1f\" y=\"%.1f\" "
             "text-anchor=\"middle\">%g%s</text>\n",
             at, bottom + 18, panel->x_is_share ? x * 100 : x,
             panel->x_is_share ? " %" : "");
}

/* Ticks at 1, 2 and 5 times powers of ten; over many decades at powers only. */
static void add_x_axis(const struct plot_panel *panel,
                       const struct scale *scale, struct buf *text)
{
    static const double steps[] = {1, 2, 5};
    size_t n_steps = scale->x_max - scale->x_min > 4 ? 1 : 3;

    for (int decade = (int)floor(scale->x_min); decade <= scale->x_max;
         decade++)
        for (size_t i = 0; i < n_steps; i++) {
            double x = steps[i] * pow(10, decade);

            if (log10(x) >= scale->x_min - 1e-9 &&
                log10(x) <= scale->x_max + 1e-9)
                add_x_tick(panel, scale, x, text);
        }
    buf_addf(text,
             "<line class=\"pb-a\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
             "y2=\"%.1f\"/>",
             LEFT, PLOT_WIDTH - RIGHT, y_of(scale, 0), y_of(scale, 0));
    buf_addf(text,
             "<text class=\"pb-t pb-s\" x=\"%d\" y=\"%.1f\" "
             "text-anchor=\"middle\">",
             LEFT + (PLOT_WIDTH - LEFT - RIGHT) / 2, y_of(scale, 0) + 42);
    plot_escape(text, panel->x_label);
    buf_add_str(text, "</text>\n");
}

/* ---- lines --------------------------------------------------------------- */

static void add_line(const struct plot_line *line, size_t index,
                     const struct scale *scale, struct buf *text)
{
    const char *dash = dashes[index / N_COLOURS % N_DASHES];

    buf_addf(text, "<polyline class=\"pb-l pb-c%d\"", (int)(index % N_COLOURS));
    if (*dash)
        buf_addf(text, " stroke-dasharray=\"%s\"", dash);
    buf_add_str(text, " points=\"");
    for (size_t i = 0; i < line->n; i++)
        buf_addf(text, "%s%.1f,%.1f", i ? " " : "",
                 x_of(scale, line->points[i].x),
                 y_of(scale, line->points[i].y));
    buf_add_str(text, "\"><title>");
    plot_escape(text, line->label);
    buf_add_str(text, "</title></polyline>\n");
    for (size_t i = 0; line->n <= MARKERS_TO && i < line->n; i++) {
        buf_addf(text,
                 "<circle class=\"pb-n pb-c%d\" cx=\"%.1f\" cy=\"%.1f\" "
                 "r=\"3\"><title>",
                 (int)(index % N_COLOURS), x_of(scale, line->points[i].x),
                 y_of(scale, line->points[i].y));
        plot_escape(text, line->label);
        buf_addf(text, ": %.2f %%</title></circle>", line->points[i].y * 100);
    }
}

/* ---- labels -------------------------------------------------------------- */

struct label {
    size_t line;
    double wanted, at;
};

static int from_above(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (x->wanted != y->wanted)
        return x->wanted < y->wanted ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Lines that end at one place stand in the order of their means. */
static double place_of(const struct plot_line *line, const struct scale *scale)
{
    double sum = 0;

    for (size_t i = 0; i < line->n; i++)
        sum += line->points[i].y;
    return y_of(scale, line->points[line->n - 1].y) +
           y_of(scale, sum / (double)line->n) * 1e-3;
}

/* Down where they overlap; then up again from the bottom of the panel. */
static void push_apart(struct label *labels, size_t n, double bottom)
{
    for (size_t i = 0; i < n; i++) {
        labels[i].at = labels[i].wanted;
        if (i > 0 && labels[i].at < labels[i - 1].at + LABEL_STEP)
            labels[i].at = labels[i - 1].at + LABEL_STEP;
    }
    for (size_t i = n; i-- > 0;) {
        double limit = i + 1 < n ? labels[i + 1].at - LABEL_STEP : bottom;

        if (labels[i].at > limit)
            labels[i].at = limit;
    }
}

static void add_labels(const struct plot_panel *panel,
                       const struct scale *scale, struct buf *text)
{
    struct label *labels = mem_zalloc(panel->n_lines + 1, sizeof(*labels));
    size_t n = 0;

    for (size_t i = 0; i < panel->n_lines; i++) {
        const struct plot_line *line = &panel->lines[i];

        if (line->n > 0)
            labels[n++] = (struct label){i, place_of(line, scale), 0};
    }
    qsort(labels, n, sizeof(*labels), from_above);
    push_apart(labels, n, y_of(scale, 0) + 4);
    for (size_t i = 0; i < n; i++) {
        const struct plot_line *line = &panel->lines[labels[i].line];
        int colour = (int)(labels[i].line % N_COLOURS);
        double end = x_of(scale, line->points[line->n - 1].x);

        if (fabs(labels[i].at - labels[i].wanted) <= LEADER_MAX)
            buf_addf(text,
                     "<line class=\"pb-k pb-c%d\" x1=\"%.1f\" y1=\"%.1f\" "
                     "x2=\"%d\" y2=\"%.1f\"/>",
                     colour, end + 4, labels[i].wanted, PLOT_WIDTH - RIGHT + 22,
                     labels[i].at);
        buf_addf(text,
                 "<line class=\"pb-l pb-c%d\" stroke-dasharray=\"%s\" "
                 "x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                 colour, dashes[labels[i].line / N_COLOURS % N_DASHES],
                 PLOT_WIDTH - RIGHT + 24, PLOT_WIDTH - RIGHT + 24 + SAMPLE,
                 labels[i].at, labels[i].at);
        buf_addf(text,
                 "<text class=\"pb-t pb-s pb-n pb-c%d\" x=\"%d\" y=\"%.1f\">",
                 colour, PLOT_WIDTH - RIGHT + 30 + SAMPLE, labels[i].at + 4);
        plot_escape(text, line->label);
        buf_add_str(text, "</text>\n");
    }
    mem_free(labels);
}

/* ---- panels -------------------------------------------------------------- */

static void add_panel(const struct plot_panel *panel, double top,
                      struct buf *text)
{
    struct scale scale = scale_of(panel, top);

    buf_addf(text, "<text class=\"pb-t pb-h\" x=\"%d\" y=\"%.1f\">", LEFT,
             top + 24);
    plot_escape(text, panel->title);
    buf_add_str(text, "</text>\n");
    add_y_axis(panel, &scale, text);
    add_x_axis(panel, &scale, text);
    for (size_t i = 0; i < panel->n_lines; i++)
        add_line(&panel->lines[i], i, &scale, text);
    add_labels(panel, &scale, text);
}

void plot_svg(const struct plot_panel *panels, size_t n, struct buf *text)
{
    int height = PLOT_HEIGHT * (int)n;

    buf_addf(text,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
             "width=\"%d\" height=\"%d\" role=\"img\">\n",
             PLOT_WIDTH, height, PLOT_WIDTH, height);
    buf_add_str(text, style);
    buf_addf(text, "<rect class=\"pb-bg\" width=\"%d\" height=\"%d\"/>\n",
             PLOT_WIDTH, height);
    for (size_t i = 0; i < n; i++)
        add_panel(&panels[i], (double)PLOT_HEIGHT * (double)i, text);
    buf_add_str(text, "</svg>\n");
}
