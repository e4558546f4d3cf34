/* test_drive_origin.c - an origin behind a socket: answers, bodies, faults. */
#include "edge/drive_origin.h"

#include "tests/live_client.h"
#include "tests/live_origin.h"

#include <criterion/criterion.h>

#define SWEEP_MS 10

struct stage {
    struct clock clock;
    struct net_loop *loop;
    struct live_origin origin;
    struct origin_server *server;
    struct live_client client;
    struct buf error;
    struct buf seen;
};

static void on_seen(void *user, const struct origin_seen *seen)
{
    struct stage *stage = user;

    buf_addf(&stage->seen, "%.*s %.*s%.*s %d;", SPAN_ARG(seen->request->method),
             SPAN_ARG(seen->request->authority), SPAN_ARG(seen->request->path),
             seen->answer ? seen->answer->status : 0);
}

static void stage_init(struct stage *stage)
{
    struct origin_server_config config;

    memset(stage, 0, sizeof(*stage));
    clock_init_manual(&stage->clock, 1000);
    stage->loop = net_loop_new(&stage->clock, SWEEP_MS);
    buf_init(&stage->error, 4096);
    buf_init(&stage->seen, 1 << 20);
    live_origin_init(&stage->origin);
    origin_server_config_init(&config);
    config.origin = &stage->origin.base;
    config.seen = on_seen;
    config.user = stage;
    cr_assert_eq(origin_server_start(stage->loop, &config, &stage->error,
                                     &stage->server),
                 0);
    live_client_open(&stage->client, stage->loop,
                     origin_server_port(stage->server));
}

static void stage_fini(struct stage *stage)
{
    live_client_close(&stage->client);
    origin_server_stop(stage->server);
    net_loop_run(stage->loop);
    cr_expect(origin_server_stopped(stage->server));
    cr_expect_eq(stage->origin.n_open, 0, "every exchange ends");
    cr_expect_eq(origin_server_busy(stage->server), 0);
    cr_expect_eq(origin_server_waiting(stage->server), 0);
    origin_server_free(stage->server);
    net_loop_free(stage->loop);
    buf_fini(&stage->error);
    buf_fini(&stage->seen);
}

static void send_text(struct stage *stage, const char *text)
{
    live_client_send(&stage->client, span_str(text));
}

#define HEAD_OF(lines) \
    "HTTP/1.1 200 OK\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n" lines "\r\n"

struct row {
    const char *request;
    const char *answer;
    const char *seen;
    const char *reason;
};

static const struct row rows[] = {
    {"GET /3 HTTP/1.1\r\nHost: o\r\n\r\n",
     HEAD_OF("Content-Length: 3\r\n") "abc", "GET o/3 200;", "a counted body"},
    {"GET /30?chunked HTTP/1.1\r\nHost: o\r\n\r\n",
     HEAD_OF("Transfer-Encoding: chunked\r\n") "1e\r\n"
                                               "abcdefghijklmnopqrstuvwxyzabcd"
                                               "\r\n0\r\n\r\n",
     "GET o/30 200;", "a chunked body"},
    {"HEAD /3 HTTP/1.1\r\nHost: o\r\n\r\nGET /1 HTTP/1.1\r\nHost: o\r\n\r\n",
     HEAD_OF("Content-Length: 3\r\n") HEAD_OF("Content-Length: 1\r\n") "a",
     "HEAD o/3 200;GET o/1 200;", "HEAD, then a pipelined GET"},
    {"PUT /k HTTP/1.1\r\nHost: o\r\nContent-Length: 5\r\n\r\nhello"
     "PUT /k HTTP/1.1\r\nHost: o\r\nTransfer-Encoding: chunked\r\n\r\n"
     "3\r\nabc\r\n0\r\n\r\n",
     HEAD_OF("Content-Length: 1\r\n") "5" HEAD_OF("Content-Length: 1\r\n") "3",
     "PUT o/k 200;PUT o/k 200;", "bodies both ways of framing, pipelined"},
    {"PUT /k HTTP/1.1\r\nHost: o\r\nContent-Length: 1\r\nExpect: "
     "100-continue\r\n\r\nx",
     "HTTP/1.1 100 Continue\r\n\r\n" HEAD_OF("Content-Length: 1\r\n") "1",
     "PUT o/k 200;", "100 Continue"},
};

Test(drive_origin, conversations_are_held_over_a_socket)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct stage stage;

        stage_init(&stage);
        send_text(&stage, rows[i].request);
        live_client_sees(&stage.client, rows[i].answer);
        cr_expect_str_eq(live_client_text(&stage.client), rows[i].answer, "%s",
                         rows[i].reason);
        cr_expect_str_eq(buf_span(&stage.seen).ptr, rows[i].seen);
        stage_fini(&stage);
    }
}

