/*
 * lab_http.c - a small HTTP server of the lab: whole answers, and one stream.
 *
 *     HEAD -> BODY -> SENDING -> HEAD ...      or      HEAD -> STREAM
 *
 * A visitor that is gone is freed at the end of the event that it is in.
 */
#include "edge/lab_http.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/http1_in.h"
#include "edge/http1_out.h"
#include "edge/net_listen.h"

#define VISITOR_MAGIC 0x6c616276u
#define ARENA_MAX     ((size_t)1 << 20)
#define IDLE_MS       60000
#define HEADERS_MAX   12u

struct lab_http {
    struct net_loop *loop;
    struct lab_http_config config;
    struct net_listener *listener;
    uint16_t port;
    struct list visitors;
};

enum visitor_state { AT_HEAD, AT_BODY, AT_SENDING, AT_STREAM };

struct visitor {
    uint32_t magic;
    struct lab_http *http;
    struct list link;
    struct net_conn *conn; /* NULL: gone */
    struct http1_in *in;
    enum visitor_state state;
    struct arena arena;
    struct http_request head;
    struct http1_peer peer;
    struct buf body;
    struct buf text; /* the answer under way, unless it is a lasting one */
    bool keep_alive;
};

static struct visitor *checked(void *user)
{
    struct visitor *visitor = user;

    ASSERT(visitor->magic == VISITOR_MAGIC);
    return visitor;
}

/* ---- the end ------------------------------------------------------------- */

static void leave(struct visitor *visitor)
{
    struct net_conn *conn = visitor->conn;

    if (!conn)
        return;
    visitor->conn = NULL;
    net_conn_close(conn);
}

static void bury(struct visitor *visitor)
{
    if (visitor->conn)
        return;
    list_remove(&visitor->link);
    http1_in_free(visitor->in);
    arena_fini(&visitor->arena);
    buf_fini(&visitor->body);
    buf_fini(&visitor->text);
    mem_free(visitor);
}

/* ---- answering ----------------------------------------------------------- */

/* The lines of a head, in room that the caller has. */
struct lines {
    struct http_header at[HEADERS_MAX];
    struct http_headers headers;
};

static void add(struct lines *lines, struct span name, struct span value)
{
    if (span_absent(value))
        return;
    ASSERT(lines->headers.n < HEADERS_MAX);
    lines->at[lines->headers.n++] = (struct http_header){name, value};
}

static void put_head(struct visitor *visitor, const struct lab_answer *answer,
                     int64_t length)
{
    static const struct http_headers none = {0};
    struct lines lines = {.headers = {.cap = HEADERS_MAX}};
    const struct reply reply = {
        .status = answer->status,
        .stored = &none,
        .added = &lines.headers,
        .length = length,
        .has_body = !span_eq(visitor->head.method, SPAN("HEAD"))};

    lines.headers.at = lines.at;
    add(&lines, SPAN("Content-Type"), answer->type);
    add(&lines, SPAN("Content-Security-Policy"), answer->policy);
    add(&lines, SPAN("Location"), answer->location);
    add(&lines, SPAN("Cache-Control"), SPAN("no-store"));
    add(&lines, SPAN("X-Content-Type-Options"), SPAN("nosniff"));
    add(&lines, SPAN("Referrer-Policy"), SPAN("no-referrer"));
    visitor->keep_alive =
        http1_out_reply(net_out_text(net_conn_out(visitor->conn)), &reply,
                        &visitor->peer)
            .keep_alive;
    net_out_push_text(net_conn_out(visitor->conn));
}

static void flush(struct visitor *visitor)
{
    struct net_out *out = net_conn_out(visitor->conn);

    if (net_conn_flush(visitor->conn) != 0) {
        leave(visitor);
        return;
    }
    if (visitor->state != AT_SENDING || !net_out_empty(out))
        return;
    if (!visitor->keep_alive) {
        struct net_conn *conn = visitor->conn;

        visitor->conn = NULL;
        net_conn_finish(conn);
        return;
    }
    visitor->state = AT_HEAD;
    arena_reset(&visitor->arena);
    buf_reset(&visitor->body);
    buf_reset(&visitor->text);
}

