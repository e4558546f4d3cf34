/* all.c - the list of all models of eviction policies. */
#include "tests/models/adaptsize.h"
#include "tests/models/ghostly.h"
#include "tests/models/lirs.h"
#include "tests/models/ranked.h"
#include "tests/models/simple.h"
#include "tests/models/wtinylfu.h"

const struct model_ops *const models_all[] = {
    &model_fifo, &model_lru,   &model_clock,    &model_sieve, &model_s3fifo,
    &model_slru, &model_twoq,  &model_arc,      &model_lirs,  &model_lruk,
    &model_lfu,  &model_lfuda, &model_wtinylfu, &model_gdsf,  &model_adaptsize,
};
const size_t n_models_all = sizeof(models_all) / sizeof(*models_all);
