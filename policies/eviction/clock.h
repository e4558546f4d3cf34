/* clock.h - CLOCK: a queue and a counter of k bits per slot. */
#ifndef POPBOX_POLICIES_EVICTION_CLOCK_H
#define POPBOX_POLICIES_EVICTION_CLOCK_H

#include "cache/evict.h"

extern const struct evict_ops evict_clock;

#endif
