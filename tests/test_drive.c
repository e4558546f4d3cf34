/* test_drive.c - a live edge: requests in every shape, and what comes back. */
#include "tests/live_edge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define CLOSE "Host: cdn.example\r\nConnection: close\r\n\r\n"
#define KEEP  "Host: cdn.example\r\n\r\n"

/* The status of response number `number` (from 0) in a stream of them; the
 * bodies of these tests hold no "HTTP/". */
static int status_of(const char *text, unsigned number)
{
    for (unsigned i = 0; text; i++) {
        text = strstr(text, "HTTP/1.1 ");
        if (text && i == number)
            return atoi(text + strlen("HTTP/1.1 "));
        if (text)
            text++;
    }
    return 0;
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;

    for (; (text = strstr(text, what)) != NULL; text++)
        n++;
    return n;
}

static const char *body_of(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");

    return end ? end + 4 : "";
}

Test(drive, a_miss_is_stored_and_then_hit_with_its_age)
{
    struct live_edge edge;
    struct live_client client = {0};
    struct buf got;

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "GET /3 HTTP/1.1\r\nX-Cc: max-age=60\r\n" KEEP);
    cr_expect(live_client_sees(&client, "\r\n\r\nabc"));
    cr_expect(live_client_sees(&client, "X-Cache: Miss from cloudfront\r\n"));
    live_edge_pass(&edge, 7000);
    live_client_send(&client, SPAN("GET /3 HTTP/1.1\r\n" KEEP));
    cr_expect(live_client_sees(&client, "X-Cache: Hit from cloudfront\r\n"));
    cr_expect(live_client_sees(&client, "Age: 7\r\n"));
    live_client_close(&client);
    live_edge_pass(&edge, 54000);
    got = live_edge_get(&edge, "GET /3 HTTP/1.1\r\n" CLOSE);
    cr_expect_eq(status_of(got.ptr, 0), 200);
    cr_expect_eq(edge.origin.n_asked, 2, "after a minute it is asked again");
    buf_fini(&got);
    live_edge_fini(&edge);
}

/* Requests that differ in what they bring and ask for, and the answers. */
static const char conversation[] =
    "GET /1 HTTP/1.1\r\n" KEEP "HEAD /5 HTTP/1.1\r\n" KEEP
    "POST /p HTTP/1.1\r\nHost: cdn.example\r\nContent-Length: 5\r\n\r\nhello"
    "\r\nPOST /p HTTP/1.1\r\nHost: cdn.example\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
    "3;ext=1\r\nabc\r\n8\r\nabcdefgh\r\n0\r\nTrailer: x\r\n\r\n"
    "GET /30?chunked HTTP/1.1\r\n" KEEP "GET /2 HTTP/1.1\r\n" CLOSE;

/* What matters of the answers: status, length, body. */
static void check_conversation(const char *text, const char *reason)
{
    cr_expect_eq(count(text, "HTTP/1.1 200 OK\r\n"), 6, "%s:\n%s", reason,
                 text);
    cr_expect_eq(count(text, "Content-Length: 5\r\n"), 1, "%s", reason);
    cr_expect_eq(count(text, "\r\n\r\na"), 2, "%s", reason);
    cr_expect_eq(count(text, "\r\n\r\n5"), 1, "%s", reason);
    cr_expect_eq(count(text, "\r\n\r\n11"), 1, "%s", reason);
    cr_expect_eq(count(text, "1e\r\nabcdefghijklmnopqrstuvwxyzabcd\r\n"
                             "0\r\n\r\n"),
                 1, "%s", reason);
    cr_expect_eq(count(text, "Connection: close\r\n"), 1, "%s", reason);
    cr_expect_str_eq(text + strlen(text) - 6, "\r\n\r\nab", "%s", reason);
}

Test(drive, a_pipelined_conversation_is_answered_in_order)
{
    struct live_edge edge;
    struct buf got;

    live_edge_init(&edge);
    live_edge_start(&edge);
    got = live_edge_get(&edge, conversation);
    check_conversation(got.ptr, "at once");
    cr_expect_eq(edge.n_journals, 6);
    cr_expect_eq(edge.origin.n_taken, 16);
    buf_fini(&got);
    live_edge_fini(&edge);
}

/* The node is new for every split: what is stored must not help. */
Test(drive, wherever_the_bytes_are_cut_the_answers_are_the_same)
{
    size_t len = strlen(conversation);

    for (size_t cut = 1; cut < len; cut++) {
        struct live_edge edge;
        struct live_client client = {0};
        char reason[32];

        snprintf(reason, sizeof(reason), "cut at %zu", cut);
        live_edge_init(&edge);
        live_edge_start(&edge);
        live_edge_connect(&edge, &client);
        live_client_send(&client, span_of(conversation, cut));
        live_settle(edge.loop);
        live_client_send(&client, span_of(conversation + cut, len - cut));
        cr_assert(live_client_sees_end(&client), "%s", reason);
        check_conversation(live_client_text(&client), reason);
        live_client_close(&client);
        live_edge_fini(&edge);
    }
}

