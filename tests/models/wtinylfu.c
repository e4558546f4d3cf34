/*
 * wtinylfu.c - a model of W-TinyLFU, with a sketch of its own.
 *
 * What the sketch is worth is the matter of test_eviction_sketch.c; here it is
 * a given, and the window, the two segments and who is admitted are compared.
 */
#include "tests/models/wtinylfu.h"

enum { WINDOW, PROBATION, PROTECTED };

/* As tests/evict_bench.c makes them. */
static uint64_t digest_of(uint32_t key)
{
    return key * UINT64_C(0x9e3779b97f4a7c15);
}

static void resize(struct model *model, uint64_t n)
{
    sketch_grow(&model->sketch, n, (uint64_t)model->params[2]);
}

static void init(struct model *model)
{
    resize(model, 1);
}

static void fini(struct model *model)
{
    sketch_fini(&model->sketch);
}

static uint64_t window_max(const struct model *model)
{
    uint64_t max = (uint64_t)((double)model->capacity * model->params[0]);

    return max > 0 ? max : 1;
}

static uint64_t main_max(const struct model *model)
{
    return model->capacity > window_max(model)
               ? model->capacity - window_max(model)
               : 0;
}

static uint64_t sum(const struct model *model, int row)
{
    return row_sum(model, &model->rows[row]);
}

static void leave(struct model *model, uint32_t key)
{
    for (int row = WINDOW; row <= PROTECTED; row++)
        row_cut(&model->rows[row], key);
}

static void move(struct model *model, uint32_t key, int row)
{
    leave(model, key);
    row_add(&model->rows[row], key);
}

static bool miss(struct model *model, uint32_t key, uint64_t charge)
{
    (void)charge;
    sketch_add(&model->sketch, digest_of(key));
    return true;
}

static void insert(struct model *model, uint32_t key)
{
    row_add(&model->rows[WINDOW], key);
    while (sum(model, WINDOW) > window_max(model))
        move(model, model->rows[WINDOW].at[0], PROBATION);
    resize(model, model->rows[WINDOW].n + model->rows[PROBATION].n +
                      model->rows[PROTECTED].n);
}

static void hit(struct model *model, uint32_t key)
{
    double max = (double)main_max(model) * model->params[1];

    sketch_add(&model->sketch, digest_of(key));
    move(model, key, row_has(&model->rows[WINDOW], key) ? WINDOW : PROTECTED);
    while (sum(model, PROTECTED) > (uint64_t)max)
        move(model, model->rows[PROTECTED].at[0], PROBATION);
}

static uint32_t first_of_main(const struct model *model)
{
    for (int row = PROBATION; row <= PROTECTED; row++)
        if (model->rows[row].n > 0)
            return model->rows[row].at[0];
    return EVICT_NONE;
}

/* The window and what comes in, oldest first, until the rest fits. */
static uint32_t pushed_out(const struct model *model, uint32_t incoming)
{
    uint64_t charge = incoming == EVICT_NONE ? 0 : model->charge[incoming];

    if (sum(model, WINDOW) + charge <= window_max(model))
        return EVICT_NONE;
    return model->rows[WINDOW].n > 0 ? model->rows[WINDOW].at[0] : incoming;
}

static uint32_t duel(const struct model *model, uint32_t young, uint32_t old)
{
    unsigned young_count = sketch_count(&model->sketch, digest_of(young));
    unsigned old_count = sketch_count(&model->sketch, digest_of(old));

    return young_count > old_count ? old : young; /* who leaves */
}

static uint32_t evict(struct model *model, uint32_t incoming)
{
    uint32_t young, old, loser;

    for (;;) {
        young = pushed_out(model, incoming);
        if (young == EVICT_NONE || young == incoming ||
            sum(model, PROBATION) + sum(model, PROTECTED) +
                    model->charge[young] >
                main_max(model))
            break;
        move(model, young, PROBATION);
    }
    old = first_of_main(model);
    if (old == EVICT_NONE)
        loser =
            model->rows[WINDOW].n > 0 ? model->rows[WINDOW].at[0] : EVICT_NONE;
    else
        loser = young == EVICT_NONE ? old : duel(model, young, old);
    if (loser != EVICT_NONE)
        leave(model, loser);
    return loser;
}

const struct model_ops model_wtinylfu = {.name = "w-tinylfu",
                                         .init = init,
                                         .fini = fini,
                                         .miss = miss,
                                         .insert = insert,
                                         .hit = hit,
                                         .leave = leave,
                                         .evict = evict};
