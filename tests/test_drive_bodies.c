/* test_drive_bodies.c - a live edge: bodies that are large, slow or cut off. */
#include "tests/live_edge.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define KEEP "Host: cdn.example\r\n\r\n"
#define MIB  ((uint64_t)1 << 20)

static bool has_all(void *user)
{
    return ((struct live_client *)user)->n_got > 64 * MIB;
}

Test(drive_bodies, a_slow_reader_slows_the_origin_down)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.node.entry_max_bytes = MIB; /* the rest is a window */
    live_edge_start(&edge);
    client.count_only = true;
    live_edge_ask(&edge, &client, "GET /3 HTTP/1.1\r\n" KEEP);
    live_settle(edge.loop);
    cr_assert(client.conn);
    net_conn_pause(client.conn);
    live_client_send(&client, SPAN("GET /67108864 HTTP/1.1\r\n" KEEP));
    for (int i = 0; i < 50; i++)
        live_settle(edge.loop);
    cr_expect_lt(edge.origin.n_given, 32 * MIB,
                 "sockets and windows hold some");
    cr_expect_lt(live_edge_stats(&edge).inflight_bytes, 4 * MIB);
    net_conn_resume(client.conn);
    cr_expect(live_until(edge.loop, has_all, &client));
    cr_expect_eq(edge.origin.n_given, 64 * MIB + 3);
    cr_expect_eq(edge.origin.n_asked, 2);
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive_bodies, a_reader_that_takes_nothing_is_cut_off_by_the_clock)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    edge.node.entry_max_bytes = MIB;
    live_edge_start(&edge);
    client.count_only = true;
    live_edge_ask(&edge, &client, "GET /3 HTTP/1.1\r\n" KEEP);
    live_settle(edge.loop);
    cr_assert(client.conn);
    net_conn_pause(client.conn);
    live_client_send(&client, SPAN("GET /67108864 HTTP/1.1\r\n" KEEP));
    for (int i = 0; i < 50; i++)
        live_settle(edge.loop);
    cr_assert_eq(live_edge_stats(&edge).txns, 1);
    live_edge_pass(&edge, edge.node.write_timeout_ms);
    live_settle(edge.loop);
    cr_expect_eq(live_edge_stats(&edge).txns, 0);
    cr_expect_eq(edge.n_journals, 2);
    live_client_close(&client);
    live_edge_fini(&edge);
}

static const char *const cut_off[] = {
    "GET /8000 HTTP/1.1\r\nX-Cc: max-age=60\r\nX-Fault: truncate\r\n" KEEP,
    "GET /8000?chunked HTTP/1.1\r\nX-Cc: max-age=60\r\nX-Fault: "
    "truncate\r\n" KEEP,
    "GET /8000?chunked HTTP/1.0\r\nX-Cc: max-age=60\r\nX-Fault: "
    "truncate\r\n" KEEP,
};

Test(drive_bodies, a_truncated_body_is_seen_to_be_cut_and_never_stored)
{
    for (size_t i = 0; i < sizeof(cut_off) / sizeof(*cut_off); i++) {
        struct live_edge edge;
        struct live_client client = {0};

        live_edge_init(&edge);
        live_edge_start(&edge);
        live_edge_ask(&edge, &client, cut_off[i]);
        cr_expect(live_client_sees_end(&client));
        cr_expect(strstr(live_client_text(&client), "HTTP/1.1 200 OK\r\n"));
        cr_expect_null(strstr(live_client_text(&client), "\r\n0\r\n"),
                       "no last chunk");
        if (i == 2)
            cr_expect_eq(client.how, NET_END_LOST,
                         "a body without a length is reset");
        cr_expect_eq(live_edge_stats(&edge).entries, 0);
        live_client_close(&client);
        live_edge_fini(&edge);
    }
}

Test(drive_bodies, a_viewer_that_leaves_in_a_body_takes_nobody_along)
{
    struct live_edge edge;
    struct live_client stays = {0};
    struct live_client leaves = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    stays.count_only = true;
    leaves.count_only = true;
    live_edge_ask(&edge, &leaves,
                  "GET /67108864 HTTP/1.1\r\nX-Cc: max-age=60\r\n" KEEP);
    live_edge_ask(&edge, &stays,
                  "GET /67108864 HTTP/1.1\r\nX-Cc: max-age=60\r\n" KEEP);
    live_settle(edge.loop);
    live_client_close(&leaves);
    cr_expect(live_until(edge.loop, has_all, &stays));
    cr_expect(live_until(edge.loop, live_edge_is_quiet, &edge));
    cr_expect_eq(edge.n_journals, 2);
    live_client_close(&stays);
    live_edge_fini(&edge);
}

Test(drive_bodies, a_viewer_that_leaves_in_its_upload_is_forgotten)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "PUT /k HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"
                  "only some of it");
    live_settle(edge.loop);
    cr_expect_eq(live_edge_stats(&edge).txns, 1);
    live_client_close(&client);
    cr_expect(live_until(edge.loop, live_edge_is_quiet, &edge));
    cr_expect_eq(live_edge_stats(&edge).txns, 0);
    cr_expect_eq(edge.n_journals, 1);
    live_edge_fini(&edge);
}

Test(drive_bodies, a_large_upload_streams_through)
{
    struct live_edge edge;
    struct live_client client = {0};
    struct buf body;
    char expected[64];

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "PUT /k HTTP/1.1\r\nHost: a\r\nContent-Length: 3145728\r\n"
                  "\r\n");
    buf_init(&body, 3 * MIB);
    memset(buf_room(&body, 3 * MIB), 'x', 3 * MIB);
    buf_grow_len(&body, 3 * MIB);
    live_client_send(&client, buf_span(&body));
    snprintf(expected, sizeof(expected), "\r\n\r\n%llu",
             (unsigned long long)(3 * MIB));
    cr_expect(live_client_sees(&client, expected));
    cr_expect_eq(edge.origin.n_taken, 3 * MIB);
    live_client_close(&client);
    buf_fini(&body);
    live_edge_fini(&edge);
}
