/* slru.h - segmented LRU. */
#ifndef POPBOX_POLICIES_EVICTION_SLRU_H
#define POPBOX_POLICIES_EVICTION_SLRU_H

#include "cache/evict.h"

extern const struct evict_ops evict_slru;

#endif
