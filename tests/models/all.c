/* all.c - the list of all models of eviction policies. */
#include "tests/models/simple.h"

const struct model_ops *const models_all[] = {
    &model_lru,
    &model_sieve,
};
const size_t n_models_all = sizeof(models_all) / sizeof(*models_all);
