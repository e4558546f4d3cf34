/*
 * managed.c - the policies that AWS itself offers, by id and by name.
 *
 * From the developer guide's lists of managed policies, and for what they lack
 * (Amplify-..., UseOrigin...) from an account's export (cloudfront.md 1). Names
 * are the API's: with "Managed-" before them, but for the two UseOrigin...
 * ones.
 */
#include "policies/cloudfront/managed.h"

static const struct span prefix = SPAN_STATIC("Managed-");

bool managed_is(struct span id, struct span name, struct span key)
{
    if (span_absent(key))
        return false;
    if (span_eq(id, key) || span_eq(name, key))
        return true;
    return span_starts(name, prefix) &&
           span_eq(span_cut(name, prefix.len, name.len), key);
}

const struct cache_policy *managed_cache_policy(struct span key)
{
    const struct cache_policy *all = managed_cache_policies;

    for (size_t i = 0; i < n_managed_cache_policies; i++)
        if (managed_is(all[i].id, all[i].name, key))
            return &all[i];
    return NULL;
}

const struct origin_request_policy *
managed_origin_request_policy(struct span key)
{
    const struct origin_request_policy *all = managed_origin_request_policies;

    for (size_t i = 0; i < n_managed_origin_request_policies; i++)
        if (managed_is(all[i].id, all[i].name, key))
            return &all[i];
    return NULL;
}

const struct response_headers_policy *
managed_response_headers_policy(struct span key)
{
    const struct response_headers_policy *all =
        managed_response_headers_policies;

    for (size_t i = 0; i < n_managed_response_headers_policies; i++)
        if (managed_is(all[i].id, all[i].name, key))
            return &all[i];
    return NULL;
}

/* "list, name", or "name" when the list is absent. */
static struct span append(struct arena *arena, struct span list,
                          struct span name)
{
    if (span_starts(name, prefix))
        name = span_cut(name, prefix.len, name.len);
    return span_absent(list) ? name
                             : arena_printf(arena, "%.*s, %.*s", SPAN_ARG(list),
                                            SPAN_ARG(name));
}

struct span managed_cache_policy_names(struct arena *arena)
{
    struct span list = SPAN_ABSENT;

    for (size_t i = 0; i < n_managed_cache_policies; i++)
        list = append(arena, list, managed_cache_policies[i].name);
    return list;
}

struct span managed_origin_request_policy_names(struct arena *arena)
{
    struct span list = SPAN_ABSENT;

    for (size_t i = 0; i < n_managed_origin_request_policies; i++)
        list = append(arena, list, managed_origin_request_policies[i].name);
    return list;
}

struct span managed_response_headers_policy_names(struct arena *arena)
{
    struct span list = SPAN_ABSENT;

    for (size_t i = 0; i < n_managed_response_headers_policies; i++)
        list = append(arena, list, managed_response_headers_policies[i].name);
    return list;
}
