/* live_edge.c - for tests: an edge on a free port before a live_origin. */
#include "tests/live_edge.h"

#include "cache/base/assert.h"
#include "policies/eviction/registry.h"
#include "policies/profiles.h"

#define SWEEP_MS 10
#define START_MS 1000

static void on_finish(void *user, size_t index, const struct journal *journal)
{
    struct live_edge *edge = user;

    ASSERT(index == 0);
    edge->n_journals++;
    edge->last = *journal;
}

static void set_behavior(struct live_edge *edge)
{
    struct behavior *behavior = &edge->behavior;
    bool known = profile_rules(SPAN("cloudfront"), &behavior->rules);

    ASSERT(known);
    behavior->path_pattern = SPAN("*");
    behavior->allowed_methods = BEHAVIOR_METHODS_ALL;
    behavior->cached_methods = 1u << HTTP_GET | 1u << HTTP_HEAD;
    behavior->key.query.rule = NAMES_ALL;
    behavior->forward.headers.rule = NAMES_ALL;
    behavior->ttl.max_s = 86400;
}

static void set_node(struct live_edge *edge)
{
    edge->node_origin = (struct node_origin){.domain = SPAN("origin.example"),
                                             .connect_attempts = 1,
                                             .connect_timeout_ms = 1000,
                                             .read_timeout_ms = 5000};
    node_config_init(&edge->node);
    edge->node.name = SPAN("edge");
    edge->node.domain = SPAN("cdn.example");
    edge->node.behaviors = &edge->behavior;
    edge->node.n_behaviors = 1;
    edge->node.origins = &edge->node_origin;
    edge->node.n_origins = 1;
    edge->node.evict = evict_default(evict_named(SPAN("lru")));
    edge->node.hash_seed = SPAN("");
    edge->node.seed = 1;
}

void live_edge_init(struct live_edge *edge)
{
    memset(edge, 0, sizeof(*edge));
    clock_init_manual(&edge->clock, START_MS);
    edge->loop = net_loop_new(&edge->clock, SWEEP_MS);
    buf_init(&edge->error, 4096);
    live_origin_init(&edge->origin);
    set_behavior(edge);
    set_node(edge);
    edge_limits_init(&edge->limits);
}

void live_edge_start(struct live_edge *edge)
{
    const struct server_origin origin = {.origin = &edge->origin.base};
    const struct server_target target = {.origin = 0};
    const struct server_edge server = {
        .node = &edge->node, .targets = &target, .limits = edge->limits};
    const struct server_config config = {.origins = &origin,
                                         .n_origins = 1,
                                         .edges = &server,
                                         .n_edges = 1,
                                         .finish = on_finish,
                                         .user = edge};
    int err = server_start(edge->loop, &config, &edge->error, &edge->server);

    ASSERT(err == 0);
}

void live_edge_fini(struct live_edge *edge)
{
    struct server_load load;

    server_stop(edge->server);
    net_loop_run(edge->loop);
    ASSERT(server_stopped(edge->server));
    server_load(edge->server, &load);
    ASSERT(load.txns == 0);
    ASSERT(load.fetches == 0);
    ASSERT(load.busy == 0);
    ASSERT(load.requests == edge->n_journals);
    ASSERT(edge->origin.n_open == 0);
    node_check(edge_server_node(server_edge(edge->server, 0)));
    server_free(edge->server);
    net_loop_free(edge->loop);
    buf_fini(&edge->error);
}

void live_edge_connect(struct live_edge *edge, struct live_client *client)
{
    live_client_open(client, edge->loop,
                     edge_server_port(server_edge(edge->server, 0)));
}

void live_edge_ask(struct live_edge *edge, struct live_client *client,
                   const char *text)
{
    live_edge_connect(edge, client);
    live_client_send(client, span_str(text));
}

struct buf live_edge_get(struct live_edge *edge, const char *request)
{
    struct live_client client = {0};
    struct buf got;
    bool ended;

    live_edge_ask(edge, &client, request);
    ended = live_client_sees_end(&client);
    ASSERT(ended);
    buf_init(&got, (size_t)1 << 26);
    buf_add(&got, buf_span(&client.got));
    (void)buf_span(&got); /* ends it with a NUL */
    live_client_close(&client);
    return got;
}

void live_edge_pass(struct live_edge *edge, int64_t ms)
{
    clock_advance(&edge->clock, ms);
    net_loop_wake(edge->loop);
}

struct node_stats live_edge_stats(const struct live_edge *edge)
{
    struct node_stats stats;

    node_stats(edge_server_node(server_edge(edge->server, 0)), &stats);
    return stats;
}

bool live_edge_is_quiet(void *user)
{
    const struct live_edge *edge = user;
    struct server_load load;

    server_load(edge->server, &load);
    return load.busy == load.waiting && load.fetches == load.waiting &&
           (load.fetches > 0 || load.txns == 0);
}
