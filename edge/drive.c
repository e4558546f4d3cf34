/*
 * drive.c - a live edge: a node, its listening port, its origins' addresses.
 *
 * The node is pulled, never called back, and so is this driver. An event of the
 * loop is reported to the node, then edge_pump runs:
 *
 *   1. carry out the effects that wait (edge_drain); nothing is reported to the
 *      node meanwhile, because effects borrow what the next event may change;
 *   2. report one thing that came of it - a fetch that has connected, output
 *      that has been flushed, the next pipelined request - and go on at 1;
 *   3. when neither has anything left: free what has ended, set the alarm for
 *      the node's next deadline.
 *
 * Viewers' output is flushed in 2, so the responses to all requests of one read
 * go out together.
 */
#include "edge/drive.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/drive_parts.h"

void edge_limits_init(struct edge_limits *limits)
{
    *limits = (struct edge_limits){
        .conns_max = 10000,
        .origin_conns_max = 128,
        .origin_queue_max = 4096,
        .origin_idle_ms = 5000,
        .head_timeout_ms = 10000,
        .idle_timeout_ms = 60000,
        .body_timeout_ms = 30000,
        .stop_timeout_ms = 5000,
    };
}

/* ---- the pump ------------------------------------------------------------ */

void edge_begin(struct edge_server *server)
{
    server->now_ms = net_loop_now_ms(server->loop);
}

static void finish(struct edge_server *server, const struct effect *effect)
{
    if (server->config.finish)
        server->config.finish(server->config.user, effect->u.journal);
    reply_effect(effect);
}

void edge_drain(struct edge_server *server)
{
    struct effect effect;

    while (node_poll(server->node, &effect)) {
        switch (effect.kind) {
        case EFFECT_RESPOND:
        case EFFECT_BODY:
        case EFFECT_END:
        case EFFECT_ABORT:
        case EFFECT_CONTINUE:
        case EFFECT_WANT_BODY:
            reply_effect(&effect);
            break;
        case EFFECT_FINISH:
            finish(server, &effect);
            break;
        case EFFECT_FETCH:
        case EFFECT_FETCH_BODY:
        case EFFECT_FETCH_END:
        case EFFECT_FETCH_PAUSE:
        case EFFECT_FETCH_RESUME:
        case EFFECT_FETCH_CANCEL:
            fetch_effect(server, &effect);
            break;
        }
    }
}

/* On the wall's clock an alarm that has become too early is left alone and
 * looks again when it fires: nothing is set anew per request. A manual clock is
 * moved from alarm to alarm, so there it is exact. */
static void set_alarm(struct edge_server *server)
{
    int64_t at_ms = node_deadline(server->node);

    if (at_ms == server->tick_ms ||
        (at_ms > server->tick_ms && !net_loop_manual(server->loop)))
        return;
    server->tick_ms = at_ms;
    if (at_ms == NET_NEVER)
        net_timer_cancel(server->loop, &server->tick);
    else
        net_timer_set(server->loop, &server->tick, at_ms);
}

static void finish_stop(struct edge_server *server)
{
    server->stopped = true;
    net_sweep_remove(&server->sweep);
    net_timer_cancel(server->loop, &server->tick);
    for (size_t i = 0; i < server->config.node->n_origins; i++)
        net_upstream_close(server->upstreams[i]);
}

void edge_pump(struct edge_server *server)
{
    do
        edge_drain(server);
    while (fetch_announce(server) || viewer_work(server));
    viewer_bury(server);
    fetch_bury(server);
    if (server->stopped)
        return;
    if (server->stopping && list_empty(&server->viewers) &&
        list_empty(&server->fetches))
        finish_stop(server);
    else
        set_alarm(server);
}

static void on_tick(void *user)
{
    struct edge_server *server = user;

    server->tick_ms = NET_NEVER;
    edge_begin(server);
    node_tick(server->node, server->now_ms);
    edge_pump(server);
}

/* ---- life ---------------------------------------------------------------- */

static void on_accept(void *user, struct net_conn *conn)
{
    viewer_accept(user, conn);
}

static void open_upstreams(struct edge_server *server)
{
    const struct edge_config *config = &server->config;
    size_t n = config->node->n_origins;

    server->upstreams = mem_zalloc(n, sizeof(*server->upstreams));
    for (size_t i = 0; i < n; i++)
        server->upstreams[i] = net_upstream_new(
            server->loop,
            &(struct net_upstream_config){
                .host = config->addresses[i].host,
                .port = config->addresses[i].port,
                .conns_max = config->limits.origin_conns_max,
                .queue_max = config->limits.origin_queue_max,
                .idle_timeout_ms = config->limits.origin_idle_ms});
}

static struct edge_server *server_new(struct net_loop *loop,
                                      const struct edge_config *config)
{
    struct edge_server *server = mem_zalloc(1, sizeof(*server));

    server->loop = loop;
    server->config = *config;
    list_init(&server->viewers);
    list_init(&server->busy);
    list_init(&server->fetches);
    list_init(&server->connected);
    list_init(&server->dead_viewers);
    list_init(&server->dead_fetches);
    list_init(&server->sweep.link);
    server->tick.fire = on_tick;
    server->tick.user = server;
    server->tick_ms = NET_NEVER;
    return server;
}

int edge_server_start(struct net_loop *loop, const struct edge_config *config,
                      struct buf *error, struct edge_server **server)
{
    struct edge_server *made = server_new(loop, config);
    int failed = net_listen(
        loop,
        &(struct net_listen_config){.host = config->listen.host,
                                    .port = config->listen.port,
                                    .conns_max = config->limits.conns_max,
                                    .accept = on_accept,
                                    .user = made},
        error, &made->listener);

    *server = NULL;
    if (failed) {
        mem_free(made);
        return failed;
    }
    made->port = net_listener_port(made->listener);
    made->node = node_new(config->node);
    open_upstreams(made);
    *server = made;
    return 0;
}

uint16_t edge_server_port(const struct edge_server *server)
{
    return server->port;
}

struct node *edge_server_node(struct edge_server *server)
{
    return server->node;
}

uint64_t edge_server_cancelled(const struct edge_server *server)
{
    return server->n_cancelled;
}

size_t edge_server_invalidate(struct edge_server *server, struct span pattern)
{
    size_t n;

    edge_begin(server);
    n = node_invalidate(server->node, pattern);
    edge_pump(server);
    return n;
}

void edge_server_configure(struct edge_server *server,
                           const struct node_config *config)
{
    node_configure(server->node, config);
    server->config.node = config;
}

static void on_stop_sweep(void *user)
{
    struct edge_server *server = user;

    if (net_loop_real_ms(server->loop) < server->stop_at_ms)
        return;
    edge_begin(server);
    viewer_close_all(server, true);
    edge_drain(server);
    fetch_drop_all(server);
    edge_pump(server);
}

void edge_server_stop(struct edge_server *server)
{
    if (server->stopping)
        return;
    server->stopping = true;
    server->stop_at_ms =
        net_loop_real_ms(server->loop) + server->config.limits.stop_timeout_ms;
    server->sweep.fire = on_stop_sweep;
    server->sweep.user = server;
    net_sweep_add(server->loop, &server->sweep);
    net_listener_close(server->listener);
    edge_begin(server);
    viewer_close_all(server, false);
    edge_pump(server);
}

bool edge_server_stopped(const struct edge_server *server)
{
    return server->stopped;
}

void edge_server_free(struct edge_server *server)
{
    if (!server)
        return;
    ASSERT(server->stopped);
    node_free(server->node);
    mem_free(server->upstreams);
    mem_free(server);
}
