/*
 * zipf.c - ranks drawn from a Zipf distribution.
 *
 * By inversion: the cumulated weights 1/rank^s stand in a table once, and a
 * draw is a binary search in it. The table costs eight bytes a rank and is
 * exact for every exponent, 0 and 1 included, where the closed forms of faster
 * methods have their exceptions. A guide (Chen and Asau 1974) has the first
 * candidate of each of many equal parts of [0, 1), so that the search is short.
 */
#include "bench/zipf.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <math.h>
#include <stddef.h>

struct zipf {
    uint32_t n;
    uint32_t n_guides;
    double *upto;     /* upto[i]: the share of ranks 0 to i */
    uint32_t *guides; /* the first rank whose upto is above i / n_guides */
};

struct zipf *zipf_new(uint32_t n, double exponent)
{
    struct zipf *zipf = mem_zalloc(1, sizeof(*zipf));
    double sum = 0;
    uint32_t rank = 0;

    ASSERT(n > 0);
    ASSERT(exponent >= 0);
    zipf->n = n;
    zipf->n_guides = n < 1u << 20 ? n : 1u << 20;
    zipf->upto = mem_zalloc(n, sizeof(double));
    zipf->guides = mem_zalloc((size_t)zipf->n_guides + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++) {
        sum += pow((double)i + 1, -exponent);
        zipf->upto[i] = sum;
    }
    for (uint32_t i = 0; i < n; i++)
        zipf->upto[i] /= sum;
    for (uint32_t i = 0; i <= zipf->n_guides; i++) {
        while (rank < n - 1 && zipf->upto[rank] <= (double)i / zipf->n_guides)
            rank++;
        zipf->guides[i] = rank;
    }
    return zipf;
}

void zipf_free(struct zipf *zipf)
{
    if (!zipf)
        return;
    mem_free(zipf->upto);
    mem_free(zipf->guides);
    mem_free(zipf);
}

/* The first rank whose share reaches beyond the draw. A guide may be one part
 * off, where draw * n_guides is rounded: its neighbours are searched too. */
uint32_t zipf_draw(const struct zipf *zipf, struct rng *rng)
{
    double draw = rng_unit(rng);
    uint32_t part = (uint32_t)(draw * zipf->n_guides);
    uint32_t low = part > 0 ? zipf->guides[part - 1] : 0;
    uint32_t high =
        part + 2 <= zipf->n_guides ? zipf->guides[part + 2] : zipf->n - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (zipf->upto[middle] > draw)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

double zipf_share(const struct zipf *zipf, uint32_t rank)
{
    ASSERT(rank < zipf->n);
    return zipf->upto[rank] - (rank > 0 ? zipf->upto[rank - 1] : 0);
}
