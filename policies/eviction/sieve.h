/* sieve.h - SIEVE: one queue, one bit, one hand. */
#ifndef POPBOX_POLICIES_EVICTION_SIEVE_H
#define POPBOX_POLICIES_EVICTION_SIEVE_H

#include "cache/evict.h"

extern const struct evict_ops evict_sieve;

#endif
