/* recipe.c - what a behavior's sets of names mean. */
#include "cache/recipe.h"

static bool starts_any_case(struct span prefix, struct span name)
{
    return span_ieq(prefix, span_cut(name, 0, prefix.len));
}

static bool means(struct span pattern, struct span name, bool any_case)
{
    if (!any_case)
        return span_glob(pattern, name);
    if (span_ends(pattern, SPAN("*")))
        return starts_any_case(span_cut(pattern, 0, pattern.len - 1), name);
    return span_ieq(pattern, name);
}

static bool listed(const struct name_set *set, struct span name, bool any_case)
{
    for (size_t i = 0; i < set->n_names; i++)
        if (set->globs ? means(set->names[i], name, any_case)
            : any_case ? span_ieq(set->names[i], name)
                       : span_eq(set->names[i], name))
            return true;
    return false;
}

bool name_set_has(const struct name_set *set, struct span name, bool any_case)
{
    switch (set->rule) {
    case NAMES_NONE:
        return false;
    case NAMES_LISTED:
        return listed(set, name, any_case);
    case NAMES_ALL_EXCEPT:
        return !listed(set, name, any_case);
    case NAMES_ALL:
        return true;
    }
    return false;
}

bool behavior_forwards_cookies(const struct behavior *behavior)
{
    return behavior->key.cookies.rule != NAMES_NONE ||
           behavior->forward.cookies.rule != NAMES_NONE;
}

bool behavior_caches_nothing(const struct behavior *behavior)
{
    return behavior->ttl.min_s == 0 && behavior->ttl.default_s == 0 &&
           behavior->ttl.max_s == 0;
}
