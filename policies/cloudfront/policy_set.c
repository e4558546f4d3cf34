/*
 * policy_set.c - the policies of an account: the managed ones and given ones.
 *
 * The three kinds of policies come in the same three wrappers, so a kind is a
 * row here: how its members are called, and who reads its config.
 */
#include "policies/cloudfront/policy_set.h"

struct kind {
    const char *policy; /* "CachePolicy" */
    const char *config; /* "CachePolicyConfig" */
    const char *list;   /* "CachePolicyList" */
    /* Reads config into its place of the set. */
    int (*add)(struct policy_set *set, const struct aws_in *in, struct span id,
               const struct json *config);
};

static bool is_same(struct span id, struct span name, struct span new_id,
                    struct span new_name)
{
    if (!span_absent(id) && !span_absent(new_id))
        return span_eq(id, new_id);
    return !span_absent(name) && span_eq(name, new_name);
}

static int full(const struct aws_in *in, const struct json *at)
{
    json_fail(in->reader, at, "more than %d policies of one kind",
              POLICY_SET_MAX);
    return ERR_FULL;
}

static int add_cache(struct policy_set *set, const struct aws_in *in,
                     struct span id, const struct json *config)
{
    struct cache_policy policy;
    size_t i = 0;
    int err = cache_policy_read(&policy, in, config);

    policy.id = id;
    while (i < set->n_cache && !is_same(set->cache[i].id, set->cache[i].name,
                                        policy.id, policy.name))
        i++;
    if (i == POLICY_SET_MAX)
        return full(in, config);
    set->cache[i] = policy;
    set->n_cache += i == set->n_cache;
    return err;
}

static int add_origin_request(struct policy_set *set, const struct aws_in *in,
                              struct span id, const struct json *config)
{
    struct origin_request_policy policy, *all = set->origin_request;
    size_t i = 0;
    int err = origin_request_policy_read(&policy, in, config);

    policy.id = id;
    while (i < set->n_origin_request &&
           !is_same(all[i].id, all[i].name, policy.id, policy.name))
        i++;
    if (i == POLICY_SET_MAX)
        return full(in, config);
    all[i] = policy;
    set->n_origin_request += i == set->n_origin_request;
    return err;
}

static int add_response_headers(struct policy_set *set, const struct aws_in *in,
                                struct span id, const struct json *config)
{
    struct response_headers_policy policy, *all = set->response_headers;
    size_t i = 0;
    int err = response_headers_policy_read(&policy, in, config);

    policy.id = id;
    while (i < set->n_response_headers &&
           !is_same(all[i].id, all[i].name, policy.id, policy.name))
        i++;
    if (i == POLICY_SET_MAX)
        return full(in, config);
    all[i] = policy;
    set->n_response_headers += i == set->n_response_headers;
    return err;
}

static const struct kind kinds[] = {
    {"CachePolicy", "CachePolicyConfig", "CachePolicyList", add_cache},
    {"OriginRequestPolicy", "OriginRequestPolicyConfig",
     "OriginRequestPolicyList", add_origin_request},
    {"ResponseHeadersPolicy", "ResponseHeadersPolicyConfig",
     "ResponseHeadersPolicyList", add_response_headers},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* AWS's own are known already, and some are larger than a user's may be. */
static bool is_managed(struct span id)
{
    return managed_cache_policy(id) || managed_origin_request_policy(id) ||
           managed_response_headers_policy(id);
}

/* {Id, LastModifiedTime, XConfig} */
static int read_policy(struct policy_set *set, const struct aws_in *in,
                       const struct kind *kind, const struct json *policy)
{
    struct span id = aws_string_get(in, policy, "Id");
    const struct json *config =
        json_need(in->reader, policy, kind->config, JSON_OBJECT);

    if (!config || is_managed(id))
        return aws_done(in);
    return kind->add(set, in, id, config);
}

/* {MaxItems, Quantity, Items: [{Type, X}]} */
static int read_list(struct policy_set *set, const struct aws_in *in,
                     const struct kind *kind, const struct json *document)
{
    struct aws_list list = aws_list_get(in, document, kind->list, AWS_LIST_MAX);

    for (const struct json *item = list.first; item; item = json_next(item)) {
        const struct json *policy =
            json_need(in->reader, item, kind->policy, JSON_OBJECT);

        if (!policy || read_policy(set, in, kind, policy) < 0)
            break;
    }
    return aws_done(in);
}

bool policy_set_takes(const struct json *document)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (json_member(document, kinds[i].policy) ||
            json_member(document, kinds[i].config) ||
            json_member(document, kinds[i].list))
            return true;
    return access_set_takes(document);
}

