/* lru.h - least recently used. */
#ifndef POPBOX_POLICIES_EVICTION_LRU_H
#define POPBOX_POLICIES_EVICTION_LRU_H

#include "cache/evict.h"

extern const struct evict_ops evict_lru;

#endif
