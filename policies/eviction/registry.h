/* registry.h - the eviction policies by name; the only list of them. */
#ifndef POPBOX_POLICIES_EVICTION_REGISTRY_H
#define POPBOX_POLICIES_EVICTION_REGISTRY_H

#include "cache/base/span.h"
#include "cache/evict.h"

/* In the order in which they are presented; n_evict_all of them. */
extern const struct evict_ops *const evict_all[];
extern const size_t n_evict_all;

/* Exact case; NULL if there is none of that name. */
const struct evict_ops *evict_named(struct span name);

#endif
