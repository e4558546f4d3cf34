/* simple.h - models of the policies that have one row: FIFO, LRU, CLOCK, SIEVE.
 */
#ifndef POPBOX_TESTS_MODELS_SIMPLE_H
#define POPBOX_TESTS_MODELS_SIMPLE_H

#include "tests/models/model.h"

extern const struct model_ops model_fifo;
extern const struct model_ops model_lru;
extern const struct model_ops model_clock;
extern const struct model_ops model_sieve;

#endif
