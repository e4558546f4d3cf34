/*
 * sweep.h - policies x sizes x keys over one trace, cell by cell.
 *
 * Planned from words, run in any order (cells share nothing but the traces they
 * read), told in the order of the plan: keys, then TTLs, then sizes, then
 * policies.
 */
#ifndef POPBOX_BENCH_SWEEP_H
#define POPBOX_BENCH_SWEEP_H

#include "bench/mrc.h"
#include "bench/sim.h"
#include "bench/sweep_parts.h"
#include "bench/trace_policy.h"
#include "cache/base/json.h"

#define SWEEP_CELLS_MAX 100000u
#define SWEEP_LABEL_MAX 63
#define SWEEP_TTLS_MAX  16u
#define SWEEP_GIVEN_MAX 8u

#define SWEEP_REPEATS_MAX 100u

/* A policy by its words: "lru", "s3-fifo:small=0.2", "belady". */
struct sweep_policy {
    enum sim_offline offline;
    struct evict_choice choice;
    char label[SWEEP_LABEL_MAX + 1];
};

/* ERR_* with a sentence in error. */
MUST_USE int sweep_policy_read(struct span text, struct sweep_policy *policy,
                               struct buf *error);
/* The next policy of a list with commas, as span_list_next; its parameters may
 * have commas too: "lru,s3-fifo:small=0.2,ghost=50%,belady". */
bool sweep_policy_next(struct span list, size_t *at, struct span *text);
/* Names of all policies, and of the offline ones, separated by commas. */
void sweep_policy_names(struct buf *text);

enum sweep_unit { SWEEP_AUTO, SWEEP_OBJECTS, SWEEP_BYTES };

enum sweep_resize { SWEEP_KEEP, SWEEP_REPLACE, SWEEP_NEW_OBJECT };

/* The trace as a cache policy keys it. */
struct sweep_given {
    struct span word; /* what the list of keys calls it */
    struct trace_policy policy;
    struct trace trace; /* owned by whoever gives it */
};

struct sweep_spec {
    struct span policies; /* absent: all; belady-size where there are sizes */
    struct span sizes;    /* absent: 1%,10% */
    struct span keys;     /* absent: url */
    const struct sweep_given *given; /* keys beside those of enum trace_key */
    size_t n_given;                  /* at most SWEEP_GIVEN_MAX */
    struct span ttls;                /* absent: nothing expires */
    uint32_t n_points; /* > 0: so many sizes instead, 0.1% to 100%, evenly on a
                          logarithmic scale */
    enum sweep_unit unit; /* SWEEP_AUTO: bytes where the trace has sizes */
    enum sweep_resize on_resize;
    uint32_t n_classes;      /* > 0: of origins, for url+class */
    double warm_up;          /* share of the requests, 0 to below 1 */
    double sample;           /* share of the objects; 1: all */
    uint32_t sample_objects; /* > 0: at most so many objects instead */
    uint32_t n_repeats;      /* samples, each with another seed; 0 is 1 */
    bool exact;              /* of a sample: the whole is played too */
    uint64_t seed;
};

/* How long what is stored lives. */
struct sweep_ttl {
    char label[SWEEP_LABEL_MAX + 1];
    int64_t ms; /* 0: for ever */
};

/* What is played for one key. */
#define SWEEP_KEYS_MAX (N_TRACE_KEYS + SWEEP_GIVEN_MAX)

struct sweep_keyed {
    struct span name;
    struct trace own;          /* or empty */
    const struct trace *trace; /* the whole */
    struct sample *samples;    /* as many as sweep_repeats; NULL: none */
};

/* Of a ratio, over the samples. */
struct sweep_spread {
    uint32_t n;
    double mean;
    double squares; /* of the distances from it, summed up */
};

struct sweep_cell {
    const struct sweep_keyed *keyed;
    const struct sweep_ttl *ttl;
    const struct sweep_policy *policy;
    char size[SWEEP_LABEL_MAX + 1]; /* as written */
    uint64_t capacity;              /* of the whole trace */
    struct sim_cell cell;           /* of the whole */
    struct sim_result result;       /* of the whole, or of the first sample */
    struct sweep_spread misses, byte_misses;
    double exact, exact_bytes; /* miss ratios of the whole; with spec.exact */
    int err;
};

