/*
 * net_upstream.c - connections to one address: kept, limited, waited for.
 *
 * A link is one connection, or the attempt at one; it is in one of three
 * states: opening, leased, idle. What holds:
 *
 *   1. n_links <= conns_max; a link counts until its socket is closed.
 *   2. A lease waits only in line. A link that opens serves the first in line,
 *      whoever that is by then, or becomes idle. No more are being opened than
 *      wait in line.
 *   3. Leases are served from the loop (`serve`, a timer that is due at once),
 *      so that asking and giving back never call back.
 *   4. An idle link that hears anything, were it a byte, is closed: whatever it
 *      says belongs to no request.
 */
#include "edge/net_upstream.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define HOST_LEN_MAX 256u

struct net_upstream {
    struct net_loop *loop;
    struct net_upstream_config config;
    char host[HOST_LEN_MAX];
    struct list idle;    /* links, the last used at the end */
    struct list opening; /* links */
    struct list waiting; /* leases */
    unsigned n_waiting;
    unsigned n_opening;
    unsigned n_links;
    struct net_timer serve;
    bool closing;
};

struct net_link {
    struct list link; /* in idle or opening */
    struct net_upstream *upstream;
    struct net_dial *dial; /* opening */
    struct net_conn *conn; /* leased or idle */
    bool used;
};

/* ---- life ---------------------------------------------------------------- */

static void release(struct net_upstream *upstream)
{
    if (upstream->closing && upstream->n_links == 0)
        mem_free(upstream);
}

static void wake(struct net_upstream *upstream)
{
    if (!upstream->closing && !list_empty(&upstream->waiting))
        net_timer_set(upstream->loop, &upstream->serve,
                      net_loop_now_ms(upstream->loop));
}

static void forget(struct net_link *link)
{
    struct net_upstream *upstream = link->upstream;

    mem_free(link);
    upstream->n_links--;
    wake(upstream);
    release(upstream);
}

/* The socket of a link is gone: so is the link. */
static void on_conn_closed(void *owner)
{
    forget(owner);
}

static void drop(struct net_link *link)
{
    list_remove(&link->link);
    net_conn_close(link->conn);
}

/* ---- idle links ---------------------------------------------------------- */

static size_t on_idle_read(void *user, struct span bytes)
{
    drop(user);
    return bytes.len;
}

static void on_idle_written(void *user)
{
    (void)user;
}

static void on_idle_ended(void *user, enum net_end how)
{
    (void)how;
    drop(user);
}

static const struct net_conn_events idle_events = {
    .read = on_idle_read,
    .written = on_idle_written,
    .ended = on_idle_ended,
};

static void make_idle(struct net_link *link)
{
    struct net_upstream *upstream = link->upstream;

    list_add_tail(&upstream->idle, &link->link);
    net_conn_bind(link->conn, &idle_events, link);
    net_conn_deadline(link->conn, upstream->config.idle_timeout_ms);
}

static struct net_link *last_idle(struct net_upstream *upstream)
{
    return list_empty(&upstream->idle)
               ? NULL
               : LIST_ITEM(upstream->idle.prev, struct net_link, link);
}

/* ---- leases -------------------------------------------------------------- */

static void grant(struct net_lease *lease, struct net_link *link)
{
    list_remove(&link->link);
    net_conn_deadline(link->conn, 0);
    lease->link = link;
    lease->conn = link->conn;
    lease->reused = link->used;
    link->used = true;
}

static struct net_lease *take_waiting(struct net_upstream *upstream)
{
    struct net_lease *lease;

    if (list_empty(&upstream->waiting))
        return NULL;
    lease = LIST_ITEM(upstream->waiting.next, struct net_lease, waiting);
    list_remove(&lease->waiting);
    upstream->n_waiting--;
    return lease;
}

static void serve_idle(struct net_upstream *upstream)
{
    struct net_link *link = last_idle(upstream);

    while (link && upstream->n_waiting > 0) {
        struct net_lease *lease = take_waiting(upstream);

        grant(lease, link);
        lease->ready(lease->user);
        link = last_idle(upstream);
    }
}

static void fail_first(struct net_upstream *upstream, enum net_fail how)
{
    struct net_lease *lease = take_waiting(upstream);

    if (lease)
        lease->failed(lease->user, how);
}

/* ---- opening ------------------------------------------------------------- */

