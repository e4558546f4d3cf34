/*
 * plot.h - lines over a logarithmic axis of shares, as SVG.
 *
 * Colours are Okabe and Ito's, which people with colour blindness can tell
 * apart, with dashes from the eighth line on; every line has its name at its
 * end. Light and dark follow the reader's setting.
 */
#ifndef POPBOX_BENCH_PLOT_H
#define POPBOX_BENCH_PLOT_H

#include "cache/base/buf.h"

#define PLOT_WIDTH  860
#define PLOT_HEIGHT 440

struct plot_point {
    double x; /* > 0 */
    double y; /* 0 to 1 */
};

struct plot_line {
    struct span label;
    const struct plot_point *points; /* x ascending */
    size_t n;
};

struct plot_panel {
    struct span title;
    struct span x_label;
    struct span y_label;
    bool x_is_share; /* ticks are percentages; else numbers */
    const struct plot_line *lines;
    size_t n_lines;
};

/* A whole SVG document of panels below one another. */
void plot_svg(const struct plot_panel *panels, size_t n, struct buf *text);

/* The bytes with &, <, > and quotes escaped. */
void plot_escape(struct buf *text, struct span bytes);

#endif
