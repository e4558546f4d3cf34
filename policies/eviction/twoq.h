/* twoq.h - 2Q: a queue in, a queue out, a main LRU. */
#ifndef POPBOX_POLICIES_EVICTION_TWOQ_H
#define POPBOX_POLICIES_EVICTION_TWOQ_H

#include "cache/evict.h"

extern const struct evict_ops evict_twoq;

#endif