static void opening_is_over(struct net_link *link)
{
    link->dial = NULL;
    link->upstream->n_opening--;
    list_remove(&link->link);
}

static void on_dialled(void *user, struct net_conn *conn, enum net_fail how)
{
    struct net_link *link = user;
    struct net_upstream *upstream = link->upstream;

    opening_is_over(link);
    if (conn) {
        link->conn = conn;
        net_conn_on_closed(conn, on_conn_closed, link);
        make_idle(link);
        serve_idle(upstream);
    } else {
        forget(link);
        fail_first(upstream, how);
    }
}

static void give_up(struct net_link *link)
{
    net_dial_cancel(link->dial);
    opening_is_over(link);
    forget(link);
}

static void open_link(struct net_upstream *upstream)
{
    struct net_link *link = mem_zalloc(1, sizeof(*link));

    link->upstream = upstream;
    list_add_tail(&upstream->opening, &link->link);
    upstream->n_links++;
    upstream->n_opening++;
    link->dial = net_dial_new(upstream->loop, upstream->host,
                              upstream->config.port, on_dialled, link);
    if (!link->dial)
        on_dialled(link, NULL, NET_FAIL_REFUSED);
}

/* Idle links for the line, then new ones for those left in it. */
static void on_serve(void *user)
{
    struct net_upstream *upstream = user;

    serve_idle(upstream);
    while (upstream->n_opening < upstream->n_waiting &&
           upstream->n_links < upstream->config.conns_max)
        open_link(upstream);
}

/* ---- the pool ------------------------------------------------------------ */

struct net_upstream *net_upstream_new(struct net_loop *loop,
                                      const struct net_upstream_config *config)
{
    struct net_upstream *upstream = mem_zalloc(1, sizeof(*upstream));

    ASSERT(config->host.len < HOST_LEN_MAX);
    ASSERT(config->conns_max > 0);
    upstream->loop = loop;
    upstream->config = *config;
    memcpy(upstream->host, config->host.ptr, config->host.len);
    upstream->config.host = SPAN_ABSENT;
    upstream->serve.fire = on_serve;
    upstream->serve.user = upstream;
    list_init(&upstream->idle);
    list_init(&upstream->opening);
    list_init(&upstream->waiting);
    return upstream;
}

void net_upstream_close(struct net_upstream *upstream)
{
    if (!upstream)
        return;
    ASSERT(list_empty(&upstream->waiting));
    net_timer_cancel(upstream->loop, &upstream->serve);
    LIST_EACH (idle, &upstream->idle, keep_idle)
        drop(LIST_ITEM(idle, struct net_link, link));
    LIST_EACH (opening, &upstream->opening, keep_opening)
        give_up(LIST_ITEM(opening, struct net_link, link));
    upstream->closing = true;
    release(upstream);
}

enum net_asked net_lease_ask(struct net_upstream *upstream,
                             struct net_lease *lease)
{
    struct net_link *link = last_idle(upstream);

    ASSERT(!upstream->closing);
    lease->upstream = upstream;
    lease->conn = NULL;
    lease->link = NULL;
    list_init(&lease->waiting);
    if (link && upstream->n_waiting == 0) {
        grant(lease, link);
        return NET_ASKED_READY;
    }
    if (upstream->n_waiting >= upstream->config.queue_max)
        return NET_ASKED_FULL;
    list_add_tail(&upstream->waiting, &lease->waiting);
    upstream->n_waiting++;
    wake(upstream);
    return NET_ASKED_WAIT;
}

/* No more may be opening than wait: the oldest is given up, which may be one
 * that never opens. */
static void leave_line(struct net_lease *lease)
{
    struct net_upstream *upstream = lease->upstream;

    list_remove(&lease->waiting);
    upstream->n_waiting--;
    if (upstream->n_opening > upstream->n_waiting)
        give_up(LIST_ITEM(upstream->opening.next, struct net_link, link));
}

void net_lease_end(struct net_lease *lease, bool reusable)
{
    struct net_upstream *upstream = lease->upstream;

    if (!upstream)
        return;
    if (!lease->link) {
        if (!list_empty(&lease->waiting))
            leave_line(lease);
    } else if (reusable && upstream->config.idle_timeout_ms > 0) {
        make_idle(lease->link);
        wake(upstream);
    } else {
        drop(lease->link);
    }
    lease->link = NULL;
    lease->conn = NULL;
    lease->upstream = NULL;
}
