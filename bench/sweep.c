/*
 * sweep.c - policies x sizes x keys over one trace, cell by cell.
 *
 * A percentage is one of the whole trace by its own key "url", so that caches
 * of different keys are equally large and can be compared.
 */
#include "bench/sweep.h"

#include "bench/sim_size.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <math.h>

#define SLOT_BYTES 16u

/* ---- policies ------------------------------------------------------------ */

static size_t count_words(struct span list)
{
    struct span word;
    size_t at = 0, n = 0;

    while (span_list_next(list, &at, &word))
        n++;
    return n;
}

static int plan_policies(struct sweep *sweep, struct buf *error)
{
    struct span list = sweep->spec.policies, word;
    struct buf names;
    size_t at = 0;
    int err = 0;

    buf_init(&names, 4096);
    if (span_absent(list)) {
        sweep_policy_names(&names);
        list = buf_span(&names);
        if (!span_absent(sweep->spec.ttls))
            list.len -= strlen(",belady,belady-size");
        else if (!sweep->trace->has_sizes)
            list.len -= strlen(",belady-size");
    }
    sweep->policies =
        mem_zalloc(count_words(list) + 1, sizeof(*sweep->policies));
    while (!err && sweep_policy_next(list, &at, &word)) {
        struct sweep_policy *policy = &sweep->policies[sweep->n_policies++];

        err = sweep_policy_read(word, policy, error);
        if (!err && policy->offline == SIM_ONLINE && !sweep->in_bytes &&
            policy->choice.admit_max < EVICT_CHARGE_MAX) {
            buf_addf(error,
                     "%s: objects are counted, not their sizes: use "
                     "--unit bytes",
                     policy->label);
            err = ERR_TYPE;
        }
    }
    buf_fini(&names);
    if (!err && sweep->n_policies == 0) {
        buf_add_str(error, "no policy is named");
        err = ERR_MISSING;
    }
    return err;
}

/* ---- cells --------------------------------------------------------------- */

/* What there is a curve for, of each policy. */
struct variant {
    const struct sweep_keyed *keyed;
    const struct sweep_ttl *ttl;
};

static int add_cell(struct sweep *sweep, const struct variant *variant,
                    struct span label, uint64_t capacity)
{
    const struct sweep_spec *spec = &sweep->spec;
    const struct sweep_keyed *keyed = variant->keyed;

    for (size_t i = 0; i < sweep->n_policies; i++) {
        const struct sweep_policy *policy = &sweep->policies[i];
        struct sweep_cell *cell = &sweep->cells[sweep->n_cells];

        if (sweep->n_cells == SWEEP_CELLS_MAX)
            return ERR_FULL;
        *cell = (struct sweep_cell){
            .keyed = keyed,
            .ttl = variant->ttl,
            .policy = policy,
            .capacity = capacity,
            .cell = {.offline = policy->offline,
                     .choice = policy->choice,
                     .capacity = capacity,
                     .in_bytes = sweep->in_bytes,
                     .ttl_ms = variant->ttl->ms,
                     .on_resize = spec->on_resize == SWEEP_REPLACE ? SIM_REPLACE
                                                                   : SIM_KEEP,
                     .n_warm_up = (uint64_t)(spec->warm_up *
                                             (double)keyed->trace->n_requests),
                     .seed = spec->seed}};
        memcpy(cell->size, label.ptr, label.len);
        sweep->n_cells++;
    }
    return 0;
}

static uint64_t working_set(const struct sweep *sweep)
{
    return sweep->in_bytes ? sweep->trace->object_bytes
                           : sweep->trace->n_objects;
}

/* One of n sizes from 0.1 % to 100 %. */
static int add_point(struct sweep *sweep, const struct variant *variant,
                     uint32_t i)
{
    uint32_t n = sweep->spec.n_points;
    double share = pow(10, 3.0 * i / (n > 1 ? n - 1 : 1) - 3);
    double capacity = (double)working_set(sweep) * (n > 1 ? share : 1);
    struct buf label;
    int err;

    buf_init(&label, SWEEP_LABEL_MAX);
    buf_addf(&label, "%.3g%%", 100 * (n > 1 ? share : 1));
    err = add_cell(sweep, variant, buf_span(&label),
                   capacity < 1 ? 1 : (uint64_t)(capacity + 0.5));
    buf_fini(&label);
    return err;
}

static int add_sizes(struct sweep *sweep, const struct variant *variant,
                     struct span list, struct buf *error)
{
    struct span word;
    size_t at = 0;
    int err = 0;

