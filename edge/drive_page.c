/*
 * drive_page.c - the model browser over real sockets: a page's loads.
 *
 * One load at a time, one request at a time, each on a connection of its own:
 * the browser waits for a preflight's answer before it asks, and for a
 * redirect's before it follows.
 */
#include "edge/drive_page.h"

#include "bench/url.h"
#include "cache/base/assert.h"
#include "edge/http1_call.h"
#include "edge/version.h"

#define PAGE_MAGIC 0x70616765u

struct page_drive {
    uint32_t magic;
    const struct drive_page_config *config;
    struct browsed *browsed;
    struct clock clock;
    struct net_loop *loop;
    struct browser *browser;
    struct browsed_exchange *exchange; /* under way */
    struct net_upstream *upstream;
    struct http1_call *call; /* NULL: it is over */
    struct http1_caller caller;
    int64_t since_ms; /* real */
    int err;
};

static struct page_drive *checked(void *user)
{
    struct page_drive *drive = user;

    ASSERT(drive->magic == PAGE_MAGIC);
    return drive;
}

/* ---- one request ----------------------------------------------------------
 */

static void on_head(void *user, const struct http_response *head,
                    int64_t length)
{
    struct page_drive *drive = checked(user);

    (void)length; /* the bytes are counted as they come */
    if (browsed_answer(drive->browsed, drive->exchange, head))
        drive->err = ERR_TOO_LONG;
}

static void on_body(void *user, struct span bytes)
{
    checked(user)->exchange->body_bytes += bytes.len;
}

static struct span trouble_of(enum fetch_end how)
{
    switch (how) {
    case FETCH_END_COMPLETE:
        break;
    case FETCH_END_TRUNCATED:
        return SPAN("the answer was cut off");
    case FETCH_END_REUSED_CLOSED:
    case FETCH_END_CLOSED:
        return SPAN("the server closed the connection without an answer");
    case FETCH_END_REFUSED:
        return SPAN("nobody listens there (connection refused)");
    case FETCH_END_DNS:
        return SPAN("there is no host of that name");
    case FETCH_END_TLS:
    case FETCH_END_GARBAGE:
        return SPAN("what came is no HTTP/1 answer");
    case FETCH_END_TIMEOUT:
        return SPAN("no whole answer came in time");
    case FETCH_END_TOO_BIG:
        return SPAN("the answer's head is too large");
    }
    return SPAN_ABSENT;
}

static void on_end(void *user, enum fetch_end how)
{
    struct page_drive *drive = checked(user);

    drive->call = NULL;
    drive->exchange->trouble = trouble_of(how);
}

/* "*.localhost" is loopback in every browser, whatever the resolver says. */
static struct span host_of(const struct url *url)
{
    return span_ends(url->host, SPAN(".localhost")) ? SPAN("localhost")
                                                    : url->host;
}

static struct edge_address address_of(const struct page_drive *drive,
                                      const struct url *url)
{
    struct edge_address address = drive->config->connect;
    uint64_t port;

    if (!span_absent(address.host))
        return address;
    address.host = host_of(url);
    if (span_absent(url->port) || !span_u64(url->port, &port) || port > 65535)
        port = span_eq(url->scheme, SPAN("https")) ? 443 : 80;
    address.port = (uint16_t)port;
    return address;
}

static void wait_for_end(struct page_drive *drive)
{
    while (drive->call) {
        (void)net_loop_turn(drive->loop, true); /* call tells */
        if (!drive->call || net_loop_real_ms(drive->loop) <
                                drive->since_ms + drive->config->patience_ms)
            continue;
        http1_call_cancel(drive->call);
        on_end(drive, FETCH_END_TIMEOUT);
    }
}

/* What every request of a browser has beside what its page decides. */
static int add_agent(struct page_drive *drive, struct http_request *request)
{
    if (http_headers_count(&request->headers, SPAN("User-Agent")))
        return 0;
    return http_headers_add(
        &request->headers, &drive->browsed->arena, SPAN("User-Agent"),
        SPAN("Mozilla/5.0 (compatible; popbox/" POPBOX_VERSION ")"));
}

/* Sends what exchange->request says and waits for its end. */
static void call(struct page_drive *drive, const struct url *url)
{
    const struct edge_address address = address_of(drive, url);
    const struct net_upstream_config config = {.host = address.host,
                                               .port = address.port,
                                               .conns_max = 1,
                                               .queue_max = 1};
    const struct http1_asked asked = {&drive->exchange->request, 0};

    drive->caller = (struct http1_caller){
        .head = on_head, .body = on_body, .end = on_end, .user = drive};
    drive->since_ms = net_loop_real_ms(drive->loop);
    drive->upstream = net_upstream_new(drive->loop, &config);
    drive->call =
        http1_call_new(drive->loop, drive->upstream, &asked, &drive->caller);
    wait_for_end(drive);
    net_upstream_close(drive->upstream);
}

static void send(struct page_drive *drive, struct browsed_load *load,
                 const struct browser_request *request)
{
    const uint64_t id = request->id; /* the request goes with the next call */
    struct url url;

    drive->exchange = browsed_ask(drive->browsed, load, request);
    if (!drive->exchange || add_agent(drive, &drive->exchange->request)) {
        drive->err = ERR_TOO_LONG;
    } else if (url_split(drive->exchange->url, &url)) {
        drive->exchange->trouble = SPAN("that is no URL");
    } else if (span_absent(drive->config->connect.host) &&
               !span_eq(url.scheme, SPAN("http"))) {
        drive->exchange->trouble =
            SPAN("not sent: popbox browse speaks no TLS; --connect HOST:PORT "
                 "sends it as plain HTTP");
    } else {
        call(drive, &url);
    }
    if (drive->err)
        return;
    if (drive->exchange->answered && span_absent(drive->exchange->trouble))
        browser_response(drive->browser, net_loop_now_ms(drive->loop), id,
                         &drive->exchange->answer, drive->exchange->body_bytes);
    else
        browser_no_response(drive->browser, id);
}

/* ---- loads ----------------------------------------------------------------
 */

static void load_one(struct page_drive *drive, const struct load_spec *spec)
{
    struct browsed_load *load = browsed_begin(drive->browsed, spec);
    struct browser_action action;

    if (!load) {
        drive->err = ERR_TOO_LONG;
        return;
    }
    (void)browser_load(drive->browser, net_loop_now_ms(drive->loop), spec);
    while (!drive->err && browser_poll(drive->browser, &action)) {
        if (action.kind == BROWSER_REQUEST)
            send(drive, load, &action.u.request);
        else
            drive->err = browsed_end(drive->browsed, load, &action.u.verdict);
    }
}

int drive_page(const struct drive_page_config *config,
               const struct load_spec *loads, size_t n, struct browsed *browsed)
{
    struct page_drive drive = {
        .magic = PAGE_MAGIC, .config = config, .browsed = browsed};

    clock_init_wall(&drive.clock);
    drive.loop = net_loop_new(&drive.clock, NET_SWEEP_MS);
    drive.browser = browser_new(config->engine);
    for (size_t i = 0; i < n && !drive.err; i++)
        load_one(&drive, &loads[i]);
    browser_free(drive.browser);
    net_loop_run(drive.loop);
    net_loop_free(drive.loop);
    return drive.err;
}
