/* test_lab_http.c - the lab's small server: bodies, pipelines, limits, streams
 */
#include "edge/lab_http.h"

#include "tests/live_client.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* A server that answers with the method, the path and the body's length. */
struct host {
    struct clock clock;
    struct net_loop *loop;
    struct lab_http *http;
    unsigned n_answers;
};

static void answer(void *user, const struct http_request *head,
                   struct span body, struct lab_answer *answer)
{
    struct host *host = user;

    host->n_answers++;
    answer->status = 200;
    answer->type = SPAN("text/plain");
    if (span_eq(head->path, SPAN("/stream"))) {
        answer->stream = true;
        buf_add_str(&answer->text, "retry: 1\n\n");
    } else if (span_eq(head->path, SPAN("/lasting"))) {
        answer->bytes = SPAN("lasting bytes");
    } else if (span_eq(head->path, SPAN("/large"))) {
        for (size_t i = 0; i < 3000000; i++)
            buf_add_byte(&answer->text, (char)('a' + i % 26));
        buf_add_str(&answer->text, "THE END");
    } else {
        buf_addf(&answer->text, "%.*s %.*s %zu.", SPAN_ARG(head->method),
                 SPAN_ARG(head->path), body.len);
    }
}

static void open_host(struct host *host)
{
    const struct lab_http_config config = {.answer = answer, .user = host};
    struct buf error;

    *host = (struct host){0};
    buf_init(&error, 4096);
    clock_init_wall(&host->clock);
    host->loop = net_loop_new(&host->clock, 20);
    cr_assert_eq(lab_http_start(host->loop, &config, &error, &host->http), 0,
                 "%s", buf_span(&error).ptr);
    buf_fini(&error);
}

static void close_host(struct host *host)
{
    lab_http_stop(host->http);
    net_loop_run(host->loop);
    lab_http_free(host->http);
    net_loop_free(host->loop);
}

static void talk(struct host *host, struct live_client *client,
                 struct span first, struct span rest, const char *until)
{
    *client = (struct live_client){0};
    live_client_open(client, host->loop, lab_http_port(host->http));
    live_client_send(client, first);
    live_settle(host->loop);
    live_client_send(client, rest);
    cr_expect(live_client_sees(client, until), "%zu bytes first: %s", first.len,
              live_client_text(client));
}

Test(lab_http, a_post_may_come_in_any_two_pieces)
{
    const struct span post = SPAN("POST /x HTTP/1.1\r\nHost: localhost\r\n"
                                  "Content-Length: 5\r\n\r\nhello");
    struct host host;

    open_host(&host);
    for (size_t i = 0; i <= post.len; i++) {
        struct live_client client;

        talk(&host, &client, span_cut(post, 0, i), span_cut(post, i, post.len),
             "POST /x 5.");
        live_client_close(&client);
        live_settle(host.loop);
    }
    cr_expect_eq(host.n_answers, post.len + 1);
    close_host(&host);
}

Test(lab_http, a_request_that_stops_short_is_never_answered)
{
    const struct span post = SPAN("POST /x HTTP/1.1\r\nHost: localhost\r\n"
                                  "Content-Length: 5\r\n\r\nhello");
    struct host host;

    open_host(&host);
    for (size_t i = 0; i < post.len; i++) {
        struct live_client client = {0};

        live_client_open(&client, host.loop, lab_http_port(host.http));
        live_client_send(&client, span_cut(post, 0, i));
        live_settle(host.loop);
        live_client_close(&client);
        live_settle(host.loop);
    }
    cr_expect_eq(host.n_answers, 0u);
    close_host(&host);
}

