/* ghostly.h - models of the policies with ghosts: S3-FIFO, 2Q, ARC; and SLRU.
 */
#ifndef POPBOX_TESTS_MODELS_GHOSTLY_H
#define POPBOX_TESTS_MODELS_GHOSTLY_H

#include "tests/models/model.h"

extern const struct model_ops model_s3fifo;
extern const struct model_ops model_slru;
extern const struct model_ops model_twoq;
extern const struct model_ops model_arc;

#endif