/* A stream's head by hand: it has no length and is not chunked. */
static void put_stream(struct visitor *visitor, const struct lab_answer *answer)
{
    struct net_out *out = net_conn_out(visitor->conn);

    buf_add_str(net_out_text(out), "HTTP/1.1 200 OK\r\n"
                                   "Content-Type: text/event-stream\r\n"
                                   "Cache-Control: no-store\r\n"
                                   "X-Content-Type-Options: nosniff\r\n"
                                   "Connection: close\r\n\r\n");
    buf_add(net_out_text(out), span_of(answer->text.ptr, answer->text.len));
    net_out_push_text(out);
    visitor->state = AT_STREAM;
    net_conn_deadline(visitor->conn, 0);
}

static void put_whole(struct visitor *visitor, struct lab_answer *answer)
{
    struct net_out *out = net_conn_out(visitor->conn);
    struct span bytes = answer->bytes;

    buf_fini(&visitor->text);
    visitor->text = answer->text;
    answer->text = (struct buf){.max = LAB_ANSWER_MAX};
    if (span_absent(bytes))
        bytes = buf_span(&visitor->text);
    put_head(visitor, answer, (int64_t)bytes.len);
    if (!span_eq(visitor->head.method, SPAN("HEAD")) && bytes.len > 0)
        net_out_push(out, bytes);
    visitor->state = AT_SENDING;
}

static void answer(struct visitor *visitor)
{
    const struct lab_http_config *config = &visitor->http->config;
    struct lab_answer answer = {.status = 500};

    buf_init(&answer.text, LAB_ANSWER_MAX);
    config->answer(config->user, &visitor->head,
                   span_of(visitor->body.ptr, visitor->body.len), &answer);
    if (answer.stream)
        put_stream(visitor, &answer);
    else
        put_whole(visitor, &answer);
    buf_fini(&answer.text);
    flush(visitor);
}

/* An answer of our own, after which nothing more is read. */
static void refuse(struct visitor *visitor, int status, const char *why)
{
    struct lab_answer answer = {.status = status, .type = SPAN("text/plain")};

    buf_init(&answer.text, LAB_ANSWER_MAX);
    buf_add_str(&answer.text, why);
    visitor->peer = (struct http1_peer){.keep_alive = false};
    put_whole(visitor, &answer);
    buf_fini(&answer.text);
    flush(visitor);
}

/* ---- reading ------------------------------------------------------------- */

static size_t take_head(struct visitor *visitor, struct span input)
{
    struct http1_message message;
    size_t head_len = 0;
    enum http1_verdict verdict =
        http1_in_request(visitor->in, input, &message, &head_len);

    if (verdict == HTTP1_MORE)
        return 0;
    if (verdict != HTTP1_OK ||
        http_request_copy(&visitor->head, &visitor->arena, &message.request)) {
        refuse(visitor, 400, "the request cannot be read\n");
        return input.len;
    }
    visitor->peer =
        (struct http1_peer){message.frame.http_1_0, message.frame.keep_alive};
    visitor->state = AT_BODY;
    return head_len;
}

static size_t take_body(struct visitor *visitor, struct span input)
{
    struct span piece;
    size_t taken = 0;
    enum http1_verdict verdict =
        http1_in_body(visitor->in, input, &taken, &piece);

    buf_add(&visitor->body, piece);
    if (visitor->body.overflow)
        refuse(visitor, 413, "the request's body is too large\n");
    else if (verdict == HTTP1_OK)
        answer(visitor);
    else if (verdict != HTTP1_MORE)
        refuse(visitor, 400, "the request's body cannot be read\n");
    return taken;
}

