/*
 * cure_write.c - a cure's documents.
 *
 * 1. What each behavior is to be changed by; policies are written on the way.
 * 2. The distribution with that, as update-distribution takes it.
 * 3. The rules of the buckets; then everything else, as it was.
 */
#include "bench/check/cure_parts.h"

#define PATCH_MAX ((size_t)1 << 20)

static const struct span methods[] = {SPAN_STATIC("GET"), SPAN_STATIC("HEAD"),
                                      SPAN_STATIC("OPTIONS")};

static bool has(const struct cure_writing *writing, enum cure_act act)
{
    return CURE_HAS(writing->cure->acts, act);
}

static void put(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, value ? span_str(value) : SPAN_ABSENT);
}

/* ---- behaviors -------------------------------------------------------------
 */

static const char *id_of_cache(const char *name)
{
    return managed_cache_policy(span_str(name))->id.ptr;
}

static int patch_legacy_key(struct json_out *out, const struct behavior *of)
{
    static const struct span wanted[] = {
        SPAN_STATIC("Origin"), SPAN_STATIC("Access-Control-Request-Method"),
        SPAN_STATIC("Access-Control-Request-Headers")};
    const struct name_set *set = &of->key.headers;
    struct span names[64];
    size_t n = 0;

    if (set->n_names > 32)
        return ERR_UNKNOWN;
    for (; n < set->n_names; n++)
        names[n] = set->names[n];
    for (size_t i = 0; i < 3; i++)
        if (!name_set_has(set, wanted[i], true))
            names[n++] = wanted[i];
    json_out_key(out, "ForwardedValues");
    json_out_open(out, '{');
    cure_list(out, "Headers", names, n);
    json_out_close(out, '}');
    return 0;
}

static int patch_cache(struct json_out *out, struct cure_writing *writing,
                       size_t at, bool legacy)
{
    struct span name;
    int err = 0;

    if (has(writing, CURE_KEY_CORS)) {
        if (legacy)
            return patch_legacy_key(
                out, &writing->input->heap->distribution.behaviors[at]);
        err = cure_cache_policy(writing, at, &name);
        if (err)
            return err;
        json_out_key(out, "CachePolicyId");
        json_out_string(out, name);
    } else if (has(writing, CURE_CACHE_NOTHING)) {
        static const char *const gone[] = {"ForwardedValues", "MinTTL",
                                           "DefaultTTL", "MaxTTL"};

        put(out, "CachePolicyId", id_of_cache("CachingDisabled"));
        for (size_t i = 0; legacy && i < 4; i++)
            put(out, gone[i], NULL);
    }
    return 0;
}

static int patch_forward(struct json_out *out,
                         const struct cure_writing *writing,
                         const struct json *behavior)
{
    static const char member[] = "OriginRequestPolicyId";
    struct span cors = SPAN("CORS-S3Origin");

    if (has(writing, CURE_FORWARD_CORS)) {
        json_out_key(out, member);
        json_out_string(out, managed_origin_request_policy(cors)->id);
    } else if (has(writing, CURE_FORWARD_NOTHING)) {
        const struct json *id = json_member(behavior, member);

        /* One that forwards more is there for a reason. */
        if (!id || managed_origin_request_policy(json_string(id)) !=
                       managed_origin_request_policy(cors))
            return ERR_UNKNOWN;
        put(out, member, NULL);
    }
    return 0;
}

static int patch_reply(struct json_out *out, struct cure_writing *writing,
                       size_t at)
{
    static const enum cure_act own[] = {CURE_REPLY_LIST,
                                        CURE_REPLY_LIST_CREDENTIALS,
                                        CURE_REPLY_ANY, CURE_REPLY_OVERRIDE};
    struct span id = SPAN_ABSENT;
    int err = 0;

    if (has(writing, CURE_REPLY_SIMPLE))
        id = managed_response_headers_policy(SPAN("SimpleCORS"))->id;
    for (size_t i = 0; i < 4 && !err; i++)
        if (has(writing, own[i]))
            err = cure_reply_policy(writing, at, &id);
    if (err || span_absent(id))
        return err;
    json_out_key(out, "ResponseHeadersPolicyId");
    json_out_string(out, id);
    return 0;
}

