/* test_net.c - the loop, listening, connections, and their clean end. */
#include "edge/net_listen.h"

#include "cache/base/mem.h"
#include "tests/live_client.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define SWEEP_MS 10

/* A server that notes what happens to its one connection. */
struct host {
    struct clock clock;
    struct net_loop *loop;
    struct net_listener *listener;
    struct net_conn *conn;
    struct buf got;
    struct buf error;
    size_t take_max; /* bytes it takes per read */
    unsigned n_written;
    bool ended;
    enum net_end how;
};

static size_t on_read(void *user, struct span bytes)
{
    struct host *host = user;
    size_t n = bytes.len < host->take_max ? bytes.len : host->take_max;

    buf_add(&host->got, span_cut(bytes, 0, n));
    return n;
}

static void on_written(void *user)
{
    ((struct host *)user)->n_written++;
}

static void on_ended(void *user, enum net_end how)
{
    struct host *host = user;

    host->ended = true;
    host->how = how;
}

static const struct net_conn_events events = {
    .read = on_read,
    .written = on_written,
    .ended = on_ended,
};

static void on_accept(void *user, struct net_conn *conn)
{
    struct host *host = user;

    host->conn = conn;
    net_conn_bind(conn, &events, host);
}

static int listen_on(struct host *host, uint16_t port, unsigned conns_max,
                     struct net_listener **listener)
{
    struct net_listen_config config = {.port = port,
                                       .conns_max = conns_max,
                                       .accept = on_accept,
                                       .user = host};

    return net_listen(host->loop, &config, &host->error, listener);
}

static void host_init(struct host *host, unsigned conns_max)
{
    *host = (struct host){.take_max = SIZE_MAX};
    clock_init_wall(&host->clock);
    host->loop = net_loop_new(&host->clock, SWEEP_MS);
    buf_init(&host->got, 1 << 20);
    buf_init(&host->error, 4096);
    cr_assert_eq(listen_on(host, 0, conns_max, &host->listener), 0, "%s",
                 buf_span(&host->error).ptr);
}

static void host_fini(struct host *host)
{
    if (host->conn)
        net_conn_close(host->conn);
    net_listener_close(host->listener);
    net_loop_run(host->loop);
    net_loop_free(host->loop); /* asserts that the loop closes clean */
    buf_fini(&host->got);
    buf_fini(&host->error);
}

static void connect_to(struct host *host, struct live_client *client)
{
    live_client_open(client, host->loop, net_listener_port(host->listener));
}

static bool is_accepted(void *user)
{
    return ((struct host *)user)->conn != NULL;
}

static bool host_ended(void *user)
{
    return ((struct host *)user)->ended;
}

Test(net, a_free_port_is_found_and_the_loop_closes_clean)
{
    struct host host;

    host_init(&host, 10);
    cr_expect_gt(net_listener_port(host.listener), 0);
    host_fini(&host);
}

Test(net, a_taken_port_is_told_with_its_number)
{
    struct host host;
    struct net_listener *second = NULL;
    char port[16];

    host_init(&host, 10);
    (void)snprintf(port, sizeof(port), "%u", net_listener_port(host.listener));
    cr_expect_eq(
        listen_on(&host, net_listener_port(host.listener), 10, &second),
        ERR_IO);
    cr_expect_null(second);
    cr_expect(strstr(buf_span(&host.error).ptr, port) != NULL, "%s",
              buf_span(&host.error).ptr);
    host_fini(&host);
}

Test(net, what_is_not_an_address_is_refused)
{
    struct host host;
    struct net_listener *second = NULL;
    struct net_listen_config config = {.host = SPAN("not an address"),
                                       .accept = on_accept};

    host_init(&host, 10);
    cr_expect_eq(net_listen(host.loop, &config, &host.error, &second), ERR_IO);
    host_fini(&host);
}

Test(net, bytes_that_are_not_taken_come_again_with_more_behind_them)
{
    struct host host;
    struct live_client client = {0};

    host_init(&host, 10);
    host.take_max = 2;
    connect_to(&host, &client);
    live_client_send(&client, SPAN("abcde"));
    cr_assert(live_until(host.loop, is_accepted, &host));
    live_settle(host.loop);
    cr_expect_str_eq(buf_span(&host.got).ptr, "ab");
    cr_expect(span_eq(net_conn_input(host.conn), SPAN("cde")));
    live_client_send(&client, SPAN("fg"));
    live_settle(host.loop);
    cr_expect_str_eq(buf_span(&host.got).ptr, "abcd");
    net_conn_take(host.conn, 2);
    cr_expect(span_eq(net_conn_input(host.conn), SPAN("g")));
    live_client_close(&client);
    host_fini(&host);
}

static bool all_written(void *user)
{
    struct host *host = user;

    return net_out_empty(net_conn_out(host->conn));
}

static bool all_got(void *user)
{
    struct live_client *client = user;

    return client->n_got == (16u << 20) + 8;
}

