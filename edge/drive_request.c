/*
 * drive_request.c - requests of one viewer: heads and bodies for the node.
 *
 * A head is taken when no request is at hand, body bytes when the node has
 * given credit for them. A read event lends its bytes; between events the
 * connection keeps what was not taken.
 */
#include "edge/drive_viewer.h"

struct span request_input(const struct viewer *viewer)
{
    return viewer->in_read ? viewer->reading : net_conn_input(viewer->conn);
}

static void take(struct viewer *viewer, size_t n)
{
    if (viewer->in_read)
        viewer->reading = span_cut(viewer->reading, n, viewer->reading.len);
    else
        net_conn_take(viewer->conn, n);
}

static struct node_viewer facts_of(struct viewer *viewer)
{
    struct span client = viewer->server->config.client;

    if (span_absent(client))
        client = net_conn_peer(viewer->conn);
    return (struct node_viewer){
        .client = client, .http_1_0 = viewer->peer.http_1_0, .user = viewer};
}

/* The node may refuse even to know of a request: then there is no answer. */
static void began(struct viewer *viewer, uint64_t txn)
{
    viewer->txn = txn;
    viewer->responded = false;
    viewer->credit = 0;
    if (txn == 0)
        viewer_gone(viewer, 0);
    else
        viewer->n_open++;
}

void request_refuse(struct viewer *viewer, enum node_bad why)
{
    struct edge_server *server = viewer->server;
    struct node_viewer facts;

    viewer->deaf = true;
    viewer->left = true;
    viewer->peer = (struct http1_peer){0};
    viewer->body_left = false;
    facts = facts_of(viewer);
    began(viewer, node_bad_request(server->node, server->now_ms, &facts, why));
}

static int64_t body_length_of(const struct http1_frame *frame)
{
    return frame->framing == HTTP1_CHUNKED ? -1 : frame->length;
}

static void begin_request(struct viewer *viewer,
                          const struct http1_message *message)
{
    struct edge_server *server = viewer->server;
    const struct http1_frame *frame = &message->frame;
    struct node_viewer facts;

    viewer->peer = (struct http1_peer){frame->http_1_0, frame->keep_alive};
    viewer->body_left = frame->framing != HTTP1_NO_BODY;
    facts = facts_of(viewer);
    facts.body_length = body_length_of(frame);
    facts.expects_continue = frame->expects_continue;
    began(viewer, node_request(server->node, server->now_ms, &facts,
                               &message->request));
}

static void take_head(struct viewer *viewer)
{
    struct http1_message message;
    size_t head_len;

    switch (http1_in_request(viewer->in, request_input(viewer), &message,
                             &head_len)) {
    case HTTP1_MORE:
        viewer->starved = true;
        return;
    case HTTP1_OK:
        begin_request(viewer, &message);
        if (viewer->conn)
            take(viewer, head_len);
        return;
    case HTTP1_BAD:
        request_refuse(viewer, NODE_BAD_MALFORMED);
        return;
    case HTTP1_URL_TOO_LONG:
        request_refuse(viewer, NODE_BAD_URL_SIZE);
        return;
    case HTTP1_HEAD_TOO_BIG:
        request_refuse(viewer, NODE_BAD_HEAD_SIZE);
        return;
    }
}

/* A body whose framing is wrong: what the node knows of it is as if the viewer
 * had gone, and if there is no answer yet, it is 400. */
static void body_is_bad(struct viewer *viewer)
{
    struct edge_server *server = viewer->server;

    if (viewer->responded) {
        viewer_gone(viewer, 0);
        return;
    }
    node_client_gone(server->node, server->now_ms, viewer->txn);
    request_refuse(viewer, NODE_BAD_MALFORMED);
}

/* The bytes are lent to the effects that come of them, so these are carried
 * out before the bytes are given up. */
static void take_body(struct viewer *viewer)
{
    struct edge_server *server = viewer->server;
    struct span bytes = span_cut(request_input(viewer), 0, viewer->credit);
    struct span piece;
    size_t taken;
    enum http1_verdict verdict =
        http1_in_body(viewer->in, bytes, &taken, &piece);

    viewer->credit -= piece.len;
    viewer->body_left = verdict == HTTP1_MORE;
    if (piece.len > 0) {
        node_request_body(server->node, server->now_ms, viewer->txn, piece);
        edge_drain(server);
    }
    take(viewer, taken);
    viewer->wait = VIEWER_BUSY; /* the deadline starts anew */
    if (verdict == HTTP1_OK)
        node_request_end(server->node, server->now_ms, viewer->txn, true);
    else if (verdict != HTTP1_MORE)
        body_is_bad(viewer);
}

bool request_take(struct viewer *viewer)
{
    struct span input = request_input(viewer);

    if (input.len == 0)
        return false;
    if (viewer->deaf) {
        viewer->left = true;
        take(viewer, input.len);
        return false;
    }
    if (viewer->txn) {
        if (!viewer->body_left || viewer->credit == 0)
            return false;
        take_body(viewer);
        return true;
    }
    if (viewer->starved || viewer->n_ended == VIEWER_BATCH)
        return false;
    take_head(viewer);
    return !viewer->starved;
}
