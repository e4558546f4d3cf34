/*
 * http1_call.c - one HTTP request over a pooled connection, and its answer.
 *
 * The connection goes back to the pool only after an exchange in which nothing
 * was odd: the request had gone out whole, the answer was whole and said that
 * it may, and not a byte came behind it (security.md, class 20).
 *
 * A write that fails does not end a call: an origin may refuse a body and
 * close, and what it said before is still to be read. The end comes from
 * reading.
 */
#include "edge/http1_call.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/http1_in.h"
#include "edge/http1_out.h"

#define INTERIM_MAX  16u
#define HEAD_OUT_MAX (256u << 10)

struct http1_call {
    struct net_loop *loop;
    const struct http1_caller *caller;
    struct net_lease lease;
    struct net_timer fail; /* the line was full */
    struct http1_in *in;
    struct buf head; /* of the request, until it is sent */
    int64_t body_length;
    bool to_head; /* the request was HEAD */
    bool first_chunk;
    bool request_whole; /* all of it has been queued */
    bool answered;      /* the final head has come */
    bool reusable;      /* as far as the head says */
    bool heard;         /* any byte of an answer */
    bool paused;
    unsigned n_interim;
    uint64_t flushed_before; /* body bytes of the connection's earlier calls */
    uint64_t given;          /* body bytes credited ... */
    uint64_t taken;          /* ... and queued */
};

/* ---- the end ------------------------------------------------------------- */

static void free_call(struct http1_call *call, bool reusable)
{
    net_lease_end(&call->lease, reusable);
    net_timer_cancel(call->loop, &call->fail);
    http1_in_free(call->in);
    buf_fini(&call->head);
    mem_free(call);
}

static void settle(const struct http1_caller *caller)
{
    if (caller->settle)
        caller->settle(caller->owner);
}

static void end(struct http1_call *call, enum fetch_end how, bool reusable)
{
    const struct http1_caller *caller = call->caller;

    free_call(call, reusable);
    caller->end(caller->user, how);
}

void http1_call_cancel(struct http1_call *call)
{
    free_call(call, false);
}

/* ---- the answer ---------------------------------------------------------- */

enum progress { GOES_ON, NEEDS_MORE, IS_OVER };

static bool may_reuse(const struct http1_call *call, struct span left)
{
    return call->reusable && call->request_whole && left.len == 0 &&
           !call->paused && net_out_empty(net_conn_out(call->lease.conn));
}

static int64_t length_of(const struct http1_frame *frame)
{
    return frame->length >= 0 ? frame->length : NODE_LENGTH_UNKNOWN;
}

static enum progress read_head(struct http1_call *call, struct span *left)
{
    struct http1_message message;
    size_t head_len;
    enum http1_verdict verdict =
        http1_in_response(call->in, *left, call->to_head, &message, &head_len);

    if (verdict == HTTP1_MORE)
        return NEEDS_MORE;
    if (verdict != HTTP1_OK) {
        end(call, verdict == HTTP1_BAD ? FETCH_END_GARBAGE : FETCH_END_TOO_BIG,
            false);
        return IS_OVER;
    }
    *left = span_cut(*left, head_len, left->len);
    if (message.response.status < 200) {
        if (++call->n_interim <= INTERIM_MAX)
            return GOES_ON;
        end(call, FETCH_END_GARBAGE, false);
        return IS_OVER;
    }
    call->answered = true;
    call->reusable = message.frame.keep_alive;
    call->caller->head(call->caller->user, &message.response,
                       length_of(&message.frame));
    return GOES_ON;
}

static enum progress read_body(struct http1_call *call, struct span *left)
{
    struct span piece;
    size_t taken;
    enum http1_verdict verdict = http1_in_body(call->in, *left, &taken, &piece);

    *left = span_cut(*left, taken, left->len);
    if (piece.len > 0)
        call->caller->body(call->caller->user, piece);
    if (verdict == HTTP1_MORE)
        return left->len > 0 ? GOES_ON : NEEDS_MORE;
    if (verdict == HTTP1_OK)
        end(call, FETCH_END_COMPLETE, may_reuse(call, *left));
    else
        end(call, FETCH_END_TRUNCATED, false);
    return IS_OVER;
}

static size_t on_read(void *user, struct span bytes)
{
    struct http1_call *call = user;
    const struct http1_caller *caller = call->caller;
    struct span left = bytes;
    enum progress progress = GOES_ON;

    call->heard = true;
    while (progress == GOES_ON)
        progress =
            call->answered ? read_body(call, &left) : read_head(call, &left);
    settle(caller);
    return progress == IS_OVER ? bytes.len : bytes.len - left.len;
}