struct sweep {
    struct sweep_spec spec;
    const struct trace *trace; /* borrowed */
    struct span name;          /* of the trace, borrowed */
    struct span format;
    bool in_bytes;
    struct sweep_policy *policies;
    size_t n_policies;
    struct sweep_keyed keyed[SWEEP_KEYS_MAX];
    size_t n_keyed; /* at least 1 */
    struct sweep_ttl ttls[SWEEP_TTLS_MAX];
    size_t n_ttls; /* at least 1 */
    struct sweep_cell *cells;
    size_t n_cells;
    size_t n_sizes;
    struct sweep_part part;  /* of whose cells alone anything is said in CSV */
    uint64_t n_cells_before; /* of the traces before this one */
};

/* The trace outlives the sweep. ERR_* with a sentence in error; sweep_fini is
 * due in both cases. */
MUST_USE int sweep_init(struct sweep *sweep, const struct sweep_spec *spec,
                        const struct trace *trace, struct buf *error);
void sweep_fini(struct sweep *sweep);
/* Cells may run at the same time, each once. */
void sweep_run_cell(struct sweep *sweep, size_t i);
/* All cells at once, of a sweep whose only policy is lru (asserted): LRU's
 * exact curve, objects having their first sizes throughout. */
void sweep_run_lru(struct sweep *sweep);

/* ", key K, TTL T", each where the spec has named some. */
void sweep_name_variant(const struct sweep *sweep,
                        const struct sweep_cell *cell, struct buf *text);

/* The miss ratio of the whole trace that a cell stands for; of several samples
 * the mean. */
double sweep_miss_ratio(const struct sweep *sweep,
                        const struct sweep_cell *cell);
double sweep_byte_miss_ratio(const struct sweep *sweep,
                             const struct sweep_cell *cell);
/* What the policy keeps beside the bodies: slots of residents and ghosts. */
uint64_t sweep_metadata_bytes(const struct sweep_cell *cell);

/* sweep_sample.c: whether samples are played, and how many of each key. */
bool sweep_is_sampled(const struct sweep *sweep);
uint32_t sweep_repeats(const struct sweep *sweep);
void sweep_take_samples(struct sweep *sweep, struct sweep_keyed *keyed);
/* The cell as it is played in a sample; NULL: in the whole. */
struct sim_cell sweep_cell_in(const struct sweep_cell *cell,
                              const struct sweep *sweep,
                              const struct sample *sample);
/* Takes note of what came of the cell in that sample (NULL: in the whole), in
 * the order of the samples. */
void sweep_note(const struct sweep *sweep, struct sweep_cell *cell,
                const struct sample *sample, const struct sim_result *result);
/* Half of the 95 % interval around the mean, by Student's t; 0 of fewer than
 * two samples. */
double sweep_spread_half(const struct sweep_spread *spread);
/* The mean absolute error of the samples, over all sizes of the policy, key and
 * TTL of that cell, the first one of its curve; with spec.exact. */
double sweep_error(const struct sweep *sweep, size_t first);

/* sweep_keys.c: fills sweep->keyed. ERR_* with a sentence in error. */
MUST_USE int sweep_plan_keys(struct sweep *sweep, struct buf *error);
/* sweep_ttl.c: fills sweep->ttls, after the policies are known. ERR_* with a
 * sentence in error. */
MUST_USE int sweep_plan_ttls(struct sweep *sweep, struct buf *error);
/* sweep_text.c: tables with bars, 80 columns. */
void sweep_text(const struct sweep *sweep, struct buf *text);
/* sweep_data.c: one object of JSON; rows of CSV, with or without a head. */
void sweep_json(const struct sweep *sweep, struct json_out *json);
void sweep_csv(const struct sweep *sweep, bool head, struct buf *text);
/* sweep_plot.c: curves as one SVG; a page between its begin and its end. */
void sweep_svg(const struct sweep *sweep, struct buf *text);
void sweep_html_begin(struct buf *text);
void sweep_html(const struct sweep *sweep, struct buf *text);
void sweep_html_end(struct buf *text);

#endif