static const struct row closing[] = {
    {"GET /3 HTTP/1.0\r\n\r\n",
     HEAD_OF("Content-Length: 3\r\nConnection: close\r\n") "abc", "GET /3 200;",
     "1.0 closes"},
    {"GET /3?chunked HTTP/1.0\r\n\r\n", HEAD_OF("Connection: close\r\n") "abc",
     "GET /3 200;", "1.0 without a length"},
    {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: "
     "close\r\n\r\n",
     "", "malformed: the origin is not asked"},
    {"GET /8 HTTP/1.1\r\nHost: o\r\nX-Fault: truncate\r\n\r\n",
     HEAD_OF("Content-Length: 8\r\n") "abcd", "GET o/8 200;", "truncated"},
    {"GET /8?chunked HTTP/1.1\r\nHost: o\r\nX-Fault: truncate\r\n\r\n",
     HEAD_OF("Transfer-Encoding: chunked\r\n") "4\r\nabcd", "GET o/8 200;",
     "truncated in chunks: no last one"},
    {"GET /8 HTTP/1.1\r\nHost: o\r\nX-Fault: reset\r\n\r\n", "", "GET o/8 0;",
     "reset"},
    {"GET /8 HTTP/1.1\r\nHost: o\r\nX-Fault: garbage\r\n\r\n",
     "\x16\x03\x01 this is not HTTP\r\n\r\n", "GET o/8 0;", "garbage"},
};

Test(drive_origin, what_ends_the_connection_is_seen)
{
    for (size_t i = 0; i < sizeof(closing) / sizeof(*closing); i++) {
        struct stage stage;

        stage_init(&stage);
        send_text(&stage, closing[i].request);
        cr_expect(live_client_sees_end(&stage.client), "%s", closing[i].reason);
        cr_expect_str_eq(live_client_text(&stage.client), closing[i].answer,
                         "%s", closing[i].reason);
        cr_expect_str_eq(buf_span(&stage.seen).ptr, closing[i].seen, "%s",
                         closing[i].reason);
        stage_fini(&stage);
    }
}

static bool one_waits(void *user)
{
    return origin_server_waiting(((struct stage *)user)->server) == 1;
}

Test(drive_origin, a_delay_waits_for_the_manual_clock)
{
    struct stage stage;

    stage_init(&stage);
    send_text(&stage, "GET /3 HTTP/1.1\r\nHost: o\r\nX-Delay: 700\r\n\r\n"
                      "GET /1 HTTP/1.1\r\nHost: o\r\n\r\n");
    cr_assert(live_until(stage.loop, one_waits, &stage));
    cr_expect_eq(net_loop_next_ms(stage.loop), 1700);
    clock_advance(&stage.clock, 699);
    net_loop_wake(stage.loop);
    live_settle(stage.loop);
    cr_expect_eq(stage.client.n_got, 0);
    clock_advance(&stage.clock, 1);
    net_loop_wake(stage.loop);
    cr_expect(live_client_sees(&stage.client, "Content-Length: 1\r\n\r\na"),
              "the request behind it is answered too");
    stage_fini(&stage);
}

Test(drive_origin, a_hang_never_answers_and_does_not_outlive_the_stop)
{
    struct stage stage;

    stage_init(&stage);
    send_text(&stage, "GET /3 HTTP/1.1\r\nHost: o\r\nX-Fault: hang\r\n\r\n");
    cr_assert(live_until(stage.loop, one_waits, &stage));
    live_settle(stage.loop);
    cr_expect_eq(stage.client.n_got, 0);
    origin_server_stop(stage.server);
    cr_expect(live_client_sees_end(&stage.client));
    stage_fini(&stage);
}

static bool got_all(void *user)
{
    return ((struct stage *)user)->client.n_got > 100000000;
}

Test(drive_origin, a_large_body_is_pulled_only_as_the_socket_drains)
{
    struct stage stage;

    stage_init(&stage);
    stage.client.count_only = true;
    send_text(&stage, "GET /3 HTTP/1.1\r\nHost: o\r\n\r\n");
    live_settle(stage.loop);
    net_conn_pause(stage.client.conn);
    send_text(&stage, "GET /100000000 HTTP/1.1\r\nHost: o\r\n\r\n");
    live_settle(stage.loop);
    cr_expect_lt(stage.origin.n_given, 32u << 20, "sockets hold some");
    cr_expect_gt(stage.origin.n_given, 3);
    net_conn_resume(stage.client.conn);
    cr_expect(live_until(stage.loop, got_all, &stage));
    cr_expect_eq(stage.origin.n_given, 100000003);
    stage_fini(&stage);
}