int policy_set_read(struct policy_set *set, const struct aws_in *in,
                    const struct json *document)
{
    if (access_set_takes(document))
        return access_set_read(&set->access, in, document);
    for (size_t i = 0; i < N_KINDS; i++) {
        const struct kind *kind = &kinds[i];
        const struct json *policy =
            json_get(in->reader, document, kind->policy, JSON_OBJECT);
        const struct json *config =
            json_get(in->reader, document, kind->config, JSON_OBJECT);

        if (policy)
            return read_policy(set, in, kind, policy);
        if (config)
            return kind->add(set, in, SPAN_ABSENT, config);
        if (json_member(document, kind->list))
            return read_list(set, in, kind, document);
    }
    json_fail(in->reader, document,
              "no policy in here: expected what aws cloudfront "
              "get-cache-policy, get-origin-request-policy or "
              "get-response-headers-policy prints");
    return ERR_UNKNOWN;
}

/* ---- looking up ---------------------------------------------------------- */

static bool is_uuid(struct span key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = ascii_lower(key.ptr[i]);
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? c != '-' : !strchr("0123456789abcdef", c))
            return false;
    }
    return key.len == 36;
}

/* names: the managed ones' names, joined. */
static void unknown(const struct aws_in *in, const struct json *at,
                    const char *kind, struct span names)
{
    struct span key = json_string(at);

    if (is_uuid(key))
        json_fail(in->reader, at,
                  "%.*s is neither a managed policy nor one of those given: "
                  "add the output of aws cloudfront get-%s --id %.*s",
                  SPAN_ARG(key), kind, SPAN_ARG(key));
    else
        json_fail(in->reader, at,
                  "there is no policy of this name; managed ones: %.*s",
                  SPAN_ARG(names));
}

static bool is_it(struct span id, struct span name, struct span key)
{
    return span_eq(id, key) || span_eq(name, key);
}

const struct cache_policy *policy_set_cache(const struct policy_set *set,
                                            const struct aws_in *in,
                                            const struct json *at)
{
    struct span key = json_string(at);
    const struct cache_policy *found = managed_cache_policy(key);

    for (size_t i = 0; !found && set && i < set->n_cache; i++)
        if (is_it(set->cache[i].id, set->cache[i].name, key))
            found = &set->cache[i];
    if (!found)
        unknown(in, at, "cache-policy", managed_cache_policy_names(in->arena));
    return found;
}

const struct origin_request_policy *
policy_set_origin_request(const struct policy_set *set, const struct aws_in *in,
                          const struct json *at)
{
    struct span key = json_string(at);
    const struct origin_request_policy *found =
        managed_origin_request_policy(key);

    for (size_t i = 0; !found && set && i < set->n_origin_request; i++)
        if (is_it(set->origin_request[i].id, set->origin_request[i].name, key))
            found = &set->origin_request[i];
    if (!found)
        unknown(in, at, "origin-request-policy",
                managed_origin_request_policy_names(in->arena));
    return found;
}

const struct response_headers_policy *
policy_set_response_headers(const struct policy_set *set,
                            const struct aws_in *in, const struct json *at)
{
    struct span key = json_string(at);
    const struct response_headers_policy *found =
        managed_response_headers_policy(key);

    for (size_t i = 0; !found && set && i < set->n_response_headers; i++)
        if (is_it(set->response_headers[i].id, set->response_headers[i].name,
                  key))
            found = &set->response_headers[i];
    if (!found)
        unknown(in, at, "response-headers-policy",
                managed_response_headers_policy_names(in->arena));
    return found;
}
