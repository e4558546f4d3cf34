/* sweep_policy.c - a policy of a sweep by its words: s3-fifo:small=0.2. */
#include "bench/sweep.h"

#include "policies/eviction/choice.h"
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

static int online(struct span text, struct sweep_policy *policy,
                  struct buf *error)
{
    struct buf label;
    int err = evict_choose(&policy->choice, text, error);

    if (err)
        return err;
    buf_init(&label, SWEEP_LABEL_MAX);
    evict_print(&label, &policy->choice);
    if (label.overflow) {
        buf_addf(error, "more than %d letters: %.*s", SWEEP_LABEL_MAX,
                 SPAN_ARG(text));
        err = ERR_TOO_LONG;
    } else {
        memcpy(policy->label, label.ptr, label.len);
    }
    buf_fini(&label);
    return err;
}

int sweep_policy_read(struct span text, struct sweep_policy *policy,
                      struct buf *error)
{
    struct span name = span_cut(text, 0, span_find(text, ':', 0));

    memset(policy, 0, sizeof(*policy));
    for (size_t i = 0; i < N_OFFLINE; i++) {
        if (!span_eq(name, span_str(offline_policies[i].name)))
            continue;
        policy->offline = offline_policies[i].offline;
        memcpy(policy->label, name.ptr, name.len);
        if (name.len == text.len)
            return 0;
        buf_addf(error, "%s has no parameters", policy->label);
        return ERR_UNKNOWN;
    }
    if (evict_named(name))
        return online(text, policy, error);
    buf_addf(error, "there is no policy \"%.*s\"; there are ", SPAN_ARG(name));
    sweep_policy_names(error);
    return ERR_UNKNOWN;
}

/* A word with '=' and without ':' is a parameter of the policy before it. */
bool sweep_policy_next(struct span list, size_t *at, struct span *text)
{
    struct span word;
    size_t end, ahead;

    if (!span_list_next(list, at, text))
        return false;
    ahead = *at;
    while (span_list_next(list, &ahead, &word) &&
           span_find(word, '=', 0) < word.len &&
           span_find(word, ':', 0) == word.len) {
        end = (size_t)(word.ptr - text->ptr) + word.len;
        *text = span_of(text->ptr, end);
        *at = ahead;
    }
    return true;
}
