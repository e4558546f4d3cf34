/*
 * adaptsize.c - a model of AdaptSize that asks its formulas anew.
 *
 * The best c is a given here (test_eviction_parts.c looks at it), and so is the
 * order of the lots. Two rows: residents, ghosts. number is an object's average
 * rate, count its requests in this interval; x is c, now counts requests down.
 */
#include "tests/models/adaptsize.h"

#include "policies/eviction/adaptsize_model.h"

#include <math.h>

enum { RESIDENTS, GHOSTS };

static void init(struct model *model)
{
    rng_init(&model->rng, EVICT_BENCH_SEED);
    model->now = (uint64_t)model->params[0];
    model->x = 32768.0;
}

static void leave(struct model *model, uint32_t key)
{
    row_cut(&model->rows[RESIDENTS], key);
    row_cut(&model->rows[GHOSTS], key);
}

static void drop(struct model *model, uint32_t key)
{
    leave(model, key);
    model->ghost[key] = false;
}

static void average(struct model *model, uint32_t key)
{
    float now = (float)model->count[key], rate = (float)model->number[key];

    rate = rate > 0.0f ? 0.3f * rate + (1.0f - 0.3f) * now : now;
    model->number[key] = rate < 0.1f ? 0.0 : (double)rate;
    model->count[key] = 0;
}

static void tune(struct model *model)
{
    struct adaptsize_object objects[MODEL_KEYS];
    size_t n = 0;

    model->now = 1000;
    if (row_sum(model, &model->rows[RESIDENTS]) +
            row_sum(model, &model->rows[GHOSTS]) <=
        3 * model->capacity)
        return;
    model->now = (uint64_t)model->params[0];
    for (int row = RESIDENTS; row <= GHOSTS; row++) /* the latest first */
        for (uint32_t i = model->rows[row].n; i-- > 0;) {
            uint32_t key = model->rows[row].at[i];

            average(model, key);
            if (model->number[key] > 0.0)
                objects[n++] = (struct adaptsize_object){
                    model->number[key], (double)model->charge[key]};
            else if (row == GHOSTS)
                drop(model, key);
        }
    if (n > 0)
        model->x = adaptsize_best(objects, n, (double)model->capacity);
}

static void count(struct model *model, uint32_t key)
{
    model->count[key]++;
    model->now -= model->now > 0;
}

static void remember(struct model *model, uint32_t key)
{
    uint64_t max = (uint64_t)((double)model->capacity * model->params[1]);

    if (model->charge[key] > max)
        return;
    row_add(&model->rows[GHOSTS], key);
    model->ghost[key] = true;
    while (row_sum(model, &model->rows[GHOSTS]) > max)
        drop(model, model->rows[GHOSTS].at[0]);
}

static bool miss(struct model *model, uint32_t key, uint64_t charge)
{
    if (!model->ghost[key]) {
        model->number[key] = 0.0;
        model->count[key] = 0;
    }
    drop(model, key);
    count(model, key);
    if (model->now == 0)
        tune(model);
    if (rng_unit(&model->rng) < exp(-(double)charge / model->x))
        return true;
    model->charge[key] = charge;
    remember(model, key);
    return false;
}

static void insert(struct model *model, uint32_t key)
{
    row_add(&model->rows[RESIDENTS], key);
}

static void hit(struct model *model, uint32_t key)
{
    count(model, key);
    leave(model, key);
    row_add(&model->rows[RESIDENTS], key);
}

static uint32_t evict(struct model *model, uint32_t incoming)
{
    uint32_t key;

    (void)incoming;
    if (model->rows[RESIDENTS].n == 0)
        return EVICT_NONE;
    key = model->rows[RESIDENTS].at[0];
    leave(model, key);
    remember(model, key);
    return key;
}

const struct model_ops model_adaptsize = {.name = "adaptsize",
                                          .init = init,
                                          .miss = miss,
                                          .insert = insert,
                                          .hit = hit,
                                          .leave = leave,
                                          .evict = evict};
