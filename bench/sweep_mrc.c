/* sweep_mrc.c - a sweep of LRU alone, all of its sizes in one pass. */
#include "bench/sweep.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <stdlib.h>

static int by_capacity(const void *a, const void *b)
{
    const struct mrc_point *p = a, *q = b;

    return (p->capacity > q->capacity) - (p->capacity < q->capacity);
}

/* What is counted, by first sizes. */
static struct sim_result counted(const struct trace *trace, uint64_t n_warm_up)
{
    struct sim_result result = {.n_requests = trace->n_requests - n_warm_up};

    for (uint64_t i = n_warm_up; i < trace->n_requests; i++)
        result.bytes += trace->sizes[trace->objects[i]];
    return result;
}

/* The capacities of one key's cells in a sample, each once, in order; how many.
 */
static size_t capacities(const struct sweep *sweep,
                         const struct sweep_cell *cells,
                         const struct sample *sample, struct mrc_point *points)
{
    size_t n = 0;

    for (size_t i = 0; i < sweep->n_sizes; i++)
        points[i] = (struct mrc_point){
            .capacity = sweep_cell_in(&cells[i], sweep, sample).capacity};
    qsort(points, sweep->n_sizes, sizeof(*points), by_capacity);
    for (size_t i = 0; i < sweep->n_sizes; i++)
        if (n == 0 || points[n - 1].capacity != points[i].capacity)
            points[n++] = points[i];
    return n;
}

/* All sizes of a key, in a sample, or in the whole (NULL). */
static void run_key(struct sweep *sweep, struct sweep_cell *cells,
                    const struct sample *sample)
{
    const struct trace *trace = sample ? &sample->trace : cells->keyed->trace;
    struct mrc_point *points = mem_zalloc(sweep->n_sizes, sizeof(*points));
    uint64_t n_warm_up = sweep_cell_in(cells, sweep, sample).n_warm_up;
    struct sim_result result = counted(trace, n_warm_up);
    size_t n = capacities(sweep, cells, sample, points);

    mrc_lru(trace, sweep->in_bytes, n_warm_up, points, n);
    for (size_t i = 0; i < sweep->n_sizes; i++) {
        const struct mrc_point wanted = {
            .capacity = sweep_cell_in(&cells[i], sweep, sample).capacity};
        const struct mrc_point *point =
            bsearch(&wanted, points, n, sizeof(*points), by_capacity);

        ASSERT(point);
        result.n_hits = point->n_hits;
        result.hit_bytes = point->hit_bytes;
        result.n_inserted = result.n_requests - point->n_hits;
        sweep_note(sweep, &cells[i], sample, &result);
    }
    mem_free(points);
}

void sweep_run_lru(struct sweep *sweep)
{
    ASSERT(sweep->n_policies == 1);
    ASSERT(sweep->policies[0].offline == SIM_ONLINE);
    for (size_t i = 0; i < sweep->n_cells; i += sweep->n_sizes) {
        struct sweep_cell *cells = &sweep->cells[i];
        const struct sweep_keyed *keyed = cells->keyed;

        for (uint32_t k = 0; keyed->samples && k < sweep_repeats(sweep); k++)
            run_key(sweep, cells, &keyed->samples[k]);
        if (!keyed->samples || sweep->spec.exact)
            run_key(sweep, cells, NULL);
    }
}
