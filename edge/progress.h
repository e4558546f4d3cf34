/* progress.h - one line on a terminal that says how far something is. */
#ifndef POPBOX_EDGE_PROGRESS_H
#define POPBOX_EDGE_PROGRESS_H

#include "edge/clock.h"

/* Nothing is shown where standard error is no terminal. */
struct progress {
    struct clock clock;
    bool shown; /* there is a line to be wiped */
    bool wanted;
    int64_t begun_ms;
    int64_t told_ms;
};

void progress_start(struct progress *progress);
/* "what: done of whole unit, rate, time left"; whole 0: nobody knows. At most
 * five times a second. */
void progress_tell(struct progress *progress, const char *what, double done,
                   double whole);
/* Wipes the line. */
void progress_stop(struct progress *progress);
int64_t progress_ms(const struct progress *progress);

#endif
