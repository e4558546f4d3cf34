/*
 * drive_visit.c - one connection of an origin server: requests, its end.
 *
 * A visit that has left is kept until the end of the event that it is in, so
 * that no caller up the line is left with a dangling pointer: each looks at
 * conn.
 */
#include "edge/drive_visit.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define ARENA_MAX ((size_t)4 << 20)

/* ---- the end ------------------------------------------------------------- */

void visit_end_request(struct visit *visit)
{
    struct origin_server *server = visit->server;

    if (visit->state == READING)
        return;
    if (visit->state == WAITING) {
        server->n_waiting--;
        list_remove(&visit->paced);
        net_timer_cancel(server->loop, &visit->delay);
    }
    origin_end(server->config.origin, &visit->ex);
    arena_reset(&visit->arena);
    server->n_busy--;
    visit->state = READING;
}

void visit_leave(struct visit *visit, enum goodbye how)
{
    struct net_conn *conn = visit->conn;

    visit_end_request(visit);
    visit->conn = NULL;
    switch (how) {
    case GENTLE:
        net_conn_finish(conn);
        return;
    case AT_ONCE:
        net_conn_close(conn);
        return;
    case RESET:
        net_conn_reset(conn);
        return;
    }
}

void visit_bury(struct visit *visit)
{
    struct origin_server *server = visit->server;

    if (visit->conn)
        return;
    http1_in_free(visit->in);
    arena_fini(&visit->arena);
    list_remove(&visit->link);
    mem_free(visit);
    if (!server->stopping || server->stopped || !list_empty(&server->visits))
        return;
    server->stopped = true;
    net_sweep_remove(&server->sweep);
}

/* ---- reading ------------------------------------------------------------- */

static void refuse(struct visit *visit)
{
    struct net_out *out = net_conn_out(visit->conn);

    buf_add(net_out_text(out), SPAN("HTTP/1.1 400 Bad Request\r\n"
                                    "Content-Length: 0\r\n"
                                    "Connection: close\r\n\r\n"));
    net_out_push_text(out);
    visit_leave(visit, net_conn_flush(visit->conn) == 0 && net_out_empty(out)
                           ? GENTLE
                           : AT_ONCE);
}

static void send_continue(struct visit *visit)
{
    struct net_out *out = net_conn_out(visit->conn);

    http1_out_continue(net_out_text(out));
    net_out_push_text(out);
    if (net_conn_flush(visit->conn) != 0)
        visit_leave(visit, AT_ONCE);
}

static void begin(struct visit *visit, const struct http1_frame *frame)
{
    struct origin_server *server = visit->server;
    struct origin_viewer viewer = {
        .address = span_absent(server->config.client)
                       ? net_conn_peer(visit->conn)
                       : server->config.client,
        .body_length = frame->framing == HTTP1_CHUNKED ? -1 : frame->length,
        .unframed = frame->unframed};
    enum origin_next next;

    visit->state = TAKING;
    server->n_busy++;
    visit->peer = (struct http1_peer){frame->http_1_0, frame->keep_alive};
    visit->body_left = frame->framing != HTTP1_NO_BODY;
    visit->ex = (struct origin_exchange){.arena = &visit->arena};
    next =
        origin_begin(server->config.origin, &visit->ex,
                     net_loop_now_ms(server->loop), &visit->request, &viewer);
    if (next == ORIGIN_ANSWER)
        answer_begin(visit);
    else if (frame->expects_continue)
        send_continue(visit);
}

/* Returns how many bytes the head had; 0: it is not whole, or the end. */
static size_t take_head(struct visit *visit, struct span input)
{
    struct http1_message message;
    size_t head_len;
    enum http1_verdict verdict =
        http1_in_request(visit->in, input, &message, &head_len);

    if (verdict == HTTP1_MORE)
        return 0;
    if (verdict != HTTP1_OK ||
        http_request_copy(&visit->request, &visit->arena, &message.request)) {
        refuse(visit);
        return 0;
    }
    begin(visit, &message.frame);
    return head_len;
}

