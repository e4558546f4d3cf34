/*
 * drive_page.h - the model browser over real sockets: a page's loads.
 *
 * The second driver of the browser's seam (the first one is bench/cast.c): its
 * requests go to whatever server listens, what is seen is written down
 * (bench/browsed.h). Plain HTTP only.
 */
#ifndef POPBOX_EDGE_DRIVE_PAGE_H
#define POPBOX_EDGE_DRIVE_PAGE_H

#include "bench/browsed.h"
#include "edge/drive.h"

struct drive_page_config {
    struct edge_address connect; /* where every request goes to; host absent:
                                    to the URL's own host and port */
    enum browser_engine engine;
    int64_t patience_ms; /* real time for one answer */
};

/* The loads one after the other, in one browser with empty caches; the URLs are
 * of http unless connect says where to. ERR_TOO_LONG past browsed's limits. */
MUST_USE int drive_page(const struct drive_page_config *config,
                        const struct load_spec *loads, size_t n,
                        struct browsed *browsed);

#endif
