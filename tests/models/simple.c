/* simple.c - models of the policies that have one row: FIFO, LRU, CLOCK, SIEVE.
 */
#include "tests/models/simple.h"

static void add(struct model *model, uint32_t key)
{
    model->mark[key] = false;
    row_add(&model->rows[0], key);
}

static void leave(struct model *model, uint32_t key)
{
    row_cut(&model->rows[0], key);
}

static uint32_t evict_first(struct model *model, uint32_t incoming)
{
    uint32_t key = EVICT_NONE;

    (void)incoming;
    if (model->rows[0].n > 0) {
        key = model->rows[0].at[0];
        row_cut(&model->rows[0], key);
    }
    return key;
}

/* ---- FIFO ---------------------------------------------------------------- */

static void nothing(struct model *model, uint32_t key)
{
    (void)model;
    (void)key;
}

const struct model_ops model_fifo = {.name = "fifo",
                                     .insert = add,
                                     .hit = nothing,
                                     .leave = leave,
                                     .evict = evict_first};

/* ---- LRU ----------------------------------------------------------------- */

static void lru_hit(struct model *model, uint32_t key)
{
    row_cut(&model->rows[0], key);
    row_add(&model->rows[0], key);
}

const struct model_ops model_lru = {.name = "lru",
                                    .insert = add,
                                    .hit = lru_hit,
                                    .leave = leave,
                                    .evict = evict_first};

/* ---- CLOCK --------------------------------------------------------------- */

static void clock_add(struct model *model, uint32_t key)
{
    model->count[key] = 0;
    row_add(&model->rows[0], key);
}

static void clock_hit(struct model *model, uint32_t key)
{
    uint64_t max = 1;

    for (int bit = 1; bit < (int)model->params[0]; bit++)
        max = 2 * max + 1;
    if (model->count[key] < max)
        model->count[key]++;
}

static uint32_t clock_evict(struct model *model, uint32_t incoming)
{
    struct row *row = &model->rows[0];

    while (row->n > 0 && model->count[row->at[0]] > 0) {
        uint32_t spared = row->at[0];

        model->count[spared]--;
        row_cut(row, spared);
        row_add(row, spared);
    }
    return evict_first(model, incoming);
}

const struct model_ops model_clock = {.name = "clock",
                                      .insert = clock_add,
                                      .hit = clock_hit,
                                      .leave = leave,
                                      .evict = clock_evict};

/* ---- SIEVE --------------------------------------------------------------- */

/* The hand is the place where the next search starts: came_from. */
static void sieve_init(struct model *model)
{
    model->came_from = 0;
}

static void sieve_hit(struct model *model, uint32_t key)
{
    model->mark[key] = true;
}

static void sieve_leave(struct model *model, uint32_t key)
{
    uint32_t place = 0;

    while (model->rows[0].at[place] != key)
        place++;
    row_cut(&model->rows[0], key);
    if (place < model->came_from)
        model->came_from--;
    else if (model->came_from >= model->rows[0].n)
        model->came_from = 0;
}

static uint32_t sieve_evict(struct model *model, uint32_t incoming)
{
    struct row *row = &model->rows[0];
    uint32_t key;

    (void)incoming;
    if (row->n == 0)
        return EVICT_NONE;
    while (model->mark[row->at[model->came_from]]) {
        model->mark[row->at[model->came_from]] = false;
        model->came_from = (model->came_from + 1) % row->n;
    }
    key = row->at[model->came_from];
    sieve_leave(model, key);
    return key;
}

const struct model_ops model_sieve = {.name = "sieve",
                                      .init = sieve_init,
                                      .insert = add,
                                      .hit = sieve_hit,
                                      .leave = sieve_leave,
                                      .evict = sieve_evict};
