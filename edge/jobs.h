/* jobs.h - independent pieces of work on several threads. */
#ifndef POPBOX_EDGE_JOBS_H
#define POPBOX_EDGE_JOBS_H

#include <stddef.h>

#define JOBS_THREADS_MAX 256u

struct jobs {
    size_t n;
    unsigned n_threads; /* 0: one for each processor */
    void (*work)(void *user, size_t i);
    /* Now and then, and at the end, by the thread that called; may be NULL. */
    void (*progress)(void *user, size_t n_done);
    void *user;
};

/* Calls work once for each i below n, in no order; returns when all are done.
 * What work(i) wrote is seen then. */
void jobs_run(const struct jobs *jobs);

#endif
