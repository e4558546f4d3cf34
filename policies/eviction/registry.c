/* registry.c - the eviction policies by name; the only list of them. */
#include "policies/eviction/registry.h"

#include "policies/eviction/adaptsize.h"
#include "policies/eviction/arc.h"
#include "policies/eviction/clock.h"
#include "policies/eviction/fifo.h"
#include "policies/eviction/gdsf.h"
#include "policies/eviction/lfu.h"
#include "policies/eviction/lfuda.h"
#include "policies/eviction/lirs.h"
#include "policies/eviction/lru.h"
#include "policies/eviction/lruk.h"
#include "policies/eviction/random.h"
#include "policies/eviction/s3fifo.h"
#include "policies/eviction/sieve.h"
#include "policies/eviction/slru.h"
#include "policies/eviction/twoq.h"
#include "policies/eviction/wtinylfu.h"

const struct evict_ops *const evict_all[] = {
    &evict_fifo,  &evict_lru,      &evict_clock, &evict_random,
    &evict_sieve, &evict_s3fifo,   &evict_slru,  &evict_twoq,
    &evict_arc,   &evict_lirs,     &evict_lruk,  &evict_lfu,
    &evict_lfuda, &evict_wtinylfu, &evict_gdsf,  &evict_adaptsize,
};
const size_t n_evict_all = sizeof(evict_all) / sizeof(evict_all[0]);

const struct evict_ops *evict_named(struct span name)
{
    for (size_t i = 0; i < n_evict_all; i++)
        if (span_eq(span_str(evict_all[i]->name), name))
            return evict_all[i];
    return NULL;
}
