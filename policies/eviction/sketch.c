/* sketch.c - how often digests were seen, about, in four bits each. */
#include "policies/eviction/sketch.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <string.h>

#define BLOCK_WORDS 8u
#define ROWS        4u
#define PER_BLOCK   8u /* digests: as many counters each as there are words */
#define COUNT_MAX   15u

void sketch_fini(struct sketch *sketch)
{
    mem_free(sketch->words);
    *sketch = (struct sketch){0};
}

/* The finaliser of SplitMix64: digests may be small numbers. */
static uint64_t spread(uint64_t digest)
{
    digest += UINT64_C(0x9e3779b97f4a7c15);
    digest = (digest ^ digest >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    digest = (digest ^ digest >> 27) * UINT64_C(0x94d049bb133111eb);
    return digest ^ digest >> 31;
}

/* Doubling copies the blocks: a digest finds its counts in either copy. */
static void widen(struct sketch *sketch)
{
    size_t words = (size_t)sketch->n_blocks * BLOCK_WORDS;

    if (words == 0) {
        sketch->words = mem_zalloc(BLOCK_WORDS, sizeof(*sketch->words));
        sketch->n_blocks = 1;
        return;
    }
    sketch->words =
        mem_realloc(sketch->words, 2 * words * sizeof(*sketch->words));
    memcpy(sketch->words + words, sketch->words,
           words * sizeof(*sketch->words));
    sketch->n_blocks *= 2;
}

void sketch_grow(struct sketch *sketch, uint64_t n, uint64_t sample_by)
{
    while (sketch->n_blocks * PER_BLOCK < n || sketch->n_blocks == 0)
        widen(sketch);
    sketch->sample = sketch->n_blocks * PER_BLOCK * sample_by;
}

/* Each row is two words of 16 counters; 5 bits of the hash choose one. */
struct place {
    uint64_t *words;
    uint64_t hash;
};

static struct place place_of(const struct sketch *sketch, uint64_t digest)
{
    uint64_t hash = spread(digest);
    uint64_t block = (hash >> 20) & (sketch->n_blocks - 1);

    ASSERT(sketch->n_blocks > 0);
    return (struct place){sketch->words + block * BLOCK_WORDS, hash};
}

static uint64_t *word_of(struct place place, unsigned row, unsigned *shift)
{
    unsigned counter = (unsigned)(place.hash >> 5 * row) & 31u;

    *shift = 4 * (counter & 15u);
    return &place.words[2 * row + (counter >> 4)];
}

static unsigned count(struct place place)
{
    unsigned least = COUNT_MAX;

    for (unsigned row = 0; row < ROWS; row++) {
        unsigned shift;
        uint64_t word = *word_of(place, row, &shift);
        unsigned here = (unsigned)(word >> shift) & COUNT_MAX;

        least = here < least ? here : least;
    }
    return least;
}

unsigned sketch_count(const struct sketch *sketch, uint64_t digest)
{
    return count(place_of(sketch, digest));
}

static void age(struct sketch *sketch)
{
    for (uint64_t i = 0; i < sketch->n_blocks * BLOCK_WORDS; i++)
        sketch->words[i] = sketch->words[i] >> 1 & 0x7777777777777777u;
    sketch->n_added /= 2;
}

void sketch_add(struct sketch *sketch, uint64_t digest)
{
    struct place place = place_of(sketch, digest);
    unsigned least = count(place);

    for (unsigned row = 0; row < ROWS && least < COUNT_MAX; row++) {
        unsigned shift;
        uint64_t *word = word_of(place, row, &shift);

        if ((unsigned)(*word >> shift & COUNT_MAX) == least)
            *word += UINT64_C(1) << shift;
    }
    if (++sketch->n_added >= sketch->sample)
        age(sketch);
}
