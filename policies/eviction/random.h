/* random.h - RANDOM: any of the residents, drawn from a seed. */
#ifndef POPBOX_POLICIES_EVICTION_RANDOM_H
#define POPBOX_POLICIES_EVICTION_RANDOM_H

#include "cache/evict.h"

extern const struct evict_ops evict_random;

#endif
