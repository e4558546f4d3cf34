/*
 * drive_reply.c - responses to one viewer: effects queued, flushed, reported.
 *
 * Queueing happens while effects are carried out and reports nothing; flushing
 * happens afterwards and tells the node what has gone. Responses are flushed in
 * order, so one running count of body bytes tells whose they were: each ended
 * response remembers where in that count, and where in the output, it ends.
 */
#include "edge/drive_viewer.h"

#include "cache/base/assert.h"

/* Chunks up to this size are copied beside their framing: cheaper than two more
 * pieces of a writev, and a trickling origin cannot fill the queue with them.
 */
#define SMALL_CHUNK 1024u

/* ---- effects ------------------------------------------------------------- */

static void respond(struct viewer *viewer, const struct reply *reply)
{
    struct net_out *out = net_conn_out(viewer->conn);
    struct http1_peer peer = viewer->peer;

    if (viewer->body_left || viewer->deaf || viewer->server->stopping)
        peer.keep_alive = false;
    viewer->sent = http1_out_reply(net_out_text(out), reply, &peer);
    net_out_push_text(out);
    viewer->responded = true;
    viewer->first_chunk = true;
}

static void send_chunk(struct viewer *viewer, struct span bytes)
{
    struct net_out *out = net_conn_out(viewer->conn);

    http1_out_chunk(net_out_text(out), bytes.len, viewer->first_chunk);
    viewer->first_chunk = false;
    if (bytes.len <= SMALL_CHUNK)
        net_out_push_copy(out, bytes);
    else
        net_out_push(out, bytes);
}

static void send_body(struct viewer *viewer, struct span bytes)
{
    if (bytes.len == 0)
        return;
    if (viewer->sent.framing == HTTP1_CHUNKED)
        send_chunk(viewer, bytes);
    else
        net_out_push(net_conn_out(viewer->conn), bytes);
    viewer->body_queued += bytes.len;
}

static void end(struct viewer *viewer)
{
    struct net_out *out = net_conn_out(viewer->conn);

    if (viewer->sent.framing == HTTP1_CHUNKED) {
        http1_out_last_chunk(net_out_text(out), viewer->first_chunk);
        net_out_push_text(out);
    }
    ASSERT(viewer->n_ended < VIEWER_BATCH);
    viewer->ended[viewer->n_ended++] =
        (struct viewer_ended){viewer->txn, out->pushed, viewer->body_queued};
    viewer->txn = 0;
    if (!viewer->sent.keep_alive) {
        viewer->last = true;
        viewer->deaf = true;
        viewer->left |= viewer->body_left;
    }
}

static void carry_on(struct viewer *viewer)
{
    struct net_out *out = net_conn_out(viewer->conn);

    if (viewer->peer.http_1_0)
        return;
    http1_out_continue(net_out_text(out));
    net_out_push_text(out);
}

/* An effect on the request at hand. */
static void carry_out(struct viewer *viewer, const struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_RESPOND:
        respond(viewer, effect->u.reply);
        return;
    case EFFECT_BODY:
        send_body(viewer, effect->u.bytes);
        return;
    case EFFECT_END:
        end(viewer);
        return;
    case EFFECT_CONTINUE:
        carry_on(viewer);
        return;
    case EFFECT_WANT_BODY:
        viewer->credit += effect->u.credit;
        return;
    case EFFECT_ABORT:
    case EFFECT_FINISH:
    case EFFECT_FETCH:
    case EFFECT_FETCH_BODY:
    case EFFECT_FETCH_END:
    case EFFECT_FETCH_PAUSE:
    case EFFECT_FETCH_RESUME:
    case EFFECT_FETCH_CANCEL:
        ASSERT(false && "an effect on the request at hand");
    }
}

static void finish(struct viewer *viewer)
{
    ASSERT(viewer->n_open > 0);
    viewer->n_open--;
}

void reply_effect(const struct effect *effect)
{
    struct viewer *viewer = effect->user;

    ASSERT(viewer->magic == VIEWER_MAGIC);
    if (effect->kind == EFFECT_FINISH) {
        finish(viewer);
    } else if (viewer->conn && effect->kind == EFFECT_ABORT) {
        viewer->broken = effect->id;
        viewer_is_busy(viewer);
    } else if (viewer->conn && effect->id == viewer->txn) {
        carry_out(viewer, effect);
        viewer_is_busy(viewer);
    }
}

/* ---- flushing ------------------------------------------------------------ */

/* Tells the node of body bytes up to `upto` in the running count. */
static void report_body(struct viewer *viewer, uint64_t txn, uint64_t upto)
{
    struct edge_server *server = viewer->server;

    if (upto <= viewer->body_reported)
        return;
    node_client_sent(server->node, server->now_ms, txn,
                     upto - viewer->body_reported);
    viewer->body_reported = upto;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void report(struct viewer *viewer)
{
    struct edge_server *server = viewer->server;
    const struct net_out *out = net_conn_out(viewer->conn);
    unsigned n_done = 0;

    for (unsigned i = 0; i < viewer->n_ended; i++) {
        const struct viewer_ended *ended = &viewer->ended[i];
        bool done = ended->end <= out->flushed;

        report_body(viewer, ended->txn,
                    done ? ended->body_end
                         : smaller(out->body_flushed, ended->body_end));
        if (!done)
            break;
        node_client_done(server->node, server->now_ms, ended->txn);
        n_done++;
    }
    if (n_done > 0) {
        viewer->n_ended -= n_done;
        memmove(viewer->ended, viewer->ended + n_done,
                viewer->n_ended * sizeof(*viewer->ended));
    }
    if (viewer->txn && viewer->n_ended == 0)
        report_body(viewer, viewer->txn, out->body_flushed);
}

void reply_flush(struct viewer *viewer)
{
    if (net_conn_flush(viewer->conn) != 0)
        viewer_gone(viewer, 0);
    else
        report(viewer);
}

/* A body that ends with the connection would look whole if that just closed. */
void reply_break_off(struct viewer *viewer)
{
    struct edge_server *server = viewer->server;
    uint64_t txn = viewer->broken;
    int error = net_conn_flush(viewer->conn);

    (void)error; /* it is the end in any case */
    report(viewer);
    if (viewer->responded && viewer->sent.framing == HTTP1_UNTIL_CLOSE)
        net_conn_reset(viewer->conn);
    viewer_gone(viewer, txn);
    node_client_done(server->node, server->now_ms, txn);
}
