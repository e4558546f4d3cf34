/*
 * fuzz_policies.c - any text as any document of AWS's that policies/ reads.
 *
 * Whatever is taken keeps the promises that the mechanism relies on; whatever
 * is refused has a message that begins with the place.
 */
#include "cache/base/assert.h"
#include "policies/cloudfront/distribution.h"
#include "policies/profiles.h"

#define ARENA_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const struct name_set *set)
{
    ASSERT(set->n_names == 0 || set->names);
    for (size_t i = 0; i < set->n_names; i++)
        ASSERT(set->names[i].len > 0);
}

static void check_value(struct span value)
{
    ASSERT(!span_absent(value));
    for (size_t i = 0; i < value.len; i++)
        ASSERT(value.ptr[i] != '\r' && value.ptr[i] != '\n' && value.ptr[i]);
}

static void check_ttl(const struct ttl_bounds *ttl)
{
    ASSERT(0 <= ttl->min_s && ttl->min_s <= ttl->default_s);
    ASSERT(ttl->default_s <= ttl->max_s && ttl->max_s <= AWS_TTL_MAX_S);
}

static void check_reply(const struct reply_recipe *reply)
{
    ASSERT(!reply->cors.enabled || reply->cors.n_allow_origins > 0);
    for (size_t i = 0; i < reply->n_set; i++) {
        ASSERT(span_is_token(reply->set[i].name));
        check_value(reply->set[i].value);
    }
    for (size_t i = 0; i < reply->n_remove; i++)
        ASSERT(span_is_token(reply->remove[i]));
}

static void check_behavior(const struct behavior *behavior, size_t n_origins)
{
    check_ttl(&behavior->ttl);
    check_reply(&behavior->reply);
    check_set(&behavior->key.headers);
    check_set(&behavior->key.cookies);
    check_set(&behavior->key.query);
    check_set(&behavior->forward.headers);
    check_set(&behavior->forward.cookies);
    check_set(&behavior->forward.query);
    ASSERT(behavior->key.headers.rule <= NAMES_LISTED);
    ASSERT((behavior->cached_methods & ~behavior->allowed_methods) == 0);
    ASSERT(behavior->origin >= 0 && (size_t)behavior->origin < n_origins);
    ASSERT(behavior->path_pattern.len > 0);
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        check_value(behavior->forward.custom[i].value);
}

static void read_behavior(const struct aws_in *in, const struct json *root,
                          bool is_default, bool by_hand)
{
    static const struct behavior_origin origins[] = {
        {.name = SPAN_STATIC("bucket"), .is_s3 = true},
        {.name = SPAN_STATIC("app")}};
    struct behavior behavior;
    struct rules rules;
    struct behavior_env env = {.origins = origins,
                               .n_origins = 2,
                               .rules = &rules,
                               .notes = in->notes,
                               .is_default = is_default,
                               .hand_written = by_hand};

    ASSERT(profile_rules(SPAN("cloudfront"), &rules));
    if (behavior_read(&behavior, in->arena, in->reader, root, &env) == 0)
        check_behavior(&behavior, 2);
}

static void read_distribution(const struct aws_in *in, const struct json *root)
{
    struct distribution all;
    struct rules rules;

    ASSERT(profile_rules(SPAN("cloudfront"), &rules));
    if (distribution_read(&all, in, root, &rules, NULL) < 0)
        return;
    ASSERT(all.n_behaviors > 0 && all.n_origins > 0);
    ASSERT(span_eq(all.behaviors[all.n_behaviors - 1].path_pattern, SPAN("*")));
    for (size_t i = 0; i < all.n_behaviors; i++)
        check_behavior(&all.behaviors[i], all.n_origins);
    for (size_t i = 0; i < all.n_origins; i++) {
        ASSERT(all.targets[i].domain.len > 0 && all.origins[i].id.len > 0);
        ASSERT(all.targets[i].connect_attempts >= 1);
        ASSERT(all.targets[i].read_timeout_ms >= 1000);
    }
}

static void read_policies(const struct aws_in *in, const struct json *root)
{
    struct policy_set set = {0};

    if (policy_set_read(&set, in, root) < 0)
        return;
    for (size_t i = 0; i < set.n_cache; i++)
        check_ttl(&set.cache[i].ttl);
    for (size_t i = 0; i < set.n_response_headers; i++)
        check_reply(&set.response_headers[i].reply);
}

static void read_rules(const struct aws_in *in, const struct json *root)
{
    struct rules rules;

    ASSERT(profile_rules(SPAN("rfc9111"), &rules));
    if (profile_override(&rules, in->reader, root) == 0)
        ASSERT(rules.error_ttl_s >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int way = 0; way < 6; way++) {
        struct json_reader reader;
        struct aws_notes notes = {0};
        struct arena arena;
        struct aws_in in = {
            .arena = &arena, .reader = &reader, .notes = &notes};
        const char *name = "f.json:";

        arena_init(&arena, ARENA_MAX);
        if (json_open(&reader, "f.json", span_of((const char *)data, size)) ==
            0) {
            if (way < 3)
                read_behavior(&in, json_root(&reader), way < 2, way == 0);
            else if (way == 3)
                read_policies(&in, json_root(&reader));
            else if (way == 4)
                read_distribution(&in, json_root(&reader));
            else
                read_rules(&in, json_root(&reader));
        }
        ASSERT(!reader.failed || memcmp(reader.error, name, strlen(name)) == 0);
        json_close(&reader);
        arena_fini(&arena);
    }
    return 0;
}
