/* s3fifo.h - S3-FIFO: a small queue, a main one, one of ghosts. */
#ifndef POPBOX_POLICIES_EVICTION_S3FIFO_H
#define POPBOX_POLICIES_EVICTION_S3FIFO_H

#include "cache/evict.h"

extern const struct evict_ops evict_s3fifo;

#endif
