/* test_upstream.c - the pool of connections to an origin, and calls over it. */
#include "edge/http1_call.h"

#include "tests/live_client.h"
#include "tests/live_host.h"

#include <criterion/criterion.h>

static void expect_told(struct live_asker *asker, const char *text)
{
    cr_expect(live_until(asker->host->loop, live_asker_is_over, asker));
    cr_expect_str_eq(buf_span(&asker->told).ptr, text, "%s",
                     buf_span(&asker->told).ptr);
    cr_expect_gt(asker->n_settled, 0);
    buf_fini(&asker->told);
}

#define OK3 "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"

Test(upstream, a_connection_is_used_again)
{
    struct live_host host;
    struct live_asker asker;

    live_host_init(&host, 4, 4);
    for (int i = 0; i < 3; i++) {
        live_asker_ask(&asker, &host, "GET", 0);
        live_host_answer(&host, 0, OK3);
        expect_told(&asker, "200 3 <abc> complete");
    }
    cr_expect_eq(host.n_peers, 1);
    live_host_fini(&host);
}

struct odd_row {
    const char *method;
    const char *answer;
    const char *told;
    const char *reason;
};

static const struct odd_row odd_rows[] = {
    {"GET", OK3 "x", "200 3 <abc> complete", "a byte behind the answer"},
    {"GET",
     "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
     "200 1 <a> complete", "the origin said close"},
    {"GET", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
     "200 1 <a> complete", "HTTP/1.0"},
    {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
     "200 3 <> complete", "a body on HEAD"},
    {"GET", "HTTP/1.1 304 Not\r\nContent-Length: 3\r\n\r\nabc",
     "304 3 <> complete", "a body on 304"},
    {"GET", "HTTP/1.1 204 No\r\n\r\nabc", "204 0 <> complete", "a body on 204"},
    {"GET", "SSH-2.0\r\n", "> garbage", "another protocol"},
    {"GET", "HTTP/1.1 101 S\r\n\r\n", "> garbage", "101"},
    {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
     "> garbage", "two lengths"},
    {"GET",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
     "200 -1 <abc> truncated", "a bad chunk"},
};

Test(upstream, after_anything_odd_a_connection_is_not_used_again)
{
    for (size_t i = 0; i < sizeof(odd_rows) / sizeof(*odd_rows); i++) {
        struct live_host host;
        struct live_asker asker;

        live_host_init(&host, 4, 4);
        live_asker_ask(&asker, &host, odd_rows[i].method, 0);
        live_host_answer(&host, 0, odd_rows[i].answer);
        expect_told(&asker, odd_rows[i].told);
        live_asker_ask(&asker, &host, "GET", 0);
        live_host_answer(&host, 1, OK3);
        expect_told(&asker, "200 3 <abc> complete");
        cr_expect_eq(host.n_peers, 2, "%s", odd_rows[i].reason);
        live_host_fini(&host);
    }
}

Test(upstream, an_idle_connection_that_speaks_is_dropped)
{
    struct live_host host;
    struct live_asker asker;

    live_host_init(&host, 4, 4);
    live_asker_ask(&asker, &host, "GET", 0);
    live_host_answer(&host, 0, OK3);
    expect_told(&asker, "200 3 <abc> complete");
    live_host_say(&host.peers[0], OK3);
    live_settle(host.loop);
    live_asker_ask(&asker, &host, "GET", 0);
    live_host_answer(&host, 1, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
    expect_told(&asker, "200 1 <b> complete");
    live_host_fini(&host);
}

Test(upstream, a_reused_connection_that_closes_without_a_byte_is_told_apart)
{
    struct live_host host;
    struct live_asker asker;

    live_host_init(&host, 4, 4);
    live_asker_ask(&asker, &host, "GET", 0);
    live_host_answer(&host, 0, OK3);
    expect_told(&asker, "200 3 <abc> complete");
    live_asker_ask(&asker, &host, "GET", 0);
    live_host_hang_up(&host.peers[0]);
    expect_told(&asker, "> reused closed");
    live_asker_ask(&asker, &host, "GET", 0);
    cr_assert(live_until(host.loop, live_peer_is_asked, &host.peers[1]));
    live_host_hang_up(&host.peers[1]);
    expect_told(&asker, "> closed");
    live_host_fini(&host);
}

Test(upstream, where_a_body_ends_too_early_is_told)
{
    static const struct {
        const char *answer;
        const char *told;
    } cut[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
         "200 9 <abc> truncated"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
         "200 -1 <abc> truncated"},
        {"HTTP/1.1 200 OK\r\n\r\nabc", "200 -1 <abc> complete"},
        {"HTTP/1.1 200 OK\r\nA: ", "> closed"},
    };

    for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
        struct live_host host;
        struct live_asker asker;

        live_host_init(&host, 4, 4);
        live_asker_ask(&asker, &host, "GET", 0);
        live_host_answer(&host, 0, cut[i].answer);
        live_host_hang_up(&host.peers[0]);
        expect_told(&asker, cut[i].told);
        live_host_fini(&host);
    }
}

