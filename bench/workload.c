/* workload.c - a seeded crowd: who asks for what, drawn from distributions. */
#include "bench/workload.h"

#include "bench/zipf.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"

#include <stddef.h>

struct workload {
    struct workload_spec spec;
    struct rng rng;
    struct zipf *zipf;
};

struct workload *workload_new(const struct workload_spec *spec)
{
    struct workload *workload = mem_zalloc(1, sizeof(*workload));

    ASSERT(spec->n_objects > 0);
    ASSERT(spec->n_objects <= WORKLOAD_OBJECTS_MAX);
    ASSERT(spec->n_sites > 0);
    ASSERT(spec->zipf >= 0);
    workload->spec = *spec;
    rng_init(&workload->rng, spec->seed);
    workload->zipf = zipf_new(spec->n_objects, spec->zipf);
    return workload;
}

void workload_free(struct workload *workload)
{
    if (!workload)
        return;
    zipf_free(workload->zipf);
    mem_free(workload);
}

/* Every visit takes the same four draws, so that changing one share leaves the
 * others' visitors as they are. */
struct workload_visit workload_next(struct workload *workload)
{
    const struct workload_spec *spec = &workload->spec;
    struct workload_visit visit = {
        .object = zipf_draw(workload->zipf, &workload->rng)};
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
