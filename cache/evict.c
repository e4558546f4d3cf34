/* evict.c - how an instance of an eviction policy begins and ends. */
#include "cache/evict.h"

#include "cache/base/assert.h"

#include <string.h>

struct evict_choice evict_default(const struct evict_ops *ops)
{
    struct evict_choice choice = {.ops = ops, .admit_max = EVICT_CHARGE_MAX};

    ASSERT(ops->n_params <= EVICT_PARAMS_MAX);
    for (size_t i = 0; i < ops->n_params; i++)
        choice.params[i] = ops->params[i].fallback;
    return choice;
}

void evict_init(struct evict *evict, const struct evict_choice *choice,
                uint64_t capacity, uint64_t seed)
{
    *evict = (struct evict){.ops = choice->ops,
                            .dropped = EVICT_NONE,
                            .capacity = capacity,
                            .admit_max = choice->admit_max,
                            .seed = seed};
    memcpy(evict->params, choice->params, sizeof(evict->params));
    evict->ops->init(evict);
}

void evict_fini(struct evict *evict)
{
    evict->ops->fini(evict);
    ASSERT(!evict->state);
}