static size_t take(struct visitor *visitor, struct span input)
{
    size_t used = 0;

    while (visitor->conn) {
        struct span left = span_cut(input, used, input.len);
        enum visitor_state before = visitor->state;
        size_t step = 0;

        if (visitor->state == AT_HEAD && left.len > 0)
            step = take_head(visitor, left);
        else if (visitor->state == AT_BODY)
            step = take_body(visitor, left);
        else if (visitor->state == AT_STREAM)
            step = left.len; /* nothing is expected of who listens */
        if (step == 0 && visitor->state == before)
            break;
        used += step;
    }
    return used;
}

static size_t on_read(void *user, struct span bytes)
{
    struct visitor *visitor = checked(user);
    size_t used = take(visitor, bytes);

    if (visitor->conn && visitor->state != AT_STREAM)
        net_conn_deadline(visitor->conn, IDLE_MS);
    bury(visitor);
    return used;
}

static void on_written(void *user)
{
    struct visitor *visitor = checked(user);

    flush(visitor);
    if (visitor->conn && visitor->state == AT_HEAD) {
        size_t used = take(visitor, net_conn_input(visitor->conn));

        if (visitor->conn)
            net_conn_take(visitor->conn, used);
    }
    bury(visitor);
}

static void on_ended(void *user, enum net_end how)
{
    struct visitor *visitor = checked(user);

    (void)how; /* whoever closes its side has gone, as browsers do */
    leave(visitor);
    bury(visitor);
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

static void on_accept(void *user, struct net_conn *conn)
{
    struct lab_http *http = user;
    struct visitor *visitor = mem_zalloc(1, sizeof(*visitor));

    visitor->magic = VISITOR_MAGIC;
    visitor->http = http;
    visitor->conn = conn;
    visitor->in = http1_in_new(HTTP1_REQUEST);
    arena_init(&visitor->arena, ARENA_MAX);
    buf_init(&visitor->body, LAB_BODY_MAX);
    buf_init(&visitor->text, LAB_ANSWER_MAX);
    list_add_tail(&http->visitors, &visitor->link);
    net_conn_bind(conn, &events, visitor);
    net_conn_deadline(conn, IDLE_MS);
}

/* ---- the server ---------------------------------------------------------- */

int lab_http_start(struct net_loop *loop, const struct lab_http_config *config,
                   struct buf *error, struct lab_http **http)
{
    struct lab_http *made = mem_zalloc(1, sizeof(*made));
    const struct net_listen_config listen = {.port = config->port,
                                             .conns_max = LAB_CONNS_MAX,
                                             .accept = on_accept,
                                             .user = made};
    int err;

    made->loop = loop;
    made->config = *config;
    list_init(&made->visitors);
    err = net_listen(loop, &listen, error, &made->listener);
    *http = NULL;
    if (err) {
        mem_free(made);
        return err;
    }
    made->port = net_listener_port(made->listener);
    *http = made;
    return 0;
}

uint16_t lab_http_port(const struct lab_http *http)
{
    return http->port;
}

static void send(struct visitor *visitor, struct span text)
{
    struct net_out *out = net_conn_out(visitor->conn);

    if (out->pushed - out->flushed > LAB_BACKLOG_MAX) {
        leave(visitor);
    } else {
        buf_add(net_out_text(out), text);
        net_out_push_text(out);
        flush(visitor);
    }
    bury(visitor);
}

void lab_http_broadcast(struct lab_http *http, struct span text)
{
    LIST_EACH (link, &http->visitors, keep) {
        struct visitor *visitor = LIST_ITEM(link, struct visitor, link);

        if (visitor->conn && visitor->state == AT_STREAM)
            send(visitor, text);
    }
}

void lab_http_stop(struct lab_http *http)
{
    net_listener_close(http->listener);
    http->listener = NULL;
    LIST_EACH (link, &http->visitors, keep) {
        struct visitor *visitor = LIST_ITEM(link, struct visitor, link);

        leave(visitor);
        bury(visitor);
    }
}

void lab_http_free(struct lab_http *http)
{
    if (!http)
        return;
    ASSERT(!http->listener);
    ASSERT(list_empty(&http->visitors));
    mem_free(http);
}
