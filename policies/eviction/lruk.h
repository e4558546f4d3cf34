/* lruk.h - LRU-K: by the time of the k-th last request. */
#ifndef POPBOX_POLICIES_EVICTION_LRUK_H
#define POPBOX_POLICIES_EVICTION_LRUK_H

#include "cache/evict.h"

extern const struct evict_ops evict_lruk;

#endif
