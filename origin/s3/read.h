/* read.h - the fake S3's making and end, out of its description. */
#ifndef POPBOX_ORIGIN_S3_READ_H
#define POPBOX_ORIGIN_S3_READ_H

#include "origin/s3/request.h"

extern const struct origin_ops s3_ops; /* in s3.c */

void s3_free(struct s3 *s3);

#endif