static size_t take_body(struct visit *visit, struct span input)
{
    struct origin_server *server = visit->server;
    struct span piece;
    size_t taken;
    enum http1_verdict verdict =
        http1_in_body(visit->in, input, &taken, &piece);

    if (piece.len > 0)
        origin_body(server->config.origin, &visit->ex, piece);
    if (verdict == HTTP1_MORE)
        return taken;
    visit->body_left = false;
    origin_commit(server->config.origin, &visit->ex,
                  net_loop_now_ms(server->loop), verdict == HTTP1_OK);
    if (verdict == HTTP1_OK)
        answer_begin(visit);
    else
        refuse(visit);
    return taken;
}

/* Takes what can be taken now; how many bytes that were. */
static size_t take(struct visit *visit, struct span input)
{
    size_t used = 0;

    while (visit->conn) {
        struct span left = span_cut(input, used, input.len);
        enum visit_state before = visit->state;
        size_t step = 0;

        if (visit->state == READING && left.len > 0)
            step = take_head(visit, left);
        else if (visit->state == TAKING)
            step = take_body(visit, left);
        if (step == 0 && visit->state == before)
            break;
        used += step;
    }
    return used;
}

/* After every event: what it waits for now. */
static void rest(struct visit *visit, bool input_left)
{
    struct origin_server *server = visit->server;
    bool reads = visit->state == READING || visit->state == TAKING;

    if (!visit->conn)
        return;
    if (visit->state == READING && server->stopping && !input_left) {
        visit_leave(visit, AT_ONCE);
        return;
    }
    net_conn_deadline(visit->conn, visit->state == WAITING
                                       ? 0
                                       : server->config.idle_timeout_ms);
    if (input_left && !reads)
        net_conn_pause(visit->conn);
    else
        net_conn_resume(visit->conn);
}

static struct visit *checked(void *user)
{
    struct visit *visit = user;

    ASSERT(visit->magic == VISIT_MAGIC);
    return visit;
}

static size_t on_read(void *user, struct span bytes)
{
    struct visit *visit = checked(user);
    size_t used = take(visit, bytes);

    rest(visit, used < bytes.len);
    visit_bury(visit);
    return used;
}

/* Goes on with what had been read before. */
static void take_kept(struct visit *visit)
{
    struct span kept = net_conn_input(visit->conn);
    size_t used = take(visit, kept);

    if (visit->conn)
        net_conn_take(visit->conn, used);
    rest(visit, used < kept.len);
}

static void on_written(void *user)
{
    struct visit *visit = checked(user);

    answer_go_on(visit);
    if (visit->conn)
        take_kept(visit);
    visit_bury(visit);
}

/* It has waited: what comes next may be another wait. */
static void go_on(struct visit *visit, void (*next)(struct visit *visit))
{
    visit->server->n_waiting--;
    visit->state = ANSWERING;
    next(visit);
    if (visit->conn)
        take_kept(visit);
    visit_bury(visit);
}

void visit_release(struct visit *visit)
{
    list_remove(&visit->paced);
    go_on(visit, answer_delay);
}

void visit_delay_over(void *user)
{
    go_on(checked(user), answer_perform);
}

static void on_ended(void *user, enum net_end how)
{
    struct visit *visit = checked(user);

    if (visit->state != READING)
        visit->server->n_abandoned++;
    if (how == NET_END_EOF && visit->state == ANSWERING)
        visit->sent.keep_alive = false;
    else
        visit_leave(visit, AT_ONCE);
    visit_bury(visit);
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

void visit_accept(struct origin_server *server, struct net_conn *conn)
{
    struct visit *visit = mem_zalloc(1, sizeof(*visit));

    visit->magic = VISIT_MAGIC;
    visit->server = server;
    visit->conn = conn;
    visit->in = http1_in_new(HTTP1_REQUEST);
    visit->delay.fire = visit_delay_over;
    visit->delay.user = visit;
    list_init(&visit->paced);
    arena_init(&visit->arena, ARENA_MAX);
    list_add_tail(&server->visits, &visit->link);
    net_conn_bind(conn, &events, visit);
    rest(visit, false);
}
