/*
 * net_conn.c - a TCP connection: reads handed out, writes queued, a deadline.
 *
 * Reading. All connections of a loop read into its one buffer; only what the
 * owner leaves is copied, into `input`, and then reads go behind it.
 *
 * Writing. A flush tries to write at once and mostly can. Of what the socket
 * does not take, only the first piece is given to libuv (text copied into
 * `wire`, bodies by reference); its callback flushes on. So libuv never holds
 * more than WIRE_MAX bytes, the queue's text may move, and a slow reader shows
 * its progress in small steps. Past BURST_MAX a connection lets the others have
 * their turn.
 */
#include "edge/net_conn.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <uv.h>

#define SPANS_MAX    32u /* head and body of 16 pipelined responses */
#define WIRE_MAX     65536u
#define BURST_MAX    (1u << 20)
#define INPUT_MAX    (4u * NET_READ_MAX)
#define INPUT_ROOM   16384u
#define FINISH_MS    2000
#define PEER_LEN_MAX 48

struct net_conn {
    uv_tcp_t tcp;
    struct net_loop *loop;
    const struct net_conn_events *events; /* NULL: nobody listens any more */
    void *user;
    void (*closed)(void *owner);
    void *owner;
    struct net_sweep sweep;
    int64_t deadline_ms; /* real; 0: none */
    struct buf input;
    struct net_out out;
    size_t burst; /* bytes written since the last event */
    uv_write_t write;
    struct buf wire; /* text that libuv holds */
    size_t writing;  /* bytes that libuv holds; 0: none */
    bool reading;
    bool ended; /* no more reads: the peer has closed */
    bool closing;
    uv_shutdown_t shutdown;
    char peer[PEER_LEN_MAX];
};

/* ---- life ---------------------------------------------------------------- */

static void on_sweep(void *user)
{
    struct net_conn *conn = user;

    if (conn->closing || conn->deadline_ms == 0 ||
        net_loop_real_ms(conn->loop) < conn->deadline_ms)
        return;
    if (conn->events)
        conn->events->ended(conn->user, NET_END_TIMEOUT);
    else
        net_conn_close(conn);
}

struct net_conn *net_conn_new(struct net_loop *loop)
{
    struct net_conn *conn = mem_zalloc(1, sizeof(*conn));
    int failed = uv_tcp_init(net_loop_uv(loop), &conn->tcp);

    ASSERT(failed == 0);
    conn->tcp.data = conn;
    conn->loop = loop;
    conn->sweep.fire = on_sweep;
    conn->sweep.user = conn;
    net_sweep_add(loop, &conn->sweep);
    buf_init(&conn->input, INPUT_MAX);
    buf_init(&conn->wire, WIRE_MAX);
    net_out_init(&conn->out);
    return conn;
}

void net_conn_on_closed(struct net_conn *conn, void (*closed)(void *owner),
                        void *owner)
{
    conn->closed = closed;
    conn->owner = owner;
}

static void on_close(uv_handle_t *handle)
{
    struct net_conn *conn = handle->data;

    net_sweep_remove(&conn->sweep);
    buf_fini(&conn->input);
    buf_fini(&conn->wire);
    net_out_fini(&conn->out);
    if (conn->closed)
        conn->closed(conn->owner);
    mem_free(conn);
}

static bool begin_close(struct net_conn *conn)
{
    bool first = !conn->closing;

    conn->events = NULL;
    conn->closing = true;
    return first;
}

void net_conn_close(struct net_conn *conn)
{
    if (begin_close(conn))
        uv_close((uv_handle_t *)&conn->tcp, on_close);
}

void net_conn_reset(struct net_conn *conn)
{
    if (begin_close(conn) && uv_tcp_close_reset(&conn->tcp, on_close) != 0)
        uv_close((uv_handle_t *)&conn->tcp, on_close);
}

static void on_shutdown(uv_shutdown_t *shutdown, int status)
{
    struct net_conn *conn = shutdown->data;

    if (!conn->closing && (status < 0 || conn->ended))
        net_conn_close(conn);
}

void net_conn_finish(struct net_conn *conn)
{
    ASSERT(net_out_empty(&conn->out));
    conn->events = NULL;
    buf_reset(&conn->input);
    conn->shutdown.data = conn;
    if (conn->closing || conn->ended ||
        uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->tcp, on_shutdown)) {
        net_conn_close(conn);
        return;
    }
    net_conn_deadline(conn, FINISH_MS);
    net_conn_resume(conn);
}

/* ---- reading ------------------------------------------------------------- */

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *room)
{
    struct net_conn *conn = handle->data;
    char *ptr = net_loop_read_buffer(conn->loop);
    size_t len = NET_READ_MAX;

    (void)hint;
    if (conn->input.len > 0) {
        ptr = buf_room(&conn->input, INPUT_ROOM);
        len = ptr ? INPUT_ROOM : 0;
    }
    *room = uv_buf_init(ptr, (unsigned)len);
}