static int patch_methods(struct json_out *out,
                         const struct cure_writing *writing,
                         const struct behavior *behavior)
{
    if (has(writing, CURE_OPTIONS_ALLOWED)) {
        json_out_key(out, "AllowedMethods");
        json_out_open(out, '{');
        json_out_key(out, "Quantity");
        json_out_int(out, 3);
        json_out_key(out, "Items");
        json_out_open(out, '[');
        for (size_t i = 0; i < 3; i++)
            json_out_string(out, methods[i]);
        json_out_close(out, ']');
        cure_list(out, "CachedMethods", methods, 2);
        json_out_close(out, '}');
    } else if (has(writing, CURE_OPTIONS_UNCACHED)) {
        if (!(behavior->cached_methods >> HTTP_OPTIONS & 1))
            return ERR_UNKNOWN;
        json_out_key(out, "AllowedMethods");
        json_out_open(out, '{');
        cure_list(out, "CachedMethods", methods, 2);
        json_out_close(out, '}');
    }
    if (has(writing, CURE_HTTP_ALLOWED))
        put(out, "ViewerProtocolPolicy", "allow-all");
    return 0;
}

/* The behavior as it is to be. */
static int write_behavior(struct json_out *out, struct cure_writing *writing,
                          size_t at)
{
    const struct json *behavior = cure_behavior(writing->input->heap, at);
    const struct behavior *of =
        &writing->input->heap->distribution.behaviors[at];
    struct json_out patch;
    struct buf text;
    int err;

    if (!writing->input->behaviors[at]) {
        json_out_value(out, behavior);
        return 0;
    }
    buf_init(&text, PATCH_MAX);
    json_out_init(&patch, &text, false);
    json_out_open(&patch, '{');
    err = patch_cache(&patch, writing, at,
                      json_member(behavior, "ForwardedValues") != NULL);
    if (!err)
        err = patch_forward(&patch, writing, behavior);
    if (!err)
        err = patch_reply(&patch, writing, at);
    if (!err)
        err = patch_methods(&patch, writing, of);
    json_out_close(&patch, '}');
    if (!err)
        err = cure_merge(out, behavior, buf_span(&text));
    buf_fini(&text);
    return err;
}

static int write_behaviors(struct json_out *out, struct cure_writing *writing)
{
    size_t n = writing->input->heap->distribution.n_behaviors;
    int err;

    json_out_key(out, "DefaultCacheBehavior");
    err = write_behavior(out, writing, n - 1);
    if (n > 1 && !err) {
        json_out_key(out, "CacheBehaviors");
        json_out_open(out, '{');
        json_out_key(out, "Items");
        json_out_open(out, '[');
        for (size_t i = 0; i + 1 < n && !err; i++)
            err = write_behavior(out, writing, i);
        if (!err) {
            json_out_close(out, ']');
            json_out_close(out, '}');
        }
    }
    return err;
}

/* ---- as a whole
 */

static int write_distribution(struct cure_writing *writing)
{
    const struct cure_file file = {.kind = CURE_DISTRIBUTION,
                                   .name = SPAN("distribution-config.json")};
    struct json_out patch, out;
    struct buf change, text;
    int err;

    buf_init(&change, JSON_TEXT_MAX);
    json_out_init(&patch, &change, false);
    json_out_open(&patch, '{');
    err = write_behaviors(&patch, writing);
    if (!err)
        err = cure_write_origins(&patch, writing);
    if (!err) {
        cure_write_errors(&patch, writing);
        json_out_close(&patch, '}');
        buf_init(&text, JSON_TEXT_MAX);
        json_out_init(&out, &text, true);
        err = cure_merge(&out, cure_config(writing->input->heap),
                         buf_span(&change));
        if (err)
            buf_fini(&text);
        else
            err = cure_file_add(writing, &file, &text);
    }
    buf_fini(&change);
    return err;
}

int cure_write(struct cure_writing *writing)
{
    int err = write_distribution(writing);

    if (!err)
        err = cure_write_buckets(writing);
    return err ? err : cure_write_unchanged(writing);
}
