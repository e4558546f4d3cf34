/* model.c - eviction policies again: slow, and obviously what the papers say.
 */
#include "tests/models/model.h"

#include <string.h>

/* ---- rows ---------------------------------------------------------------- */

bool row_has(const struct row *row, uint32_t key)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (row->at[i] == key)
            return true;
    return false;
}

void row_add(struct row *row, uint32_t key)
{
    row->at[row->n++] = key;
}

void row_cut(struct row *row, uint32_t key)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (row->at[i] == key) {
            memmove(row->at + i, row->at + i + 1,
                    (--row->n - i) * sizeof(*row->at));
            return;
        }
}

uint64_t row_sum(const struct model *model, const struct row *row)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < row->n; i++)
        sum += model->charge[row->at[i]];
    return sum;
}

/* ---- requests ------------------------------------------------------------ */

void model_start(struct model *model, const struct model_ops *ops,
                 const struct evict_choice *choice, uint64_t capacity)
{
    *model = (struct model){.ops = ops, .capacity = capacity};
    memcpy(model->params, choice->params, sizeof(model->params));
    if (ops->init)
        ops->init(model);
}

void model_stop(struct model *model)
{
    if (model->ops->fini)
        model->ops->fini(model);
}

static uint32_t let_go(struct model *model, uint32_t incoming)
{
    uint32_t key = model->ops->evict(model, incoming);

    if (key != incoming && key != EVICT_NONE) {
        model->resident[key] = false;
        model->used -= model->charge[key];
    }
    return key;
}

enum evict_bench_fate model_ask(struct model *model, uint32_t key,
                                uint64_t charge)
{
    if (model->resident[key]) {
        model->ops->hit(model, key);
        return EVICT_BENCH_HIT;
    }
    if (model->ops->miss && !model->ops->miss(model, key, charge))
        return EVICT_BENCH_REFUSED;
    if (model->ghost[key])
        model_forget(model, key);
    model->charge[key] = charge;
    while (model->used + charge > model->capacity)
        if (let_go(model, key) == key)
            return EVICT_BENCH_LOST;
    model->resident[key] = true;
    model->used += charge;
    model->ops->insert(model, key);
    return EVICT_BENCH_IN;
}

void model_remove(struct model *model, uint32_t key)
{
    model->ops->leave(model, key);
    model->resident[key] = false;
    model->used -= model->charge[key];
}

void model_forget(struct model *model, uint32_t key)
{
    model->ops->leave(model, key);
    model->ghost[key] = false;
}

uint32_t model_evict(struct model *model)
{
    return let_go(model, EVICT_NONE);
}
