/* lirs.h - LIRS: by the distance between the last two requests. */
#ifndef POPBOX_POLICIES_EVICTION_LIRS_H
#define POPBOX_POLICIES_EVICTION_LIRS_H

#include "cache/evict.h"

extern const struct evict_ops evict_lirs;

#endif
