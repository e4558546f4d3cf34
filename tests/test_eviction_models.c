/* test_eviction_models.c - policies decide as their slow models do. */
#include "policies/eviction/choice.h"
#include "policies/eviction/registry.h"

#include "cache/base/rng.h"
#include "tests/models/model.h"

#include <criterion/criterion.h>
#include <string.h>

static void compare(const struct evict_bench *bench, const struct model *model,
                    int step)
{
    for (uint32_t key = 0; key < MODEL_KEYS; key++) {
        cr_assert_eq(bench->resident[key], model->resident[key],
                     "%s, step %d: is %u resident?", model->ops->name, step,
                     key);
        cr_assert_eq(bench->ghost[key], model->ghost[key],
                     "%s, step %d: is %u a ghost?", model->ops->name, step,
                     key);
    }
}

struct world {
    uint64_t capacity;
    uint32_t n_keys;
    uint64_t charge_max;
    const char *why;
};

static void step(struct evict_bench *bench, struct model *model,
                 struct rng *rng, const struct world *world)
{
    uint32_t key = (uint32_t)rng_below(rng, world->n_keys);
    uint64_t charge = 1 + rng_below(rng, world->charge_max);
    unsigned die = (unsigned)rng_below(rng, 60);

    if (rng_below(rng, 2)) /* some keys are asked for more often */
        key = (uint32_t)rng_below(rng, key + 1);
    if (die == 0 && bench->resident[key]) {
        evict_bench_remove(bench, key);
        model_remove(model, key);
    } else if (die == 1 && bench->ghost[key]) {
        evict_bench_forget(bench, key);
        model_forget(model, key);
    } else if (die == 2) {
        cr_assert_eq(evict_bench_evict(bench), model_evict(model), "%s",
                     model->ops->name);
    } else {
        enum evict_bench_fate fate = evict_bench_ask(bench, key, charge);

        cr_assert_eq(fate, model_ask(model, key, charge), "%s",
                     model->ops->name);
    }
}

static void play(const struct model_ops *ops, const struct evict_choice *choice,
                 const struct world *world, uint64_t seed)
{
    struct evict_bench bench;
    struct model model;
    struct rng rng;

    rng_init(&rng, seed);
    evict_bench_start(&bench, choice, world->capacity);
    model_start(&model, ops, choice, world->capacity);
    for (int k = 0; k < 1200; k++) {
        step(&bench, &model, &rng, world);
        compare(&bench, &model, k);
    }
    while (bench.n > 0)
        cr_assert_eq(evict_bench_evict(&bench), model_evict(&model), "%s",
                     ops->name);
    evict_bench_stop(&bench);
    model_stop(&model);
}

static const struct model_ops *model_of(const struct evict_ops *ops)
{
    for (size_t i = 0; i < n_models_all; i++)
        if (strcmp(models_all[i]->name, ops->name) == 0)
            return models_all[i];
    return NULL;
}

static void play_worlds(const char *text)
{
    static const struct world worlds[] = {
        {1, 6, 1, "room for one"},
        {4, 12, 1, "little room"},
        {20, 60, 1, "room for a third of the keys"},
        {40, 48, 1, "room for most"},
        {100, 40, 1, "room for all"},
        {200, 60, 20, "charges differ"},
        {300, 60, 300, "one can fill the room"},
        {4000, 90, 100, "charges are small"},
    };
    struct evict_choice choice;
    struct buf error;

    buf_init(&error, 1024);
    cr_assert_eq(evict_choose(&choice, span_str(text), &error), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&error);
    for (uint64_t seed = 0; seed < 24; seed++)
        play(model_of(choice.ops), &choice,
             &worlds[seed % (sizeof(worlds) / sizeof(*worlds))], seed);
}

Test(eviction_models, policies_decide_as_their_slow_models_do)
{
    static const char *const variants[] = {
        "clock:bits=3",
        "s3-fifo:small=30%,ghost=0.3,threshold=1",
        "s3-fifo:small=5%,ghost=2,threshold=5",
        "slru:segments=2",
        "slru:segments=1",
        "2q:in=0.7,out=1",
        "arc:sized=1",
        "lirs:hir=0.3,stack=1",
        "lru-k:k=1",
        "lru-k:k=4,history=0.4",
        "w-tinylfu:window=0.4,protected=0.5,sample=1",
        "adaptsize:interval=100",
        "adaptsize:interval=50,history=3",
    };

    for (size_t i = 0; i < n_models_all; i++)
        play_worlds(models_all[i]->name);
    for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++)
        play_worlds(variants[i]);
}

Test(eviction_models, every_policy_but_a_drawn_one_has_a_model)
{
    for (size_t i = 0; i < n_evict_all; i++)
        cr_expect(model_of(evict_all[i]) ||
                      evict_all[i] == evict_named(SPAN("random")),
                  "%s", evict_all[i]->name);
}
