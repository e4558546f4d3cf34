/*
 * net_dial.c - one attempt to connect to a host, by all of its addresses.
 *
 * The addresses are tried one after the other, each with a socket of its own.
 * There is no timeout: who waits cancels. At any time a dial waits for exactly
 * one callback of libuv (the resolver's or a connect's), which also frees it
 * after a cancel.
 */
#include "edge/net_dial.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <stdio.h>
#include <uv.h>

#define ADDRESSES_MAX 4u

struct net_dial {
    struct net_loop *loop;
    net_dialled_f *dialled; /* NULL: cancelled */
    void *user;
    struct net_conn *conn; /* connecting; NULL: the resolver is at work */
    uv_connect_t connect;
    uv_getaddrinfo_t resolve;
    struct sockaddr_storage addresses[ADDRESSES_MAX];
    unsigned n_addresses;
    unsigned at; /* the next to try */
};

static void on_connect(uv_connect_t *connect, int status);

/* Begins to connect to the next address that has a way; false: none has. */
static bool try_next(struct net_dial *dial)
{
    while (dial->at < dial->n_addresses) {
        struct sockaddr *address =
            (struct sockaddr *)&dial->addresses[dial->at++];

        dial->conn = net_conn_new(dial->loop);
        dial->connect.data = dial;
        if (uv_tcp_connect(&dial->connect, net_conn_uv(dial->conn), address,
                           on_connect) == 0)
            return true;
        net_conn_close(dial->conn);
        dial->conn = NULL;
    }
    return false;
}

/* The end: tells, unless nobody wants to know, and frees. */
static void finish(struct net_dial *dial, struct net_conn *conn,
                   enum net_fail how)
{
    if (dial->dialled)
        dial->dialled(dial->user, conn, how);
    mem_free(dial);
}

static void on_connect(uv_connect_t *connect, int status)
{
    struct net_dial *dial = connect->data;

    if (!dial->dialled) {
        finish(dial, NULL, NET_FAIL_REFUSED);
        return;
    }
    if (status == 0) {
        net_conn_connected(dial->conn);
        finish(dial, dial->conn, NET_FAIL_REFUSED);
        return;
    }
    net_conn_close(dial->conn);
    if (!try_next(dial))
        finish(dial, NULL, NET_FAIL_REFUSED);
}

static void add_address(struct net_dial *dial, const struct sockaddr *address,
                        size_t len)
{
    if (dial->n_addresses < ADDRESSES_MAX)
        memcpy(&dial->addresses[dial->n_addresses++], address, len);
}

static void on_resolved(uv_getaddrinfo_t *resolve, int status,
                        struct addrinfo *found)
{
    struct net_dial *dial = resolve->data;

    for (struct addrinfo *at = found; status == 0 && at; at = at->ai_next)
        add_address(dial, at->ai_addr, at->ai_addrlen);
    uv_freeaddrinfo(found);
    if (!dial->dialled || dial->n_addresses == 0)
        finish(dial, NULL, NET_FAIL_DNS);
    else if (!try_next(dial))
        finish(dial, NULL, NET_FAIL_REFUSED);
}

/* Addresses that need no resolver: literals, and localhost with everything
 * below it (RFC 6761 6.3). */
static void add_known(struct net_dial *dial, const char *host, uint16_t port)
{
    struct span name = span_str(host);
    bool local = span_ieq(name, SPAN("localhost")) ||
                 span_ends(name, SPAN(".localhost"));
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (uv_ip4_addr(local ? "127.0.0.1" : host, port, &v4) == 0)
        add_address(dial, (struct sockaddr *)&v4, sizeof(v4));
    if (uv_ip6_addr(local ? "::1" : host, port, &v6) == 0)
        add_address(dial, (struct sockaddr *)&v6, sizeof(v6));
}

static bool resolve(struct net_dial *dial, const char *host, uint16_t port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    char service[8];

    (void)snprintf(service, sizeof(service), "%u", port); /* fits */
    dial->resolve.data = dial;
    return uv_getaddrinfo(net_loop_uv(dial->loop), &dial->resolve, on_resolved,
                          host, service, &hints) == 0;
}

struct net_dial *net_dial_new(struct net_loop *loop, const char *host,
                              uint16_t port, net_dialled_f *dialled, void *user)
{
    struct net_dial *dial = mem_zalloc(1, sizeof(*dial));
    bool begun;

    dial->loop = loop;
    dial->dialled = dialled;
    dial->user = user;
    add_known(dial, host, port);
    begun = dial->n_addresses ? try_next(dial) : resolve(dial, host, port);
    if (begun)
        return dial;
    mem_free(dial);
    return NULL;
}

void net_dial_cancel(struct net_dial *dial)
{
    dial->dialled = NULL;
    if (dial->conn)
        net_conn_close(dial->conn);
    else
        (void)uv_cancel((uv_req_t *)&dial->resolve); /* else it answers */
}
