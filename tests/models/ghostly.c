/* ghostly.c - models of the policies with ghosts: S3-FIFO, 2Q, ARC; and SLRU.
 */
#include "tests/models/ghostly.h"

static void leave(struct model *model, uint32_t key)
{
    for (int i = 0; i < MODEL_ROWS; i++)
        row_cut(&model->rows[i], key);
}

static void move(struct model *model, uint32_t key, int row)
{
    leave(model, key);
    row_add(&model->rows[row], key);
}

static void drop_oldest(struct model *model, int row)
{
    uint32_t key = model->rows[row].at[0];

    row_cut(&model->rows[row], key);
    model->ghost[key] = false;
}

/* It has just left; at most `max` charges are remembered in the row. */
static void remember(struct model *model, uint32_t key, int row, uint64_t max)
{
    if (model->charge[key] > max)
        return;
    model->ghost[key] = true;
    row_add(&model->rows[row], key);
    while (row_sum(model, &model->rows[row]) > max)
        drop_oldest(model, row);
}

static uint64_t share(const struct model *model, double ratio)
{
    uint64_t part = (uint64_t)((double)model->capacity * ratio);

    return part > 0 ? part : 1;
}

/* flag: what comes in was a ghost. */
static void note_ghost(struct model *model, uint32_t key)
{
    model->flag = model->ghost[key];
    if (model->flag)
        model_forget(model, key);
}

/* ---- S3-FIFO ------------------------------------------------------------- */

enum { SMALL, MAIN, GHOSTS };

static bool s3_miss(struct model *model, uint32_t key, uint64_t charge)
{
    note_ghost(model, key);
    return charge <= share(model, model->params[0]);
}

/* x: something has been evicted. */
static void s3_insert(struct model *model, uint32_t key)
{
    bool full =
        row_sum(model, &model->rows[SMALL]) >= share(model, model->params[0]);

    model->count[key] = 0;
    move(model, key, model->flag || (full && model->x < 1.0) ? MAIN : SMALL);
}

static void s3_hit(struct model *model, uint32_t key)
{
    model->count[key]++;
}

static uint32_t s3_evict_small(struct model *model)
{
    while (model->rows[SMALL].n > 0) {
        uint32_t key = model->rows[SMALL].at[0];

        leave(model, key);
        if ((double)model->count[key] < model->params[2]) {
            remember(model, key, GHOSTS,
                     (uint64_t)((double)model->capacity * model->params[1]));
            return key;
        }
        model->count[key] = 0;
        row_add(&model->rows[MAIN], key);
    }
    return EVICT_NONE;
}

static uint32_t s3_evict_main(struct model *model)
{
    while (model->rows[MAIN].n > 0) {
        uint32_t key = model->rows[MAIN].at[0];

        leave(model, key);
        if (model->count[key] == 0)
            return key;
        if (model->count[key] > 3)
            model->count[key] = 3;
        model->count[key]--;
        row_add(&model->rows[MAIN], key);
    }
    return EVICT_NONE;
}

static uint32_t s3_evict(struct model *model, uint32_t incoming)
{
    uint64_t main_max = model->capacity - share(model, model->params[0]);
    uint32_t key = EVICT_NONE;

    (void)incoming;
    if (model->rows[SMALL].n + model->rows[MAIN].n == 0)
        return EVICT_NONE;
    model->x = 1.0;
    while (key == EVICT_NONE)
        key = row_sum(model, &model->rows[MAIN]) > main_max ||
                      model->rows[SMALL].n == 0
                  ? s3_evict_main(model)
                  : s3_evict_small(model);
    return key;
}

const struct model_ops model_s3fifo = {.name = "s3-fifo",
                                       .miss = s3_miss,
                                       .insert = s3_insert,
                                       .hit = s3_hit,
                                       .leave = leave,
                                       .evict = s3_evict};

/* ---- SLRU ---------------------------------------------------------------- */

static uint64_t slru_max(const struct model *model)
{
    uint64_t max = model->capacity / (uint64_t)model->params[0];

    return max > 0 ? max : 1;
}

static bool slru_miss(struct model *model, uint32_t key, uint64_t charge)
{
    (void)key;
    return charge <= slru_max(model);
}

static void slru_insert(struct model *model, uint32_t key)
{
    int n = (int)model->params[0], row = 0;

    while (row < n && row_sum(model, &model->rows[row]) + model->charge[key] >
                          slru_max(model))
        row++;
    row_add(&model->rows[row < n ? row : 0], key);
}

static void slru_hit(struct model *model, uint32_t key)
{
    int row = 0;

    while (!row_has(&model->rows[row], key))
        row++;
    if (row + 1 < (int)model->params[0])
        row++;
    move(model, key, row);
    for (; row > 0; row--)
        while (row_sum(model, &model->rows[row]) > slru_max(model))
            move(model, model->rows[row].at[0], row - 1);
}

