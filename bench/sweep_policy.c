/* sweep_policy.c - a policy of a sweep by its words: s3-fifo:small=0.2 */
#include "bench/sweep.h"

#include "bench/sim_size.h"
#include "policies/eviction/registry.h"

static const struct {
    const char *name;
    enum sim_offline offline;
} offline_policies[] = {
    {"belady", SIM_BELADY},
    {"belady-size", SIM_BELADY_SIZE},
};
#define N_OFFLINE (sizeof(offline_policies) / sizeof(*offline_policies))

void sweep_policy_names(struct buf *text)
{
    for (size_t i = 0; i < n_evict_all; i++)
        buf_addf(text, "%s%s", i ? "," : "", evict_all[i]->name);
    for (size_t i = 0; i < N_OFFLINE; i++)
        buf_addf(text, ",%s", offline_policies[i].name);
}

static void add_params(const struct evict_ops *ops, struct buf *error)
{
    buf_addf(error, "%s takes admit-max=SIZE", ops->name);
    for (size_t i = 0; i < ops->n_params; i++)
        buf_addf(error, ", %s (%g to %g, %g unless told)", ops->params[i].name,
                 ops->params[i].min, ops->params[i].max,
                 ops->params[i].fallback);
}

static int set_param(struct sweep_policy *policy, struct span name,
                     struct span text, struct buf *error)
{
    const struct evict_ops *ops = policy->choice.ops;
    struct sim_size size;
    double value;

    if (span_eq(name, SPAN("admit-max"))) {
        int err = sim_size_read(text, &size, error);

        return err ? err
                   : sim_size_of(&size, true, 1, &policy->choice.admit_max,
                                 error);
    }
    for (size_t i = 0; i < ops->n_params; i++) {
        const struct evict_param *param = &ops->params[i];

        if (!span_eq(span_str(param->name), name))
            continue;
        if (sim_decimal_read(text, &value) && value >= param->min &&
            value <= param->max &&
            (param->unit == EVICT_RATIO || value == (double)(uint64_t)value)) {
            policy->choice.params[i] = value;
            return 0;
        }
        buf_addf(error, "%s: %s=%.*s is not within %g to %g%s", ops->name,
                 param->name, SPAN_ARG(text), param->min, param->max,
                 param->unit == EVICT_RATIO ? "" : ", a whole number");
        return ERR_RANGE;
    }
    buf_addf(error, "%s has no parameter %.*s: ", ops->name, SPAN_ARG(name));
    add_params(ops, error);
    return ERR_UNKNOWN;
}

static int set_params(struct sweep_policy *policy, struct span text,
                      struct buf *error)
{
    size_t at = 0;
    int err = 0;

    while (at < text.len && !err) {
        size_t end = span_find(text, ':', at);
        struct span part = span_cut(text, at, end);
        size_t equals = span_find(part, '=', 0);

        if (policy->offline != SIM_ONLINE) {
            buf_addf(error, "%s has no parameters", policy->label);
            return ERR_UNKNOWN;
        }
        err = set_param(policy, span_cut(part, 0, equals),
                        span_cut(part, equals + 1, part.len), error);
        at = end + 1;
    }
    return err;
}

int sweep_policy_read(struct span word, struct sweep_policy *policy,
                      struct buf *error)
{
    size_t colon = span_find(word, ':', 0);
    struct span name = span_cut(word, 0, colon);
    const struct evict_ops *ops = evict_named(name);

    memset(policy, 0, sizeof(*policy));
    if (word.len > SWEEP_LABEL_MAX) {
        buf_addf(error, "a policy of more than %d letters", SWEEP_LABEL_MAX);
        return ERR_TOO_LONG;
    }
    if (word.len > 0)
        memcpy(policy->label, word.ptr, word.len);
    if (ops)
        policy->choice = evict_default(ops);
    for (size_t i = 0; i < N_OFFLINE; i++)
        if (span_eq(name, span_str(offline_policies[i].name)))
            policy->offline = offline_policies[i].offline;
    if (!ops && policy->offline == SIM_ONLINE) {
        buf_addf(error, "there is no policy \"%.*s\"; there are ",
                 SPAN_ARG(name));
        sweep_policy_names(error);
        return ERR_UNKNOWN;
    }
    return set_params(policy, span_cut(word, colon + 1, word.len), error);
}
