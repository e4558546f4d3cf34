/* test_drive_limits.c - a live edge: its limits, its timeouts, its end. */
#include "edge/http1_head.h"
#include "tests/live_edge.h"

#include <criterion/criterion.h>

#define KEEP "Host: cdn.example\r\n\r\n"

Test(drive_limits, a_head_that_does_not_come_is_408)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.limits.head_timeout_ms = 20;
    live_edge_start(&edge);
    live_edge_ask(&edge, &client, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    cr_expect(live_client_sees(&client, "HTTP/1.1 408 "));
    cr_expect(live_client_sees_end(&client));
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive_limits, an_idle_connection_is_closed_without_a_word)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.limits.idle_timeout_ms = 20;
    live_edge_start(&edge);
    live_edge_connect(&edge, &client);
    cr_expect(live_client_sees_end(&client));
    cr_expect_eq(client.n_got, 0);
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive_limits, a_body_that_does_not_come_ends_the_request)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.limits.body_timeout_ms = 20;
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "PUT /k HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
    cr_expect(live_client_sees_end(&client));
    cr_expect_eq(edge.n_journals, 1);
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive_limits, too_many_connections_are_closed_at_once)
{
    struct live_edge edge;
    struct live_client first = {0};
    struct live_client second = {0};

    live_edge_init(&edge);
    edge.limits.conns_max = 1;
    live_edge_start(&edge);
    live_edge_ask(&edge, &first, "GET /3 HTTP/1.1\r\n" KEEP);
    cr_expect(live_client_sees(&first, "\r\n\r\nabc"));
    live_edge_connect(&edge, &second);
    cr_expect(live_client_sees_end(&second));
    live_client_close(&first);
    live_client_close(&second);
    live_edge_fini(&edge);
}

/* cloudfront.md 5.2 */
Test(drive_limits, what_is_too_large_is_413)
{
    struct live_edge edge;
    struct buf text;

    live_edge_init(&edge);
    live_edge_start(&edge);
    buf_init(&text, 1 << 20);
    for (int round = 0; round < 2; round++) {
        struct buf got;

        buf_reset(&text);
        buf_add_str(&text, round ? "GET /" : "GET / HTTP/1.1\r\nX: ");
        for (unsigned i = 0; i < 2 * HTTP1_REQUEST_HEAD_MAX; i++)
            buf_add_byte(&text, 'a');
        buf_add_str(&text, round ? " HTTP/1.1\r\n" KEEP : "\r\n" KEEP);
        got = live_edge_get(&edge, buf_span(&text).ptr);
        cr_expect(strstr(got.ptr, "HTTP/1.1 413 ") == got.ptr, "%s", got.ptr);
        buf_fini(&got);
    }
    cr_expect_eq(edge.origin.n_asked, 0);
    buf_fini(&text);
    live_edge_fini(&edge);
}

static bool has_all(void *user)
{
    return ((struct live_client *)user)->n_got > 16000000;
}

Test(drive_limits, a_stop_finishes_what_is_being_sent)
{
    struct live_edge edge;
    struct live_client busy = {0};
    struct live_client idle = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    busy.count_only = true;
    live_edge_ask(&edge, &idle, "GET /3 HTTP/1.1\r\n" KEEP);
    cr_expect(live_client_sees(&idle, "abc"));
    live_edge_ask(&edge, &busy, "GET /16000000 HTTP/1.1\r\n" KEEP);
    while (busy.n_got == 0)
        (void)net_loop_turn(edge.loop, true);
    cr_assert_lt(busy.n_got, 16000000);
    server_stop(edge.server);
    cr_expect(live_client_sees_end(&idle), "idle ones go at once");
    cr_expect_not(server_stopped(edge.server));
    cr_expect(live_until(edge.loop, has_all, &busy));
    cr_expect(live_client_sees_end(&busy));
    live_client_close(&busy);
    live_client_close(&idle);
    live_edge_fini(&edge);
}

Test(drive_limits, a_stop_does_not_wait_for_ever)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.limits.stop_timeout_ms = 20;
    live_edge_start(&edge);
    live_edge_ask(&edge, &client, "GET /3 HTTP/1.1\r\nX-Fault: hang\r\n" KEEP);
    live_settle(edge.loop);
    cr_assert_eq(live_edge_stats(&edge).txns, 1);
    server_stop(edge.server);
    cr_expect(live_client_sees_end(&client));
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive_limits, invalidation_reaches_the_node)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "GET /3 HTTP/1.1\r\nX-Cc: max-age=60\r\n" KEEP);
    cr_expect(live_client_sees(&client, "abc"));
    cr_expect_eq(
        edge_server_invalidate(server_edge(edge.server, 0), SPAN("/other")), 0);
    cr_expect_eq(
        edge_server_invalidate(server_edge(edge.server, 0), SPAN("/3")), 1);
    cr_expect_eq(live_edge_stats(&edge).entries, 0);
    live_client_close(&client);
    live_edge_fini(&edge);
}
