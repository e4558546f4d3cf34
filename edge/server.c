/*
 * server.c - edges and origins on one loop, started and stopped as one.
 *
 * Origins start first, because an edge needs to know their ports (which may be
 * any free ones); they stop last, because an edge that finishes what is in
 * flight still asks them.
 */
#include "edge/server.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

/* Who is told of what one of them does. */
struct server_tap {
    struct server *server;
    size_t index;
};

struct server {
    struct net_loop *loop;
    void (*finish)(void *user, size_t edge, const struct journal *journal);
    void (*seen)(void *user, size_t origin, const struct origin_seen *seen);
    void *user;
    struct server_tap *taps; /* of origins, then of edges */
    struct origin_server **origins;
    size_t n_origins;
    struct edge_server **edges;
    size_t n_edges;
    struct edge_address *addresses; /* of all edges, one after the other */
    struct net_sweep sweep;         /* while stopping */
    bool stopping;
    bool stopped;
};

/* ---- telling ------------------------------------------------------------- */

static void on_finish(void *user, const struct journal *journal)
{
    const struct server_tap *tap = user;

    tap->server->finish(tap->server->user, tap->index, journal);
}

static void on_seen(void *user, const struct origin_seen *seen)
{
    const struct server_tap *tap = user;

    tap->server->seen(tap->server->user, tap->index, seen);
}

static void make_taps(struct server *server, const struct server_config *config)
{
    size_t n = config->n_origins + config->n_edges;

    server->taps = mem_zalloc(n, sizeof(*server->taps));
    for (size_t i = 0; i < n; i++) {
        server->taps[i].server = server;
        server->taps[i].index =
            i < config->n_origins ? i : i - config->n_origins;
    }
}

/* ---- starting ------------------------------------------------------------ */

static int start_origins(struct server *server,
                         const struct server_config *config, struct buf *error)
{
    for (size_t i = 0; i < config->n_origins; i++) {
        struct origin_server_config one;
        int failed;

        origin_server_config_init(&one);
        one.origin = config->origins[i].origin;
        one.listen = config->origins[i].listen;
        one.client = config->origins[i].client;
        one.paced = config->origins[i].paced;
        one.seen = config->seen ? on_seen : NULL;
        one.user = &server->taps[i];
        failed =
            origin_server_start(server->loop, &one, error, &server->origins[i]);
        if (failed)
            return failed;
        server->n_origins++;
    }
    return 0;
}

/* Where to find from here what listens there. */
static struct span reach(struct span listens)
{
    if (span_absent(listens) || span_eq(listens, SPAN("0.0.0.0")))
        return SPAN("127.0.0.1");
    return span_eq(listens, SPAN("::")) ? SPAN("::1") : listens;
}

/* Fills the addresses of one edge's origins. */
static void resolve(const struct server *server,
                    const struct server_config *config,
                    const struct server_edge *edge,
                    struct edge_address *addresses)
{
    for (size_t i = 0; i < edge->node->n_origins; i++) {
        const struct server_target *target = &edge->targets[i];

        addresses[i] = target->address;
        if (target->origin < 0)
            continue;
        ASSERT((size_t)target->origin < server->n_origins);
        addresses[i].host = reach(config->origins[target->origin].listen.host);
        addresses[i].port = origin_server_port(server->origins[target->origin]);
    }
}

static int start_edges(struct server *server,
                       const struct server_config *config, struct buf *error)
{
    struct edge_address *addresses = server->addresses;

    for (size_t i = 0; i < config->n_edges; i++) {
        const struct server_edge *edge = &config->edges[i];
        struct edge_config one = {.node = edge->node,
                                  .addresses = addresses,
                                  .listen = edge->listen,
                                  .limits = edge->limits,
                                  .client = edge->client,
                                  .finish = config->finish ? on_finish : NULL,
                                  .user = &server->taps[config->n_origins + i]};
        int failed;

        resolve(server, config, edge, addresses);
        addresses += edge->node->n_origins;
        failed =
            edge_server_start(server->loop, &one, error, &server->edges[i]);
        if (failed)
            return failed;
        server->n_edges++;
    }
    return 0;
}

