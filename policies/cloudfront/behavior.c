/*
 * behavior.c - one cache behavior, in AWS's JSON, into the plain recipes.
 *
 * Where the settings come from: the cache policy fills key and ttl, the origin
 * request policy forward, the response headers policy reply; ForwardedValues
 * stands for the first two. Nothing that one of them says is read by another.
 */
#include "policies/cloudfront/behavior.h"

#include "policies/cloudfront/behavior_access.h"
#include "policies/cloudfront/behavior_extras.h"
#include "policies/cloudfront/forwarded_values.h"
#include "policies/cloudfront/methods.h"
#include "policies/cloudfront/names.h"

#define PATTERN_MAX 255

/* What a behavior is being read with. */
struct work {
    struct aws_in in;
    const struct behavior_env *env;
    const struct json *value;
    struct behavior *out;
};

/* ---- path pattern and target ----------------------------------------------
 */

static bool is_pattern(struct span text)
{
    static const char marks[] = "_-.*$/~\"'@:+&?%!();=,[]";

    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_lower(text.ptr[i]);

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            !strchr(marks, c))
            return false;
    }
    return text.len > 0;
}

static void read_default_pattern(struct work *work)
{
    struct span text =
        json_get_string(work->in.reader, work->value, "PathPattern", SPAN("*"));

    work->out->path_pattern = SPAN("*");
    if (!span_eq(text, SPAN("*")))
        json_fail(work->in.reader, json_member(work->value, "PathPattern"),
                  "the default behavior takes every path; leave PathPattern "
                  "out, or make this one of CacheBehaviors");
}

static void read_pattern(struct work *work)
{
    const struct json *at =
        json_need(work->in.reader, work->value, "PathPattern", JSON_STRING);
    struct span text;

    if (!at)
        return;
    text = json_string(at);
    if (!is_pattern(text))
        json_fail(work->in.reader, at,
                  "a path pattern has letters, digits, * and ? and the marks "
                  "of a path");
    if (text.len > PATTERN_MAX)
        json_fail(work->in.reader, at,
                  "a path pattern of %zu characters; CloudFront allows %d",
                  text.len, PATTERN_MAX);
    work->out->path_pattern =
        aws_string_get(&work->in, work->value, "PathPattern");
}

static struct span origin_names(struct work *work)
{
    size_t n = work->env->n_origins;
    struct aws_strings names = {aws_alloc(&work->in, n, sizeof(struct span)),
                                0};

    for (; names.at && names.n < n; names.n++)
        names.at[names.n] = work->env->origins[names.n].name;
    return aws_join(&work->in, names);
}

static const struct behavior_origin *find_origin(struct work *work)
{
    const struct behavior_env *env = work->env;
    const struct json *at =
        json_get(work->in.reader, work->value, "TargetOriginId", JSON_STRING);

    for (size_t i = 0; i < env->n_origins; i++)
        if (at ? span_eq(env->origins[i].name, json_string(at))
               : env->n_origins == 1)
            return &env->origins[i];
    if (env->n_origins == 0)
        json_fail(work->in.reader, at ? at : work->value,
                  "there is no origin for this behavior");
    else
        json_fail(work->in.reader, at ? at : work->value, "%s; there are: %.*s",
                  at ? "no origin of this name" : "TargetOriginId is missing",
                  SPAN_ARG(origin_names(work)));
    return NULL;
}

/* ---- the three policies ----------------------------------------------------
 */

/* A policy is given by id or as a whole; not both. */
struct choice {
    const struct json *id;
    const struct json *config;
};

static struct choice choose(struct work *work, const char *id_name,
                            const char *config_name)
{
    struct json_reader *reader = work->in.reader;
    struct choice choice = {
        json_get(reader, work->value, id_name, JSON_STRING),
        json_get(reader, work->value, config_name, JSON_OBJECT)};

    if (choice.id && json_string(choice.id).len == 0)
        choice.id = NULL; /* as some tools write it */
    if (choice.id && choice.config)
        json_fail(reader, choice.config, "give %s or %s, not both", id_name,
                  config_name);
    return choice;
}

/* AWS's own answers to a behavior of both kinds. */
static void refuse_legacy(struct work *work)
{
    static const char *const legacy[] = {"ForwardedValues", "MinTTL",
                                         "DefaultTTL", "MaxTTL"};

    for (size_t i = 0; i < 4; i++) {
        const struct json *at = json_member(work->value, legacy[i]);

        if (at && json_type(at) != JSON_NULL)
            json_fail(work->in.reader, at,
                      "the parameter %s cannot be used when a cache policy is "
                      "associated to the cache behavior",
                      legacy[i]);
    }
}

static void read_legacy(struct work *work)
{
    const struct json *at =
        json_get(work->in.reader, work->value, "ForwardedValues", JSON_OBJECT);

    if (!at)
        json_fail(work->in.reader, work->value,
                  "a behavior needs CachePolicyId, CachePolicyConfig or "
                  "ForwardedValues; managed cache policies: %.*s",
                  SPAN_ARG(managed_cache_policy_names(work->in.arena)));
    else
        forwarded_values_read(work->out, &work->in, work->value);
}

