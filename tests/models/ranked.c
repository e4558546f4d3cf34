/*
 * ranked.c - models of the policies that rank: LFU, LFU-DA, GDSF, LRU-K.
 *
 * number is a key's priority, count its requests, time[0] when it was last
 * asked for. The lowest priority leaves, of equal ones the one that was asked
 * for longest ago; x is the priority of who left last.
 */
#include "tests/models/ranked.h"

static void leave(struct model *model, uint32_t key)
{
    (void)model; /* residents are looked for, no row is kept */
    (void)key;
}

static void rank(struct model *model, uint32_t key, double number)
{
    model->number[key] = number;
    model->time[key][0] = ++model->now;
}

static bool is_lower(const struct model *model, uint32_t a, uint32_t b)
{
    if (model->number[a] < model->number[b])
        return true;
    return model->number[a] == model->number[b] &&
           model->time[a][0] < model->time[b][0];
}

static uint32_t lowest(const struct model *model)
{
    uint32_t best = EVICT_NONE;

    for (uint32_t key = 0; key < MODEL_KEYS; key++)
        if (model->resident[key] &&
            (best == EVICT_NONE || is_lower(model, key, best)))
            best = key;
    return best;
}

static uint32_t evict_lowest(struct model *model, uint32_t incoming)
{
    uint32_t key = lowest(model);

    (void)incoming;
    if (key != EVICT_NONE)
        model->x = model->number[key];
    return key;
}

/* ---- LFU ----------------------------------------------------------------- */

static void lfu_insert(struct model *model, uint32_t key)
{
    model->count[key] = 1;
    rank(model, key, 1.0);
}

static void lfu_hit(struct model *model, uint32_t key)
{
    rank(model, key, (double)++model->count[key]);
}

const struct model_ops model_lfu = {.name = "lfu",
                                    .insert = lfu_insert,
                                    .hit = lfu_hit,
                                    .leave = leave,
                                    .evict = evict_lowest};

/* ---- LFU-DA -------------------------------------------------------------- */

static void lfuda_insert(struct model *model, uint32_t key)
{
    model->count[key] = 1;
    rank(model, key, model->x + 1.0);
}

static void lfuda_hit(struct model *model, uint32_t key)
{
    rank(model, key, model->x + (double)++model->count[key]);
}

const struct model_ops model_lfuda = {.name = "lfuda",
                                      .insert = lfuda_insert,
                                      .hit = lfuda_hit,
                                      .leave = leave,
                                      .evict = evict_lowest};

/* ---- GDSF ---------------------------------------------------------------- */

/* The newcomer is ranked before anything is evicted, with the others. */
static bool gdsf_miss(struct model *model, uint32_t key, uint64_t charge)
{
    model->count[key] = 1;
    rank(model, key, model->x + 1.0e6 / (double)charge);
    return true;
}

static void gdsf_insert(struct model *model, uint32_t key)
{
    (void)model;
    (void)key;
}

static void gdsf_hit(struct model *model, uint32_t key)
{
    rank(model, key,
         model->x +
             (double)++model->count[key] * 1.0e6 / (double)model->charge[key]);
}

static uint32_t gdsf_evict(struct model *model, uint32_t incoming)
{
    uint32_t key = lowest(model);

    if (key == EVICT_NONE)
        return EVICT_NONE;
    if (incoming != EVICT_NONE && is_lower(model, incoming, key))
        key = incoming;
    model->x = model->number[key];
    return key;
}

const struct model_ops model_gdsf = {.name = "gdsf",
                                     .miss = gdsf_miss,
                                     .insert = gdsf_insert,
                                     .hit = gdsf_hit,
                                     .leave = leave,
                                     .evict = gdsf_evict};

/* ---- LRU-K --------------------------------------------------------------- */

/* time[1] on: the times of all requests that are remembered, latest first; the
 * row has the ghosts. */
static void lruk_ask(struct model *model, uint32_t key)
{
    size_t k = (size_t)model->params[0];

    for (size_t i = 7; i > 1; i--)
        model->time[key][i] = model->time[key][i - 1];
    model->time[key][1] = model->now + 1;
    rank(model, key, (double)model->time[key][k]);
}

static void lruk_forget(struct model *model, uint32_t key)
{
    row_cut(&model->rows[0], key);
    model->ghost[key] = false;
}

static void lruk_leave(struct model *model, uint32_t key)
{
    lruk_forget(model, key);
    for (size_t i = 0; i < 8; i++)
        model->time[key][i] = 0;
}

/* A ghost that is asked for keeps its times. */
static bool lruk_miss(struct model *model, uint32_t key, uint64_t charge)
{
    (void)charge;
    lruk_forget(model, key);
    return true;
}

static uint32_t lruk_evict(struct model *model, uint32_t incoming)
{
    uint64_t max = (uint64_t)((double)model->capacity * model->params[1]);
    uint32_t key = lowest(model);

    (void)incoming;
    if (key == EVICT_NONE)
        return EVICT_NONE;
    if (model->charge[key] > max) {
        lruk_leave(model, key);
        return key;
    }
    row_add(&model->rows[0], key);
    model->ghost[key] = true;
    while (row_sum(model, &model->rows[0]) > max)
        lruk_leave(model, model->rows[0].at[0]);
    return key;
}

const struct model_ops model_lruk = {.name = "lru-k",
                                     .miss = lruk_miss,
                                     .insert = lruk_ask,
                                     .hit = lruk_ask,
                                     .leave = lruk_leave,
                                     .evict = lruk_evict};