Test(drive, more_pipelined_requests_than_fit_one_flush_are_all_answered)
{
    struct live_edge edge;
    struct live_client client = {0};
    struct buf many;

    live_edge_init(&edge);
    live_edge_start(&edge);
    buf_init(&many, 1 << 20);
    for (int i = 0; i < 200; i++)
        buf_addf(&many, "GET /%d HTTP/1.1\r\nX-Cc: max-age=60\r\n%s", i % 7,
                 i == 199 ? CLOSE : KEEP);
    live_edge_connect(&edge, &client);
    live_client_send(&client, buf_span(&many));
    cr_expect(live_client_sees_end(&client));
    cr_expect_eq(count(live_client_text(&client), "HTTP/1.1 200 OK"), 200);
    cr_expect_eq(edge.origin.n_asked, 7);
    cr_expect_eq(edge.n_journals, 200);
    live_client_close(&client);
    buf_fini(&many);
    live_edge_fini(&edge);
}

struct refused {
    const char *request;
    int status;
    const char *reason;
};

static const struct refused refused[] = {
    {"GET / HTTP/1.1\r\n\r\n", 400, "no Host"},
    {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "two Hosts"},
    {"GET /\r\n\r\n", 400, "HTTP/0.9"},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400, "a version that is not ours"},
    {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400, "a folded line"},
    {"GET / HTTP/1.1\nHost: a\n\n", 400, "bare line feeds"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
     "Content-Length: 2\r\n\r\nab",
     400, "two lengths"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400, "a length and chunks"},
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400,
     "an encoding that cannot be undone"},
    {"\x16\x03\x01\x02\x01\r\n\r\n", 400, "TLS on a plain port"},
};

Test(drive, a_malformed_request_gets_400_and_nobody_is_asked)
{
    struct live_edge edge;

    live_edge_init(&edge);
    live_edge_start(&edge);
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct buf got = live_edge_get(&edge, refused[i].request);

        cr_expect_eq(status_of(got.ptr, 0), refused[i].status, "%s:\n%s",
                     refused[i].reason, got.ptr);
        cr_expect_eq(count(got.ptr, "HTTP/1.1"), 1, "%s", refused[i].reason);
        cr_expect_eq(count(got.ptr, "Connection: close\r\n"), 1, "%s",
                     refused[i].reason);
        buf_fini(&got);
    }
    cr_expect_eq(edge.origin.n_asked, 0);
    live_edge_fini(&edge);
}

Test(drive, a_bad_chunk_after_a_good_head_ends_the_connection)
{
    struct live_edge edge;
    struct buf got;

    live_edge_init(&edge);
    live_edge_start(&edge);
    got = live_edge_get(&edge, "POST /p HTTP/1.1\r\nHost: a\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n"
                               "3\r\nabc\r\nzz\r\n");
    cr_expect_eq(status_of(got.ptr, 0), 400, "%s", got.ptr);
    cr_expect_eq(count(got.ptr, "HTTP/1.1"), 1);
    cr_expect(live_until(edge.loop, live_edge_is_quiet, &edge));
    buf_fini(&got);
    live_edge_fini(&edge);
}

Test(drive, a_continue_is_sent_to_who_expects_it)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client,
                  "PUT /k HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                  "Expect: 100-continue\r\n\r\n");
    cr_expect(live_client_sees(&client, "HTTP/1.1 100 Continue\r\n\r\n"));
    live_client_send(&client, SPAN("body"));
    cr_expect(live_client_sees(&client, "\r\n\r\n4"));
    cr_expect_eq(status_of(live_client_text(&client), 1), 200);
    cr_expect_eq(edge.origin.n_taken, 4);
    live_client_close(&client);
    live_edge_fini(&edge);
}

Test(drive, an_http_1_0_viewer_gets_no_chunks)
{
    struct live_edge edge;
    struct buf got;

    live_edge_init(&edge);
    live_edge_start(&edge);
    got = live_edge_get(&edge, "GET /30?chunked HTTP/1.0\r\nHost: a\r\n\r\n");
    cr_expect_eq(count(got.ptr, "chunked"), 0);
    cr_expect_str_eq(body_of(got.ptr), "abcdefghijklmnopqrstuvwxyzabcd");
    buf_fini(&got);
    live_edge_fini(&edge);
}

/* Requests whose answers the origin spoils. */
static const struct refused spoiled[] = {
    {"GET /8 HTTP/1.1\r\nX-Fault: reset\r\n" CLOSE, 502, "reset"},
    {"GET /8 HTTP/1.1\r\nX-Fault: garbage\r\n" CLOSE, 502, "garbage"},
};

Test(drive, an_origin_that_says_nothing_sensible_becomes_502)
{
    struct live_edge edge;

    live_edge_init(&edge);
    live_edge_start(&edge);
    for (size_t i = 0; i < sizeof(spoiled) / sizeof(*spoiled); i++) {
        struct buf got = live_edge_get(&edge, spoiled[i].request);

        cr_expect_eq(status_of(got.ptr, 0), spoiled[i].status, "%s:\n%s",
                     spoiled[i].reason, got.ptr);
        buf_fini(&got);
    }
    live_edge_fini(&edge);
}

Test(drive, a_hanging_origin_becomes_504_when_the_clock_says_so)
{
    struct live_edge edge;
    struct live_client client = {0};

    live_edge_init(&edge);
    live_edge_start(&edge);
    live_edge_ask(&edge, &client, "GET /8 HTTP/1.1\r\nX-Fault: hang\r\n" CLOSE);
    live_settle(edge.loop);
    cr_assert(live_until(edge.loop, live_edge_is_quiet, &edge));
    live_edge_pass(&edge, 4999);
    live_settle(edge.loop);
    cr_expect_eq(client.n_got, 0);
    live_edge_pass(&edge, 1);
    cr_expect(live_client_sees(&client, "HTTP/1.1 504 "));
    cr_expect(live_client_sees_end(&client));
    live_client_close(&client);
    live_edge_fini(&edge);
}
