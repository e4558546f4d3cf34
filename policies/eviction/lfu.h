/* lfu.h - LFU: the least frequently used, in constant time. */
#ifndef POPBOX_POLICIES_EVICTION_LFU_H
#define POPBOX_POLICIES_EVICTION_LFU_H

#include "cache/evict.h"

extern const struct evict_ops evict_lfu;

#endif
