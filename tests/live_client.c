/* live_client.c - a raw client for tests: sends bytes, keeps what comes back.
 */
#include "tests/live_client.h"

#include "cache/base/assert.h"

#define LIVE_MS     10000
#define GOT_MAX     ((size_t)64 << 20)
#define QUIET_TURNS 20

static size_t on_read(void *user, struct span bytes)
{
    struct live_client *client = user;

    client->n_got += bytes.len;
    if (!client->count_only)
        buf_add(&client->got, bytes);
    return bytes.len;
}

static void on_written(void *user)
{
    (void)user;
}

static void on_ended(void *user, enum net_end how)
{
    struct live_client *client = user;

    client->ended = true;
    client->how = how;
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

static void send_now(struct live_client *client)
{
    struct net_out *out = net_conn_out(client->conn);
    int error;

    buf_add(net_out_text(out), buf_span(&client->unsent));
    net_out_push_text(out);
    buf_reset(&client->unsent);
    error = net_conn_flush(client->conn);
    (void)error; /* a test may send into a closed connection */
}

static void on_dialled(void *user, struct net_conn *conn, enum net_fail how)
{
    struct live_client *client = user;

    (void)how;
    client->dial = NULL;
    client->conn = conn;
    client->refused = conn == NULL;
    client->ended = client->refused;
    if (!conn)
        return;
    net_conn_bind(conn, &events, client);
    send_now(client);
}

void live_client_open(struct live_client *client, struct net_loop *loop,
                      uint16_t port)
{
    client->loop = loop;
    buf_init(&client->unsent, GOT_MAX);
    buf_init(&client->got, GOT_MAX);
    client->dial = net_dial_new(loop, "127.0.0.1", port, on_dialled, client);
    ASSERT(client->dial);
}

void live_client_send(struct live_client *client, struct span bytes)
{
    buf_add(&client->unsent, bytes);
    if (client->conn)
        send_now(client);
}

void live_client_close(struct live_client *client)
{
    if (client->dial)
        net_dial_cancel(client->dial);
    if (client->conn)
        net_conn_close(client->conn);
    buf_fini(&client->unsent);
    buf_fini(&client->got);
    *client = (struct live_client){0};
}

const char *live_client_text(struct live_client *client)
{
    return buf_span(&client->got).ptr;
}

bool live_until(struct net_loop *loop, bool (*done)(void *user), void *user)
{
    int64_t until_ms = net_loop_real_ms(loop) + LIVE_MS;

    while (!done(user)) {
        (void)net_loop_turn(loop, true); /* whether there is more: see done */
        if (net_loop_real_ms(loop) > until_ms)
            return false;
    }
    return true;
}

struct wanted {
    struct live_client *client;
    const char *text;
};

static bool seen_or_ended(void *user)
{
    struct wanted *wanted = user;

    return wanted->client->ended ||
           strstr(live_client_text(wanted->client), wanted->text) != NULL;
}

bool live_client_sees(struct live_client *client, const char *text)
{
    struct wanted wanted = {client, text};

    return live_until(client->loop, seen_or_ended, &wanted) &&
           strstr(live_client_text(client), text) != NULL;
}

static bool has_ended(void *user)
{
    return ((struct live_client *)user)->ended;
}

bool live_client_sees_end(struct live_client *client)
{
    return live_until(client->loop, has_ended, client);
}

void live_settle(struct net_loop *loop)
{
    for (int i = 0; i < QUIET_TURNS; i++)
        (void)net_loop_turn(loop, false); /* as above */
}