/* Hands out what is there; keeps what is not taken. */
static void deliver(struct net_conn *conn, struct span bytes)
{
    size_t taken = conn->events->read(conn->user, bytes);

    ASSERT(taken <= bytes.len);
    if (conn->closing)
        return;
    if (conn->input.len > 0)
        buf_drop(&conn->input, taken);
    else if (taken < bytes.len)
        buf_add(&conn->input, span_cut(bytes, taken, bytes.len));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
    struct net_conn *conn = stream->data;

    conn->burst = 0;
    if (n == 0)
        return;
    if (n < 0) {
        conn->ended = true;
        conn->reading = false;
        if (conn->events)
            conn->events->ended(conn->user,
                                n == UV_EOF ? NET_END_EOF : NET_END_LOST);
        else
            net_conn_close(conn);
        return;
    }
    if (!conn->events)
        return;
    if (conn->input.len > 0) {
        buf_grow_len(&conn->input, (size_t)n);
        deliver(conn, buf_span(&conn->input));
    } else {
        deliver(conn, span_of(room->base, (size_t)n));
    }
}

void net_conn_bind(struct net_conn *conn, const struct net_conn_events *events,
                   void *user)
{
    conn->events = events;
    conn->user = user;
    net_conn_resume(conn);
}

void net_conn_pause(struct net_conn *conn)
{
    if (!conn->reading)
        return;
    conn->reading = false;
    (void)uv_read_stop((uv_stream_t *)&conn->tcp); /* always 0 */
}

void net_conn_resume(struct net_conn *conn)
{
    if (conn->reading || conn->closing || conn->ended)
        return;
    /* An error here comes again as the next read's. */
    conn->reading =
        uv_read_start((uv_stream_t *)&conn->tcp, on_alloc, on_read) == 0;
}

struct span net_conn_input(const struct net_conn *conn)
{
    return span_of(conn->input.ptr, conn->input.len);
}

void net_conn_take(struct net_conn *conn, size_t n)
{
    ASSERT(n <= conn->input.len);
    if (n > 0)
        buf_drop(&conn->input, n);
}

/* ---- writing ------------------------------------------------------------- */

/* While somebody reads, a failed write waits for what reading says: the peer
 * may have answered before it closed. */
static void on_written(uv_write_t *write, int status)
{
    struct net_conn *conn = write->data;
    size_t n = conn->writing;

    conn->burst = 0;
    conn->writing = 0;
    if (conn->closing || !conn->events)
        return;
    if (status == 0)
        net_out_advance(&conn->out, n);
    if (status == 0 && net_conn_flush(conn) == 0)
        conn->events->written(conn->user);
    else if (!conn->reading)
        conn->events->ended(conn->user, NET_END_LOST);
}

/* Gives the first piece to libuv, which writes it when it can. */
static int write_later(struct net_conn *conn)
{
    const struct net_piece *piece = &conn->out.pieces[conn->out.first];
    struct span bytes;
    uv_buf_t one;

    (void)net_out_gather(&conn->out, &bytes, 1); /* 1: the queue has one */
    bytes = span_cut(bytes, 0, WIRE_MAX);
    if (!piece->ptr) {
        buf_reset(&conn->wire);
        buf_add(&conn->wire, bytes);
        bytes = buf_span(&conn->wire);
    }
    one.base = (char *)(uintptr_t)bytes.ptr; /* libuv only reads it */
    one.len = bytes.len;
    conn->write.data = conn;
    if (uv_write(&conn->write, (uv_stream_t *)&conn->tcp, &one, 1, on_written))
        return ERR_IO;
    conn->writing = bytes.len;
    return 0;
}

/* Writes the first pieces at once; *more: the socket takes more. */
static int write_now(struct net_conn *conn, bool *more)
{
    struct span spans[SPANS_MAX];
    uv_buf_t bufs[SPANS_MAX];
    size_t n = net_out_gather(&conn->out, spans, SPANS_MAX);
    size_t len = 0;
    int sent;

    for (size_t i = 0; i < n; i++) {
        bufs[i].base = (char *)(uintptr_t)spans[i].ptr; /* only read */
        bufs[i].len = spans[i].len;
        len += spans[i].len;
    }
    sent = uv_try_write((uv_stream_t *)&conn->tcp, bufs, (unsigned)n);
    if (sent == UV_EAGAIN)
        sent = 0;
    if (sent < 0)
        return ERR_IO;
    net_out_advance(&conn->out, (size_t)sent);
    conn->burst += (size_t)sent;
    *more = (size_t)sent == len;
    return 0;
}

int net_conn_flush(struct net_conn *conn)
{
    bool more = true;

    if (conn->out.overflow)
        return ERR_FULL;
    if (conn->closing)
        return ERR_IO;
    while (!net_out_empty(&conn->out) && conn->writing == 0) {
        int error = 0;

        if (more && conn->burst < BURST_MAX)
            error = write_now(conn, &more);
        else
            error = write_later(conn);
        if (error)
            return error;
    }
    return 0;
}

struct net_out *net_conn_out(struct net_conn *conn)
{
    return &conn->out;
}

/* ---- the rest ------------------------------------------------------------ */

void net_conn_deadline(struct net_conn *conn, int64_t in_ms)
{
    conn->deadline_ms = in_ms ? net_loop_real_ms(conn->loop) + in_ms : 0;
}

struct span net_conn_peer(const struct net_conn *conn)
{
    return span_str(conn->peer);
}

struct uv_tcp_s *net_conn_uv(struct net_conn *conn)
{
    return &conn->tcp;
}

void net_conn_connected(struct net_conn *conn)
{
    struct sockaddr_storage peer;
    int len = sizeof(peer);

    (void)uv_tcp_nodelay(&conn->tcp, 1); /* slower without, not wrong */
    if (uv_tcp_getpeername(&conn->tcp, (struct sockaddr *)&peer, &len) == 0)
        (void)uv_ip_name((struct sockaddr *)&peer, conn->peer, PEER_LEN_MAX);
}
