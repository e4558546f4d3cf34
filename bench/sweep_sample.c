/*
 * sweep_sample.c - a sweep by samples: repeated, and held against the whole.
 *
 * Samples of one sweep differ in their seed only, so their ratios are draws
 * from one distribution; that their mean lies around the truth is what SHARDS
 * is about, and how far is told by Student's t.
 */
#include "bench/sweep.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <math.h>

bool sweep_is_sampled(const struct sweep *sweep)
{
    return sweep->spec.sample < 1 || sweep->spec.sample_objects > 0;
}

uint32_t sweep_repeats(const struct sweep *sweep)
{
    return sweep->spec.n_repeats > 0 ? sweep->spec.n_repeats : 1;
}

void sweep_take_samples(struct sweep *sweep, struct sweep_keyed *keyed)
{
    const struct sweep_spec *spec = &sweep->spec;
    uint32_t n = sweep_repeats(sweep);

    ASSERT(n <= SWEEP_REPEATS_MAX);
    keyed->samples = mem_zalloc(n, sizeof(*keyed->samples));
    for (uint32_t i = 0; i < n; i++) {
        struct sample *sample = &keyed->samples[i];

        if (spec->sample_objects > 0)
            sample_by_count(keyed->trace, spec->sample_objects, spec->seed + i,
                            sample);
        else
            sample_by_rate(keyed->trace, spec->sample, spec->seed + i, sample);
    }
}

struct sim_cell sweep_cell_in(const struct sweep_cell *cell,
                              const struct sweep *sweep,
                              const struct sample *sample)
{
    struct sim_cell in = cell->cell;

    if (!sample)
        return in;
    in.capacity = sample_capacity(sample, cell->capacity);
    in.n_warm_up =
        (uint64_t)(sweep->spec.warm_up * (double)sample->trace.n_requests);
    in.seed += (uint64_t)(sample - cell->keyed->samples);
    return in;
}

/* ---- results ------------------------------------------------------------- */

/* A sample's misses among the requests that it ought to have had. */
static double adjusted(const struct sweep *sweep, const struct sample *sample,
                       double misses, double whole)
{
    double expected = whole * sample->rate * (1 - sweep->spec.warm_up);
    double ratio = expected > 0 ? misses / expected : 0;

    return ratio > 1 ? 1 : ratio;
}

static void add_draw(struct sweep_spread *spread, double ratio)
{
    double before = ratio - spread->mean;

    spread->n++;
    spread->mean += before / spread->n;
    spread->squares += before * (ratio - spread->mean);
}

static void note_sample(const struct sweep *sweep, struct sweep_cell *cell,
                        const struct sample *sample,
                        const struct sim_result *result)
{
    if (sample == cell->keyed->samples) {
        cell->result = *result;
        cell->misses = cell->byte_misses = (struct sweep_spread){0};
    }
    add_draw(&cell->misses,
             adjusted(sweep, sample,
                      (double)(result->n_requests - result->n_hits),
                      (double)sweep->trace->n_requests));
    add_draw(&cell->byte_misses,
             adjusted(sweep, sample,
                      (double)(result->bytes - result->hit_bytes),
                      (double)sweep->trace->request_bytes));
}

void sweep_note(const struct sweep *sweep, struct sweep_cell *cell,
                const struct sample *sample, const struct sim_result *result)
{
    if (sample) {
        note_sample(sweep, cell, sample, result);
        return;
    }
    cell->exact = sim_miss_ratio(result);
    cell->exact_bytes = sim_byte_miss_ratio(result);
    if (!sweep_is_sampled(sweep))
        cell->result = *result;
}

double sweep_miss_ratio(const struct sweep *sweep,
                        const struct sweep_cell *cell)
{
    return sweep_is_sampled(sweep) ? cell->misses.mean
                                   : sim_miss_ratio(&cell->result);
}

double sweep_byte_miss_ratio(const struct sweep *sweep,
                             const struct sweep_cell *cell)
{
    return sweep_is_sampled(sweep) ? cell->byte_misses.mean
                                   : sim_byte_miss_ratio(&cell->result);
}

/* Of Student's t, 97.5 %: a table, then the first terms of its expansion. */
static double student(uint32_t freedom)
{
    static const double first[] = {0,     12.706, 4.303, 3.182, 2.776, 2.571,
                                   2.447, 2.365,  2.306, 2.262, 2.228};
    double z = 1.959964, cube = z * z * z;

    if (freedom < sizeof(first) / sizeof(*first))
        return first[freedom];
    return z + (cube + z) / (4.0 * freedom) +
           (5 * cube * z * z + 16 * cube + 3 * z) / (96.0 * freedom * freedom);
}

double sweep_spread_half(const struct sweep_spread *spread)
{
    if (spread->n < 2)
        return 0;
    return student(spread->n - 1) *
           sqrt(spread->squares / (spread->n - 1) / spread->n);
}

double sweep_error(const struct sweep *sweep, size_t first)
{
    double sum = 0;

    ASSERT(sweep->spec.exact);
    for (size_t i = 0; i < sweep->n_sizes; i++) {
        const struct sweep_cell *cell =
            &sweep->cells[first + i * sweep->n_policies];

        sum += fabs(sweep_miss_ratio(sweep, cell) - cell->exact);
    }
    return sum / (double)sweep->n_sizes;
}
