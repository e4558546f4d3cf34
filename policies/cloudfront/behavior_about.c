/* behavior_about.c - what a behavior's JSON says beside its recipes: names. */
#include "policies/cloudfront/behavior_about.h"

#include "policies/cloudfront/members.h"

static struct span copy(const struct aws_in *in, struct span text)
{
    struct span out;

    return arena_copy(in->arena, text, &out) == 0 ? out : SPAN_ABSENT;
}

static struct span without_prefix(struct span name)
{
    struct span prefix = SPAN("Managed-");

    return span_starts(name, prefix) ? span_cut(name, prefix.len, name.len)
                                     : name;
}

/* name: of the policy that the id means; absent: it has none. */
static struct span name_or_id(const struct aws_in *in, struct span name,
                              struct span id)
{
    return copy(in, span_absent(name) ? id : without_prefix(name));
}

/* Of a whole policy in place of an id; absent if there is none. */
static struct span inline_name(const struct aws_in *in,
                               const struct json *value, const char *member)
{
    const struct json *config =
        json_get(in->reader, value, member, JSON_OBJECT);
    struct span name =
        json_get_string(in->reader, config, "Name", SPAN("(inline)"));

    return config ? copy(in, name) : SPAN_ABSENT;
}

/* The member that names a policy; NULL if none does. */
static const struct json *id_of(const struct json *value, const char *name)
{
    const struct json *id = json_member(value, name);

    return id && json_type(id) == JSON_STRING && json_string(id).len > 0 ? id
                                                                         : NULL;
}

static void read_policies(struct behavior_about *out, const struct aws_in *in,
                          const struct json *value,
                          const struct policy_set *policies)
{
    const struct json *id = id_of(value, "CachePolicyId");
    const struct cache_policy *cache =
        id ? policy_set_cache(policies, in, id) : NULL;
    const struct origin_request_policy *request;
    const struct response_headers_policy *reply;

    out->cache_policy = cache ? name_or_id(in, cache->name, json_string(id))
                              : inline_name(in, value, "CachePolicyConfig");
    id = id_of(value, "OriginRequestPolicyId");
    request = id ? policy_set_origin_request(policies, in, id) : NULL;
    out->origin_request_policy =
        request ? name_or_id(in, request->name, json_string(id))
                : inline_name(in, value, "OriginRequestPolicyConfig");
    id = id_of(value, "ResponseHeadersPolicyId");
    reply = id ? policy_set_response_headers(policies, in, id) : NULL;
    out->response_headers_policy =
        reply ? name_or_id(in, reply->name, json_string(id))
              : inline_name(in, value, "ResponseHeadersPolicyConfig");
}

static bool uses(const struct json *value, const char *name)
{
    const struct json *member = json_member(value, name);

    return member && aws_in_use(member);
}

void behavior_about_read(struct behavior_about *out, const struct aws_in *in,
                         const struct json *value,
                         const struct policy_set *policies)
{
    *out = (struct behavior_about){0};
    read_policies(out, in, value, policies);
    out->target = aws_string_get(in, value, "TargetOriginId");
    if (uses(value, "ViewerProtocolPolicy"))
        out->viewer_protocol =
            aws_string_get(in, value, "ViewerProtocolPolicy");
    out->has_functions = uses(value, "FunctionAssociations") ||
                         uses(value, "LambdaFunctionAssociations");
    out->is_signed =
        uses(value, "TrustedKeyGroups") || uses(value, "TrustedSigners");
}