static uint32_t slru_evict(struct model *model, uint32_t incoming)
{
    (void)incoming;
    for (int row = 0; row < MODEL_ROWS; row++)
        if (model->rows[row].n > 0) {
            uint32_t key = model->rows[row].at[0];

            leave(model, key);
            return key;
        }
    return EVICT_NONE;
}

const struct model_ops model_slru = {.name = "slru",
                                     .miss = slru_miss,
                                     .insert = slru_insert,
                                     .hit = slru_hit,
                                     .leave = leave,
                                     .evict = slru_evict};

/* ---- 2Q ------------------------------------------------------------------ */

enum { A1IN, AM, A1OUT };

static bool twoq_miss(struct model *model, uint32_t key, uint64_t charge)
{
    note_ghost(model, key);
    return charge <= share(model, model->params[0]);
}

static void twoq_insert(struct model *model, uint32_t key)
{
    row_add(&model->rows[model->flag ? AM : A1IN], key);
}

static void twoq_hit(struct model *model, uint32_t key)
{
    if (row_has(&model->rows[AM], key))
        move(model, key, AM);
}

static uint32_t twoq_evict(struct model *model, uint32_t incoming)
{
    bool from_in =
        row_sum(model, &model->rows[A1IN]) > share(model, model->params[0]) ||
        model->rows[AM].n == 0;
    struct row *row = &model->rows[from_in ? A1IN : AM];
    uint32_t key;

    (void)incoming;
    if (row->n == 0)
        return EVICT_NONE;
    key = row->at[0];
    row_cut(row, key);
    if (from_in)
        remember(model, key, A1OUT,
                 (uint64_t)((double)model->capacity * model->params[1]));
    return key;
}

const struct model_ops model_twoq = {.name = "2q",
                                     .miss = twoq_miss,
                                     .insert = twoq_insert,
                                     .hit = twoq_hit,
                                     .leave = leave,
                                     .evict = twoq_evict};

/* ---- ARC ----------------------------------------------------------------- */

enum { T1, T2, B1, B2, NOWHERE };

static double sum(const struct model *model, int row)
{
    return (double)row_sum(model, &model->rows[row]);
}

/* x: the target p. */
static bool arc_miss(struct model *model, uint32_t key, uint64_t charge)
{
    double unit = model->params[0] > 0.0 ? (double)charge : 1.0;
    double b1 = sum(model, B1), b2 = sum(model, B2);

    model->came_from = NOWHERE;
    if (row_has(&model->rows[B1], key)) {
        model->came_from = B1;
        model->x += (b2 / b1 > 1.0 ? b2 / b1 : 1.0) * unit;
        if (model->x > (double)model->capacity)
            model->x = (double)model->capacity;
    } else if (row_has(&model->rows[B2], key)) {
        model->came_from = B2;
        model->x -= (b1 / b2 > 1.0 ? b1 / b2 : 1.0) * unit;
        if (model->x < 0.0)
            model->x = 0.0;
    }
    return true;
}

static void arc_insert(struct model *model, uint32_t key)
{
    move(model, key, model->came_from == NOWHERE ? T1 : T2);
}

static void arc_hit(struct model *model, uint32_t key)
{
    move(model, key, T2);
}

static uint32_t arc_replace(struct model *model)
{
    bool from_t1 = model->rows[T1].n > 0 &&
                   (sum(model, T1) > model->x ||
                    (model->came_from == B2 && sum(model, T1) >= model->x));
    uint32_t key;

    from_t1 = from_t1 || model->rows[T2].n == 0;
    key = model->rows[from_t1 ? T1 : T2].at[0];
    move(model, key, from_t1 ? B1 : B2);
    model->ghost[key] = true;
    return key;
}

static uint32_t arc_shrink(struct model *model)
{
    uint32_t key;

    model->came_from = NOWHERE;
    key = arc_replace(model);
    for (int row = B1; row <= B2; row++)
        while (row_sum(model, &model->rows[row]) > model->capacity)
            drop_oldest(model, row);
    return key;
}

static uint32_t arc_evict(struct model *model, uint32_t incoming)
{
    double capacity = (double)model->capacity;
    double l1 = sum(model, T1) + sum(model, B1);
    uint32_t key;

    if (model->rows[T1].n + model->rows[T2].n == 0)
        return EVICT_NONE;
    if (incoming == EVICT_NONE)
        return arc_shrink(model);
    if (model->came_from == NOWHERE) {
        if (l1 + (double)model->charge[incoming] > capacity) {
            if (model->rows[B1].n > 0) {
                drop_oldest(model, B1);
            } else if (model->rows[T1].n > 0) {
                key = model->rows[T1].at[0];
                leave(model, key);
                return key;
            }
        } else if (l1 + sum(model, T2) + sum(model, B2) >= 2.0 * capacity &&
                   model->rows[B2].n > 0) {
            drop_oldest(model, B2);
        }
    }
    return arc_replace(model);
}

const struct model_ops model_arc = {.name = "arc",
                                    .miss = arc_miss,
                                    .insert = arc_insert,
                                    .hit = arc_hit,
                                    .leave = leave,
                                    .evict = arc_evict};
