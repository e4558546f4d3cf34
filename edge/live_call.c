/*
 * live_call.c - one request of the live stage over a socket, and its answer.
 *
 * Each has a connection of its own: a connection that is used again may turn
 * out to be closed, which says nothing about a scenario.
 */
#include "edge/live_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/http1_call.h"

#define CALL_MAGIC     0x63616c6cu
#define CALL_BYTES_MAX ((size_t)4 << 20)
#define PATIENCE_MS    INT64_C(300000) /* as the virtual world's */

struct live_call {
    uint32_t magic;
    struct list link;
    struct live *live;
    struct asker asker;
    struct topology_host host;
    struct arena arena;
    struct http_request head;
    struct span url;
    struct span body; /* what has not been sent of it */
    bool body_open;
    struct http1_call *call; /* NULL: not begun, or over */
    struct http1_caller caller;
    struct net_timer patience; /* with an origin that hangs */
    struct http_response answer;
    bool has_head;
    uint64_t body_bytes;
    enum stage_wire wire;
};

static struct live_call *checked(void *user)
{
    struct live_call *call = user;

    ASSERT(call->magic == CALL_MAGIC);
    return call;
}

/* ---- the end ------------------------------------------------------------- */

static void is_answered(struct live_call *call, enum stage_wire wire)
{
    struct live *live = call->live;

    call->call = NULL;
    call->wire = wire;
    net_timer_cancel(live->loop, &call->patience);
    list_remove(&call->link);
    list_add_tail(&live->answered, &call->link);
    if (call->host.kind == TOPOLOGY_EDGE)
        live->n_to_edges--;
    else if (call->host.kind == TOPOLOGY_ORIGIN)
        live->n_to_origins--;
    if (live->sending == call)
        live->sending = NULL;
}

static void call_free(struct live_call *call)
{
    list_remove(&call->link);
    arena_fini(&call->arena);
    mem_free(call);
}

static void free_all(struct list *calls)
{
    LIST_EACH (link, calls, keep)
        call_free(LIST_ITEM(link, struct live_call, link));
}

void live_calls_free(struct live *live)
{
    LIST_EACH (link, &live->open, keep) {
        struct live_call *call = LIST_ITEM(link, struct live_call, link);

        if (call->call)
            http1_call_cancel(call->call);
        is_answered(call, STAGE_NO_ANSWER);
    }
    free_all(&live->waiting);
    free_all(&live->answered);
}

static void out_of_patience(void *user)
{
    struct live_call *call = checked(user);

    http1_call_cancel(call->call);
    call->live->n_cancelled++;
    is_answered(call, STAGE_NO_ANSWER);
}

void live_call_hangs(struct live_call *call, int64_t delay_ms)
{
    struct live *live = call->live;

    net_timer_set(live->loop, &call->patience,
                  net_loop_now_ms(live->loop) + delay_ms + PATIENCE_MS);
}

/* ---- the answer ---------------------------------------------------------- */

static void on_head(void *user, const struct http_response *head,
                    int64_t length)
{
    struct live_call *call = checked(user);

    (void)length;
    call->has_head = true;
    call->answer.status = head->status;
    if (http_headers_copy(&call->answer.headers, &call->arena,
                          &head->headers) != 0)
        call->live->trouble = SPAN("a response head is too large");
}

static void on_body(void *user, struct span bytes)
{
    checked(user)->body_bytes += bytes.len;
}

static void on_end(void *user, enum fetch_end how)
{
    struct live_call *call = checked(user);

    if (how == FETCH_END_COMPLETE)
        is_answered(call, STAGE_WHOLE);
    else
        is_answered(call, call->has_head ? STAGE_CUT : STAGE_NO_ANSWER);
}

void live_call_hand_over(struct live *live)
{
    struct live_call *call =
        LIST_ITEM(live->answered.next, struct live_call, link);
    const struct asker asker = call->asker;
    const struct cast_answer answer = {&call->answer, call->body_bytes,
                                       call->wire};

    cast_answer(&live->cast, &asker, &answer);
    call_free(call);
    if (asker.browser != TOPOLOGY_NONE)
        live_drain(live, asker.browser);
}

/* ---- the request --------------------------------------------------------- */

static void send_body(struct live_call *call, uint64_t credit)
{
    struct span piece;

    if (!call->body_open)
        return;
    piece = span_cut(call->body, 0, (size_t)credit);
    call->body = span_cut(call->body, piece.len, call->body.len);
    http1_call_body(call->call, piece);
    if (call->body.len > 0)
        return;
    call->body_open = false;
    http1_call_body_end(call->call);
}

static void on_ready(void *user, uint64_t credit)
{
    send_body(checked(user), credit);
}

static void begin(struct live_call *call, struct net_upstream *upstream)
{
    struct live *live = call->live;
    const struct http1_asked asked = {&call->head, (int64_t)call->body.len};

    call->body_open = call->body.len > 0;
    call->caller = (struct http1_caller){.ready = on_ready,
                                         .head = on_head,
                                         .body = on_body,
                                         .end = on_end,
                                         .user = call};
    call->call = http1_call_new(live->loop, upstream, &asked, &call->caller);
    if (http1_call_connected(call->call))
        send_body(call, http1_call_credit(call->call));
}

void live_call_send(struct live *live)
{
    struct live_call *call =
        LIST_ITEM(live->waiting.next, struct live_call, link);

    cast_tell_request(&live->cast, &call->asker, call->host, &call->head,
                      call->url);
    list_remove(&call->link);
    list_add_tail(&live->open, &call->link);
    live->sending = NULL;
    switch (call->host.kind) {
    case TOPOLOGY_EDGE:
        live->n_to_edges++;
        begin(call, live->to_edges[call->host.index]);
        return;
    case TOPOLOGY_ORIGIN:
        live->n_to_origins++;
        live->sending = call;
        begin(call, live->to_origins[call->host.index]);
        return;
    case TOPOLOGY_NOBODY:
        is_answered(call, STAGE_NO_ANSWER);
        return;
    }
}

void live_call_new(struct live *live, const struct asker *asker,
                   const struct http_request *head, struct span url,
                   struct span body)
{
    struct live_call *call = mem_zalloc(1, sizeof(*call));
    int err;

    call->magic = CALL_MAGIC;
    call->live = live;
    call->asker = *asker;
    call->patience.fire = out_of_patience;
    call->patience.user = call;
    arena_init(&call->arena, CALL_BYTES_MAX);
    list_add_tail(&live->waiting, &call->link);
    err = http_request_copy(&call->head, &call->arena, head);
    if (!err)
        err = arena_copy(&call->arena, url, &call->url);
    if (!err)
        err = arena_copy(&call->arena, body, &call->body);
    if (err)
        live->trouble = SPAN("a request is too large");
    call->host =
        topology_route(live->stage.topology, call->head.authority, asker->edge);
}