    for (uint32_t i = 0; i < sweep->spec.n_points && !err; i++)
        err = add_point(sweep, variant, i);
    while (!err && sweep->spec.n_points == 0 &&
           span_list_next(list, &at, &word)) {
        struct sim_size size;
        uint64_t capacity;

        err = sim_size_read(word, &size, error);
        if (!err)
            err = sim_size_of(&size, sweep->in_bytes, working_set(sweep),
                              &capacity, error);
        if (err) {
            buf_addf(error, " (in --sizes: %.*s)", SPAN_ARG(word));
            return err;
        }
        err = add_cell(sweep, variant, word, capacity);
    }
    if (err)
        buf_addf(error, "more than %u cells", SWEEP_CELLS_MAX);
    return err;
}

static int plan_cells(struct sweep *sweep, struct buf *error)
{
    struct span list =
        span_absent(sweep->spec.sizes) ? SPAN("1%,10%") : sweep->spec.sizes;
    size_t n_variants;
    int err = 0;

    sweep->n_sizes =
        sweep->spec.n_points ? sweep->spec.n_points : count_words(list);
    n_variants = sweep->n_keyed * sweep->n_ttls;
    if (sweep->n_sizes * n_variants > SWEEP_CELLS_MAX / sweep->n_policies) {
        buf_addf(error, "more than %u cells", SWEEP_CELLS_MAX);
        return ERR_FULL;
    }
    sweep->cells =
        mem_zalloc(sweep->n_sizes * n_variants * sweep->n_policies + 1,
                   sizeof(*sweep->cells));
    for (size_t i = 0; i < n_variants && !err; i++)
        err = add_sizes(sweep,
                        &(struct variant){&sweep->keyed[i / sweep->n_ttls],
                                          &sweep->ttls[i % sweep->n_ttls]},
                        list, error);
    return err;
}

int sweep_init(struct sweep *sweep, const struct sweep_spec *spec,
               const struct trace *trace, struct buf *error)
{
    int err;

    ASSERT(spec->sample > 0 && spec->sample <= 1);
    ASSERT(spec->warm_up >= 0 && spec->warm_up < 1);
    *sweep = (struct sweep){.spec = *spec, .trace = trace, .part = {0, 1}};
    sweep->in_bytes = spec->unit == SWEEP_BYTES ||
                      (spec->unit == SWEEP_AUTO && trace->has_sizes);
    if (trace->n_requests == 0) {
        buf_add_str(error, "the trace is empty");
        return ERR_MISSING;
    }
    if (spec->unit == SWEEP_BYTES && !trace->has_sizes) {
        buf_add_str(error, "--unit bytes: this trace has no sizes");
        return ERR_MISSING;
    }
    err = plan_policies(sweep, error);
    if (!err)
        err = sweep_plan_keys(sweep, error);
    if (!err)
        err = sweep_plan_ttls(sweep, error);
    if (!err)
        err = plan_cells(sweep, error);
    return err;
}

void sweep_fini(struct sweep *sweep)
{
    for (size_t i = 0; i < sweep->n_keyed; i++) {
        trace_fini(&sweep->keyed[i].own);
        for (uint32_t k = 0;
             sweep->keyed[i].samples && k < sweep_repeats(sweep); k++)
            trace_fini(&sweep->keyed[i].samples[k].trace);
        mem_free(sweep->keyed[i].samples);
    }
    mem_free(sweep->policies);
    mem_free(sweep->cells);
}

/* ---- results ------------------------------------------------------------- */

void sweep_name_variant(const struct sweep *sweep,
                        const struct sweep_cell *cell, struct buf *text)
{
    if (!span_absent(sweep->spec.keys))
        buf_addf(text, ", key %.*s", SPAN_ARG(cell->keyed->name));
    if (!span_absent(sweep->spec.ttls))
        buf_addf(text, ", TTL %s", cell->ttl->label);
}

static void run_in(struct sweep *sweep, struct sweep_cell *cell,
                   const struct sample *sample)
{
    struct sim_cell in = sweep_cell_in(cell, sweep, sample);
    struct sim_result result;
    int err =
        sim_run(sample ? &sample->trace : cell->keyed->trace, &in, &result);

    if (err)
        cell->err = err;
    else
        sweep_note(sweep, cell, sample, &result);
}

void sweep_run_cell(struct sweep *sweep, size_t i)
{
    struct sweep_cell *cell = &sweep->cells[i];

    ASSERT(i < sweep->n_cells);
    for (uint32_t k = 0; cell->keyed->samples && k < sweep_repeats(sweep); k++)
        run_in(sweep, cell, &cell->keyed->samples[k]);
    if (!cell->keyed->samples || sweep->spec.exact)
        run_in(sweep, cell, NULL);
}

uint64_t sweep_metadata_bytes(const struct sweep_cell *cell)
{
    return (cell->result.n_resident + cell->result.n_ghosts) * SLOT_BYTES;
}
