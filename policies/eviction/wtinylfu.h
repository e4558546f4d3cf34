/* wtinylfu.h - W-TinyLFU: a window, then a filter by frequency. */
#ifndef POPBOX_POLICIES_EVICTION_WTINYLFU_H
#define POPBOX_POLICIES_EVICTION_WTINYLFU_H

#include "cache/evict.h"

extern const struct evict_ops evict_wtinylfu;

#endif