Test(upstream, interim_responses_are_passed_over)
{
    struct live_host host;
    struct live_asker asker;

    live_host_init(&host, 4, 4);
    live_asker_ask(&asker, &host, "GET", 0);
    live_host_answer(
        &host, 0,
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\n" OK3);
    expect_told(&asker, "200 3 <abc> complete");
    live_host_fini(&host);
}

Test(upstream, nobody_listens)
{
    struct live_host host;
    struct live_asker asker;
    uint16_t port;

    live_host_init(&host, 4, 4);
    port = net_listener_port(host.listener);
    net_listener_close(host.listener);
    host.listener = NULL;
    net_upstream_close(host.upstream);
    live_settle(host.loop);
    host.upstream = live_host_pool(&host, port, 4, 4);
    live_asker_ask(&asker, &host, "GET", 0);
    expect_told(&asker, "> refused");
    live_host_fini(&host);
}

Test(upstream, past_the_limit_calls_wait_in_line_and_past_the_line_fail)
{
    struct live_host host;
    struct live_asker askers[4];

    live_host_init(&host, 1, 2);
    live_asker_ask(&askers[0], &host, "GET", 0);
    cr_assert(live_until(host.loop, live_peer_is_asked, &host.peers[0]));
    live_asker_ask(&askers[1], &host, "GET", 0);
    live_asker_ask(&askers[2], &host, "GET", 0);
    live_asker_ask(&askers[3], &host, "GET", 0);
    expect_told(&askers[3], "> refused");
    live_host_answer(&host, 0, OK3);
    expect_told(&askers[0], "200 3 <abc> complete");
    live_host_answer(&host, 0, OK3);
    expect_told(&askers[1], "200 3 <abc> complete");
    live_host_answer(&host, 0, OK3);
    expect_told(&askers[2], "200 3 <abc> complete");
    cr_expect_eq(host.n_peers, 1);
    live_host_fini(&host);
}

Test(upstream, a_cancelled_call_leaves_nothing_behind)
{
    struct live_host host;
    struct live_asker askers[3];

    live_host_init(&host, 1, 4);
    for (int i = 0; i < 3; i++)
        live_asker_ask(&askers[i], &host, "GET", 0);
    http1_call_cancel(askers[1].call);
    live_settle(host.loop);
    cr_assert(live_until(host.loop, live_peer_is_asked, &host.peers[0]));
    http1_call_cancel(askers[0].call);
    http1_call_cancel(askers[2].call);
    for (int i = 0; i < 3; i++)
        buf_fini(&askers[i].told);
    live_host_fini(&host);
}

static bool got_end(void *user)
{
    return strstr(buf_span(&((struct live_peer *)user)->got).ptr, "END") !=
           NULL;
}

Test(upstream, a_request_body_goes_out_within_its_credit)
{
    struct live_host host;
    struct live_asker asker;

    live_host_init(&host, 1, 2);
    live_asker_ask(&asker, &host, "PUT", -1);
    cr_assert(live_until(host.loop, live_peer_is_asked, &host.peers[0]));
    cr_expect_eq(asker.credit, HTTP1_CALL_CREDIT);
    http1_call_body(asker.call, SPAN("abc"));
    cr_expect_eq(http1_call_credit(asker.call), 3, "what has gone comes back");
    http1_call_body(asker.call, SPAN("END"));
    http1_call_body_end(asker.call);
    cr_expect(live_until(host.loop, got_end, &host.peers[0]));
    live_settle(host.loop);
    cr_expect(span_ends(buf_span(&host.peers[0].got),
                        SPAN("\r\n\r\n3\r\nabc\r\n3\r\nEND\r\n0\r\n\r\n")),
              "%s", buf_span(&host.peers[0].got).ptr);
    live_host_say(&host.peers[0], OK3);
    expect_told(&asker, "200 3 <abc> complete");
    live_host_fini(&host);
}
