/*
 * che.c - hit ratios of LRU by the Che approximation.
 *
 * Che, Tung and Wang, "Hierarchical Web caching systems" (JSAC 2002): an object
 * leaves an LRU cache when it was not asked for during a time T, which is taken
 * to be the same for all objects. T is where the expected bytes of what was
 * asked for within T fill the cache:
 *
 *     sum of size * (1 - exp(-p T)) = capacity
 *
 * and an object's hit ratio is 1 - exp(-p T). The sum grows with T, so T is
 * bracketed by doubling and then halved.
 */
#include "bench/che.h"

#include "cache/base/assert.h"

#include <math.h>

#define HALVINGS 40

static double bytes_within(const struct che_crowd *crowd, double time)
{
    double sum = 0;

    for (uint32_t v = 0; v < crowd->n_variants; v++)
        for (uint32_t i = 0; i < crowd->n_objects; i++)
            sum += crowd->size[i] * -expm1(-crowd->p[i] * crowd->q[v] * time);
    return sum;
}

/* In requests. */
static double characteristic_time(const struct che_crowd *crowd,
                                  double capacity)
{
    double low = 0, high = 1;

    while (bytes_within(crowd, high) < capacity) {
        low = high;
        high *= 2;
    }
    for (int i = 0; i < HALVINGS && high - low > high * 1e-6; i++) {
        double middle = (low + high) / 2;

        if (bytes_within(crowd, middle) < capacity)
            low = middle;
        else
            high = middle;
    }
    return high;
}

struct che_hits che_lru(const struct che_crowd *crowd, double capacity)
{
    struct che_hits hits = {1, 1};
    double all = 0, asked = 0, bytes = 0, hit = 0, hit_bytes = 0, time;

    for (uint32_t i = 0; i < crowd->n_objects; i++)
        all += crowd->size[i] * crowd->n_variants;
    if (capacity >= all * 0.999999)
        return hits;
    time = characteristic_time(crowd, capacity);
    for (uint32_t v = 0; v < crowd->n_variants; v++)
        for (uint32_t i = 0; i < crowd->n_objects; i++) {
            double p = crowd->p[i] * crowd->q[v];
            double ratio = -expm1(-p * time);

            asked += p;
            bytes += p * crowd->size[i];
            hit += p * ratio;
            hit_bytes += p * crowd->size[i] * ratio;
        }
    ASSERT(asked > 0);
    hits.hits = hit / asked;
    hits.byte_hits = hit_bytes / bytes;
    return hits;
}
