/*
 * drive_answer.c - an origin's answers over a socket, and their faults.
 *
 * The answer's body is pulled from the origin piece by piece, the next one when
 * the last is flushed: so an object of any size costs one piece, and a piece
 * may be sent by reference although it is valid only until the next call.
 */
#include "edge/drive_visit.h"

#define PIECE_MAX 65536u

static void tell(const struct visit *visit)
{
    const struct origin_server_config *config = &visit->server->config;
    const struct origin_answer *answer = &visit->ex.answer;
    enum fault_kind fault = answer->fault.kind;
    bool speaks = fault == FAULT_NONE || fault == FAULT_TRUNCATE;
    const struct origin_seen seen = {.request = &visit->request,
                                     .answer = speaks ? &answer->head : NULL,
                                     .fault = &answer->fault};

    if (config->seen)
        config->seen(config->user, &seen);
}

static void send_head(struct visit *visit)
{
    const struct origin_answer *answer = &visit->ex.answer;
    const struct http_headers none = {0};
    struct net_out *out = net_conn_out(visit->conn);
    struct reply reply = {.status = answer->head.status,
                          .stored = &none,
                          .stored_text = SPAN(""),
                          .added = &answer->head.headers,
                          .length = answer->length,
                          .has_body = answer->has_body,
                          .close = answer->close || visit->body_left ||
                                   visit->server->stopping};

    visit->sent = http1_out_reply(net_out_text(out), &reply, &visit->peer);
    net_out_push_text(out);
    visit->body_sent = 0;
    visit->body_over = !answer->has_body;
    visit->state = ANSWERING;
}

/* How many more bytes of the body may be sent at once; 0: a fault ends it. */
static size_t room(const struct visit *visit)
{
    const struct fault *fault = &visit->ex.answer.fault;

    if (fault->kind == FAULT_TRUNCATE &&
        fault->at_bytes - visit->body_sent < PIECE_MAX)
        return (size_t)(fault->at_bytes - visit->body_sent);
    return PIECE_MAX;
}

static void send_piece(struct visit *visit, struct span piece)
{
    struct net_out *out = net_conn_out(visit->conn);

    if (visit->sent.framing == HTTP1_CHUNKED)
        http1_out_chunk(net_out_text(out), piece.len, visit->body_sent == 0);
    net_out_push(out, piece);
    visit->body_sent += piece.len;
}

/* The origin has no more. A body that is not as long as was said is cut. */
static void send_last(struct visit *visit)
{
    struct net_out *out = net_conn_out(visit->conn);
    int64_t length = visit->ex.answer.length;

    visit->body_over = true;
    if (length >= 0 && (uint64_t)length != visit->body_sent) {
        visit_leave(visit, RESET);
    } else if (visit->sent.framing == HTTP1_CHUNKED) {
        http1_out_last_chunk(net_out_text(out), visit->body_sent == 0);
        net_out_push_text(out);
    }
}

static void pull(struct visit *visit)
{
    size_t max = room(visit);
    struct span piece;

    if (max == 0) {
        visit_leave(visit,
                    visit->sent.framing == HTTP1_UNTIL_CLOSE ? RESET : AT_ONCE);
        return;
    }
    piece = origin_read(visit->server->config.origin, &visit->ex, max);
    if (piece.len > 0)
        send_piece(visit, piece);
    else
        send_last(visit);
}

void answer_go_on(struct visit *visit)
{
    while (visit->conn && visit->state == ANSWERING) {
        if (net_conn_flush(visit->conn) != 0) {
            visit_leave(visit, AT_ONCE);
        } else if (!net_out_empty(net_conn_out(visit->conn))) {
            return;
        } else if (!visit->body_over) {
            pull(visit);
        } else if (visit->sent.keep_alive) {
            visit_end_request(visit);
        } else {
            visit_leave(visit, GENTLE);
        }
    }
}

static void send_garbage(struct visit *visit)
{
    struct net_out *out = net_conn_out(visit->conn);

    buf_add(net_out_text(out), SPAN("\x16\x03\x01 this is not HTTP\r\n\r\n"));
    net_out_push_text(out);
    visit_leave(visit, net_conn_flush(visit->conn) == 0 && net_out_empty(out)
                           ? GENTLE
                           : AT_ONCE);
}

static void wait(struct visit *visit)
{
    visit->state = WAITING;
    visit->server->n_waiting++;
}

void answer_perform(struct visit *visit)
{
    switch (visit->ex.answer.fault.kind) {
    case FAULT_NONE:
    case FAULT_TRUNCATE:
        send_head(visit);
        answer_go_on(visit);
        return;
    case FAULT_HANG:
        wait(visit);
        return;
    case FAULT_RESET:
        visit_leave(visit, RESET);
        return;
    case FAULT_GARBAGE:
        send_garbage(visit);
        return;
    }
}

void answer_delay(struct visit *visit)
{
    struct net_loop *loop = visit->server->loop;
    int64_t delay_ms = visit->ex.answer.fault.delay_ms;

    if (delay_ms <= 0) {
        answer_perform(visit);
        return;
    }
    wait(visit);
    net_timer_set(loop, &visit->delay, net_loop_now_ms(loop) + delay_ms);
}

void answer_begin(struct visit *visit)
{
    struct origin_server *server = visit->server;

    tell(visit);
    if (!server->config.paced) {
        answer_delay(visit);
        return;
    }
    wait(visit);
    list_add_tail(&server->paced, &visit->paced);
}
