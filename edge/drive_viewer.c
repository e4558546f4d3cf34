/*
 * drive_viewer.c - one viewer's connection: its work, its deadlines, its end.
 *
 * Input is taken (drive_request.c) as long as there is something to do with it;
 * a response of a pipelined request is thus queued behind the one before it.
 * Only when nothing more can be taken is the output flushed (drive_reply.c).
 * What cannot be taken yet is kept by the connection, which then stops reading.
 */
#include "edge/drive_viewer.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

void viewer_is_busy(struct viewer *viewer)
{
    if (list_empty(&viewer->busy))
        list_add_tail(&viewer->server->busy, &viewer->busy);
}

/* ---- the end ------------------------------------------------------------- */

static void drop_conn(struct viewer *viewer)
{
    viewer->conn = NULL;
    http1_in_free(viewer->in);
    viewer->in = NULL;
    list_remove(&viewer->busy);
    list_remove(&viewer->link);
    list_add_tail(&viewer->server->dead_viewers, &viewer->link);
}

static void tell_gone(struct viewer *viewer, uint64_t txn, uint64_t told)
{
    if (txn != 0 && txn != told)
        node_client_gone(viewer->server->node, viewer->server->now_ms, txn);
}

void viewer_gone(struct viewer *viewer, uint64_t told)
{
    net_conn_close(viewer->conn);
    drop_conn(viewer);
    for (unsigned i = 0; i < viewer->n_ended; i++)
        tell_gone(viewer, viewer->ended[i].txn, told);
    tell_gone(viewer, viewer->txn, told);
    viewer->n_ended = 0;
    viewer->txn = 0;
}

void viewer_bury(struct edge_server *server)
{
    LIST_EACH (link, &server->dead_viewers, keep) {
        struct viewer *viewer = LIST_ITEM(link, struct viewer, link);

        if (viewer->n_open > 0)
            continue;
        list_remove(&viewer->link);
        mem_free(viewer);
    }
}

/* ---- deadlines ----------------------------------------------------------- */

static enum viewer_wait wait_of(const struct viewer *viewer)
{
    if (viewer->txn)
        return viewer->body_left && viewer->credit > 0 ? VIEWER_BODY
                                                       : VIEWER_BUSY;
    if (viewer->n_ended > 0)
        return VIEWER_BUSY;
    return viewer->starved ? VIEWER_HEAD : VIEWER_IDLE;
}

/* The deadline of a head stands from its first byte on: a slow sender does not
 * move it. */
static void set_deadline(struct viewer *viewer)
{
    const struct edge_limits *limits = &viewer->server->config.limits;
    enum viewer_wait wait = wait_of(viewer);

    if (wait == viewer->wait && wait != VIEWER_IDLE)
        return;
    viewer->wait = wait;
    switch (wait) {
    case VIEWER_BUSY:
        net_conn_deadline(viewer->conn, 0);
        return;
    case VIEWER_IDLE:
        net_conn_deadline(viewer->conn, limits->idle_timeout_ms);
        return;
    case VIEWER_HEAD:
        net_conn_deadline(viewer->conn, limits->head_timeout_ms);
        return;
    case VIEWER_BODY:
        net_conn_deadline(viewer->conn, limits->body_timeout_ms);
        return;
    }
}

/* ---- work ---------------------------------------------------------------- */

/* All is flushed and no further request wanted. Bytes that the viewer may still
 * be sending call for a gentle end. */
static void hang_up(struct viewer *viewer)
{
    if (viewer->left)
        net_conn_finish(viewer->conn);
    else
        net_conn_close(viewer->conn);
    drop_conn(viewer);
}

/* Nothing more can be taken: output goes, then it waits or ends. */
static void rest(struct viewer *viewer)
{
    reply_flush(viewer);
    if (!viewer->conn)
        return;
    if (viewer->n_ended == 0 && viewer->txn == 0 &&
        (viewer->last || viewer->server->stopping)) {
        hang_up(viewer);
        return;
    }
    if (request_input(viewer).len == 0 || viewer->starved)
        net_conn_resume(viewer->conn);
    else if (viewer->txn == 0 && viewer->n_ended == 0)
        viewer_is_busy(viewer);
    else
        net_conn_pause(viewer->conn);
    set_deadline(viewer);
}

bool viewer_work(struct edge_server *server)
{
    struct viewer *viewer;

    if (list_empty(&server->busy))
        return false;
    viewer = LIST_ITEM(server->busy.next, struct viewer, busy);
    list_remove(&viewer->busy);
    if (viewer->broken)
        reply_break_off(viewer);
    else if (!request_take(viewer))
        rest(viewer);
    else if (viewer->conn)
        viewer_is_busy(viewer);
    return true;
}

/* ---- from the connection ------------------------------------------------- */

static size_t on_read(void *user, struct span bytes)
{
    struct viewer *viewer = user;
    struct edge_server *server = viewer->server;
    size_t taken = bytes.len;

    ASSERT(viewer->magic == VIEWER_MAGIC);
    viewer->reading = bytes;
    viewer->in_read = true;
    viewer->starved = false;
    viewer->n_open++; /* stays until the end of this event */
    viewer_is_busy(viewer);
    edge_begin(server);
    edge_pump(server);
    if (viewer->conn)
        taken -= viewer->reading.len;
    viewer->in_read = false;
    viewer->n_open--;
    viewer_bury(server);
    return taken;
}

static void on_written(void *user)
{
    struct viewer *viewer = user;

    ASSERT(viewer->magic == VIEWER_MAGIC);
    viewer_is_busy(viewer);
    edge_begin(viewer->server);
    edge_pump(viewer->server);
}

/* A viewer that has closed its side while it reads a response may well read on;
 * whether it does, writing tells. One that waits for a response has left. */
static bool may_read_on(const struct viewer *viewer)
{
    if (viewer->body_left)
        return false;
    return viewer->txn ? viewer->responded : viewer->n_ended > 0;
}

static void on_ended(void *user, enum net_end how)
{
    struct viewer *viewer = user;
    struct edge_server *server = viewer->server;

    ASSERT(viewer->magic == VIEWER_MAGIC);
    edge_begin(server);
    if (how == NET_END_TIMEOUT && viewer->wait == VIEWER_HEAD) {
        request_refuse(viewer, NODE_BAD_TIMEOUT);
    } else if (how == NET_END_EOF && may_read_on(viewer)) {
        viewer->last = true;
        viewer->deaf = true;
    } else {
        viewer_gone(viewer, 0);
    }
    if (viewer->conn)
        viewer_is_busy(viewer);
    edge_pump(server);
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

void viewer_accept(struct edge_server *server, struct net_conn *conn)
{
    struct viewer *viewer = mem_zalloc(1, sizeof(*viewer));

    viewer->magic = VIEWER_MAGIC;
    viewer->server = server;
    viewer->conn = conn;
    viewer->in = http1_in_new(HTTP1_REQUEST);
    viewer->sent.keep_alive = true;
    list_add_tail(&server->viewers, &viewer->link);
    list_init(&viewer->busy);
    net_conn_bind(conn, &events, viewer);
    set_deadline(viewer);
}

void viewer_close_all(struct edge_server *server, bool all)
{
    LIST_EACH (link, &server->viewers, keep) {
        struct viewer *viewer = LIST_ITEM(link, struct viewer, link);

        if (all || (viewer->txn == 0 && viewer->n_ended == 0))
            viewer_gone(viewer, 0);
    }
}
