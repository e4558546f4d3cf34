/*
 * net_listen.c - a listening port, on 127.0.0.1 and [::1] alike.
 *
 * Names like a.localhost lead browsers to either address, so both are served
 * on one port. With port 0 the first socket chooses and the second follows; if
 * that port is taken there, both try again with another. A machine without
 * IPv6 is served on IPv4 alone.
 *
 * A connection that cannot be accepted (no file descriptor left) is lost, the
 * listener goes on (libuv drops it with a descriptor kept in reserve). Past
 * conns_max a connection is closed at once.
 */
#include "edge/net_listen.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <uv.h>

#define BACKLOG      1024
#define PORT_TRIES   16
#define HOST_LEN_MAX 64u

struct net_listener {
    struct net_loop *loop;
    struct net_listen_config config;
    uv_tcp_t sockets[2];
    unsigned n_sockets;
    unsigned n_closed;
    unsigned n_conns;
    uint16_t port;
    bool closing;
};

static void release(struct net_listener *listener)
{
    if (listener->closing && listener->n_conns == 0 &&
        listener->n_closed == listener->n_sockets)
        mem_free(listener);
}

static void on_conn_closed(void *owner)
{
    struct net_listener *listener = owner;

    listener->n_conns--;
    release(listener);
}

static void on_connection(uv_stream_t *socket, int status)
{
    struct net_listener *listener = socket->data;
    struct net_conn *conn;

    if (status < 0)
        return;
    conn = net_conn_new(listener->loop);
    net_conn_on_closed(conn, on_conn_closed, listener);
    listener->n_conns++;
    if (uv_accept(socket, (uv_stream_t *)net_conn_uv(conn)) != 0 ||
        listener->n_conns > listener->config.conns_max) {
        net_conn_close(conn);
        return;
    }
    net_conn_connected(conn);
    listener->config.accept(listener->config.user, conn);
}

static int parse_address(struct span host, uint16_t port,
                         struct sockaddr_storage *address)
{
    char text[HOST_LEN_MAX];

    memset(address, 0, sizeof(*address));
    if (host.len >= sizeof(text))
        return UV_EINVAL;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (uv_ip4_addr(text, port, (struct sockaddr_in *)address) == 0)
        return 0;
    return uv_ip6_addr(text, port, (struct sockaddr_in6 *)address);
}

static void on_socket_closed(uv_handle_t *handle)
{
    struct net_listener *listener = handle->data;

    listener->n_closed++;
    release(listener);
}

/* Opens the next socket; whatever happens, the handle is there to be closed. */
static int open_socket(struct net_listener *listener, struct span host,
                       uint16_t port)
{
    uv_tcp_t *socket = &listener->sockets[listener->n_sockets++];
    struct sockaddr_storage address;
    int len = sizeof(address);
    int error = uv_tcp_init(net_loop_uv(listener->loop), socket);

    ASSERT(error == 0);
    socket->data = listener;
    error = parse_address(host, port, &address);
    if (!error)
        error = uv_tcp_bind(socket, (struct sockaddr *)&address, 0);
    if (!error)
        error = uv_listen((uv_stream_t *)socket, BACKLOG, on_connection);
    if (!error)
        error = uv_tcp_getsockname(socket, (struct sockaddr *)&address, &len);
    if (!error)
        listener->port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    return error;
}

/* One address, or both loopback addresses on one port. */
static int open_sockets(struct net_listener *listener)
{
    const struct net_listen_config *config = &listener->config;
    int error;

    if (!span_absent(config->host))
        return open_socket(listener, config->host, config->port);
    error = open_socket(listener, SPAN("127.0.0.1"), config->port);
    if (error)
        return error;
    error = open_socket(listener, SPAN("::1"), listener->port);
    if (error == UV_EADDRINUSE || error == 0)
        return error;
    listener->n_sockets--;
    uv_close((uv_handle_t *)&listener->sockets[1], NULL);
    return 0;
}

void net_listener_close(struct net_listener *listener)
{
    if (listener->closing)
        return;
    listener->closing = true;
    for (unsigned i = 0; i < listener->n_sockets; i++)
        uv_close((uv_handle_t *)&listener->sockets[i], on_socket_closed);
}

static void explain(struct buf *error, const struct net_listen_config *config,
                    int code)
{
    struct span host =
        span_absent(config->host) ? SPAN("127.0.0.1 and [::1]") : config->host;

    if (code == UV_EADDRINUSE)
        buf_addf(error,
                 "port %u is taken on %.*s: choose another, or 0 for "
                 "any free one",
                 config->port, SPAN_ARG(host));
    else
        buf_addf(error, "cannot listen on %.*s port %u: %s", SPAN_ARG(host),
                 config->port, uv_strerror(code));
}

int net_listen(struct net_loop *loop, const struct net_listen_config *config,
               struct buf *error, struct net_listener **listener)
{
    int tries = config->port == 0 ? PORT_TRIES : 1;
    int code = UV_EADDRINUSE;

    *listener = NULL;
    while (code == UV_EADDRINUSE && tries-- > 0) {
        struct net_listener *made = mem_zalloc(1, sizeof(*made));

        made->loop = loop;
        made->config = *config;
        code = open_sockets(made);
        if (code == 0)
            *listener = made;
        else
            net_listener_close(made);
    }
    if (code == 0)
        return 0;
    explain(error, config, code);
    return ERR_IO;
}

uint16_t net_listener_port(const struct net_listener *listener)
{
    return listener->port;
}

unsigned net_listener_conns(const struct net_listener *listener)
{
    return listener->n_conns;
}
