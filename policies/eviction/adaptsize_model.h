/* adaptsize_model.h - which c gives AdaptSize the highest hit ratio. */
#ifndef POPBOX_POLICIES_EVICTION_ADAPTSIZE_MODEL_H
#define POPBOX_POLICIES_EVICTION_ADAPTSIZE_MODEL_H

#include <stddef.h>

struct adaptsize_object {
    double rate; /* requests, in any unit of time, > 0 */
    double size; /* > 0 */
};

/* Expected hits per unit of time with admission by e^(-size/c). */
double adaptsize_hits(const struct adaptsize_object *objects, size_t n,
                      double capacity, double c);
/* The c, 1 to capacity, of the most hits: to about a percent. capacity >= 1. */
double adaptsize_best(const struct adaptsize_object *objects, size_t n,
                      double capacity);

#endif
