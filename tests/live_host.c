/* live_host.c - an origin by hand, and a caller of it whose story is text. */
#include "tests/live_host.h"

#include "cache/base/assert.h"
#include "tests/live_client.h"

#include <string.h>

#define SWEEP_MS 10

static size_t peer_read(void *user, struct span bytes)
{
    buf_add(&((struct live_peer *)user)->got, bytes);
    return bytes.len;
}

static void peer_written(void *user)
{
    (void)user;
}

static void peer_ended(void *user, enum net_end how)
{
    (void)how;
    ((struct live_peer *)user)->ended = true;
}

static const struct net_conn_events peer_events = {
    .read = peer_read,
    .written = peer_written,
    .ended = peer_ended,
};

static void on_accept(void *user, struct net_conn *conn)
{
    struct live_host *host = user;
    struct live_peer *peer = &host->peers[host->n_peers++];

    ASSERT(host->n_peers <= LIVE_PEERS_MAX);
    peer->host = host;
    peer->conn = conn;
    buf_init(&peer->got, 1 << 20);
    net_conn_bind(conn, &peer_events, peer);
}

void live_host_say(struct live_peer *peer, const char *text)
{
    struct net_out *out = net_conn_out(peer->conn);
    int err;

    buf_reset(&peer->got);
    buf_add_str(net_out_text(out), text);
    net_out_push_text(out);
    err = net_conn_flush(peer->conn);
    ASSERT(err == 0);
}

void live_host_hang_up(struct live_peer *peer)
{
    net_conn_close(peer->conn);
    peer->conn = NULL;
}

struct net_upstream *live_host_pool(struct live_host *host, uint16_t port,
                                    unsigned conns_max, unsigned queue_max)
{
    return net_upstream_new(
        host->loop, &(struct net_upstream_config){.host = SPAN("127.0.0.1"),
                                                  .port = port,
                                                  .conns_max = conns_max,
                                                  .queue_max = queue_max,
                                                  .idle_timeout_ms = 60000});
}

void live_host_init(struct live_host *host, unsigned conns_max,
                    unsigned queue_max)
{
    struct net_listen_config config = {
        .conns_max = 100, .accept = on_accept, .user = host};
    int err;

    memset(host, 0, sizeof(*host));
    clock_init_manual(&host->clock, 1000);
    host->loop = net_loop_new(&host->clock, SWEEP_MS);
    buf_init(&host->error, 4096);
    err = net_listen(host->loop, &config, &host->error, &host->listener);
    ASSERT(err == 0);
    host->upstream = live_host_pool(host, net_listener_port(host->listener),
                                    conns_max, queue_max);
}

void live_host_fini(struct live_host *host)
{
    net_upstream_close(host->upstream);
    for (unsigned i = 0; i < host->n_peers; i++) {
        if (host->peers[i].conn)
            net_conn_close(host->peers[i].conn);
        buf_fini(&host->peers[i].got);
    }
    if (host->listener)
        net_listener_close(host->listener);
    net_loop_run(host->loop);
    net_loop_free(host->loop);
    buf_fini(&host->error);
}

/* ---- a call, told as text ------------------------------------------------ */

static void on_ready(void *user, uint64_t credit)
{
    ((struct live_asker *)user)->credit += credit;
}

static void on_head(void *user, const struct http_response *head,
                    int64_t length)
{
    buf_addf(&((struct live_asker *)user)->told, "%d %d <", head->status,
             (int)length);
}

static void on_body(void *user, struct span bytes)
{
    buf_add(&((struct live_asker *)user)->told, bytes);
}

static void on_end(void *user, enum fetch_end how)
{
    const char *const names[] = {
        "complete", "truncated", "reused closed", "closed",  "refused",
        "dns",      "tls",       "timeout",       "garbage", "too big"};
    struct live_asker *asker = user;

    buf_addf(&asker->told, "> %s", names[how]);
    asker->over = true;
    asker->call = NULL;
}

static void on_settle(void *owner)
{
    ((struct live_asker *)owner)->n_settled++;
}

void live_asker_ask(struct live_asker *asker, struct live_host *host,
                    const char *method, int64_t body_length)
{
    struct http_request request = {.method = span_str(method),
                                   .scheme = SPAN("http"),
                                   .authority = SPAN("o"),
                                   .path = SPAN("/x")};
    struct http1_asked asked = {&request, body_length};

    *asker = (struct live_asker){.host = host,
                                 .caller = {.ready = on_ready,
                                            .head = on_head,
                                            .body = on_body,
                                            .end = on_end,
                                            .settle = on_settle,
                                            .user = asker,
                                            .owner = asker}};
    buf_init(&asker->told, 1 << 20);
    asker->call =
        http1_call_new(host->loop, host->upstream, &asked, &asker->caller);
    if (http1_call_connected(asker->call))
        asker->credit = http1_call_credit(asker->call);
}

bool live_asker_is_over(void *asker)
{
    return ((struct live_asker *)asker)->over;
}

bool live_peer_is_asked(void *peer)
{
    struct live_peer *it = peer;

    return it->conn && strstr(buf_span(&it->got).ptr, "\r\n\r\n") != NULL;
}

void live_host_answer(struct live_host *host, unsigned i, const char *text)
{
    bool asked = live_until(host->loop, live_peer_is_asked, &host->peers[i]);

    ASSERT(asked);
    live_host_say(&host->peers[i], text);
}
