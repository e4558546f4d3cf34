/* lfuda.h - LFU-DA: frequency plus the age of the cache. */
#ifndef POPBOX_POLICIES_EVICTION_LFUDA_H
#define POPBOX_POLICIES_EVICTION_LFUDA_H

#include "cache/evict.h"

extern const struct evict_ops evict_lfuda;

#endif
