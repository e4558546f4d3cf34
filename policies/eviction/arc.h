/* arc.h - ARC: two LRU lists, two lists of ghosts, one target. */
#ifndef POPBOX_POLICIES_EVICTION_ARC_H
#define POPBOX_POLICIES_EVICTION_ARC_H

#include "cache/evict.h"

extern const struct evict_ops evict_arc;

#endif
