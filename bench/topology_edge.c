/*
 * topology_edge.c - one edge of a topology: profile, limits, behaviors.
 *
 * The order of behaviors is that of the node: path patterns as they stand in
 * "CacheBehaviors", the default one last.
 */
#include "bench/topology_parts.h"
#include "policies/eviction/choice.h"
#include "policies/eviction/registry.h"
#include "policies/profiles.h"

#define MIB INT64_C(1048576)

/* ---- origins as targets ---------------------------------------------------
 */

/* As CloudFront allows them (cloudfront.md 5.3). */
static void read_patience(struct json_reader *reader, const struct json *origin,
                          struct node_origin *node)
{
    static const int64_t attempts[2] = {1, 3};
    static const int64_t connect_ms[2] = {1000, 10000};
    static const int64_t read_ms[2] = {1000, 120000};

    node->connect_attempts =
        (int)json_get_int(reader, origin, "connect_attempts", attempts, 3);
    node->connect_timeout_ms =
        json_get_int(reader, origin, "connect_timeout_ms", connect_ms, 10000);
    node->read_timeout_ms =
        json_get_int(reader, origin, "read_timeout_ms", read_ms, 30000);
}

static struct span without_star(struct span domain)
{
    return span_starts(domain, SPAN("*.")) ? span_cut(domain, 2, domain.len)
                                           : domain;
}

static void read_target(struct topology *topology, struct json_reader *reader,
                        const struct json *value,
                        struct topology_targets *targets)
{
    const struct topology_origin *origin = &topology->origins[targets->n];
    struct behavior_origin *target = &targets->behaviors[targets->n];
    const struct aws_in in = {&topology->arena, reader, NULL, true};
    struct http_headers custom = {0};

    targets->nodes[targets->n].domain = without_star(origin->domain);
    read_patience(reader, value, &targets->nodes[targets->n]);
    target->name = origin->name;
    target->is_s3 = origin->origin &&
                    span_eq(span_str(origin->origin->ops->type), SPAN("s3"));
    topology_noted(origin_custom_read(&custom, &in, value, "CustomHeaders"));
    target->custom = custom.at;
    target->n_custom = custom.n;
    targets->n++;
}

struct topology_targets *topology_targets_read(struct topology *topology,
                                               struct json_reader *reader,
                                               const struct json *world)
{
    struct topology_targets *targets =
        topology_alloc(topology, reader, 1, sizeof(*targets));
    const struct json *value = json_member(world, "origins");
    size_t n = topology->n_origins;

    if (!targets)
        return NULL;
    targets->nodes =
        topology_alloc(topology, reader, n, sizeof(*targets->nodes));
    targets->behaviors =
        topology_alloc(topology, reader, n, sizeof(*targets->behaviors));
    value = value ? json_first(value) : NULL;
    for (size_t i = 0; i < n && !reader->failed; i++) {
        read_target(topology, reader, value, targets);
        value = json_next(value);
    }
    return targets;
}

/* ---- limits ---------------------------------------------------------------
 */

static uint64_t bytes(struct json_reader *reader, const struct json *edge,
                      const char *name, uint64_t fallback)
{
    static const int64_t range[2] = {1, INT64_C(1) << 46};

    return (uint64_t)json_get_int(reader, edge, name, range, (int64_t)fallback);
}

static uint32_t count(struct json_reader *reader, const struct json *edge,
                      const char *name, uint32_t fallback)
{
    static const int64_t range[2] = {1, MIB - 1};

    return (uint32_t)json_get_int(reader, edge, name, range, fallback);
}

static void read_limits(struct json_reader *reader, const struct json *edge,
                        struct node_config *config)
{
    static const int64_t write_ms[2] = {1000, 3600000};
    static const int64_t seed[2] = {0, INT64_MAX};

    config->capacity_bytes =
        bytes(reader, edge, "capacity_bytes", config->capacity_bytes);
    config->entry_max_bytes =
        bytes(reader, edge, "entry_max_bytes", config->entry_max_bytes);
    config->inflight_max_bytes =
        bytes(reader, edge, "inflight_max_bytes", config->inflight_max_bytes);
    config->txns_max = count(reader, edge, "txns_max", config->txns_max);
    config->variants_max =
        count(reader, edge, "variants_max", config->variants_max);
    config->write_timeout_ms = json_get_int(reader, edge, "write_timeout_ms",
                                            write_ms, config->write_timeout_ms);
    config->assume_https =
        json_get_bool(reader, edge, "assume_https", config->assume_https);
    config->seed = (uint64_t)json_get_int(reader, edge, "seed", seed,
                                          (int64_t)config->seed);
}

/* ---- choices --------------------------------------------------------------
 */

