/*
 * cors_price.c - what each cure of the stale CORS header costs in hits.
 *
 * The cures differ in the key alone. A response headers policy writes the CORS
 * headers when it delivers, so its cache is the bug's. Honouring Vary keeps the
 * variants that a key with Origin keeps.
 */
#include "bench/cors_price.h"

#include "bench/che.h"
#include "bench/zipf.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "policies/eviction/registry.h"

static const struct {
    const char *name;
    enum trace_key key;
} cures[] = {
#define ROW(constant, name, key) {name, key},
    PRICE_CURES(ROW)
#undef ROW
};

const char *price_cure_name(enum price_cure cure)
{
    return cures[cure].name;
}

/* ---- counted ------------------------------------------------------------- */

static int play_key(const struct price_spec *spec, const struct trace *trace,
                    enum trace_key key, uint64_t capacity,
                    struct price_row *row)
{
    const struct evict_ops *lru = evict_named(SPAN("lru"));
    struct sim_cell cell;
    struct trace keyed;
    int err = trace_keyed(trace, key, spec->n_classes, &keyed);

    ASSERT(lru);
    if (err)
        return err;
    cell = (struct sim_cell){
        .choice = evict_default(lru),
        .capacity = capacity,
        .in_bytes = true,
        .n_warm_up = (uint64_t)(spec->warm_up * (double)trace->n_requests)};
    err = sim_run(&keyed, &cell, &row->result);
    row->variants = keyed.n_objects;
    row->variant_bytes = keyed.object_bytes;
    row->che_hits = -1;
    row->che_byte_hits = -1;
    trace_fini(&keyed);
    return err;
}

int price_trace(const struct price_spec *spec, const struct trace *trace,
                struct price_block *block, struct buf *error)
{
    int err = 0;

    block->n_sites = trace->n_sites;
    if (!trace->sites || !trace->has_sizes) {
        buf_add_str(error, "--cors needs a trace that says who asked (a column "
                           "origin, or a log with referers) and sizes");
        return ERR_MISSING;
    }
    err = sim_size_of(&spec->cache, true, trace->object_bytes, &block->capacity,
                      error);
    for (int i = 0; i < N_PRICE_CURES && !err; i++) {
        struct price_row *row = &block->rows[i];

        if (i > 0 && cures[i].key == cures[i - 1].key)
            *row = row[-1]; /* the same cache */
        else
            err = play_key(spec, trace, cures[i].key, block->capacity, row);
        if (err)
            buf_addf(error, "%s: %s", cures[i].name, err_text(err));
    }
    return err;
}

/* ---- reckoned ------------------------------------------------------------ */

/* The shares of the variants of an object; q has room for n_sites + 1. */
static uint32_t shares_of(const struct price_spec *spec, enum trace_key key,
                          const struct zipf *sites, uint32_t n_sites, double *q)
{
    double no_origin = spec->crowd.no_origin;
    uint32_t n = 1;

    q[0] = key == TRACE_KEY_URL ? 1 : no_origin;
    for (uint32_t site = 0; site < n_sites && key != TRACE_KEY_URL; site++) {
        double share = (1 - no_origin) * zipf_share(sites, site);
        uint32_t at = key == TRACE_KEY_PRESENT ? 1
                      : key == TRACE_KEY_CLASS ? 1 + site % spec->n_classes
                                               : 1 + site;

        while (n <= at)
            q[n++] = 0;
        q[at] += share;
    }
    return n;
}

static void reckon(const struct price_spec *spec, struct price_block *block)
{
    const struct synth_spec *crowd = &spec->crowd;
    struct zipf *objects = zipf_new(crowd->n_objects, crowd->zipf);
    struct zipf *sites = zipf_new(block->n_sites, crowd->site_zipf);
    double *p = mem_zalloc(crowd->n_objects, sizeof(*p));
    double *size = mem_zalloc(crowd->n_objects, sizeof(*size));
    double *q = mem_zalloc((size_t)block->n_sites + 2, sizeof(*q));

    for (uint32_t i = 0; i < crowd->n_objects; i++) {
        p[i] = zipf_share(objects, i);
        size[i] = (double)synth_size_of(crowd, i);
    }
    for (int i = 0; i < N_PRICE_CURES; i++) {
        struct price_row *row = &block->rows[i];
        struct che_crowd variants = {p, size, crowd->n_objects, q, 0};
        struct che_hits hits;

        if (i > 0 && cures[i].key == cures[i - 1].key) {
            row->che_hits = row[-1].che_hits;
            row->che_byte_hits = row[-1].che_byte_hits;
            continue;
        }
        variants.n_variants =
            shares_of(spec, cures[i].key, sites, block->n_sites, q);
        hits = che_lru(&variants, (double)block->capacity);
        row->che_hits = hits.hits;
        row->che_byte_hits = hits.byte_hits;
    }
    mem_free(p);
    mem_free(size);
    mem_free(q);
    zipf_free(objects);
    zipf_free(sites);
}

int price_crowd(const struct price_spec *spec, struct price_block *block,
                struct buf *error)
{
    struct synth_spec crowd = spec->crowd;
    struct trace_builder *builder = trace_builder_new();
    struct trace_record record;
    struct synth *synth;
    struct trace trace;
    int err = 0;

    ASSERT(block->n_sites > 0);
    crowd.n_sites = block->n_sites;
    synth = synth_new(&crowd);
    while (!err && synth_next(synth, &record))
        err = trace_builder_add(builder, &record);
    ASSERT(!err); /* a crowd has limits */
    trace_builder_take(builder, &trace);
    trace_builder_free(builder);
    synth_free(synth);

    err = price_trace(spec, &trace, block, error);
    block->n_sites = crowd.n_sites;
    if (!err)
        reckon(spec, block);
    trace_fini(&trace);
    return err;
}