static enum fetch_end closed_how(const struct http1_call *call,
                                 enum net_end how)
{
    if (!call->answered)
        return call->lease.reused && !call->heard ? FETCH_END_REUSED_CLOSED
                                                  : FETCH_END_CLOSED;
    return how == NET_END_EOF && http1_in_close(call->in) == HTTP1_OK
               ? FETCH_END_COMPLETE
               : FETCH_END_TRUNCATED;
}

static void on_ended(void *user, enum net_end how)
{
    struct http1_call *call = user;
    const struct http1_caller *caller = call->caller;

    end(call, closed_how(call, how), false);
    settle(caller);
}

/* ---- the request --------------------------------------------------------- */

static void flush(struct http1_call *call)
{
    int error = net_conn_flush(call->lease.conn);

    (void)error; /* reading tells what is wrong */
}

static uint64_t body_flushed(struct http1_call *call)
{
    return net_conn_out(call->lease.conn)->body_flushed - call->flushed_before;
}

bool http1_call_connected(const struct http1_call *call)
{
    return call->lease.conn != NULL;
}

uint64_t http1_call_credit(struct http1_call *call)
{
    uint64_t window;
    uint64_t credit;

    if (!call->lease.conn || call->request_whole)
        return 0;
    window = body_flushed(call) + HTTP1_CALL_CREDIT;
    credit = window - call->given;
    call->given = window;
    return credit;
}

static void on_written(void *user)
{
    struct http1_call *call = user;
    const struct http1_caller *caller = call->caller;
    uint64_t credit = http1_call_credit(call);

    if (credit > 0 && caller->ready)
        caller->ready(caller->user, credit);
    settle(caller);
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

static void send_head(struct http1_call *call)
{
    struct net_out *out = net_conn_out(call->lease.conn);

    call->flushed_before = out->body_flushed;
    net_conn_bind(call->lease.conn, &events, call);
    buf_add(net_out_text(out), buf_span(&call->head));
    net_out_push_text(out);
    buf_fini(&call->head);
    flush(call);
}

static void on_ready(void *user)
{
    struct http1_call *call = user;
    const struct http1_caller *caller = call->caller;

    send_head(call);
    if (caller->ready)
        caller->ready(caller->user, http1_call_credit(call));
    settle(caller);
}

static void on_failed(void *user, enum net_fail how)
{
    struct http1_call *call = user;
    const struct http1_caller *caller = call->caller;

    end(call, how == NET_FAIL_DNS ? FETCH_END_DNS : FETCH_END_REFUSED, false);
    settle(caller);
}

static void on_line_full(void *user)
{
    on_failed(user, NET_FAIL_REFUSED);
}

struct http1_call *http1_call_new(struct net_loop *loop,
                                  struct net_upstream *upstream,
                                  const struct http1_asked *asked,
                                  const struct http1_caller *caller)
{
    struct http1_call *call = mem_zalloc(1, sizeof(*call));

    call->loop = loop;
    call->caller = caller;
    call->lease = (struct net_lease){
        .ready = on_ready, .failed = on_failed, .user = call};
    call->fail.fire = on_line_full;
    call->fail.user = call;
    call->in = http1_in_new(HTTP1_RESPONSE);
    call->body_length = asked->body_length;
    call->request_whole = asked->body_length == 0;
    call->first_chunk = true;
    call->to_head = span_eq(asked->request->method, SPAN("HEAD"));
    buf_init(&call->head, HEAD_OUT_MAX);
    http1_out_request(&call->head, asked->request, asked->body_length);
    switch (net_lease_ask(upstream, &call->lease)) {
    case NET_ASKED_READY:
        send_head(call);
        break;
    case NET_ASKED_FULL:
        net_timer_set(loop, &call->fail, net_loop_now_ms(loop));
        break;
    case NET_ASKED_WAIT:
        break;
    }
    return call;
}

void http1_call_body(struct http1_call *call, struct span bytes)
{
    struct net_out *out;

    if (bytes.len == 0)
        return;
    ASSERT(call->lease.conn);
    ASSERT(bytes.len <= call->given - call->taken);
    call->taken += bytes.len;
    out = net_conn_out(call->lease.conn);
    if (call->body_length < 0)
        http1_out_chunk(net_out_text(out), bytes.len, call->first_chunk);
    call->first_chunk = false;
    net_out_push_copy(out, bytes);
    flush(call);
}

void http1_call_body_end(struct http1_call *call)
{
    struct net_out *out;

    ASSERT(call->lease.conn);
    out = net_conn_out(call->lease.conn);
    if (call->body_length < 0)
        http1_out_last_chunk(net_out_text(out), call->first_chunk);
    net_out_push_text(out);
    call->request_whole = true;
    flush(call);
}

void http1_call_pause(struct http1_call *call)
{
    call->paused = true;
    if (call->lease.conn)
        net_conn_pause(call->lease.conn);
}

void http1_call_resume(struct http1_call *call)
{
    call->paused = false;
    if (call->lease.conn)
        net_conn_resume(call->lease.conn);
}
