/* registry.c - the eviction policies by name; the only list of them. */
#include "policies/eviction/registry.h"

#include "policies/eviction/lru.h"
#include "policies/eviction/sieve.h"

const struct evict_ops *const evict_all[] = {
    &evict_lru,
    &evict_sieve,
};
const size_t n_evict_all = sizeof(evict_all) / sizeof(evict_all[0]);

const struct evict_ops *evict_named(struct span name)
{
    for (size_t i = 0; i < n_evict_all; i++)
        if (span_eq(span_str(evict_all[i]->name), name))
            return evict_all[i];
    return NULL;
}
