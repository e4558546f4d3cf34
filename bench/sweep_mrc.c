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
static struct sim_result counted(const struct sweep_cell *cell)
{
    const struct trace *trace = cell->trace;
    struct sim_result result = {.n_requests =
                                    trace->n_requests - cell->cell.n_warm_up};

    for (uint64_t i = cell->cell.n_warm_up; i < trace->n_requests; i++)
        result.bytes += trace->sizes[trace->objects[i]];
    return result;
}

static void run_key(struct sweep *sweep, struct sweep_cell *cells)
{
    struct mrc_point *points = mem_zalloc(sweep->n_sizes, sizeof(*points));
    struct sim_result result = counted(cells);
    size_t n = 0;

    for (size_t i = 0; i < sweep->n_sizes; i++)
        points[i].capacity = cells[i].cell.capacity;
    qsort(points, sweep->n_sizes, sizeof(*points), by_capacity);
    for (size_t i = 0; i < sweep->n_sizes; i++)
        if (n == 0 || points[n - 1].capacity != points[i].capacity)
            points[n++] = points[i];
    mrc_lru(cells->trace, sweep->in_bytes, cells->cell.n_warm_up, points, n);
    for (size_t i = 0; i < sweep->n_sizes; i++) {
        const struct mrc_point wanted = {.capacity = cells[i].cell.capacity};
        const struct mrc_point *point =
            bsearch(&wanted, points, n, sizeof(*points), by_capacity);

        ASSERT(point);
        cells[i].result = result;
        cells[i].result.n_hits = point->n_hits;
        cells[i].result.hit_bytes = point->hit_bytes;
        cells[i].result.n_inserted = result.n_requests - point->n_hits;
    }
    mem_free(points);
}

void sweep_run_lru(struct sweep *sweep)
{
    ASSERT(sweep->n_policies == 1);
    ASSERT(sweep->policies[0].offline == SIM_ONLINE);
    for (size_t i = 0; i < sweep->n_cells; i += sweep->n_sizes)
        run_key(sweep, &sweep->cells[i]);
}
