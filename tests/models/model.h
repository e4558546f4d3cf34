/*
 * model.h - eviction policies again: slow, and obviously what the papers say.
 *
 * A model keeps rows of keys in order and looks through them; what a policy
 * does by links, bits and bounds, a model does by searching and counting. Both
 * take the same requests (evict.h says in which steps) and must then have the
 * same residents and the same ghosts.
 */
#ifndef POPBOX_TESTS_MODELS_MODEL_H
#define POPBOX_TESTS_MODELS_MODEL_H

#include "cache/base/rng.h"
#include "policies/eviction/sketch.h"
#include "tests/evict_bench.h"

#define MODEL_KEYS EVICT_BENCH_SLOTS
#define MODEL_ROWS 18

/* Keys in order, the newest last. */
struct row {
    uint32_t at[MODEL_KEYS];
    uint32_t n;
};

struct model {
    const struct model_ops *ops;
    uint64_t capacity;
    double params[EVICT_PARAMS_MAX];
    bool resident[MODEL_KEYS];
    bool ghost[MODEL_KEYS];
    uint64_t charge[MODEL_KEYS]; /* the latest */
    uint64_t used;
    /* The rest means what each model wants. */
    struct row rows[MODEL_ROWS];
    bool mark[MODEL_KEYS];
    uint64_t count[MODEL_KEYS];
    double number[MODEL_KEYS];
    uint64_t time[MODEL_KEYS][8];
    uint64_t now;
    double x;
    uint32_t came_from;
    bool flag;
    struct sketch sketch;
    struct rng rng;
};

/* As the ops of evict.h, for keys; resident and ghost are kept by model.c but
 * for the ghosts that a model itself makes and drops. */
struct model_ops {
    const char *name;
    void (*init)(struct model *model); /* NULL: nothing to do */
    void (*fini)(struct model *model); /* NULL: nothing to do */
    bool (*miss)(struct model *model, uint32_t key, uint64_t charge);
    uint32_t (*evict)(struct model *model, uint32_t incoming);
    void (*insert)(struct model *model, uint32_t key);
    void (*hit)(struct model *model, uint32_t key);
    void (*leave)(struct model *model, uint32_t key); /* any list: out of it */
};

extern const struct model_ops *const models_all[];
extern const size_t n_models_all;

bool row_has(const struct row *row, uint32_t key);
void row_add(struct row *row, uint32_t key);
/* Does nothing if it is not in there. */
void row_cut(struct row *row, uint32_t key);
uint64_t row_sum(const struct model *model, const struct row *row);

void model_start(struct model *model, const struct model_ops *ops,
                 const struct evict_choice *choice, uint64_t capacity);
void model_stop(struct model *model);
enum evict_bench_fate model_ask(struct model *model, uint32_t key,
                                uint64_t charge);
void model_remove(struct model *model, uint32_t key);
void model_forget(struct model *model, uint32_t key);
uint32_t model_evict(struct model *model);

#endif
