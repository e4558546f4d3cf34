/* adaptsize.h - a model of AdaptSize that asks its formulas anew. */
#ifndef POPBOX_TESTS_MODELS_ADAPTSIZE_H
#define POPBOX_TESTS_MODELS_ADAPTSIZE_H

#include "tests/models/model.h"

extern const struct model_ops model_adaptsize;

#endif
