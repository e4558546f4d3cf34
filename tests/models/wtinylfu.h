/* wtinylfu.h - a model of W-TinyLFU, with a sketch of its own. */
#ifndef POPBOX_TESTS_MODELS_WTINYLFU_H
#define POPBOX_TESTS_MODELS_WTINYLFU_H

#include "tests/models/model.h"

extern const struct model_ops model_wtinylfu;

#endif
