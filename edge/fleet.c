/*
 * fleet.c - the edges and origins of a topology, running on one loop.
 *
 * A topology counts all origins, a server only those in this process: here is
 * where the one index becomes the other.
 */
#include "edge/fleet.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/address.h"

struct fleet {
    struct fleet_config config;
    struct server *server;
    struct edge_address *external; /* of origins: where an external one is */
    int *here;                     /* of origins: index in the server, or -1 */
    size_t *known;                 /* the other way round */
};

/* What server_start borrows; given back right after it. */
struct plan {
    struct server_origin *origins;
    size_t n_origins;
    struct server_target *targets; /* the same for every edge */
    struct server_edge *edges;
};

/* ---- telling ------------------------------------------------------------- */

static void on_finish(void *user, size_t edge, const struct journal *journal)
{
    const struct fleet *fleet = user;

    fleet->config.finish(fleet->config.user, edge, journal);
}

static void on_seen(void *user, size_t origin, const struct origin_seen *seen)
{
    const struct fleet *fleet = user;

    fleet->config.seen(fleet->config.user, fleet->known[origin], seen);
}

/* ---- planning ------------------------------------------------------------ */

static int bad_address(struct buf *error, int err, struct span name,
                       struct span text)
{
    buf_addf(error,
             "%.*s: \"%.*s\" is not an address: write \"8080\", "
             "\"127.0.0.1:8080\" or \"[::1]:8080\"",
             SPAN_ARG(name), SPAN_ARG(text));
    return err;
}

static int read_listen(const struct fleet *fleet, struct span name,
                       struct span text, struct edge_address *listen,
                       struct buf *error)
{
    int err;

    *listen = (struct edge_address){.host = SPAN_ABSENT};
    if (span_absent(text) || fleet->config.any_port)
        return 0;
    err = address_read(text, listen);
    if (err)
        return bad_address(error, err, name, text);
    if (span_ieq(listen->host, SPAN("localhost")))
        listen->host = SPAN_ABSENT;
    if (fleet->config.public_too || address_is_loopback(listen->host))
        return 0;
    buf_addf(error,
             "%.*s: %.*s can be reached by others: this cache can be poisoned "
             "on purpose; say --public if you mean it",
             SPAN_ARG(name), SPAN_ARG(text));
    return ERR_RANGE;
}

static int plan_external(struct fleet *fleet, size_t i, struct buf *error)
{
    const struct topology_origin *origin = &fleet->config.topology->origins[i];
    struct edge_address *address = &fleet->external[i];
    int err = address_read(origin->address, address);

    if (!err && (span_absent(address->host) || address->port == 0))
        err = ERR_SYNTAX;
    return err ? bad_address(error, err, origin->name, origin->address) : 0;
}

static int plan_origins(struct fleet *fleet, struct plan *plan,
                        struct buf *error)
{
    const struct topology *topology = fleet->config.topology;
    int err = 0;

    for (size_t i = 0; i < topology->n_origins && !err; i++) {
        const struct topology_origin *origin = &topology->origins[i];
        struct server_origin *here = &plan->origins[plan->n_origins];

        fleet->here[i] = -1;
        if (!origin->origin) {
            err = plan_external(fleet, i, error);
        } else {
            here->origin = origin->origin;
            here->client = fleet->config.client;
            here->paced = fleet->config.paced;
            err = read_listen(fleet, origin->name, origin->listen,
                              &here->listen, error);
            fleet->known[plan->n_origins] = i;
            fleet->here[i] = (int)plan->n_origins++;
        }
        plan->targets[i] =
            (struct server_target){fleet->here[i], fleet->external[i]};
    }
    return err;
}

static int plan_edges(const struct fleet *fleet, struct plan *plan,
                      struct buf *error)
{
    const struct topology *topology = fleet->config.topology;
    int err = 0;

    for (size_t i = 0; i < topology->n_edges && !err; i++) {
        const struct topology_edge *edge = &topology->edges[i];

        ASSERT(edge->config.n_origins == topology->n_origins);
        plan->edges[i] = (struct server_edge){.node = &edge->config,
                                              .targets = plan->targets,
                                              .limits = fleet->config.limits,
                                              .client = fleet->config.client};
        err = read_listen(fleet, edge->name, edge->listen,
                          &plan->edges[i].listen, error);
    }
    return err;
}