static size_t count_addresses(const struct server_config *config)
{
    size_t n = 0;

    for (size_t i = 0; i < config->n_edges; i++)
        n += config->edges[i].node->n_origins;
    return n;
}

static void on_sweep(void *user);

int server_start(struct net_loop *loop, const struct server_config *config,
                 struct buf *error, struct server **server)
{
    struct server *made = mem_zalloc(1, sizeof(*made));
    int failed;

    made->loop = loop;
    made->finish = config->finish;
    made->seen = config->seen;
    made->user = config->user;
    make_taps(made, config);
    made->origins =
        mem_zalloc(config->n_origins, sizeof(struct origin_server *));
    made->edges = mem_zalloc(config->n_edges, sizeof(struct edge_server *));
    made->addresses =
        mem_zalloc(count_addresses(config), sizeof(struct edge_address));
    made->sweep.fire = on_sweep;
    made->sweep.user = made;
    list_init(&made->sweep.link);
    *server = NULL;
    failed = start_origins(made, config, error);
    if (!failed)
        failed = start_edges(made, config, error);
    if (failed) {
        server_stop(made);
        server_free(made);
        return failed;
    }
    *server = made;
    return 0;
}

struct edge_server *server_edge(const struct server *server, size_t i)
{
    ASSERT(i < server->n_edges);
    return server->edges[i];
}

struct origin_server *server_origin(const struct server *server, size_t i)
{
    ASSERT(i < server->n_origins);
    return server->origins[i];
}

void server_load(const struct server *server, struct server_load *load)
{
    *load = (struct server_load){0};
    for (size_t i = 0; i < server->n_origins; i++) {
        load->waiting += origin_server_waiting(server->origins[i]);
        load->busy += origin_server_busy(server->origins[i]);
        load->abandoned += origin_server_abandoned(server->origins[i]);
    }
    for (size_t i = 0; i < server->n_edges; i++) {
        struct node_stats stats;

        node_stats(edge_server_node(server->edges[i]), &stats);
        load->requests += stats.requests;
        load->txns += stats.txns;
        load->fetches += stats.fetches_now;
        load->cancelled += edge_server_cancelled(server->edges[i]);
    }
}

/* ---- stopping ------------------------------------------------------------ */

/* Whether all edges have stopped, and then all origins. */
static bool go_on_stopping(struct server *server)
{
    for (size_t i = 0; i < server->n_edges; i++)
        if (!edge_server_stopped(server->edges[i]))
            return false;
    for (size_t i = 0; i < server->n_origins; i++)
        origin_server_stop(server->origins[i]);
    for (size_t i = 0; i < server->n_origins; i++)
        if (!origin_server_stopped(server->origins[i]))
            return false;
    return true;
}

static void on_sweep(void *user)
{
    struct server *server = user;

    if (!go_on_stopping(server))
        return;
    server->stopped = true;
    net_sweep_remove(&server->sweep);
}

void server_stop(struct server *server)
{
    if (server->stopping)
        return;
    server->stopping = true;
    net_sweep_add(server->loop, &server->sweep);
    for (size_t i = 0; i < server->n_edges; i++)
        edge_server_stop(server->edges[i]);
    on_sweep(server);
}

bool server_stopped(const struct server *server)
{
    return server->stopped;
}

void server_free(struct server *server)
{
    if (!server)
        return;
    ASSERT(server->stopped);
    for (size_t i = 0; i < server->n_edges; i++)
        edge_server_free(server->edges[i]);
    for (size_t i = 0; i < server->n_origins; i++)
        origin_server_free(server->origins[i]);
    mem_free(server->edges);
    mem_free(server->origins);
    mem_free(server->addresses);
    mem_free(server->taps);
    mem_free(server);
}
