/*
 * drive_origin.c - an in-process origin behind a listening port.
 *
 * The server's life; what happens on a connection is in drive_visit.c.
 */
#include "edge/drive_origin.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/drive_visit.h"

#define STOP_MS   2000
#define CONNS_MAX 10000u
#define IDLE_MS   60000

static void on_accept(void *user, struct net_conn *conn)
{
    visit_accept(user, conn);
}

void origin_server_config_init(struct origin_server_config *config)
{
    *config = (struct origin_server_config){.conns_max = CONNS_MAX,
                                            .idle_timeout_ms = IDLE_MS};
}

int origin_server_start(struct net_loop *loop,
                        const struct origin_server_config *config,
                        struct buf *error, struct origin_server **server)
{
    struct origin_server *made = mem_zalloc(1, sizeof(*made));
    int failed;

    made->loop = loop;
    made->config = *config;
    list_init(&made->visits);
    list_init(&made->paced);
    failed =
        net_listen(loop,
                   &(struct net_listen_config){.host = config->listen.host,
                                               .port = config->listen.port,
                                               .conns_max = config->conns_max,
                                               .accept = on_accept,
                                               .user = made},
                   error, &made->listener);
    *server = NULL;
    if (failed) {
        mem_free(made);
        return failed;
    }
    made->port = net_listener_port(made->listener);
    *server = made;
    return 0;
}

uint16_t origin_server_port(const struct origin_server *server)
{
    return server->port;
}

unsigned origin_server_waiting(const struct origin_server *server)
{
    return server->n_waiting;
}

unsigned origin_server_busy(const struct origin_server *server)
{
    return server->n_busy;
}

uint64_t origin_server_abandoned(const struct origin_server *server)
{
    return server->n_abandoned;
}

bool origin_server_release(struct origin_server *server)
{
    struct visit *visit;

    if (list_empty(&server->paced))
        return false;
    visit = LIST_ITEM(server->paced.next, struct visit, paced);
    visit_release(visit);
    return true;
}

/* In READING nothing is owed to the peer, in WAITING it would be for ever. */
static void close_visits(struct origin_server *server, bool all)
{
    LIST_EACH (link, &server->visits, keep) {
        struct visit *visit = LIST_ITEM(link, struct visit, link);

        if (!all && visit->state != READING && visit->state != WAITING)
            continue;
        visit_leave(visit, AT_ONCE);
        visit_bury(visit);
    }
}

static void on_stop_sweep(void *user)
{
    struct origin_server *server = user;

    if (net_loop_real_ms(server->loop) >= server->stop_at_ms)
        close_visits(server, true);
}

void origin_server_stop(struct origin_server *server)
{
    if (server->stopping)
        return;
    server->stop_at_ms = net_loop_real_ms(server->loop) + STOP_MS;
    server->sweep.fire = on_stop_sweep;
    server->sweep.user = server;
    net_sweep_add(server->loop, &server->sweep);
    net_listener_close(server->listener);
    server->stopping = true;
    close_visits(server, false);
    if (list_empty(&server->visits) && !server->stopped) {
        server->stopped = true;
        net_sweep_remove(&server->sweep);
    }
}

bool origin_server_stopped(const struct origin_server *server)
{
    return server->stopped;
}

void origin_server_free(struct origin_server *server)
{
    if (!server)
        return;
    ASSERT(server->stopped);
    mem_free(server);
}
