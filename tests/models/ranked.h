/* ranked.h - models of the policies that rank: LFU, LFU-DA, GDSF, LRU-K. */
#ifndef POPBOX_TESTS_MODELS_RANKED_H
#define POPBOX_TESTS_MODELS_RANKED_H

#include "tests/models/model.h"

extern const struct model_ops model_lfu;
extern const struct model_ops model_lfuda;
extern const struct model_ops model_gdsf;
extern const struct model_ops model_lruk;

#endif
