/* lirs.h - a model of LIRS that computes recencies instead of pruning. */
#ifndef POPBOX_TESTS_MODELS_LIRS_H
#define POPBOX_TESTS_MODELS_LIRS_H

#include "tests/models/model.h"

extern const struct model_ops model_lirs;

#endif