static void plan_init(struct plan *plan, const struct topology *topology)
{
    plan->n_origins = 0;
    plan->origins = mem_zalloc(topology->n_origins, sizeof(*plan->origins));
    plan->targets = mem_zalloc(topology->n_origins, sizeof(*plan->targets));
    plan->edges = mem_zalloc(topology->n_edges, sizeof(*plan->edges));
}

static void plan_fini(struct plan *plan)
{
    mem_free(plan->origins);
    mem_free(plan->targets);
    mem_free(plan->edges);
}

/* ---- life ---------------------------------------------------------------- */

static struct fleet *fleet_new(const struct fleet_config *config)
{
    struct fleet *fleet = mem_zalloc(1, sizeof(*fleet));
    size_t n = config->topology->n_origins;

    fleet->config = *config;
    fleet->external = mem_zalloc(n, sizeof(*fleet->external));
    fleet->here = mem_zalloc(n, sizeof(*fleet->here));
    fleet->known = mem_zalloc(n, sizeof(*fleet->known));
    return fleet;
}

static int start(struct fleet *fleet, struct net_loop *loop,
                 const struct plan *plan, struct buf *error)
{
    const struct server_config config = {
        .origins = plan->origins,
        .n_origins = plan->n_origins,
        .edges = plan->edges,
        .n_edges = fleet->config.topology->n_edges,
        .finish = fleet->config.finish ? on_finish : NULL,
        .seen = fleet->config.seen ? on_seen : NULL,
        .user = fleet};

    return server_start(loop, &config, error, &fleet->server);
}

int fleet_start(struct net_loop *loop, const struct fleet_config *config,
                struct buf *error, struct fleet **fleet)
{
    struct fleet *made = fleet_new(config);
    struct plan plan;
    int err;

    plan_init(&plan, config->topology);
    err = plan_origins(made, &plan, error);
    if (!err)
        err = plan_edges(made, &plan, error);
    if (!err)
        err = start(made, loop, &plan, error);
    plan_fini(&plan);
    *fleet = NULL;
    if (err)
        fleet_free(made);
    else
        *fleet = made;
    return err;
}

void fleet_free(struct fleet *fleet)
{
    if (!fleet)
        return;
    server_free(fleet->server);
    mem_free(fleet->external);
    mem_free(fleet->here);
    mem_free(fleet->known);
    mem_free(fleet);
}

void fleet_stop(struct fleet *fleet)
{
    server_stop(fleet->server);
}

bool fleet_stopped(const struct fleet *fleet)
{
    return server_stopped(fleet->server);
}

/* ---- asking -------------------------------------------------------------- */

static struct edge_address here_at(struct span host, uint16_t port)
{
    return (struct edge_address){span_absent(host) ? SPAN("127.0.0.1") : host,
                                 port};
}

/* The host that the topology names, if that counts. */
static struct span host_of(const struct fleet *fleet, struct span text)
{
    struct edge_address listen;

    if (span_absent(text) || fleet->config.any_port ||
        address_read(text, &listen) != 0 ||
        span_ieq(listen.host, SPAN("localhost")))
        return SPAN_ABSENT;
    return listen.host;
}

struct edge_address fleet_edge_address(const struct fleet *fleet, size_t edge)
{
    const struct topology_edge *of = &fleet->config.topology->edges[edge];

    return here_at(host_of(fleet, of->listen),
                   edge_server_port(fleet_edge(fleet, edge)));
}

struct edge_address fleet_origin_address(const struct fleet *fleet,
                                         size_t origin)
{
    const struct topology_origin *of = &fleet->config.topology->origins[origin];
    int here = fleet->here[origin];

    if (here < 0)
        return fleet->external[origin];
    return here_at(
        host_of(fleet, of->listen),
        origin_server_port(server_origin(fleet->server, (size_t)here)));
}

struct edge_server *fleet_edge(const struct fleet *fleet, size_t edge)
{
    return server_edge(fleet->server, edge);
}

bool fleet_release(struct fleet *fleet, size_t origin)
{
    int here = fleet->here[origin];

    return here >= 0 &&
           origin_server_release(server_origin(fleet->server, (size_t)here));
}

void fleet_load(const struct fleet *fleet, struct server_load *load)
{
    server_load(fleet->server, load);
}
