/* adaptsize.h - AdaptSize: LRU that admits by size, tuning itself. */
#ifndef POPBOX_POLICIES_EVICTION_ADAPTSIZE_H
#define POPBOX_POLICIES_EVICTION_ADAPTSIZE_H

#include "cache/evict.h"

extern const struct evict_ops evict_adaptsize;

#endif