Test(net, a_slow_reader_holds_the_writer_back_and_loses_nothing)
{
    struct host host;
    struct live_client client = {.count_only = true};
    size_t len = 16u << 20;
    char *body = mem_zalloc(1, len);
    struct net_out *out;

    host_init(&host, 10);
    connect_to(&host, &client);
    cr_assert(live_until(host.loop, is_accepted, &host));
    live_settle(host.loop);
    net_conn_pause(client.conn);
    out = net_conn_out(host.conn);
    buf_add(net_out_text(out), SPAN("head"));
    net_out_push(out, span_of(body, len / 2));
    buf_add(net_out_text(out), SPAN("tail"));
    net_out_push(out, span_of(body + len / 2 + 1, len / 2 - 1));
    net_out_push_copy(out, SPAN("!"));
    cr_expect_eq(net_conn_flush(host.conn), 0);
    live_settle(host.loop);
    cr_expect_not(all_written(&host), "16 MiB fit into no socket's buffer");
    net_conn_resume(client.conn);
    cr_expect(live_until(host.loop, all_written, &host));
    cr_expect(live_until(host.loop, all_got, &client));
    cr_expect_eq(out->body_flushed, len);
    cr_expect_gt(host.n_written, 1, "progress is told in steps");
    live_client_close(&client);
    host_fini(&host);
    mem_free(body);
}

Test(net, a_deadline_is_told)
{
    struct host host;
    struct live_client client = {0};

    host_init(&host, 10);
    connect_to(&host, &client);
    cr_assert(live_until(host.loop, is_accepted, &host));
    net_conn_deadline(host.conn, 1);
    cr_expect(live_until(host.loop, host_ended, &host));
    cr_expect_eq(host.how, NET_END_TIMEOUT);
    live_client_close(&client);
    host_fini(&host);
}

Test(net, a_reset_is_no_end_of_file)
{
    struct host host;
    struct live_client client = {0};

    host_init(&host, 10);
    connect_to(&host, &client);
    cr_assert(live_until(host.loop, is_accepted, &host));
    net_conn_reset(host.conn);
    host.conn = NULL;
    cr_expect(live_client_sees_end(&client));
    cr_expect_eq(client.how, NET_END_LOST);
    live_client_close(&client);
    host_fini(&host);
}

Test(net, a_gentle_end_waits_for_the_peer_to_close)
{
    struct host host;
    struct live_client client = {0};

    host_init(&host, 10);
    connect_to(&host, &client);
    cr_assert(live_until(host.loop, is_accepted, &host));
    net_conn_finish(host.conn);
    host.conn = NULL;
    cr_expect(live_client_sees_end(&client));
    cr_expect_eq(client.how, NET_END_EOF);
    cr_expect_eq(net_listener_conns(host.listener), 1);
    live_client_close(&client);
    live_settle(host.loop);
    cr_expect_eq(net_listener_conns(host.listener), 0);
    host_fini(&host);
}

Test(net, a_connection_too_many_is_closed)
{
    struct host host;
    struct live_client clients[2] = {{0}};

    host_init(&host, 1);
    connect_to(&host, &clients[0]);
    cr_assert(live_until(host.loop, is_accepted, &host));
    connect_to(&host, &clients[1]);
    cr_expect(live_client_sees_end(&clients[1]));
    cr_expect_not(clients[0].ended);
    live_client_close(&clients[0]);
    live_client_close(&clients[1]);
    host_fini(&host);
}

/* ---- timers -------------------------------------------------------------- */

struct alarm {
    struct net_timer timer;
    struct buf *out;
    char name;
};

static void on_alarm(void *user)
{
    struct alarm *alarm = user;

    buf_add_byte(alarm->out, alarm->name);
}

Test(net, timers_of_a_manual_clock_fire_when_it_is_moved_in_order_of_time)
{
    struct clock clock;
    struct net_loop *loop;
    struct buf out;
    struct alarm alarms[3] = {{.name = 'a'}, {.name = 'b'}, {.name = 'c'}};
    const int64_t at_ms[3] = {1030, 1010, 1020};

    clock_init_manual(&clock, 1000);
    loop = net_loop_new(&clock, SWEEP_MS);
    buf_init(&out, 100);
    for (int i = 0; i < 3; i++) {
        alarms[i].timer.fire = on_alarm;
        alarms[i].timer.user = &alarms[i];
        alarms[i].out = &out;
        net_timer_set(loop, &alarms[i].timer, at_ms[i]);
    }
    cr_expect_eq(net_loop_next_ms(loop), 1010);
    live_settle(loop);
    cr_expect_str_eq(buf_span(&out).ptr, "");
    clock_advance(&clock, 20);
    net_loop_wake(loop);
    cr_expect_str_eq(buf_span(&out).ptr, "bc");
    net_timer_cancel(loop, &alarms[0].timer);
    cr_expect_eq(net_loop_next_ms(loop), NET_NEVER);
    net_timer_set(loop, &alarms[0].timer, 1000);
    net_loop_run(loop);
    cr_expect_str_eq(buf_span(&out).ptr, "bca", "what is due needs no wake");
    net_loop_free(loop);
    buf_fini(&out);
}

Test(net, timers_of_the_wall_clock_end_the_wait)
{
    struct clock clock;
    struct net_loop *loop;
    struct buf out;
    struct alarm alarm = {.name = 'x', .timer = {.fire = on_alarm}};

    clock_init_wall(&clock);
    loop = net_loop_new(&clock, SWEEP_MS);
    buf_init(&out, 100);
    alarm.out = &out;
    alarm.timer.user = &alarm;
    net_timer_set(loop, &alarm.timer, clock_now_ms(&clock) + 5);
    net_loop_run(loop);
    cr_expect_str_eq(buf_span(&out).ptr, "x");
    net_loop_free(loop);
    buf_fini(&out);
}