Test(lab_http, requests_of_one_connection_are_answered_in_turn)
{
    struct host host;
    struct live_client client;

    open_host(&host);
    talk(&host, &client,
         SPAN("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
              "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
              "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
              "HEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n"),
         SPAN("GET /lasting HTTP/1.1\r\nHost: a\r\nConnection: "
              "close\r\n\r\n"),
         "lasting bytes");
    cr_expect(live_client_sees_end(&client));
    cr_expect(strstr(live_client_text(&client), "GET /1 0."));
    cr_expect(strstr(live_client_text(&client), "POST /2 3."));
    cr_expect_not(strstr(live_client_text(&client), "HEAD /3 0."));
    cr_expect_eq(host.n_answers, 4u);
    live_client_close(&client);
    close_host(&host);
}

Test(lab_http, an_answer_larger_than_a_socket_takes_comes_whole)
{
    struct host host;
    struct live_client client;

    open_host(&host);
    talk(&host, &client, SPAN("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"),
         SPAN("GET /after HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /after 0.");
    cr_expect(strstr(live_client_text(&client), "xyzabc"));
    cr_expect(strstr(live_client_text(&client), "THE END"));
    live_client_close(&client);
    close_host(&host);
}

Test(lab_http, what_cannot_be_read_is_refused_and_closed)
{
    static const struct {
        const char *request, *status;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", " 400 "},
        {"nonsense\r\n\r\n", " 400 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
         "zz\r\n",
         " 400 "},
    };
    struct host host;

    open_host(&host);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct live_client client;

        talk(&host, &client, span_str(rows[i].request), SPAN(""),
             rows[i].status);
        cr_expect(live_client_sees_end(&client), "%s", rows[i].request);
        live_client_close(&client);
    }
    cr_expect_eq(host.n_answers, 0u);
    close_host(&host);
}

Test(lab_http, a_body_has_a_limit)
{
    struct host host;
    struct live_client client = {0};
    struct buf body;

    open_host(&host);
    buf_init(&body, 4 * LAB_BODY_MAX);
    buf_addf(&body,
             "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
             LAB_BODY_MAX + 1);
    for (size_t i = 0; i <= LAB_BODY_MAX; i++)
        buf_add_byte(&body, 'x');
    live_client_open(&client, host.loop, lab_http_port(host.http));
    live_client_send(&client, buf_span(&body));
    cr_expect(live_client_sees(&client, " 413 "));
    cr_expect_eq(host.n_answers, 0u);
    live_client_close(&client);
    buf_fini(&body);
    close_host(&host);
}

Test(lab_http, a_broadcast_reaches_every_stream_and_nobody_else)
{
    struct host host;
    struct live_client streams[3], plain;

    open_host(&host);
    for (size_t i = 0; i < 3; i++)
        talk(&host, &streams[i],
             SPAN("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"), SPAN(""),
             "retry: 1\n\n");
    talk(&host, &plain, SPAN("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"), SPAN(""),
         "GET /1 0.");
    live_client_close(&streams[1]);
    live_settle(host.loop);
    lab_http_broadcast(host.http, SPAN("data: hello\n\n"));
    cr_expect(live_client_sees(&streams[0], "data: hello"));
    cr_expect(live_client_sees(&streams[2], "data: hello"));
    live_settle(host.loop);
    cr_expect_not(strstr(live_client_text(&plain), "hello"));
    live_client_close(&streams[0]);
    live_client_close(&streams[2]);
    live_client_close(&plain);
    close_host(&host);
}

Test(lab_http, a_stream_that_is_not_read_is_closed)
{
    char piece[65536];
    struct host host;
    struct live_client client;
    unsigned n = 0;

    open_host(&host);
    talk(&host, &client, SPAN("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"),
         SPAN(""), "retry: 1\n\n");
    net_conn_pause(client.conn);
    memset(piece, 'x', sizeof(piece));
    while (n++ < 1000)
        lab_http_broadcast(host.http, span_of(piece, sizeof(piece)));
    client.count_only = true;
    net_conn_resume(client.conn);
    cr_expect(live_client_sees_end(&client));
    cr_expect_lt(client.n_got, 1000 * sizeof(piece));
    live_client_close(&client);
    close_host(&host);
}