static void read_eviction(struct json_reader *reader, const struct json *edge,
                          struct node_config *config)
{
    const struct json *member = json_member(edge, "eviction");

    config->evict = evict_default(evict_named(SPAN("lru")));
    if (member && json_type(member) != JSON_NULL)
        evict_choose_json(&config->evict, reader, member);
}

static void list_profiles(struct buf *names)
{
    for (size_t i = 0; !span_absent(profile_name(i)); i++)
        buf_addf(names, "%s%.*s", i ? ", " : "", SPAN_ARG(profile_name(i)));
}

static void read_rules(struct json_reader *reader, const struct json *edge,
                       struct rules *rules)
{
    const struct json *member = json_get(reader, edge, "profile", JSON_STRING);
    const struct json *changes = json_get(reader, edge, "rules", JSON_OBJECT);
    struct buf names;

    if (profile_rules(member ? json_string(member) : SPAN("cloudfront"),
                      rules)) {
        if (changes)
            topology_noted(profile_override(rules, reader, changes));
        return;
    }
    buf_init(&names, 1024);
    list_profiles(&names);
    json_fail(reader, member, "no such profile; known are %.*s",
              SPAN_ARG(buf_span(&names)));
    buf_fini(&names);
}

/* ---- behaviors ------------------------------------------------------------
 */

static void read_behaviors(struct topology *topology,
                           struct json_reader *reader, const struct json *edge,
                           struct behavior_env *env, struct topology_edge *out)
{
    const struct aws_in in = {&topology->arena, reader, NULL, true};
    const struct aws_list list =
        aws_list_get(&in, edge, "CacheBehaviors", TOPOLOGY_BEHAVIORS_MAX - 1);
    const struct json *value = list.first;
    const struct json *last =
        json_need(reader, edge, "DefaultCacheBehavior", JSON_OBJECT);
    struct behavior *behaviors =
        topology_alloc(topology, reader, list.n + 1, sizeof(*behaviors));
    struct behavior_about *about =
        topology_alloc(topology, reader, list.n + 1, sizeof(*about));

    if (!behaviors || !about || !last)
        return;
    for (size_t i = 0; i <= list.n && !reader->failed; i++) {
        env->is_default = i == list.n;
        if (env->is_default)
            value = last;
        topology_noted(
            behavior_read(&behaviors[i], &topology->arena, reader, value, env));
        if (!reader->failed)
            behavior_about_read(&about[i], &in, value, env->policies);
        value = json_next(value);
    }
    out->about = about;
    out->config.behaviors = behaviors;
    out->config.n_behaviors = list.n + 1;
}

/* ---- as a whole -----------------------------------------------------------
 */

static void read_names(struct topology *topology, struct json_reader *reader,
                       const struct json *value, struct topology_edge *edge)
{
    struct node_config *config = &edge->config;

    edge->name = topology_copy(topology, reader, json_name(value));
    edge->domain = topology_read_domain(topology, reader, value, false);
    edge->listen = topology_read_address(topology, reader, value, "listen");
    config->name = edge->name;
    config->domain = edge->domain;
    config->pop = topology_copy(
        topology, reader, json_get_string(reader, value, "pop", config->pop));
    config->hash_seed = SPAN("");
}

void topology_edge_read(struct topology *topology, struct json_reader *reader,
                        const struct json *value,
                        const struct topology_targets *targets)
{
    static const char *const known[] = {"domain",
                                        "listen",
                                        "pop",
                                        "profile",
                                        "rules",
                                        "eviction",
                                        "capacity_bytes",
                                        "entry_max_bytes",
                                        "inflight_max_bytes",
                                        "txns_max",
                                        "variants_max",
                                        "write_timeout_ms",
                                        "seed",
                                        "assume_https",
                                        "aws",
                                        "DefaultCacheBehavior",
                                        "CacheBehaviors"};
    struct topology_edge *edge = &topology->edges[topology->n_edges];
    struct rules rules;
    struct behavior_env env = {.origins = targets->behaviors,
                               .n_origins = targets->n,
                               .rules = &rules,
                               .hand_written = true};

    if (!topology_expect_object(reader, value))
        return;
    json_only(reader, value, known, sizeof(known) / sizeof(*known));
    node_config_init(&edge->config);
    edge->config.seed = topology->n_edges + 1;
    edge->config.origins = targets->nodes;
    edge->config.n_origins = targets->n;
    read_names(topology, reader, value, edge);
    read_limits(reader, value, &edge->config);
    read_eviction(reader, value, &edge->config);
    read_rules(reader, value, &rules);
    if (!reader->failed && json_member(value, "aws"))
        topology_aws_read(topology, reader, edge, value, &rules);
    else if (!reader->failed)
        read_behaviors(topology, reader, value, &env, edge);
    topology->n_edges++;
}
