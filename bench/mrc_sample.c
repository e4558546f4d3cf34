/*
 * mrc_sample.c - the part of a trace that belongs to some of its objects.
 *
 * An object is chosen when a hash of its number and the seed falls below a
 * threshold, so that it comes with all of its requests or with none.
 */
#include "bench/mrc.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <stdlib.h>

static uint64_t hash_of(uint32_t object, uint64_t seed)
{
    uint64_t x = (object + 1) * 0x9e3779b97f4a7c15u ^ seed;

    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static void take(const struct trace *trace, uint64_t threshold, uint64_t seed,
                 struct sample *sample)
{
    struct trace_builder *builder = trace_builder_new();
    uint64_t *sizes = mem_alloc(((size_t)trace->n_objects + 1) * 8);
    uint64_t resize = 0;

    if (trace->times_ms)
        trace_builder_keep_times(builder);
    memcpy(sizes, trace->sizes, (size_t)trace->n_objects * 8);
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        uint32_t object = trace->objects[i];
        int err;

        if (resize < trace->n_resizes && trace->resizes[resize].at == i)
            sizes[object] = trace->resizes[resize++].size;
        if (hash_of(object, seed) > threshold)
            continue;
        err = trace_builder_add(
            builder, &(struct trace_record){.number = object,
                                            .size = sizes[object],
                                            .has_size = true,
                                            .time_ms = trace_time(trace, i),
                                            .has_time = trace->times_ms});
        ASSERT(!err); /* it is no more than the trace has */
    }
    trace_builder_take(builder, &sample->trace);
    sample->rate = trace->n_objects > 0 ? (double)sample->trace.n_objects /
                                              (double)trace->n_objects
                                        : 1;
    trace_builder_free(builder);
    mem_free(sizes);
}

void sample_by_rate(const struct trace *trace, double rate, uint64_t seed,
                    struct sample *sample)
{
    ASSERT(rate > 0 && rate <= 1);
    take(trace,
         rate < 1 ? (uint64_t)(rate * 18446744073709551616.0) : UINT64_MAX,
         seed, sample);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

void sample_by_count(const struct trace *trace, uint32_t n_objects,
                     uint64_t seed, struct sample *sample)
{
    uint64_t *hashes, threshold;

    ASSERT(n_objects > 0);
    if (n_objects >= trace->n_objects) {
        sample_by_rate(trace, 1, seed, sample);
        return;
    }
    hashes = mem_alloc((size_t)trace->n_objects * sizeof(*hashes));
    for (uint32_t i = 0; i < trace->n_objects; i++)
        hashes[i] = hash_of(i, seed);
    qsort(hashes, trace->n_objects, sizeof(*hashes), by_value);
    threshold = hashes[n_objects - 1];
    mem_free(hashes);
    take(trace, threshold, seed, sample);
}

uint64_t sample_capacity(const struct sample *sample, uint64_t capacity)
{
    double scaled = (double)capacity * sample->rate + 0.5;

    return scaled < 1 ? 1 : (uint64_t)scaled;
}

double sample_miss_ratio(const struct sample *sample, uint64_t n_requests,
                         uint64_t n_hits)
{
    double expected = (double)n_requests * sample->rate;
    double misses = (double)sample->trace.n_requests - (double)n_hits;
    double ratio = expected > 0 ? misses / expected : 0;

    return ratio > 1 ? 1 : ratio;
}