/* Key and TTLs. Whether there is a cache policy at all. */
static bool read_cache_policy(struct work *work)
{
    struct choice choice = choose(work, "CachePolicyId", "CachePolicyConfig");
    const struct cache_policy *policy = NULL;
    struct cache_policy own;

    if (!choice.id && !choice.config) {
        read_legacy(work);
        return false;
    }
    refuse_legacy(work);
    if (choice.id)
        policy = policy_set_cache(work->env->policies, &work->in, choice.id);
    else if (cache_policy_read(&own, &work->in, choice.config) == 0)
        policy = &own;
    if (policy) {
        work->out->key = policy->key;
        work->out->ttl = policy->ttl;
        aws_note_made_headers(&work->in, &policy->key.headers);
    }
    return true;
}

/* AWS's managed policies that pass every query string drop these on the way to
 * S3, since 2026 (cloudfront.md 1.2). */
static void drop_overrides(struct forward_recipe *forward)
{
    static const struct span overrides[] = {
        SPAN_STATIC("response-content-type"),
        SPAN_STATIC("response-content-disposition"),
        SPAN_STATIC("response-content-encoding"),
    };

    if (forward->query.rule == NAMES_ALL)
        forward->query = (struct name_set){
            .rule = NAMES_ALL_EXCEPT, .names = overrides, .n_names = 3};
}

static void read_forward(struct work *work, bool has_cache_policy, bool is_s3)
{
    struct choice choice =
        choose(work, "OriginRequestPolicyId", "OriginRequestPolicyConfig");
    const struct origin_request_policy *policy = NULL;
    struct origin_request_policy own;

    if (!choice.id && !choice.config)
        return;
    if (!has_cache_policy) {
        json_fail(work->in.reader, choice.id ? choice.id : choice.config,
                  "an origin request policy needs a cache policy beside it; "
                  "ForwardedValues forwards by itself");
        return;
    }
    if (choice.id)
        policy = policy_set_origin_request(work->env->policies, &work->in,
                                           choice.id);
    else if (origin_request_policy_read(&own, &work->in, choice.config) == 0)
        policy = &own;
    if (!policy)
        return;
    work->out->forward = policy->forward;
    aws_note_made_headers(&work->in, &policy->forward.headers);
    if (policy->managed && is_s3)
        drop_overrides(&work->out->forward);
}

static void read_reply(struct work *work)
{
    struct choice choice =
        choose(work, "ResponseHeadersPolicyId", "ResponseHeadersPolicyConfig");
    const struct response_headers_policy *policy = NULL;
    struct response_headers_policy own;

    work->out->reply.cors.max_age_s = -1;
    if (choice.id)
        policy = policy_set_response_headers(work->env->policies, &work->in,
                                             choice.id);
    else if (choice.config &&
             response_headers_policy_read(&own, &work->in, choice.config) == 0)
        policy = &own;
    if (policy)
        work->out->reply = policy->reply;
}

/* ---- a behavior ------------------------------------------------------------
 */

/* S3 knows its buckets by Host (cloudfront.md 3.2). A policy of the account may
 * be attached all the same; settings of the behavior itself AWS refuses. */
static void check_host(struct work *work)
{
    const struct behavior *out = work->out;
    bool by_id = json_member(work->value, "CachePolicyId");

    if (name_set_has(&out->key.headers, SPAN("host"), true) && !by_id)
        json_fail(work->in.reader, work->value,
                  "Host cannot be part of the cache key for an S3 origin: it "
                  "would be sent to S3, which has no bucket of that name");
    else if (name_set_has(&out->key.headers, SPAN("host"), true) ||
             name_set_has(&out->forward.headers, SPAN("host"), true))
        aws_note(&work->in, SPAN("CacheBehavior.Host"),
                 SPAN("the viewer's Host is forwarded to an S3 origin, which "
                      "has no bucket of that name"));
}

int behavior_read(struct behavior *out, struct arena *arena,
                  struct json_reader *reader, const struct json *value,
                  const struct behavior_env *env)
{
    struct work work = {{.arena = arena,
                         .reader = reader,
                         .notes = env->notes,
                         .strict = env->hand_written},
                        env,
                        value,
                        out};
    const struct behavior_origin *origin;
    bool has_cache_policy;

    *out = (struct behavior){.rules = *env->rules};
    if (json_type(value) != JSON_OBJECT) {
        json_fail(reader, value, "a behavior is an object, not %s",
                  json_type_text(value));
        return ERR_TYPE;
    }
    if (env->is_default)
        read_default_pattern(&work);
    else
        read_pattern(&work);
    methods_read(out, &work.in, value);
    behavior_protocol_read(out, &work.in, value);
    origin = find_origin(&work);
    has_cache_policy = read_cache_policy(&work);
    read_forward(&work, has_cache_policy, origin && origin->is_s3);
    read_reply(&work);
    out->compress = json_get_bool(reader, value, "Compress", false);
    if (origin) {
        out->origin = (int)(origin - env->origins);
        out->forward.path_prefix = origin->path_prefix;
        out->forward.identity = origin->identity;
        out->forward.n_identity = origin->n_identity;
        out->forward.no_request_id = origin->is_s3;
        out->forward.yields_to_viewer = origin->yields_to_viewer;
        if (origin->is_s3)
            check_host(&work);
        behavior_custom_read(out, &work.in, value, origin);
    }
    behavior_access_read(out, &work.in, value,
                         env->policies ? &env->policies->access : NULL);
    behavior_note_rest(&work.in, value);
    if (behavior_popbox_read(out, &work.in, value) < 0)
        return ERR_SYNTAX;
    return aws_done(&work.in);
}
