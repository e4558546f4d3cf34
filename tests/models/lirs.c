/*
 * lirs.c - a model of LIRS that computes recencies instead of pruning.
 *
 * time[key][0] is when a key was last asked for, count says what it is. A key
 * is in the stack if it was asked for after some LIR key was, and since it last
 * fell out: time[key][1] is 1 while it may be. So pruning is a sentence here,
 * not a loop over a list. Rows: the queue of resident HIR keys, and the ghosts
 * in order of their eviction.
 */
#include "tests/models/lirs.h"

enum { NOTHING, LIR, HIR, GHOST };
enum { QUEUE, GHOSTS };

static uint64_t lir_max(const struct model *model)
{
    uint64_t hir = (uint64_t)((double)model->capacity * model->params[0]);

    hir = hir > 0 ? hir : 1;
    return model->capacity > hir ? model->capacity - hir : 0;
}

static uint64_t lir_sum(const struct model *model)
{
    uint64_t sum = 0;

    for (uint32_t key = 0; key < MODEL_KEYS; key++)
        sum += model->count[key] == LIR ? model->charge[key] : 0;
    return sum;
}

static uint32_t oldest_lir(const struct model *model)
{
    uint32_t oldest = EVICT_NONE;

    for (uint32_t key = 0; key < MODEL_KEYS; key++)
        if (model->count[key] == LIR &&
            (oldest == EVICT_NONE ||
             model->time[key][0] < model->time[oldest][0]))
            oldest = key;
    return oldest;
}

static void drop(struct model *model, uint32_t key)
{
    row_cut(&model->rows[GHOSTS], key);
    model->count[key] = NOTHING;
    model->ghost[key] = false;
}

/* Whatever is older than every LIR key is not in the stack (any more). */
static void prune(struct model *model)
{
    uint32_t oldest = oldest_lir(model);

    for (uint32_t key = 0; key < MODEL_KEYS; key++) {
        if (model->count[key] == LIR ||
            (oldest != EVICT_NONE &&
             model->time[key][0] > model->time[oldest][0]))
            continue;
        model->time[key][1] = 0;
        if (model->count[key] == GHOST)
            drop(model, key);
    }
}

static void set(struct model *model, uint32_t key, uint64_t what)
{
    model->count[key] = what;
    model->time[key][0] = ++model->now;
    model->time[key][1] = 1;
    row_cut(&model->rows[QUEUE], key);
    if (what == HIR)
        row_add(&model->rows[QUEUE], key);
}

static void demote_oldest(struct model *model)
{
    uint32_t key = oldest_lir(model);

    model->count[key] = HIR;
    row_add(&model->rows[QUEUE], key);
    prune(model);
}

static void make_lir(struct model *model, uint32_t key)
{
    model->count[key] = NOTHING;
    while (lir_sum(model) + model->charge[key] > lir_max(model))
        demote_oldest(model);
    set(model, key, LIR);
}

static void bound(struct model *model)
{
    for (;;) {
        uint64_t sum = 0;

        for (uint32_t key = 0; key < MODEL_KEYS; key++)
            if (model->count[key] != NOTHING && model->time[key][1])
                sum += model->charge[key];
        if (sum <= (uint64_t)((double)model->capacity * model->params[1]) ||
            model->rows[GHOSTS].n == 0)
            return;
        drop(model, model->rows[GHOSTS].at[0]);
    }
}

static void leave(struct model *model, uint32_t key)
{
    row_cut(&model->rows[QUEUE], key);
    row_cut(&model->rows[GHOSTS], key);
    model->count[key] = NOTHING;
    prune(model);
}

static bool miss(struct model *model, uint32_t key, uint64_t charge)
{
    (void)charge;
    model->flag = model->ghost[key];
    return true;
}

static void insert(struct model *model, uint32_t key)
{
    uint64_t charge = model->charge[key];

    if (charge <= lir_max(model) &&
        (model->flag || lir_sum(model) + charge <= lir_max(model)))
        make_lir(model, key);
    else
        set(model, key, HIR);
    prune(model);
    bound(model);
}

static void hit(struct model *model, uint32_t key)
{
    if (model->count[key] == LIR ||
        (model->time[key][1] && model->charge[key] <= lir_max(model)))
        make_lir(model, key);
    else
        set(model, key, HIR);
    prune(model);
    bound(model);
}

static uint32_t evict(struct model *model, uint32_t incoming)
{
    uint32_t key;

    (void)incoming;
    if (model->rows[QUEUE].n == 0 && oldest_lir(model) == EVICT_NONE)
        return EVICT_NONE;
    if (model->rows[QUEUE].n == 0)
        demote_oldest(model);
    key = model->rows[QUEUE].at[0];
    row_cut(&model->rows[QUEUE], key);
    model->count[key] = NOTHING;
    if (model->time[key][1]) {
        model->count[key] = GHOST;
        model->ghost[key] = true;
        row_add(&model->rows[GHOSTS], key);
    }
    return key;
}

const struct model_ops model_lirs = {.name = "lirs",
                                     .miss = miss,
                                     .insert = insert,
                                     .hit = hit,
                                     .leave = leave,
                                     .evict = evict};
