/*
 * ages.c - how old what was served is: mean and percentiles, in little memory.
 *
 * A place for each second up to 64, then 32 places for each power of two.
 */
#include "bench/replay/ages.h"

#include "cache/base/assert.h"

#include <string.h>

#define EXACT 64

static unsigned place_of(uint64_t age_s)
{
    unsigned power = 0;

    if (age_s < EXACT)
        return (unsigned)age_s;
    while (age_s >> power >= EXACT)
        power++;
    /* age_s >> power is from 32 to 63 */
    return EXACT + (power - 1) * AGES_STEPS + (unsigned)(age_s >> power) -
           AGES_STEPS;
}

static int64_t age_at(unsigned place)
{
    unsigned power = place < EXACT ? 0 : (place - EXACT) / AGES_STEPS + 1;

    if (power == 0)
        return place;
    return (int64_t)(AGES_STEPS + (place - EXACT) % AGES_STEPS) << power;
}

void ages_reset(struct ages *ages)
{
    memset(ages, 0, sizeof(*ages));
}

void ages_add(struct ages *ages, int64_t age_s)
{
    ASSERT(age_s >= 0);
    ages->n++;
    ages->sum_s += (double)age_s;
    ages->counts[place_of((uint64_t)age_s)]++;
}

double ages_mean(const struct ages *ages)
{
    return ages->n > 0 ? ages->sum_s / (double)ages->n : 0;
}

int64_t ages_below(const struct ages *ages, unsigned percent)
{
    uint64_t n = 0, wanted = (ages->n * percent + 99) / 100;
    unsigned place = 0;

    if (ages->n == 0)
        return 0;
    while ((n += ages->counts[place]) < wanted)
        place++;
    return age_at(place);
}
