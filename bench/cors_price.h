/*
 * cors_price.h - what each cure of the stale CORS header costs in hits.
 *
 * A crowd of N sites and visitors without Origin asks one LRU cache for the
 * same objects, under each cure's key. Beside what was counted stands the Che
 * approximation for the same popularities and sizes. Nothing expires: what is
 * compared is the room that variants take.
 */
#ifndef POPBOX_BENCH_CORS_PRICE_H
#define POPBOX_BENCH_CORS_PRICE_H

#include "bench/sim.h"
#include "bench/sim_size.h"
#include "bench/synth.h"
#include "cache/base/json.h"

/* X(constant, name, key) */
#define PRICE_CURES(X)                                        \
    X(PRICE_BUG, "none: the bug", TRACE_KEY_URL)              \
    X(PRICE_POLICY, "response headers policy", TRACE_KEY_URL) \
    X(PRICE_PRESENT, "Origin sent or not", TRACE_KEY_PRESENT) \
    X(PRICE_CLASS, "class of Origin", TRACE_KEY_CLASS)        \
    X(PRICE_EXACT, "Origin in the key", TRACE_KEY_ORIGIN)     \
    X(PRICE_VARY, "Vary: Origin honoured", TRACE_KEY_ORIGIN)

enum price_cure {
#define PRICE_ROW(constant, name, key) constant,
    PRICE_CURES(PRICE_ROW)
#undef PRICE_ROW
        N_PRICE_CURES
};

const char *price_cure_name(enum price_cure cure);

struct price_spec {
    struct synth_spec crowd; /* n_sites is not looked at */
    struct sim_size cache;   /* a share is one of the objects' bytes */
    uint32_t n_classes;
    double warm_up;
};

struct price_row {
    struct sim_result result;
    uint64_t variants; /* objects of the cache, by its key */
    uint64_t variant_bytes;
    double che_hits; /* ratios; below 0: there is no crowd to reckon with */
    double che_byte_hits;
};

/* One number of sites. */
struct price_block {
    uint32_t n_sites;
    uint64_t capacity;
    struct price_row rows[N_PRICE_CURES];
};

/* Fills the block for its n_sites. ERR_*, with a sentence in error. */
MUST_USE int price_crowd(const struct price_spec *spec,
                         struct price_block *block, struct buf *error);
/* The same for a trace that knows its sites. */
MUST_USE int price_trace(const struct price_spec *spec,
                         const struct trace *trace, struct price_block *block,
                         struct buf *error);

struct price_report {
    const struct price_spec *spec;
    struct span trace; /* its name; absent: a crowd */
    const struct price_block *blocks;
    size_t n_blocks;
};

/* cors_price_tell.c */
void price_text(const struct price_report *report, struct buf *text);
void price_json(const struct price_report *report, struct json_out *json);
void price_svg(const struct price_report *report, struct buf *text);

#endif
