/*
 * synth.c - traces made from a seed: popularity, scans, churn, sizes, sites.
 *
 * What an object's size is follows from its id and the seed, not from when it
 * is asked for. Ids: below n_objects the first objects of the ranks, then in
 * three far regions what is asked for once, what is scanned, what is new.
 */
#include "bench/synth.h"

#include "bench/zipf.h"
#include "cache/base/assert.h"
#include "cache/base/buf.h"
#include "cache/base/mem.h"

#include <math.h>

#define ONE_HITS   (1ull << 40)
#define SCANNED    (2ull << 40)
#define NEWCOMERS  (3ull << 40)
#define SCAN_ROUND 10u /* scans go round so many times n_objects */

struct synth {
    struct synth_spec spec;
    struct rng rng;
    struct zipf *objects;
    struct zipf *sites;
    uint64_t *object_of; /* by rank, where there is churn */
    uint64_t i;          /* requests so far */
    uint64_t n_one_hits, n_scanned, n_newcomers;
    uint32_t scan_left;
    char origin[48];
};

struct synth *synth_new(const struct synth_spec *spec)
{
    struct synth *synth = mem_zalloc(1, sizeof(*synth));

    ASSERT(spec->n_objects > 0 && spec->n_objects <= SYNTH_OBJECTS_MAX);
    ASSERT(spec->n_requests <= SYNTH_REQUESTS_MAX);
    ASSERT(spec->n_sites <= SYNTH_SITES_MAX);
    ASSERT(spec->scan_length > 0);
    synth->spec = *spec;
    rng_init(&synth->rng, spec->seed);
    synth->objects = zipf_new(spec->n_objects, spec->zipf);
    if (spec->n_sites > 0)
        synth->sites = zipf_new(spec->n_sites, spec->site_zipf);
    if (spec->churn > 0) {
        synth->object_of = mem_alloc(spec->n_objects * sizeof(uint64_t));
        for (uint32_t rank = 0; rank < spec->n_objects; rank++)
            synth->object_of[rank] = rank;
    }
    return synth;
}

void synth_free(struct synth *synth)
{
    if (!synth)
        return;
    zipf_free(synth->objects);
    zipf_free(synth->sites);
    mem_free(synth->object_of);
    mem_free(synth);
}

/* ---- sizes --------------------------------------------------------------- */

/* Box and Muller; one of the two numbers. */
static double draw_normal(struct rng *rng)
{
    double u = 1 - rng_unit(rng), v = rng_unit(rng);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static double draw_size(const struct synth_spec *spec, struct rng *rng)
{
    switch (spec->sizes) {
    case SYNTH_UNIT:
        return 1;
    case SYNTH_FIXED:
        break;
    case SYNTH_LOGNORMAL:
        return exp(log(spec->mean_bytes) - spec->shape * spec->shape / 2 +
                   spec->shape * draw_normal(rng));
    case SYNTH_PARETO:
        return spec->mean_bytes * (spec->shape - 1) / spec->shape *
               pow(1 - rng_unit(rng), -1 / spec->shape);
    }
    return spec->mean_bytes;
}

uint64_t synth_size_of(const struct synth_spec *spec, uint64_t object)
{
    struct rng rng;
    double size;

    rng_init(&rng, spec->seed ^ (object + 1) * 0x9e3779b97f4a7c15u);
    size = draw_size(spec, &rng);
    if (size < 1)
        return 1;
    return size < (double)TRACE_SIZE_MAX ? (uint64_t)size : TRACE_SIZE_MAX;
}

/* ---- objects ------------------------------------------------------------- */

/* One rank's object makes place for another. */
static void churn(struct synth *synth)
{
    uint32_t rank = (uint32_t)rng_below(&synth->rng, synth->spec.n_objects);

    synth->object_of[rank] = NEWCOMERS + ++synth->n_newcomers;
}

static bool is_flash(const struct synth *synth)
{
    uint64_t tenth = synth->spec.n_requests / 10;

    return synth->i / (tenth > 0 ? tenth : 1) == 5;
}

/* Scans begin so often that their requests have their share. */
static double scan_begins(const struct synth_spec *spec)
{
    return spec->scans <= 0
               ? 0
               : spec->scans /
                     (spec->scans + (1 - spec->scans) * spec->scan_length);
}

static uint64_t next_scanned(struct synth *synth)
{
    uint64_t round = (uint64_t)synth->spec.n_objects * SCAN_ROUND;

    synth->scan_left--;
    return SCANNED + synth->n_scanned++ % round;
}

/* Every request takes the same draws, so that one share changes nothing else.
 */
static uint64_t draw_object(struct synth *synth)
{
    const struct synth_spec *spec = &synth->spec;
    uint32_t rank = zipf_draw(synth->objects, &synth->rng);
    double scan = rng_unit(&synth->rng), flash = rng_unit(&synth->rng),
           one_hit = rng_unit(&synth->rng);

    if (synth->scan_left > 0)
        return next_scanned(synth);
    if (scan < scan_begins(spec)) {
        synth->scan_left = spec->scan_length;
        return next_scanned(synth);
    }
    if (is_flash(synth) && flash < spec->flash)
        return NEWCOMERS;
    if (one_hit < spec->one_hits)
        return ONE_HITS + synth->n_one_hits++;
    return synth->object_of ? synth->object_of[rank] : rank;
}

static void draw_origin(struct synth *synth, struct trace_record *record)
{
    double no_origin = rng_unit(&synth->rng);
    uint32_t site = zipf_draw(synth->sites, &synth->rng);
    struct buf text;

    if (no_origin < synth->spec.no_origin)
        return;
    buf_init(&text, sizeof(synth->origin));
    buf_addf(&text, "https://site%u.example", (unsigned)site + 1);
    memcpy(synth->origin, text.ptr, text.len);
    record->origin = span_of(synth->origin, text.len);
    buf_fini(&text);
}

bool synth_next(struct synth *synth, struct trace_record *record)
{
    const struct synth_spec *spec = &synth->spec;

    if (synth->i == spec->n_requests)
        return false;
    memset(record, 0, sizeof(*record));
    if (spec->churn > 0 && synth->i > 0 && synth->i % spec->churn == 0)
        churn(synth);
    record->number = draw_object(synth);
    record->time_ms = (int64_t)synth->i * spec->gap_ms;
    record->has_time = true;
    if (spec->sizes != SYNTH_UNIT) {
        record->size = synth_size_of(spec, record->number);
        record->has_size = true;
    }
    if (synth->sites)
        draw_origin(synth, record);
    synth->i++;
    return true;
}
