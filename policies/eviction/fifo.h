/* fifo.h - first in, first out. */
#ifndef POPBOX_POLICIES_EVICTION_FIFO_H
#define POPBOX_POLICIES_EVICTION_FIFO_H

#include "cache/evict.h"

extern const struct evict_ops evict_fifo;

#endif
