/* gdsf.h - GDSF: frequency over size, plus the age of the cache. */
#ifndef POPBOX_POLICIES_EVICTION_GDSF_H
#define POPBOX_POLICIES_EVICTION_GDSF_H

#include "cache/evict.h"

extern const struct evict_ops evict_gdsf;

#endif
