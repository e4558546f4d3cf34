/*
 * workload.c - a seeded crowd: who asks for what, drawn from distributions.
 *
 * Zipf by inversion: the cumulated weights 1/rank^s stand in a table once, and
 * a draw is a binary search in it. The table costs eight bytes per object and
 * is exact for every exponent, 0 and 1 included, where the closed forms of
 * faster methods have their exceptions.
 */
#include "bench/workload.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"

#include <math.h>
#include <stddef.h>

struct workload {
    struct workload_spec spec;
    struct rng rng;
    double *upto; /* upto[i]: share of visits to objects 0 to i */
};

static void fill_table(struct workload *workload)
{
    double sum = 0;

    for (uint32_t i = 0; i < workload->spec.n_objects; i++) {
        sum += pow((double)i + 1, -workload->spec.zipf);
        workload->upto[i] = sum;
    }
    for (uint32_t i = 0; i < workload->spec.n_objects; i++)
        workload->upto[i] /= sum;
}

struct workload *workload_new(const struct workload_spec *spec)
{
    struct workload *workload = mem_zalloc(1, sizeof(*workload));

    ASSERT(spec->n_objects > 0);
    ASSERT(spec->n_objects <= WORKLOAD_OBJECTS_MAX);
    ASSERT(spec->n_sites > 0);
    ASSERT(spec->zipf >= 0);
    workload->spec = *spec;
    rng_init(&workload->rng, spec->seed);
    workload->upto = mem_zalloc(spec->n_objects, sizeof(double));
    fill_table(workload);
    return workload;
}

void workload_free(struct workload *workload)
{
    if (!workload)
        return;
    mem_free(workload->upto);
    mem_free(workload);
}

/* The first object whose share reaches beyond the draw. */
static uint32_t draw_object(struct workload *workload)
{
    double draw = rng_unit(&workload->rng);
    uint32_t low = 0, high = workload->spec.n_objects - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (workload->upto[middle] > draw)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Every visit takes the same four draws, so that changing one share leaves the
 * others' visitors as they are. */
struct workload_visit workload_next(struct workload *workload)
{
    const struct workload_spec *spec = &workload->spec;
    struct workload_visit visit = {.object = draw_object(workload)};
    double probe = rng_unit(&workload->rng);
    double no_origin = rng_unit(&workload->rng);
    uint32_t site = (uint32_t)rng_below(&workload->rng, spec->n_sites);

    visit.probe = probe < spec->probes;
    if (visit.probe)
        visit.site = 0;
    else
        visit.site = no_origin < spec->no_origin ? WORKLOAD_NO_SITE : site;
    return visit;
}
